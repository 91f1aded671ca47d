"""network.service: is the organisation's own service up? (FACTS A11)"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="network.service",
    results=("ok", "down"),
    good=frozenset({"ok"}),
    facts={
        "service_name": Fact(str, "Name of the service"),
        "service_status": Fact(int, "HTTP status of its page; null when nothing answered"),
        "service_latency_ms": Fact(float, "How long its page took"),
    },
    timeout_s=15.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Your service")
SENTENCES = {
    "ok": N_("{service_name} is up and answers in {service_latency_ms}."),
    "down": N_(
        "{service_name} does not work right now, but other sites do. The fault is on their side, not on yours. "
        "Note the time and tell support."
    ),
    "unknown": N_("We could not tell if the service is up. Try to open it in a browser, or ask someone else to."),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
