"""How hard this computer works, and for which programs: the same on every platform through psutil."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from wizard.system.base import Cancel, Missing, Program, Workload
from wizard.system.health import busy_percent
from wizard.system.process_table import ProcessTable, ReadProcesses, processes

_MOST_PROGRAMS = 5


def workload(
    seconds: float, cancel: Cancel, pressure: Path | None = None, read: ReadProcesses = processes
) -> Workload | Missing:
    """Measure for ``seconds``. ``pressure``: where Linux tells of stalls (``/proc/pressure``).

    Processes that may not be looked into, and such that have ended, are in ``cpu_percent`` alone.
    """
    import psutil

    try:
        before, times_before = read(), psutil.cpu_times()
        started = time.monotonic()
        if cancel.wait(seconds):
            return Missing("timeout", "stopped")
        elapsed_s = time.monotonic() - started
        times_after, after = psutil.cpu_times(), read()
    except OSError as error:
        return Missing("not_available", f"processes: {error.strerror or error}")
    programs = _programs(before, after, elapsed_s * (psutil.cpu_count() or 1))
    swap_total, swap_used = _swap()
    return Workload(
        seconds=round(elapsed_s, 1),
        cpu_percent=busy_percent(times_before, times_after),
        busiest=tuple(sorted(programs, key=lambda each: (-each.cpu_percent, -each.memory_bytes, each.name)))[
            :_MOST_PROGRAMS
        ],
        largest=tuple(sorted(programs, key=lambda each: (-each.memory_bytes, -each.cpu_percent, each.name)))[
            :_MOST_PROGRAMS
        ],
        swap_total_bytes=swap_total,
        swap_used_bytes=swap_used,
        memory_stall_percent=None if pressure is None else _stall_percent(pressure / "memory"),
    )


def _programs(before: ProcessTable, after: ProcessTable, capacity_s: float) -> list[Program]:
    """Add up processes of one name. A process that is new has used all its time within the stretch."""
    own = _own_processes(after)
    groups: dict[str, list[tuple[float, int]]] = {}
    for key, process in after.items():
        if key[0] not in own:
            known = before.get(key)
            used_s = process.used_s - (known.used_s if known is not None else 0.0)
            groups.setdefault(process.name, []).append((max(0.0, used_s), process.own_bytes))
    return [
        Program(
            name=name,
            cpu_percent=round(min(100.0, 100 * sum(used for used, _ in members) / capacity_s), 1),
            memory_bytes=sum(size for _, size in members),
            processes=len(members),
        )
        for name, members in groups.items()
    ]


def _own_processes(table: ProcessTable) -> frozenset[int]:
    """Return this process and all that it started: measuring is no load to be told of."""
    children: dict[int | None, list[int]] = {}
    for (pid, _), process in table.items():
        children.setdefault(process.parent, []).append(pid)
    own: set[int] = set()
    waiting = [os.getpid()]
    while waiting:
        pid = waiting.pop()
        if pid not in own:
            own.add(pid)
            waiting.extend(children.get(pid, ()))
    return frozenset(own)


def _swap() -> tuple[int | None, int | None]:
    """Return (total, used) bytes; 0 of 0 without any swap."""
    import psutil

    try:
        swap = psutil.swap_memory()
    except (OSError, RuntimeError, psutil.Error):
        return None, None
    return swap.total, swap.used


def _stall_percent(file: Path) -> float | None:
    """Return the share of the last ten seconds in which some task waited for memory (Linux PSI, accounting/psi.rst)."""
    try:
        lines = file.read_text("ascii").splitlines()
    except (OSError, UnicodeError):
        return None
    return _average(line for line in lines if line.startswith("some "))


def _average(lines: Iterable[str]) -> float | None:
    for line in lines:
        for word in line.split():
            name, _, value = word.partition("=")
            try:
                percent = float(value) if name == "avg10" else None
            except ValueError:
                return None
            if percent is not None:
                return percent if 0 <= percent <= 100 else None
    return None
