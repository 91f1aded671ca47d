"""device.reachable: does the device answer at all?"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="device.reachable",
    results=("ok", "gone"),
    good=frozenset({"ok"}),
    facts={"device_name": Fact(str, "What the organisation calls the device")},
    timeout_s=10.0,
)

TITLE = N_("Reaching the device")
SENTENCES = {
    "ok": N_("Your {device_name} answers."),
    "gone": N_(
        "Your {device_name} does not answer. It may be off, or not on the same network. "
        "Check its power and its cable, then try again."
    ),
    "unknown": N_("We could not ask your {device_name} from here. See for yourself if it is on."),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
