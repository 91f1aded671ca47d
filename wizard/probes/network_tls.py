"""network.tls: does somebody on the way, or on this computer, open safe connections and look into them?"""

from urllib.parse import urlsplit

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import Missing

TIMEOUT_S = 6.0
_HTTPS = 443

SIGNATURE = ProbeSignature(
    name="network.tls",
    results=("ok", "inspected", "untrusted"),
    good=frozenset({"ok", "inspected"}),
    facts={
        "tls_host": Fact(str, "Whose certificate was looked at"),
        "tls_issuer": Fact(str, "Who issued it; null when that cannot be read"),
        "tls_fault": Fact(str, "Why it is not trusted: issuer, time, name, other; null when it is"),
    },
    timeout_s=8.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Safe connections")
SENTENCES = {
    "ok": N_("Safe connections reach the real sites."),
    "inspected": N_(
        "Safe connections are opened on the way and looked into, by {tls_issuer}. Many companies and virus scanners "
        "do that. If one app alone does not work, this may be the cause: ask who runs it."
    ),
    "untrusted": N_(
        "Safe connections are answered by {tls_issuer}, and your computer does not trust that. It may be a filter at "
        "work, a virus scanner, or a stranger. Type no password, and ask support."
    ),
    "unknown": N_("We could not look at a safe connection. Try again once the connection works."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Look at the certificate of the organisation's test page, which everybody reaches by https as well.

    Only an authority that this computer does not know is a sure sign of somebody in between. A wrong time is
    ``network.proxy``'s (it measures the clock), and a wrong name is what a server shows that has no https of its own.
    """
    host = urlsplit(context.organisation.network.portal_url).hostname or ""
    facts: dict[str, FactValue] = {"tls_host": host or None, "tls_issuer": None, "tls_fault": None}
    found = context.system.certificate(host, _HTTPS, TIMEOUT_S)
    if isinstance(found, Missing):
        return unknown_because(found, facts)
    facts |= {"tls_issuer": found.issuer or None, "tls_fault": found.fault}
    if found.fault == "issuer":
        return ProbeResult("untrusted", facts)
    if found.fault is not None:
        return unknown("not_available", f"the certificate is not for this look: {found.fault}", facts)
    return ProbeResult("ok" if found.public else "inspected", facts)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
