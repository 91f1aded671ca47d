"""network.tls: does somebody on the way, or on this computer, open safe connections and look into them?"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.organisation import Organisation
from wizard.probes import network_sign_in
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.tls_judgement import are_unrelated, in_doubt, judge_looks
from wizard.probes.unknown import STOPPED, unknown, unknown_because
from wizard.system.base import Missing, TlsLook

TIMEOUT_S = 4.0
"""How long one site may take."""
_MOST_SITES = 4
_HTTPS = 443

SIGNATURE = ProbeSignature(
    name="network.tls",
    results=("ok", "inspected", "one_site", "untrusted"),
    good=frozenset({"ok", "inspected", "one_site"}),
    facts={
        "tls_host": Fact(str, "Whose certificate decided"),
        "tls_issuer": Fact(str, "Who issued it; null when that cannot be read"),
        "tls_fault": Fact(str, "Why it is not trusted: issuer, time, name, other; null when it is"),
        "tls_hosts": Fact(str, "All sites that were looked at"),
    },
    timeout_s=_MOST_SITES * TIMEOUT_S + network_sign_in.TIMEOUT_S + 2.0,
    depends_on=("network.adapter", "network.sign_in"),
)

TITLE = N_("Safe connections")
SENTENCES = {
    "ok": N_("Safe connections reach the real sites."),
    "inspected": N_(
        "Safe connections are opened on the way and looked into, by {tls_issuer}. Many companies and virus scanners "
        "do that. If one app alone does not work, this may be the cause: ask who runs it."
    ),
    "one_site": N_(
        "One site, {tls_host}, shows a certificate that your computer does not trust, issued by {tls_issuer}. "
        "It was seen at this one site, so its own set-up is the likely cause. Type no password there, and tell support."
    ),
    "untrusted": N_(
        "Safe connections are answered by {tls_issuer}, and your computer does not trust that. It may be a filter at "
        "work, a virus scanner, or a stranger. Type no password, and ask support."
    ),
    "unknown": N_(
        "We could not look at a safe connection. If this network wants you to sign in, do that first. "
        "Then try again once the connection works."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    """Look at the certificates of sites that the organisation profile names, until it is clear who answers.

    The organisation's test page and its service are looked at in any case, others only in doubt. A sign-in page
    answers https with a certificate of its own, so where nobody is trusted it is asked for first.
    """
    looks: list[TlsLook] = []
    missing: Missing | None = None
    for always, host, port in _sites(context.organisation):
        if not always and looks and not in_doubt(looks):
            continue
        if context.cancel.requested:
            return unknown_because(STOPPED)
        found = context.system.certificate(host, port, TIMEOUT_S)
        if isinstance(found, TlsLook):
            looks.append(found)
        else:
            missing = missing or found
    facts: dict[str, FactValue] = dict.fromkeys(SIGNATURE.facts)
    if not looks:
        return unknown_because(missing or Missing("not_available", "the organisation profile names no site"), facts)
    if any(look.fault == "issuer" for look in looks) and network_sign_in.run(context).result == "sign_in":
        return unknown("not_available", "this network wants its sign-in page to be seen first", facts)
    judged = judge_looks(looks)
    facts = {
        "tls_host": judged.look.host or None,
        "tls_issuer": judged.look.issuer or None,
        "tls_fault": judged.look.fault,
        "tls_hosts": ", ".join(look.host for look in looks),
    }
    if judged.result == "unknown":
        return unknown("not_available", judged.detail, facts)
    return ProbeResult(judged.result, facts)


def _sites(organisation: Organisation) -> Iterator[tuple[bool, str, int]]:
    """Yield sites of the profile: whether to look there in any case, host and port; at most ``_MOST_SITES``.

    The test page comes first, then the service, then sites of other owners, which tell the most.
    """
    network = organisation.network
    named = [
        (True, *_address(network.portal_url)),
        (True, *_address(network.service_url)),
        (False, network.dns_name, _HTTPS),
        (False, *_address(organisation.account.page_url)),
        (False, *_address(organisation.device.firmware.url)),
        *((False, *_address(url)) for url in organisation.links.values()),
    ]
    sites = [site for index, site in enumerate(named) if site[1] and site[1] not in [each[1] for each in named[:index]]]
    first = sites[0][1] if sites else ""
    sites[1:] = sorted(sites[1:], key=lambda site: (not site[0], not are_unrelated(site[1], first)))
    yield from sites[:_MOST_SITES]


def _address(url: str) -> tuple[str, int]:
    """Return host and https port of an address; the test page is reached by https on the usual one as well."""
    parts = urlsplit(url)
    return parts.hostname or "", (parts.port if parts.scheme == "https" else None) or _HTTPS


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
