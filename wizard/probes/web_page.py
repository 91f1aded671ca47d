"""Is a page up? Shared by the probes of the organisation's service and of the account page."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from wizard.probes.probe import ProbeContext
from wizard.system.base import HttpAnswer, HttpPolicy, Progress, Reason

PAGE_TIMEOUT_S = 8.0
_OTHER_TIMEOUT_S = 4.0
_SMALL_TIMEOUT_S = 4.0


@dataclass(frozen=True)
class PageJudgement:
    """How a page was found; ``reason`` and ``detail`` say why it is unknown."""

    result: Literal["ok", "down", "unknown"]
    status: int | None
    latency_ms: float | None
    reason: Reason | None = None
    detail: str = ""
    large_packets_lost: bool | None = None
    """Whether the page comes in small packets only; None when that was not asked."""


def judge_page(context: ProbeContext, url: str) -> PageJudgement:
    """Fetch a page; when it gives no answer, see whether anything else on the internet does.

    Up is every answer that a person can go on from, also "sign in first" (401, 403). A status of 500 and more is
    down. 404 and the like come from a server that is up with a page that is not: nobody can tell.
    """
    answer = context.system.fetch(url, PAGE_TIMEOUT_S, HttpPolicy())
    if isinstance(answer, HttpAnswer):
        latency_ms = round(answer.latency_ms, 1)
        if answer.status >= 500 and answer.status != 511:
            return PageJudgement("down", answer.status, latency_ms)
        if answer.status < 400 or answer.status in (401, 403, 405, 429):
            return PageJudgement("ok", answer.status, latency_ms)
        detail = f"the server answered {answer.status}"
        return PageJudgement("unknown", answer.status, latency_ms, "not_available", detail)
    if answer.reason == "not_permitted":
        return PageJudgement("unknown", None, None, answer.reason, answer.detail)
    context.report(Progress(0.7))
    if _internet_works(context):
        if answer.reason == "timeout" and _comes_in_small_packets(context, url):
            detail = f"{answer.detail}; in small packets it comes"
            return PageJudgement("unknown", None, None, "timeout", detail, large_packets_lost=True)
        return PageJudgement("down", None, None, detail=answer.detail)
    return PageJudgement("unknown", None, None, answer.reason, f"{answer.detail}; nothing else answers either")


def _comes_in_small_packets(context: ProbeContext, url: str) -> bool:
    """Return whether the page that did not come does come in small packets: something swallows the large ones.

    Such a black hole (RFC 2923) lets pings, names and short pages through, and looks like a service that hangs.
    """
    answer = context.system.fetch(url, _SMALL_TIMEOUT_S, HttpPolicy(small_packets=True))
    return isinstance(answer, HttpAnswer)


def _internet_works(context: ProbeContext) -> bool:
    """Return whether a page of somebody else answers as it should: names, proxy and the way out all work then."""
    network = context.organisation.network
    policy = HttpPolicy(frozenset({urlsplit(network.portal_url).hostname or ""}))
    answer = context.system.fetch(network.portal_url, _OTHER_TIMEOUT_S, policy)
    return isinstance(answer, HttpAnswer) and answer.status == network.portal_status
