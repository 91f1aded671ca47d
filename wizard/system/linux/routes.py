"""The default route, and whether the router at its end answers."""

import contextlib
import ipaddress
import re
import socket
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from wizard.system.answering import ask_for_answer
from wizard.system.base import Cancel, Gateway, Missing
from wizard.system.command import Runner
from wizard.system.linux.address_conflict import address_taken
from wizard.system.linux.echo import open_echo

ROOT = Path("/")

_UP, _GATEWAY, _REJECT = 0x1, 0x2, 0x200  # RTF_* of linux/route.h, linux/ipv6_route.h
_NEIGHBOUR_SETTLES_S = 8.0
"""A neighbour that no longer answers is DELAY for 5 s and PROBE for 3 s before it is FAILED (arp(7))."""
_NEIGHBOUR_ANSWERS_S = 3.5
"""A neighbour that was never heard is asked three times, a second apart; other traffic has it asked anew for ever."""
_NO_ARP = 0x80  # IFF_NOARP of linux/if.h
_KNOWN = {"REACHABLE", "PERMANENT", "NOARP"}
_UNSETTLED = {"STALE", "DELAY", "PROBE", "INCOMPLETE"}
_PROBE_PORT = 9  # discard


@dataclass(frozen=True)
class DefaultRoute:
    """A default route; ``gateway`` is empty when it leads straight into the adapter."""

    gateway: str
    interface: str
    metric: int


def gateway(cancel: Cancel, run: Runner, root: Path = ROOT) -> Gateway | Missing | None:
    """Read the default route and ask the router with up to two echoes; None without a default route."""
    route = default_route(root)
    if route is None or isinstance(route, Missing):
        return route
    if not route.gateway:
        return Gateway("", route.interface)
    # A link-local address means nothing without its adapter.
    address = f"{route.gateway}%{route.interface}" if _link_local(route.gateway) else route.gateway
    taken = None if ":" in route.gateway else address_taken(route.interface, cancel)
    answers, latency_ms = ask_for_answer(open_echo(address, cancel, run))
    known = True if answers else neighbour_known(route, cancel, run, root)
    return Gateway(address, route.interface, answers, known, latency_ms, taken)


def default_route(root: Path = ROOT) -> DefaultRoute | Missing | None:
    """Return the default route in use: through a router before straight into an adapter, IPv4 before IPv6.

    A tunnel's own route (no router) would hide the router of the local network, which is what a person can restart.
    """
    try:
        routes = parse_ipv4_routes((root / "proc/net/route").read_text("ascii", "replace"))
    except OSError as error:
        return Missing("not_available", f"/proc/net/route: {error.strerror}")
    with contextlib.suppress(OSError):  # absent when IPv6 is off
        routes += parse_ipv6_routes((root / "proc/net/ipv6_route").read_text("ascii", "replace"))
    through_router = [route for route in routes if route.gateway]
    return next(iter(through_router or routes), None)


def parse_ipv4_routes(text: str) -> list[DefaultRoute]:
    """Read the default routes of /proc/net/route (addresses as the host's own 32-bit words, proc(5)), best first."""
    found: list[DefaultRoute] = []
    for line in text.splitlines()[1:]:
        fields = line.split()
        try:
            name, destination, hop, flags, metric, mask = (*fields[:3], fields[3], fields[6], fields[7])
            bits = int(flags, 16)
            if int(destination, 16) or int(mask, 16) or not bits & _UP or bits & _REJECT:
                continue
            address = socket.inet_ntoa(struct.pack("=I", int(hop, 16))) if bits & _GATEWAY else ""
            found.append(DefaultRoute(address, name, int(metric)))
        except (IndexError, ValueError, struct.error):
            continue  # a damaged line says nothing
    return sorted(found, key=lambda route: route.metric)


