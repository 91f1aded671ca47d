"""computer.firmware_updates: does the system know of newer firmware for this computer? (FACTS A2)

The list is the system's own; nobody asks the internet for it. On battery some updates are left out in silence, and an
old list knows of nothing new: in both cases "there is none" is never said.
"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import FirmwareUpdate, Missing

SIGNATURE = ProbeSignature(
    name="computer.firmware_updates",
    results=("current", "available", "on_battery"),
    good=frozenset({"current"}),
    facts={
        "firmware_device": Fact(str, "Part of the computer that has newer firmware; the first of them"),
        "firmware_device_version": Fact(str, "Version it has"),
        "firmware_newer_version": Fact(str, "Version it could have"),
        "firmware_updates": Fact(list, "Rows: device, version, newer_version, needs_power, needs_restart"),
        "on_power": Fact(bool, "Whether the computer is plugged in; null when it does not tell"),
        "list_age_days": Fact(float, "Age of the system's own list; null when it does not tell"),
    },
    parameters={"max_list_age_days": Parameter(float, "How old the system's list may be to know what is new", 30.0)},
    timeout_s=45.0,
    evidence="versions",
)

TITLE = N_("Firmware updates for this computer")
SENTENCES = {
    "current": N_("Your system knows of no newer firmware for this computer."),
    "available": N_(
        "There is newer firmware for {firmware_device}: {firmware_newer_version}. It may cure faults that nothing "
        "else does. Plug in the power and install it in your system's updates."
    ),
    "on_battery": N_(
        "Your computer runs on its battery, and some firmware is not offered then. Plug in the power, then look again."
    ),
    "unknown": N_("We could not find out if there is newer firmware for your computer. Look in your system's updates."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Read the system's list; what was found counts whatever the list's age."""
    found = context.system.firmware_updates(context.cancel)
    if isinstance(found, Missing):
        return unknown_because(found, dict.fromkeys(SIGNATURE.facts))
    facts: dict[str, FactValue] = {
        **dict.fromkeys(SIGNATURE.facts),
        "firmware_updates": [_row(each) for each in found.updates],
        "on_power": found.on_power,
        "list_age_days": found.asked_days,
    }
    if found.updates:
        first = found.updates[0]
        facts |= {
            "firmware_device": first.device,
            "firmware_device_version": first.version,
            "firmware_newer_version": first.newer_version,
        }
        return ProbeResult("available", facts)
    if found.on_power is False:
        return ProbeResult("on_battery", facts)
    if found.asked_days is not None and found.asked_days > float(context.parameters["max_list_age_days"]):
        return unknown("not_available", f"the system's list is {found.asked_days:g} days old", facts)
    return ProbeResult("current", facts)


def _row(update: FirmwareUpdate) -> dict[str, str | int | float | bool | None]:
    return {
        "device": update.device,
        "version": update.version,
        "newer_version": update.newer_version,
        "needs_power": update.needs_power,
        "needs_restart": update.needs_restart,
    }


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, in_check_up=False)
