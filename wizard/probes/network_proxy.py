"""network.proxy: is there a dead proxy or a wrong clock on this computer?"""

from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.organisation import Network
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import HttpAnswer, HttpPolicy, Missing, Progress

TIMEOUT_S = 5.0

SIGNATURE = ProbeSignature(
    name="network.proxy",
    results=("ok", "proxy_dead", "clock_wrong"),
    good=frozenset({"ok"}),
    facts={
        "proxy_url": Fact(str, "Proxy of the system without name or password; null when there is none"),
        "proxy_reachable": Fact(bool, "Whether the proxy answered; null when there is none or it could not be asked"),
        "vpn_adapter": Fact(str, "Name of a VPN adapter that is up; null when there is none"),
        "clock_skew_s": Fact(int, "How far this computer's clock is ahead of a server's"),
    },
    timeout_s=15.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Proxy and clock")
SENTENCES = {
    "ok": N_("The proxy setting and the clock of your computer are fine."),
    "proxy_dead": N_(
        "Your computer sends all traffic through a proxy that does not answer. An old setting may be left over. "
        "Turn the proxy off in the network settings, then try again."
    ),
    "clock_wrong": N_(
        "The clock of your computer is off by {clock_skew_s}. Safe sites refuse to open when the time is wrong. "
        "Set the clock to be kept by the system, then try again."
    ),
    "unknown": N_(
        "We could not check the proxy and the clock. "
        "Look at the clock of your computer, then try again once the connection works."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    """Fetch a page through the system's proxy: its answer shows that the proxy lives and what time it is.

    The clock is judged only by the page that was asked for: what a sign-in page says of the time is not to be
    trusted. Without an answer the clock stays unknown, and so does the result unless the proxy is dead.
    """
    proxy = context.system.proxy()
    if isinstance(proxy, Missing):
        return unknown_because(proxy, _facts(context, None))
    facts = _facts(context, _without_credentials(proxy.url or proxy.automatic_url))
    network = context.organisation.network
    answer = _fetch(context, network.clock_url)
    context.report(Progress(0.5, facts))
    if proxy.url:
        facts["proxy_reachable"] = reachable = isinstance(answer, HttpAnswer) or _is_alive(context, proxy.url)
        if reachable is False:
            detail = answer.detail if isinstance(answer, Missing) else ""
            return ProbeResult("proxy_dead", facts, detail=detail)
        if reachable is None:
            return unknown("not_available", "this kind of proxy cannot be asked", facts)
    skew_s = None if isinstance(answer, Missing) else _skew_s(answer, network.clock_url, network)
    facts["clock_skew_s"] = skew_s
    if skew_s is not None:
        wrong = abs(skew_s) > network.max_clock_skew_s
        return ProbeResult("clock_wrong" if wrong else "ok", facts)
    if isinstance(answer, Missing):
        return unknown_because(answer, facts)
    return unknown("not_available", "the answer did not tell the time", facts)


def _facts(context: ProbeContext, proxy_url: str | None) -> dict[str, FactValue]:
    interfaces = context.system.interfaces()
    vpn = (
        () if isinstance(interfaces, Missing) else [each.name for each in interfaces if each.kind == "vpn" and each.up]
    )
    return {
        "proxy_url": proxy_url,
        "proxy_reachable": None,
        "vpn_adapter": vpn[0] if vpn else None,
        "clock_skew_s": None,
    }


def _fetch(context: ProbeContext, url: str) -> HttpAnswer | Missing:
    return context.system.fetch(url, TIMEOUT_S, HttpPolicy(frozenset({urlsplit(url).hostname or ""})))


def _is_alive(context: ProbeContext, proxy_url: str) -> bool | None:
    """Ask the proxy itself for a page: whatever it answers, it lives. None for one that does not speak HTTP."""
    parts = _split(proxy_url)
    if parts is None or parts.scheme not in ("http", "https"):
        return None
    answer = _fetch(context, f"http://{parts.netloc.rpartition('@')[2]}/")
    if isinstance(answer, Missing):
        return None if answer.reason == "not_permitted" else False
    return True


def _split(proxy_url: str) -> SplitResult | None:
    """Return the parts of a proxy's address, which systems also keep without a scheme; None when unreadable."""
    try:
        parts = urlsplit(proxy_url if "://" in proxy_url else f"http://{proxy_url}")
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _without_credentials(proxy_url: str | None) -> str | None:
    parts = _split(proxy_url) if proxy_url else None
    return None if parts is None else f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _skew_s(answer: HttpAnswer, url: str, network: Network) -> int | None:
    """Return how far this computer's clock is ahead of the server's; None when the answer does not tell."""
    from email.utils import parsedate_to_datetime  # nothing that a window at rest needs

    expected = network.portal_status if url == network.portal_url else 200
    if answer.status != expected and not (url != network.portal_url and answer.status in (204, 404)):
        return None
    try:
        said = parsedate_to_datetime(answer.headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    said = said if said.tzinfo else said.replace(tzinfo=UTC)
    return round((datetime.now(UTC) - said).total_seconds())


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
