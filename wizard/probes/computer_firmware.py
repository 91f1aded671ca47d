"""computer.firmware: which firmware (BIOS, UEFI) does the computer itself run, and how old is it? (FACTS A2, A12)"""

from datetime import UTC, date, datetime

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import Missing

_DAYS_A_YEAR = 365.25

SIGNATURE = ProbeSignature(
    name="computer.firmware",
    results=("recent", "old"),
    good=frozenset({"recent"}),
    facts={
        "computer_firmware_version": Fact(str, "Version of the computer's own firmware (BIOS, UEFI)"),
        "computer_firmware_vendor": Fact(str, "Who made it"),
        "computer_firmware_date": Fact(str, "Day of its release, YYYY-MM-DD; null when not told"),
    },
    parameters={"max_age_years": Parameter(float, "How old it may be before a newer one is worth a look", 3.0)},
    timeout_s=8.0,
    evidence="versions",
)

TITLE = N_("Firmware of this computer")
SENTENCES = {
    "recent": N_("The firmware of your computer is of {computer_firmware_date}. That is new enough."),
    "old": N_(
        "The firmware of your computer is old: {computer_firmware_date}. It also steers the fan. "
        "Let your system look for updates, then try again."
    ),
    "unknown": N_("We could not read how old the firmware of your computer is. Look in its system settings."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Read the version and judge its age: whether a newer one exists cannot be told without the maker."""
    reading = context.system.firmware()
    if isinstance(reading, Missing):
        return unknown_because(reading, dict.fromkeys(SIGNATURE.facts))
    facts: dict[str, FactValue] = {
        "computer_firmware_version": reading.version,
        "computer_firmware_vendor": reading.vendor or None,
        "computer_firmware_date": reading.released,
    }
    if reading.released is None:
        return unknown("not_available", "the firmware does not tell its date", facts)
    age_days = (datetime.now(UTC).date() - date.fromisoformat(reading.released)).days
    if age_days < 0:
        return unknown("not_available", "the firmware's date lies in the future", facts)
    too_old = age_days > float(context.parameters["max_age_years"]) * _DAYS_A_YEAR
    return ProbeResult("old" if too_old else "recent", facts)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, in_check_up=False)
