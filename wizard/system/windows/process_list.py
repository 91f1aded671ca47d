"""All processes in one call: whole, of one moment, and also those that this user may not open.

psutil opens each process by itself, and asks for this whole list again for each that it may not open.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.system.process_table import ProcessReading, ProcessTable, readable
from wizard.system.windows.calls import RefusedError, function
from wizard.system.windows.memory import DamagedError, Memory
from wizard.system.windows.structures_processes import ProcessInformation

_PROCESSES = 5
"""SystemProcessInformation."""
_TOO_SMALL = 0xC000_0004
"""STATUS_INFO_LENGTH_MISMATCH"""
_FIRST_BYTES, _MOST_BYTES = 512_000, 64_000_000
_MOST_PROCESSES = 100_000
_TICKS_PER_S = 10_000_000
_UNIX_EPOCH = 116_444_736_000_000_000
"""1970-01-01 in 100 ns since 1601."""


@dataclass(frozen=True)
class ListedProcess:
    """One process. ``created`` is in 100 ns since 1601, exactly as every call of Windows tells it."""

    pid: int
    name: str
    created: int
    parent: int
    session: int
    used_s: float
    own_bytes: int
    resident_bytes: int

    @property
    def started(self) -> float:
        """Unix time of its start."""
        return unix_time(self.created)


def unix_time(created: int) -> float:
    """Return a time of Windows (100 ns since 1601) as Unix time."""
    return (created - _UNIX_EPOCH) / _TICKS_PER_S


def list_processes() -> tuple[ListedProcess, ...]:
    """Return every process but the idle one; raises OSError."""
    try:
        query = function(
            "ntdll", "NtQuerySystemInformation", ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_uint32,
            ctypes.c_void_p,
        )  # fmt: skip
        size, needed = _FIRST_BYTES, ctypes.c_uint32()
        while True:
            buffer = ctypes.create_string_buffer(size)
            status = query(_PROCESSES, buffer, size, ctypes.byref(needed))
            if status != _TOO_SMALL or size >= _MOST_BYTES:
                break
            size = min(_MOST_BYTES, max(2 * size, needed.value))  # processes come meanwhile
        if status:
            raise OSError(f"NtQuerySystemInformation: NTSTATUS {status:#010x}")
        return tuple(decode_processes(Memory(buffer.raw, ctypes.addressof(buffer)), ctypes.addressof(buffer)))
    except RefusedError as refused:
        raise OSError(refused.missing.detail) from refused
    except DamagedError as error:
        raise OSError(f"NtQuerySystemInformation: {error}") from error


def decode_processes(memory: Memory, address: int) -> Iterator[ListedProcess]:
    """Read the list at an address; the idle process, which is none, is left out. Raises DamagedError."""
    for _ in range(_MOST_PROCESSES):
        entry = memory.take(ProcessInformation, address)
        if entry.pid:
            name = memory.bytes_at(entry.name_address, entry.name_bytes) if entry.name_address else b""
            yield ListedProcess(
                pid=entry.pid,
                name=readable(name.decode("utf-16-le", "replace")),
                created=entry.created,
                parent=entry.parent,
                session=entry.session,
                used_s=(entry.user + entry.kernel) / _TICKS_PER_S,
                own_bytes=entry.private_working_set_bytes or entry.working_set_bytes,
                resident_bytes=entry.working_set_bytes,
            )
        if not entry.next_offset:
            return
        address += entry.next_offset
    raise DamagedError("a list without an end")


def processes() -> ProcessTable:
    """Return the processes as ``wizard.system.process_table`` wants them; raises OSError."""
    return {
        (each.pid, each.started): ProcessReading(
            each.name, each.used_s, each.own_bytes, each.parent, each.resident_bytes
        )
        for each in list_processes()
    }
