"""network.sign_in: does a sign-in page (a captive portal) stand between this computer and the internet?"""

from urllib.parse import urlsplit

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import HttpAnswer, HttpPolicy, Missing

TIMEOUT_S = 6.0
_SIGN_IN_STATUS = 511
"""Network Authentication Required (RFC 6585)."""

SIGNATURE = ProbeSignature(
    name="network.sign_in",
    results=("open", "sign_in"),
    good=frozenset({"open"}),
    facts={
        "portal_status": Fact(int, "HTTP status of the test page"),
        "portal_host": Fact(str, "Where the sign-in page lies, if the answer says so"),
    },
    timeout_s=8.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Sign-in page of the network")
SENTENCES = {
    "open": N_("No sign-in page stands in the way."),
    "sign_in": N_(
        "This network wants you to sign in first. Hotels, trains and cafés often ask for that. "
        "Open a browser, visit any site, and sign in on the page that shows up."
    ),
    "unknown": N_("We could not tell if this network wants you to sign in. Open a browser and visit any site to see."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Fetch a page whose answer is known; who answers something else wants to be seen first.

    A redirect to another host, status 511, and a page where none should be are sign-in pages; an answer such as
    403 or 503 may come from anything on the way and says nothing.
    """
    network = context.organisation.network
    url = urlsplit(network.portal_url)
    answer = context.system.fetch(network.portal_url, TIMEOUT_S, HttpPolicy(frozenset({url.hostname or ""})))
    if isinstance(answer, Missing):
        return unknown_because(answer, {"portal_status": None, "portal_host": None})
    host = _redirected_to(answer)
    facts: dict[str, FactValue] = {"portal_status": answer.status, "portal_host": host}
    if answer.status == network.portal_status:
        return ProbeResult("open", facts)
    if answer.status == _SIGN_IN_STATUS:
        return ProbeResult("sign_in", facts)
    if 300 <= answer.status < 400 and host:
        if host == url.hostname:
            return unknown("not_available", "the test page leads on to itself", facts)
        return ProbeResult("sign_in", facts)
    if answer.status == 200:
        # As Android does: an empty 200 is what some transparent proxies make of a 204.
        return ProbeResult("sign_in" if answer.body.strip() else "open", facts)
    return unknown("not_available", f"the test page answered {answer.status}", facts)


def _redirected_to(answer: HttpAnswer) -> str | None:
    """Return the host of a redirect, None when there is none or it cannot be read."""
    try:
        return urlsplit(answer.headers.get("location", "").strip()).hostname
    except ValueError:
        return None


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
