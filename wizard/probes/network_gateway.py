"""network.gateway: does the router answer?"""

import ipaddress

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import STOPPED, unknown, unknown_because
from wizard.system.base import Cancel, Gateway, Missing, Progress
from wizard.system.deadline import within

ECHOES = 20
PATIENCE_S = 0.5
_SPACING_S = 0.05
_HOPS = 2
_TRACE_S = 2.5
_PRIVATE = tuple(ipaddress.ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""RFC 1918; the shared addresses of RFC 6598 are a provider's."""

SIGNATURE = ProbeSignature(
    name="network.gateway",
    results=("ok", "silent", "unreachable", "missing"),
    good=frozenset({"ok", "silent"}),
    facts={
        "gateway_address": Fact(str, "Address of the router"),
        "adapter": Fact(str, "Adapter that leads to it"),
        "gateway_latency_ms": Fact(float, "Average round trip to the router"),
        "second_router": Fact(str, "Private address of a router behind it; null when there is none or it is silent"),
        "address_taken": Fact(bool, "Whether another computer has this one's address; null when it cannot be asked"),
    },
    timeout_s=12.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Router")
SENTENCES = {
    "ok": N_("Your computer can reach the router. It answers in {gateway_latency_ms}."),
    "silent": N_("Your router is there. It does not answer our test call, but many routers stay silent by design."),
    "unreachable": N_(
        "Your computer can't reach the router. The router may be off or stuck, or the Wi-Fi too weak. "
        "Check its power and cable, then restart it."
    ),
    "missing": N_(
        "Your computer does not know the way to a router. The router may not have given it one. "
        "Connect to your network again, or restart the router."
    ),
    "unknown": N_("We could not tell if the router answers. Look at its lamps, then try again."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Ask for the default route, then time some echoes to the router.

    Many routers ignore echoes: one whose hardware address the local network knows is there all the same.
    """
    gateway = context.system.gateway(context.cancel)
    if isinstance(gateway, Missing):
        return unknown_because(gateway)
    if gateway is None:
        return ProbeResult("missing", dict.fromkeys(SIGNATURE.facts))
    facts: dict[str, FactValue] = {
        "gateway_address": gateway.address or None,
        "adapter": gateway.interface,
        "gateway_latency_ms": None,
        "second_router": _second_router(context, gateway),
        "address_taken": gateway.own_address_taken,
    }
    if context.cancel.requested:
        return unknown_because(STOPPED, facts)
    if not gateway.address:
        return unknown("not_available", "the route leads straight into an adapter; there is no router to ask", facts)
    if gateway.answers:
        return ProbeResult("ok", {**facts, "gateway_latency_ms": _latency_ms(context, gateway)})
    if gateway.neighbour_known:
        return ProbeResult("silent", facts)
    if gateway.answers is None and gateway.neighbour_known is None:
        return unknown("not_available", "the router could not be asked", facts)
    if gateway.neighbour_known is None:
        return unknown("not_available", "no answer, but many routers give none", facts)
    return ProbeResult("unreachable", facts)


def _second_router(context: ProbeContext, gateway: Gateway) -> str | None:
    """Return the private address of the second hop, which is a router in the house as well: two networks in a row.

    Only IPv4 networks hide behind an address; only a target that is an address can be asked without names.
    """
    target = context.organisation.network.ping_target
    if not _is_version4(target) or not _is_version4(gateway.address):
        return None
    hops: dict[int, str | None] = {}
    enough = Cancel()

    def keep(progress: Progress) -> None:
        hop, address = progress.facts.get("hop"), progress.facts.get("address")
        if isinstance(hop, int):
            hops[hop] = address if isinstance(address, str) else None
            if hop >= _HOPS:
                enough.set()

    within(_TRACE_S, context.cancel, lambda: context.system.trace_route(target, enough, keep))
    enough.set()
    second = hops.get(_HOPS)
    if second is None or hops.get(1) != gateway.address or second == target or not _is_version4(second):
        return None
    return second if any(ipaddress.ip_address(second) in network for network in _PRIVATE) else None


def _is_version4(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 4
    except ValueError:
        return False


def _latency_ms(context: ProbeContext, gateway: Gateway) -> float | None:
    """Return the average round trip; the very first echo, which may have woken the radio up, is left out."""
    echo = context.system.open_echo(gateway.address, context.cancel)
    if isinstance(echo, Missing):
        return gateway.latency_ms
    latencies_ms: list[float] = []
    speed = getattr(echo, "speed", 1.0)
    try:
        for index in range(ECHOES):
            fate = echo.send(PATIENCE_S)
            if isinstance(fate, Missing):
                break
            if fate is not None:
                latencies_ms.append(fate)
            context.report(Progress((index + 1) / (ECHOES + 1), sample=fate, lost=fate is None))
            if context.cancel.wait(_SPACING_S / speed):
                break
    finally:
        echo.close()
    from statistics import fmean  # nothing that a window at rest needs

    return round(fmean(latencies_ms), 1) if latencies_ms else gateway.latency_ms


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
