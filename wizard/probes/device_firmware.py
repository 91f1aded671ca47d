"""device.firmware: does the device run the firmware it should? (FACTS A1, A2)"""

from dataclasses import replace

from wizard.device.version import Version, VersionError
from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import Missing

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
    """Ask the device which firmware it runs. A build before a release is ``beta`` whatever its number (FACTS A2)."""
    target = str(context.parameters["minimum_version"]) or context.organisation.device.firmware.version
    facts: dict[str, FactValue] = {**dict.fromkeys(SIGNATURE.facts), "target_version": target}
    device = context.device.identify(context.cancel)
    if isinstance(device, Missing):
        return unknown_because(device, facts)
    facts |= {
        "model": device.model,
        "serial": device.serial,
        "hardware": device.hardware,
        "firmware_version": device.firmware_version,
    }
    if not device.firmware_version:
        return replace(unknown("not_available", "the device does not tell its version", facts), said=device.said)
    try:
        version, minimum = Version.parse(device.firmware_version), Version.parse(target)
    except VersionError as error:
        return replace(unknown("not_available", str(error), facts), said=device.said)
    result = "beta" if version.is_beta else "old" if version < minimum else "current"
    return ProbeResult(result, facts, said=device.said)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
