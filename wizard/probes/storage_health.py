"""storage.health: do the built-in drives say of themselves that they are failing, or nearly worn out?"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import Drive, Missing

SIGNATURE = ProbeSignature(
    name="storage.health",
    results=("ok", "failing", "worn"),
    good=frozenset({"ok"}),
    facts={
        "drive_name": Fact(str, "The drive that is worst off"),
        "drive_kind": Fact(str, "solid_state, rotating or other"),
        "drive_size_bytes": Fact(int, "Its size"),
        "drive_celsius": Fact(float, "Its temperature; null when not told"),
        "drive_wear_percent": Fact(float, "How much of its writes is used up, as it counts; null when not told"),
        "drives": Fact(list, "Rows: drive, kind, size_bytes, healthy, celsius, wear_percent"),
    },
    parameters={"max_wear_percent": Parameter(float, "Wear that is still fine", 90.0)},
    timeout_s=15.0,
)

TITLE = N_("Health of the drives")
SENTENCES = {
    "ok": N_("Your drives say that they are healthy."),
    "failing": N_(
        "A drive of your computer says that it is failing: {drive_name}. It may stop for good at any time. "
        "Back up your files first, before anything else. Then have it replaced."
    ),
    "worn": N_(
        "A drive of your computer is nearly worn out: {drive_name}, {drive_wear_percent} used up. "
        "It still works. Back up your files, and plan to replace it."
    ),
    "unknown": N_("We could not read the health of your drives. Keep a backup of your files in any case."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Judge every drive by its own word; a drive that says nothing is neither healthy nor failing."""
    found = context.system.drives(context.cancel)
    if isinstance(found, Missing):
        return unknown_because(found, dict.fromkeys(SIGNATURE.facts))
    rows = [_row(each) for each in found]
    limit = float(context.parameters["max_wear_percent"])
    failing = [each for each in found if each.healthy is False]
    if failing:
        return ProbeResult("failing", {**_facts(failing[0]), "drives": rows})
    worn = [each for each in found if each.wear_percent is not None and each.wear_percent > limit]
    if worn:
        return ProbeResult("worn", {**_facts(max(worn, key=_wear)), "drives": rows})
    silent = [each for each in found if each.healthy is None]
    if silent or not found:
        nothing: dict[str, FactValue] = _facts(silent[0]) if silent else dict.fromkeys(SIGNATURE.facts)
        detail = f"no word on their health: {', '.join(each.name for each in silent) or 'no drive was found'}"
        return unknown("not_available", detail, {**nothing, "drives": rows})
    return ProbeResult("ok", {**_facts(max(found, key=_wear)), "drives": rows})


def _wear(drive: Drive) -> float:
    return drive.wear_percent if drive.wear_percent is not None else -1.0


def _facts(drive: Drive) -> dict[str, FactValue]:
    return {
        "drive_name": drive.name,
        "drive_kind": drive.kind,
        "drive_size_bytes": drive.size_bytes,
        "drive_celsius": drive.temperature_celsius,
        "drive_wear_percent": drive.wear_percent,
    }


def _row(drive: Drive) -> dict[str, str | int | float | bool | None]:
    return {
        "drive": drive.name,
        "kind": drive.kind,
        "size_bytes": drive.size_bytes,
        "healthy": drive.healthy,
        "celsius": drive.temperature_celsius,
        "wear_percent": drive.wear_percent,
    }


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
