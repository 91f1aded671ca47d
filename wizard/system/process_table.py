"""All processes of one moment, by (pid, start): a number is given again to a new process."""

from collections.abc import Callable
from dataclasses import dataclass

_LONGEST_NAME = 100


@dataclass(frozen=True)
class ProcessReading:
    """One process at one moment; ``used_s`` of processor time since it began.

    ``own_bytes`` leaves out memory shared with others, as far as the system tells.
    """

    name: str
    used_s: float
    own_bytes: int
    parent: int | None
    resident_bytes: int = 0


ProcessTable = dict[tuple[int, float], ProcessReading]
ReadProcesses = Callable[[], ProcessTable]


def processes() -> ProcessTable:
    """Return what psutil tells of the processes that may be looked into. Raises OSError."""
    import psutil

    found: ProcessTable = {}
    for process in psutil.process_iter():
        try:
            with process.oneshot():
                if process.status() == psutil.STATUS_ZOMBIE:
                    continue
                times, memory = process.cpu_times(), process.memory_info()
                found[process.pid, process.create_time()] = ProcessReading(
                    readable(process.name()),
                    times.user + times.system,
                    max(0, memory.rss - getattr(memory, "shared", 0)),
                    process.ppid(),
                    memory.rss,
                )
        except psutil.Error:
            continue
    return found


def readable(name: str) -> str:
    """Return a name that can be shown: a process may call itself anything."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name[:_LONGEST_NAME]) or "?"
