"""health.snapshot: has this computer enough free disk and memory? (FACTS C1)"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import Missing

SIGNATURE = ProbeSignature(
    name="health.snapshot",
    results=("ok", "low_disk", "low_memory"),
    good=frozenset({"ok"}),
    facts={
        "cpu_percent": Fact(float, "How busy the processors are"),
        "memory_total_bytes": Fact(int, "Memory built in"),
        "memory_available_bytes": Fact(int, "Memory that programs can still have"),
        "disk_total_bytes": Fact(int, "Size of the system's disk"),
        "disk_free_bytes": Fact(int, "Free space on it"),
        "uptime_s": Fact(float, "Time since the start of the system"),
        "boot_id": Fact(str, "Changes with every start of the system"),
        "battery_percent": Fact(float, "Charge of the battery; null without one"),
        "on_power": Fact(bool, "Whether it is plugged in; null when not known"),
    },
    parameters={
        "min_disk_free_percent": Parameter(float, "Least free share of the disk that is still fine", 5.0),
        "min_memory_free_percent": Parameter(float, "Least free share of the memory that is still fine", 5.0),
    },
    timeout_s=8.0,
)

TITLE = N_("Health of this computer")
SENTENCES = {
    "ok": N_(
        "Your computer has room to work: {disk_free_bytes} of disk and {memory_available_bytes} of memory are free."
    ),
    "low_disk": N_(
        "Your disk is almost full: only {disk_free_bytes} are free. Apps can stop when there is no room. "
        "Delete files you do not need, then try again."
    ),
    "low_memory": N_(
        "Your computer is short of memory: only {memory_available_bytes} are free. Too many apps may be open. "
        "Close some of them, then try again."
    ),
    "unknown": N_("We could not read how your computer is doing. Restart it, then try again."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Take a snapshot; a full disk comes before a full memory, as it stops more."""
    health = context.system.health(context.cancel)
    if isinstance(health, Missing):
        return unknown_because(health)
    facts: dict[str, FactValue] = {name: getattr(health, name) for name in SIGNATURE.facts}
    if health.disk_total_bytes <= 0 or health.memory_total_bytes <= 0:
        return unknown("not_available", "the sizes of disk and memory make no sense", facts)
    disk_free_percent = 100 * health.disk_free_bytes / health.disk_total_bytes
    memory_free_percent = 100 * health.memory_available_bytes / health.memory_total_bytes
    if disk_free_percent < float(context.parameters["min_disk_free_percent"]):
        return ProbeResult("low_disk", facts)
    if memory_free_percent < float(context.parameters["min_memory_free_percent"]):
        return ProbeResult("low_memory", facts)
    return ProbeResult("ok", facts)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
