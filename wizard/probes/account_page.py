"""account.page: does the page where passwords are reset answer? (FACTS A7)"""

from urllib.parse import urlsplit

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown
from wizard.probes.web_page import judge_page

SIGNATURE = ProbeSignature(
    name="account.page",
    results=("ok", "down"),
    good=frozenset({"ok"}),
    facts={
        "page_host": Fact(str, "Host of the account page"),
        "page_status": Fact(int, "HTTP status of the page; null when nothing answered"),
        "page_latency_ms": Fact(float, "How long the page took"),
    },
    timeout_s=15.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Account page")
SENTENCES = {
    "ok": N_("The account page answers in {page_latency_ms}."),
    "down": N_(
        "The account page does not work right now, but other sites do. The fault is on their side. "
        "Wait a while, then try again, or tell support."
    ),
    "unknown": N_("We could not tell if the account page works. Try to open it in a browser."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Fetch the account page; unknown when the organisation profile names none."""
    url = context.organisation.account.page_url
    facts: dict[str, FactValue] = {
        "page_host": urlsplit(url).hostname,
        "page_status": None,
        "page_latency_ms": None,
    }
    if not url:
        return unknown("not_available", "the organisation profile names no account page", facts)
    page = judge_page(context, url)
    facts |= {"page_status": page.status, "page_latency_ms": page.latency_ms}
    return ProbeResult(page.result, facts, page.reason, detail=page.detail)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
