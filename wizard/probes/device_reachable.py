"""device.reachable: does the device answer at all?"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown_because
from wizard.system.base import Missing

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
    """Ask the device's driver whether it answers."""
    facts: dict[str, FactValue] = {"device_name": context.organisation.device.name}
    reachable = context.device.reachable(context.cancel)
    if isinstance(reachable, Missing):
        return unknown_because(reachable, facts)
    return ProbeResult("ok" if reachable else "gone", facts)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
