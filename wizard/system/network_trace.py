"""Readings for a service that is down (FACTS C2): the way to it, hop by hop, and a recording of packets."""

from dataclasses import dataclass
from typing import Literal

RouteMethod = Literal["icmp", "udp", "traceroute", "tracepath", "simulated"]
RouteEnd = Literal[
    "reached",
    "unreachable",  # a router or firewall on the way said so; ``refusal`` is what it said
    "silence",  # several hops in a row gave no answer, so it was given up
    "hop_limit",
    "no_route",  # this computer itself knows no way there; no hop was asked
]
Refusal = Literal["network", "host", "port", "protocol", "prohibited"]


@dataclass(frozen=True)
class Hop:
    """One router on the way, or the target. ``address`` None: it gave no answer.

    ``latencies_ms`` has one entry for each time it was asked, None for each that was not answered.
    """

    number: int
    address: str | None
    latencies_ms: tuple[float | None, ...]


@dataclass(frozen=True)
class TraceRoute:
    """One look at the way to ``address``. Judge only the last hop: routers on the way may keep silent in good health.

    ``method`` says how it was asked; ICMP echoes and UDP datagrams may be let through differently.
    """

    target: str
    address: str
    method: RouteMethod
    hops: tuple[Hop, ...]
    ended: RouteEnd
    refusal: Refusal | None = None

    @property
    def reached(self) -> bool:
        return self.ended == "reached"


@dataclass(frozen=True)
class Capture:
    """A recording of packets that stands in its file. ``size_bytes`` is the file's.

    ``full``: it ended early because the file may not grow larger. ``dropped`` are packets that came too fast, None
    where nobody counts them.
    """

    packets: int
    size_bytes: int
    seconds: float
    method: Literal["socket", "dumpcap", "tcpdump", "pktmon", "elevated", "simulated"]
    full: bool = False
    dropped: int | None = None