def parse_ipv6_routes(text: str) -> list[DefaultRoute]:
    """Read the default routes of /proc/net/ipv6_route, best first; the kernel's own reject route on lo is left out."""
    found: list[DefaultRoute] = []
    for line in text.splitlines():
        fields = line.split()
        try:
            destination, length, hop, metric, flags, name = (*fields[:2], fields[4], fields[5], fields[8], fields[9])
            bits = int(flags, 16)
            if int(destination, 16) or int(length, 16) or not bits & _UP or bits & _REJECT or name == "lo":
                continue
            address = str(ipaddress.IPv6Address(bytes.fromhex(hop))) if bits & _GATEWAY else ""
            found.append(DefaultRoute(address, name, int(metric, 16)))
        except (IndexError, ValueError):
            continue
    return sorted(found, key=lambda route: route.metric)


def neighbour_known(route: DefaultRoute, cancel: Cancel, run: Runner, root: Path = ROOT) -> bool | None:
    """Return whether the router's hardware address is known just now; None when that cannot be read.

    Sends a datagram first, so that the kernel asks for it; waits until the kernel has made up its mind. The kernel
    takes an answer of the last 15 to 45 s for good without asking again (arp(7)). A tunnel has no such addresses.
    """
    if _has_no_neighbours(route.interface, root):
        return None
    _poke(route)
    started = time.monotonic()
    while True:
        state = _state(route, cancel, run, root)
        if state is None:
            return None
        if state in _KNOWN:
            return True
        patience_s = _NEIGHBOUR_ANSWERS_S if state == "INCOMPLETE" else _NEIGHBOUR_SETTLES_S
        if state not in _UNSETTLED or time.monotonic() >= started + patience_s or cancel.wait(0.2):
            return False if not cancel.requested else None


def parse_neighbours(text: str) -> str:
    """Return the state in the output of ``ip neigh show to ADDRESS dev NAME``; ``NONE`` when there is no entry."""
    match = re.search(r"\b(PERMANENT|NOARP|REACHABLE|STALE|DELAY|PROBE|INCOMPLETE|FAILED|NONE)\b", text)
    return match[1] if match else "NONE"


def parse_arp_table(text: str, address: str, interface: str) -> str:
    """Return REACHABLE, INCOMPLETE or NONE for an address in /proc/net/arp (flag 0x2: complete)."""
    for line in text.splitlines()[1:]:
        fields = line.split()
        if len(fields) == 6 and fields[0] == address and fields[5] == interface:
            with contextlib.suppress(ValueError):
                return "REACHABLE" if int(fields[2], 16) & 0x2 else "INCOMPLETE"
    return "NONE"


def _poke(route: DefaultRoute) -> None:
    version6 = ":" in route.gateway
    scope = f"%{route.interface}" if _link_local(route.gateway) else ""
    with (
        contextlib.suppress(OSError),
        socket.socket(socket.AF_INET6 if version6 else socket.AF_INET, socket.SOCK_DGRAM) as connection,
    ):
        target = socket.getaddrinfo(route.gateway + scope, _PROBE_PORT, flags=socket.AI_NUMERICHOST)[0][4]
        connection.sendto(b"", target)


def _state(route: DefaultRoute, cancel: Cancel, run: Runner, root: Path) -> str | None:
    output = run(("ip", "neigh", "show", "to", route.gateway, "dev", route.interface), 2.0, cancel)
    if not isinstance(output, Missing) and output.status == 0:
        return parse_neighbours(output.out)
    if cancel.requested or ":" in route.gateway:
        return None
    try:
        table = (root / "proc/net/arp").read_text("ascii", "replace")
    except OSError:
        return None
    return parse_arp_table(table, route.gateway, route.interface)


def _has_no_neighbours(interface: str, root: Path) -> bool:
    try:
        return bool(int((root / "sys/class/net" / interface / "flags").read_text("ascii"), 16) & _NO_ARP)
    except (OSError, ValueError):
        return False


def _link_local(address: str) -> bool:
    return ":" in address and ipaddress.ip_address(address).is_link_local
