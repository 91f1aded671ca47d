"""device.firmware: does the device run the firmware it should? (FACTS A1, A2)"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="device.firmware",
    results=("current", "old", "beta"),
    good=frozenset({"current"}),
    facts={
        "model": Fact(str, "Model of the device"),
        "serial": Fact(str, "Serial number of the device"),
        "hardware": Fact(str, "Hardware revision"),
        "firmware_version": Fact(str, "Firmware it runs"),
        "target_version": Fact(str, "Firmware it should run at least"),
    },
    parameters={"minimum_version": Parameter(str, "Oldest version that is fine; empty: the profile's", "")},
    timeout_s=15.0,
    watch_fact="firmware_version",
    evidence="versions",
)

TITLE = N_("Software of the device")
SENTENCES = {
    "current": N_("The device runs version {firmware_version}, which is up to date."),
    "old": N_(
        "The device runs version {firmware_version}, which is older than {target_version}. "
        "Old versions have known faults. Put on the new version."
    ),
    "beta": N_(
        "The device runs {firmware_version}, a test version. Test versions do not go with the rest. "
        "Put on version {target_version}."
    ),
    "unknown": N_(
        "We could not read which version the device runs. It may be off, or it may not tell. "
        "Look on its label or on its settings page."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
