"""The health snapshot (FACTS C1), the same on every platform through psutil."""

import functools
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.system.base import Cancel, Health, Missing
from wizard.system.deadline import within
from wizard.system.process_table import ProcessTable, ReadProcesses, processes

if TYPE_CHECKING:
    import psutil

_SAMPLE_S = 0.5
_DISK_TIMEOUT_S = 1.0
_BUSIEST = 5


def snapshot(
    cancel: Cancel, boot_id: str | None, folders: tuple[Path, ...], read: ReadProcesses = processes
) -> Health | Missing:
    """Measure for half a second. Disk figures are those of the fullest writable file system that holds ``folders``.

    ``cpu_percent`` and those of ``top_processes`` are shares of the whole computer.
    """
    import psutil

    disk = _fullest(folders, cancel)
    if isinstance(disk, Missing):
        return disk
    before, processes_before = psutil.cpu_times(), read()
    started = time.monotonic()
    if cancel.wait(_SAMPLE_S):
        return Missing("timeout", "stopped")
    elapsed_s = time.monotonic() - started
    memory = psutil.virtual_memory()
    battery_percent, on_power = battery()
    return Health(
        cpu_percent=busy_percent(before, psutil.cpu_times()),
        memory_total_bytes=memory.total,
        memory_available_bytes=memory.available,
        disk_total_bytes=disk[0],
        disk_free_bytes=disk[1],
        uptime_s=_uptime_s(),
        boot_id=boot_id,
        battery_percent=battery_percent,
        on_power=on_power,
        top_processes=_busiest(processes_before, read(), elapsed_s * (psutil.cpu_count() or 1)),
    )


def _fullest(folders: tuple[Path, ...], cancel: Cancel) -> tuple[int, int] | Missing:
    """Return (total, free) bytes of the fullest file system; one that does not answer (a dead server) is left out."""
    found: list[tuple[int, int]] = []
    for folder in folders:
        size = within(_DISK_TIMEOUT_S, cancel, functools.partial(_disk, folder))
        if cancel.requested:
            return Missing("timeout", "stopped")
        if isinstance(size, tuple):
            found.append(size)
    if not found:
        return Missing("not_available", "disk: no writable file system answers")
    return min(found, key=lambda size: size[1] / size[0])


def _disk(folder: Path) -> tuple[int, int] | None:
    """Return (total, free) bytes; None for a read-only file system: that of an image-based system is always full."""
    import psutil

    try:
        if sys.platform != "win32" and os.statvfs(folder).f_flag & os.ST_RDONLY:
            return None
        usage = psutil.disk_usage(str(folder))
    except OSError:
        return None
    return (usage.total, usage.free) if usage.total > 0 else None


def busy_percent(before: "psutil._ntuples.scputimes", after: "psutil._ntuples.scputimes") -> float:
    """Return how busy the processors were between two readings of their times."""

    def idle(times: "psutil._ntuples.scputimes") -> float:
        return float(times.idle + getattr(times, "iowait", 0.0))

    def total(times: "psutil._ntuples.scputimes") -> float:
        # The kernel counts a guest's time in user time as well.
        return float(sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0))

    elapsed = total(after) - total(before)
    if elapsed <= 0:
        return 0.0
    return round(max(0.0, min(100.0, 100 * (1 - (idle(after) - idle(before)) / elapsed))), 1)


def _busiest(before: ProcessTable, after: ProcessTable, capacity_s: float) -> tuple[tuple[str, float, int], ...]:
    """Return the busiest; what has only just started is left out."""
    found = [
        (
            process.name,
            round(100 * max(0.0, process.used_s - before[key].used_s) / capacity_s, 1),
            process.resident_bytes,
        )
        for key, process in after.items()
        if key in before
    ]
    found.sort(key=lambda entry: (-entry[1], -entry[2], entry[0]))
    return tuple(found[:_BUSIEST])


def battery() -> tuple[float | None, bool | None]:
    """Return its charge in percent and whether the computer is on power; None where there is none or nobody tells."""
    import psutil

    if not hasattr(psutil, "sensors_battery"):
        return None, None
    try:
        battery = psutil.sensors_battery()
    except OSError:  # Linux without /sys/class/power_supply, as in containers and chroots
        return None, None
    if battery is None:
        return None, None
    return round(float(battery.percent), 1), battery.power_plugged


def _uptime_s() -> float:
    import psutil

    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)  # untouched by corrections of the wall clock
    return max(0.0, time.time() - psutil.boot_time())
