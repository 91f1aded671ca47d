"""network.service: is the organisation's own service up? (FACTS A11)"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown
from wizard.probes.web_page import judge_page

SIGNATURE = ProbeSignature(
    name="network.service",
    results=("ok", "down"),
    good=frozenset({"ok"}),
    facts={
        "service_name": Fact(str, "Name of the service"),
        "service_status": Fact(int, "HTTP status of its page; null when nothing answered"),
        "service_latency_ms": Fact(float, "How long its page took"),
        "large_packets_lost": Fact(bool, "Whether its page comes in small packets only; null when that was not asked"),
    },
    timeout_s=17.0,
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
    """Fetch the service's page; unknown when the organisation profile names none."""
    network = context.organisation.network
    facts: dict[str, FactValue] = {
        "service_name": network.service_name or None,
        "service_status": None,
        "service_latency_ms": None,
        "large_packets_lost": None,
    }
    if not network.service_url:
        return unknown("not_available", "the organisation profile names no service", facts)
    page = judge_page(context, network.service_url)
    facts |= {
        "service_status": page.status,
        "service_latency_ms": page.latency_ms,
        "large_packets_lost": page.large_packets_lost,
    }
    return ProbeResult(page.result, facts, page.reason, detail=page.detail)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
