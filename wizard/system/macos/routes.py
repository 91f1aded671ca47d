"""The default route of a Mac (``route -n get``), and whether the router at its end answers."""

import contextlib
import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import Literal

from wizard.system.answering import ask_for_answer
from wizard.system.base import Cancel, Gateway, Missing
from wizard.system.command import CommandOutput, Runner
from wizard.system.macos.echo import open_echo
from wizard.system.name_lookup import is_address

_TIMEOUT_S = 3.0
_PROBE_PORT = 9  # discard
_SETTLES_S = 1.5
"""What a router that is there needs at most to be heard after a datagram was sent to it."""
_FIELD = re.compile(r"^\s{0,20}(gateway|interface|flags): (\S{1,200})\s*$", re.MULTILINE)
_TIME_LEFT = re.compile(r"(?:\d{1,4}[dhms])+")

Neighbour = Literal["heard", "old", "unknown"]
"""Whether a neighbour was heard of late, only some time ago, or never (``arp -l``: link-layer reachability)."""


@dataclass(frozen=True)
class DefaultRoute:
    """A default route; ``gateway`` is empty when it leads straight into the adapter."""

    gateway: str
    interface: str


def gateway(cancel: Cancel, run: Runner, kind: socket.SocketKind = socket.SOCK_DGRAM) -> Gateway | Missing | None:
    """Read the default route and ask the router with up to two echoes; None without a default route."""
    route = default_route(cancel, run)
    if route is None or isinstance(route, Missing):
        return route
    if not route.gateway:
        return Gateway("", route.interface)
    address = route.gateway
    if ":" in address and "%" not in address and ipaddress.ip_address(address).is_link_local:
        address = f"{address}%{route.interface}"
    answers, latency_ms = ask_for_answer(open_echo(address, cancel, run, kind))
    known = True if answers else _neighbour_known(route, cancel, run)
    return Gateway(address, route.interface, answers, known, latency_ms)


def default_route(cancel: Cancel, run: Runner) -> DefaultRoute | Missing | None:
    """Return the default route in use: through a router before straight into an adapter, IPv4 before IPv6."""
    found: list[DefaultRoute] = []
    for family in ((), ("-inet6",)):
        output = run(("/sbin/route", "-n", "get", *family, "default"), _TIMEOUT_S, cancel)
        if isinstance(output, Missing):
            return Missing(output.reason, f"the default route: {output.detail}")
        route = parse_route(output)
        found += [route] if route is not None else []
    return next((route for route in found if route.gateway), found[0] if found else None)


def parse_route(output: CommandOutput) -> DefaultRoute | None:
    """Read ``route -n get default``; None when there is no such route (it says so, and leads nowhere)."""
    fields: dict[str, str] = dict(reversed(_FIELD.findall(output.out)))  # the first of each counts
    flags = fields.get("flags", "").strip("<>").split(",")
    if output.status != 0 or "interface" not in fields or "REJECT" in flags:
        return None
    address = fields.get("gateway", "")
    through_router = is_address(address) and "GATEWAY" in (flags if flags != [""] else ["GATEWAY"])
    return DefaultRoute(address if through_router else "", fields["interface"])


def parse_neighbours(text: str, address: str, interface: str) -> Neighbour:
    """Read ``arp -a -n -l`` for one neighbour; ``Expire(I)`` runs from when it was last heard."""
    for line in text.splitlines():
        words = line.split()
        if len(words) < 5 or words[0] != address or words[4] != interface:
            continue
        if words[1] == "(incomplete)":
            return "unknown"
        return "heard" if _TIME_LEFT.fullmatch(words[3]) else "old"
    return "unknown"


def _neighbour_known(route: DefaultRoute, cancel: Cancel, run: Runner) -> bool | None:
    """Return whether the router was heard just now; None when that cannot be read.

    A Mac keeps the hardware address of a router that is gone for up to 20 minutes: having it says nothing.
    """
    if ":" in route.gateway:
        return None
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.sendto(b"", (route.gateway, _PROBE_PORT))
    if cancel.wait(_SETTLES_S):
        return None
    output = run(("/usr/sbin/arp", "-a", "-n", "-l"), _TIMEOUT_S, cancel)
    if isinstance(output, Missing) or output.status != 0:
        return None
    known: dict[Neighbour, bool | None] = {"heard": True, "unknown": False, "old": None}
    return known[parse_neighbours(output.out, route.gateway, route.interface)]
