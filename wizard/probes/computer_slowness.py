"""computer.slowness: what makes this computer slow? One result for each cause, the gravest first."""

from collections.abc import Callable
from dataclasses import dataclass

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import Health, Missing, PendingRestart, Program, Workload

SIGNATURE = ProbeSignature(
    name="computer.slowness",
    results=("ok", "low_disk", "low_memory", "busy", "restart_pending", "long_uptime"),
    good=frozenset({"ok"}),
    facts={
        "cpu_percent": Fact(float, "How busy the processors are"),
        "busiest_name": Fact(str, "Program that has most of the processors"),
        "busiest_percent": Fact(float, "Its share of the whole computer"),
        "largest_name": Fact(str, "Program that has most of the memory"),
        "largest_bytes": Fact(int, "Its own memory"),
        "memory_total_bytes": Fact(int, "Memory built in"),
        "memory_available_bytes": Fact(int, "Memory that programs can still have"),
        "memory_stall_percent": Fact(float, "Share of time in which programs wait for memory; null when not told"),
        "swap_used_bytes": Fact(int, "Memory that was moved to the disk"),
        "disk_total_bytes": Fact(int, "Size of the system's disk"),
        "disk_free_bytes": Fact(int, "Free space on it"),
        "uptime_s": Fact(float, "Time since the start of the system"),
        "restart_pending": Fact(bool, "Whether something installed waits for a restart; null when not told"),
        "restart_because": Fact(str, "What waits for it"),
    },
    parameters={
        "seconds": Parameter(float, "How long the processors are watched", 4.0),
        "max_cpu_percent": Parameter(float, "Most that is not yet busy; 0: not judged", 85.0),
        "min_memory_free_percent": Parameter(float, "Least free share of the memory that is still fine", 8.0),
        "max_memory_stall_percent": Parameter(
            float, "Most of the time that programs may wait for memory; 0: not judged", 10.0
        ),
        "min_disk_free_percent": Parameter(float, "Least free share of the disk that is still fine", 5.0),
        "max_uptime_days": Parameter(float, "Longest time without a restart that is still fine; 0: not judged", 7.0),
        "restart_counts": Parameter(bool, "Whether a pending restart is judged", True),
    },
    timeout_s=15.0,
)

TITLE = N_("What makes this computer slow")
SENTENCES = {
    "ok": N_(
        "Nothing we can measure slows this computer: {cpu_percent} of its power is in use, "
        "and {memory_available_bytes} of memory are free."
    ),
    "low_disk": N_(
        "Your disk is almost full: only {disk_free_bytes} are free. A computer needs room to work. "
        "Make room, then try again."
    ),
    "low_memory": N_(
        "Your computer is short of memory: only {memory_available_bytes} are free. {largest_name} has the most of it. "
        "Close it, then try again."
    ),
    "busy": N_(
        "Your computer is busy: {cpu_percent} of its power is in use. {busiest_name} takes the most of it. "
        "Let it end or close it, then try again."
    ),
    "restart_pending": N_(
        "Your computer waits for a restart. New parts are in place, but the old ones still run. "
        "Save your work, then restart it."
    ),
    "long_uptime": N_(
        "Your computer has run for {uptime_s} without a restart. Programs get slow with time. "
        "Save your work, then restart it."
    ),
    "unknown": N_("We could not read what this computer is doing. Restart it, then try again."),
}
_DAY_S = 86_400


@dataclass(frozen=True)
class _Readings:
    """What was measured. The load and the pending restart may be missing, the state of the computer not."""

    health: Health
    load: Workload | None
    pending: PendingRestart | None

    @property
    def cpu_percent(self) -> float:
        return self.load.cpu_percent if self.load is not None else self.health.cpu_percent


def run(context: ProbeContext) -> ProbeResult:
    """Measure memory, disk and uptime at once and the processors for some seconds; name the gravest cause."""
    health = context.system.health(context.cancel)
    if isinstance(health, Missing):
        return unknown_because(health, dict.fromkeys(SIGNATURE.facts))
    load = context.system.workload(float(context.parameters["seconds"]), context.cancel)
    if context.cancel.requested:
        return unknown("timeout", "stopped", dict.fromkeys(SIGNATURE.facts))
    pending = context.system.pending_restart()
    readings = _Readings(
        health,
        None if isinstance(load, Missing) else load,
        None if isinstance(pending, Missing) else pending,
    )
    facts = _facts(readings)
    if health.disk_total_bytes <= 0 or health.memory_total_bytes <= 0:
        return unknown("not_available", "the sizes of disk and memory make no sense", facts)
    found = (result for result, is_cause in _CAUSES.items() if is_cause(readings, context))
    missing = "; ".join(each.detail for each in (load, pending) if isinstance(each, Missing))
    return ProbeResult(next(found, "ok"), facts, detail=missing)


def _limit(context: ProbeContext, name: str) -> float:
    return float(context.parameters[name])


def _is_low_disk(readings: _Readings, context: ProbeContext) -> bool:
    health = readings.health
    return 100 * health.disk_free_bytes / health.disk_total_bytes < _limit(context, "min_disk_free_percent")


def _is_low_memory(readings: _Readings, context: ProbeContext) -> bool:
    """Return whether memory is short: little of it is free, or programs wait for it (what has gone to the disk)."""
    health, load = readings.health, readings.load
    if 100 * health.memory_available_bytes / health.memory_total_bytes < _limit(context, "min_memory_free_percent"):
        return True
    most, stall = _limit(context, "max_memory_stall_percent"), None if load is None else load.memory_stall_percent
    return most > 0 and stall is not None and stall > most


def _is_busy(readings: _Readings, context: ProbeContext) -> bool:
    most = _limit(context, "max_cpu_percent")
    return 0 < most < readings.cpu_percent


def _waits_for_restart(readings: _Readings, context: ProbeContext) -> bool:
    return bool(context.parameters["restart_counts"]) and readings.pending is not None and readings.pending.needed


def _has_run_long(readings: _Readings, context: ProbeContext) -> bool:
    most = _limit(context, "max_uptime_days")
    return 0 < most * _DAY_S < readings.health.uptime_s


_CAUSES: dict[str, Callable[[_Readings, ProbeContext], bool]] = {
    "low_disk": _is_low_disk,
    "low_memory": _is_low_memory,
    "busy": _is_busy,
    "restart_pending": _waits_for_restart,
    "long_uptime": _has_run_long,
}
"""The gravest first: what stops programs, then what slows them."""


def _facts(readings: _Readings) -> dict[str, FactValue]:
    health, load, pending = readings.health, readings.load, readings.pending
    busiest, largest = _first(load.busiest if load else ()), _first(load.largest if load else ())
    return {
        "cpu_percent": readings.cpu_percent,
        "busiest_name": busiest.name if busiest else None,
        "busiest_percent": busiest.cpu_percent if busiest else None,
        "largest_name": largest.name if largest else None,
        "largest_bytes": largest.memory_bytes if largest else None,
        "memory_total_bytes": health.memory_total_bytes,
        "memory_available_bytes": health.memory_available_bytes,
        "memory_stall_percent": load.memory_stall_percent if load else None,
        "swap_used_bytes": load.swap_used_bytes if load else None,
        "disk_total_bytes": health.disk_total_bytes,
        "disk_free_bytes": health.disk_free_bytes,
        "uptime_s": health.uptime_s,
        "restart_pending": pending.needed if pending else None,
        "restart_because": ", ".join(pending.because) or None if pending else None,
    }


def _first(programs: tuple[Program, ...]) -> Program | None:
    return programs[0] if programs else None


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, in_check_up=False)
