"""storage.free: is there room left where the person, the system and programs keep their files?"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import FileSystem, Missing

SIGNATURE = ProbeSignature(
    name="storage.free",
    results=("ok", "low", "too_many_files"),
    good=frozenset({"ok"}),
    facts={
        "disk_free_bytes": Fact(int, "Free space where there is least of it"),
        "disk_total_bytes": Fact(int, "Size of that file system"),
        "disk_free_percent": Fact(float, "Free share of it"),
        "disk_place": Fact(str, "What it holds: home, system, temp"),
        "free_files": Fact(int, "Files that can still be made there; null where there is no such limit"),
        "file_systems": Fact(list, "Rows: place, total_bytes, free_bytes, free_files"),
    },
    parameters={
        "min_free_bytes": Parameter(
            int, "Least free space that is still fine where the person's files and the system lie", 2_000_000_000
        ),
        "min_free_percent": Parameter(float, "Least free share that is still fine, everywhere", 5.0),
        "min_free_files_percent": Parameter(float, "Least share of files that can still be made", 1.0),
    },
    timeout_s=8.0,
)

TITLE = N_("Free space")
SENTENCES = {
    "ok": N_("There is room: {disk_free_bytes} of {disk_total_bytes} are free where there is least."),
    "low": N_(
        "Your disk is almost full: {disk_free_bytes} of {disk_total_bytes} are free. Old downloads and a full trash "
        "are the likely cause. Make room, then try again."
    ),
    "too_many_files": N_(
        "Your disk can hold hardly any more files, though it has room. A huge number of small files is the likely "
        "cause. Clear caches and the trash, then try again."
    ),
    "unknown": N_("We could not read how much room is left. Look at the properties of your disk."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Judge each file system by itself; the answer is that of the worst, bytes before names."""
    found = context.system.file_systems(context.cancel)
    if isinstance(found, Missing):
        return unknown_because(found, dict.fromkeys(SIGNATURE.facts))
    measured = [each for each in found if each.total_bytes > 0]
    if not measured:
        return unknown("not_available", "no file system tells its size", dict.fromkeys(SIGNATURE.facts))
    rows = [_row(each) for each in measured]
    for result, is_short in (("low", _is_low), ("too_many_files", _has_too_many_files)):
        short = [each for each in measured if is_short(each, context)]
        if short:
            return ProbeResult(result, {**_facts(min(short, key=_free_percent)), "file_systems": rows})
    return ProbeResult("ok", {**_facts(min(measured, key=_free_percent)), "file_systems": rows})


def _is_low(system: FileSystem, context: ProbeContext) -> bool:
    """Return whether too little is free. Temporary files often have a small file system of their own: share alone."""
    if _free_percent(system) < float(context.parameters["min_free_percent"]):
        return True
    return system.places != ("temp",) and system.free_bytes < int(context.parameters["min_free_bytes"])


def _has_too_many_files(system: FileSystem, context: ProbeContext) -> bool:
    if system.total_files is None or system.free_files is None or system.total_files <= 0:
        return False
    return 100 * system.free_files / system.total_files < float(context.parameters["min_free_files_percent"])


def _free_percent(system: FileSystem) -> float:
    return 100 * system.free_bytes / system.total_bytes


def _facts(system: FileSystem) -> dict[str, FactValue]:
    return {
        "disk_free_bytes": system.free_bytes,
        "disk_total_bytes": system.total_bytes,
        "disk_free_percent": round(_free_percent(system), 1),
        "disk_place": ", ".join(system.places),
        "free_files": system.free_files,
    }


def _row(system: FileSystem) -> dict[str, str | int | float | bool | None]:
    return {
        "place": ", ".join(system.places),
        "total_bytes": system.total_bytes,
        "free_bytes": system.free_bytes,
        "free_files": system.free_files,
    }


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
