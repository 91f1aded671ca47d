"""One look at the way to a service as text, the way every support team reads it."""

from datetime import datetime

from wizard.system.base import Hop, TraceRoute

_ENDS = {
    "reached": "The target answered.",
    "silence": "Several hops in a row gave no answer, so it was given up. Routers may keep silent in good health.",
    "hop_limit": "The target was not reached within the most hops that are asked.",
    "no_route": "This computer knows no way there; nothing was sent.",
}


def route_text(found: TraceRoute, at: datetime) -> str:
    """Return the way in English; ``at`` is UTC. Milliseconds, ``*`` for what was not answered."""
    named = found.target if found.target == found.address else f"{found.target} ({found.address})"
    head = f"route to {named}, by {found.method}, {at:%Y-%m-%d %H:%M:%S} UTC"
    return "\n".join((head, *map(_line, found.hops), _end(found), ""))


def _line(hop: Hop) -> str:
    latencies = (f"{latency_ms:.3f} ms" if latency_ms is not None else "*" for latency_ms in hop.latencies_ms)
    return "  ".join((f"{hop.number:2}", *((hop.address,) if hop.address else ()), *latencies))


def _end(found: TraceRoute) -> str:
    if found.ended != "unreachable":
        return _ENDS[found.ended]
    last = found.hops[-1].address or "?"
    return f"Unreachable ({found.refusal or 'no reason given'}), says {last}."
