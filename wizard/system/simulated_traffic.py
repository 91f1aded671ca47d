"""The way to a server through a simulated network, hop by hop, and a recording of what passed: the same every time."""

import random
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

from wizard.system import http
from wizard.system.base import Cancel, Capture, Missing, Progress, Report, Value
from wizard.system.capture_file import COOKED_HEADER, CaptureFile
from wizard.system.name_lookup import is_address
from wizard.system.network_trace import Hop, RouteEnd, TraceRoute
from wizard.system.packet_headers import ARP, IPV4
from wizard.system.simulated_state import SimulatedComputer, has_way_out, reaches_internet

SERVER = "203.0.113.80"
"""Where every name leads to."""

_WAIT_MS = 1500.0
_GIVE_UP = 6
_INCOMING, _OUTGOING = 0, 4
_ETHERNET_ADAPTER = 1
_BEGINNING_NS = 1_767_225_600 * 1_000_000_000  # of 2026: the recording is the same every time
_SYN, _SYN_ACK, _ACK = 0x02, 0x12, 0x10
_GLANCE_S = 0.05

Draw = Callable[[str], random.Random]


def trace_route(
    target: str, computer: SimulatedComputer, draw: Draw, speed: float, *, cancel: Cancel, report: Report
) -> TraceRoute | Missing:
    """Return the way as far as the network is in order; a name needs name servers that work."""
    if not is_address(target) and not (computer.names.works and has_way_out(computer)):
        return Missing("timeout", f"{target}: no_answer")
    address = target if is_address(target) else SERVER
    network = computer.network
    if not (network.up and network.address and network.gateway) and not http.is_loopback(address):
        return TraceRoute(target, address, "simulated", (), "no_route")
    answering, ended = _way(address, computer)
    chance = draw(f"route {target}")
    hops: list[Hop] = []
    for number, router in enumerate(answering, 1):
        share = number / max(1, len(answering))
        middle_ms = network.gateway_latency_ms + share * (network.latency_ms - network.gateway_latency_ms)
        middle_ms = network.gateway_latency_ms if number == 1 else middle_ms
        latency_ms = round(max(0.05, middle_ms * chance.uniform(0.9, 1.1)), 3)
        hop = Hop(number, router, (latency_ms,)) if router else Hop(number, None, (None, None, None))
        if cancel.wait((latency_ms if router else _WAIT_MS) / 1000 / speed):
            return Missing("timeout", "stopped")
        hops.append(hop)
        facts: dict[str, Value] = {"hop": number, "address": router}
        report(Progress(number / 30, facts, hop.latencies_ms[0], lost=router is None))
    if ended == "unreachable":
        return TraceRoute(target, address, "simulated", tuple(hops), ended, "prohibited")
    return TraceRoute(target, address, "simulated", tuple(hops), ended)


def _way(address: str, computer: SimulatedComputer) -> tuple[tuple[str | None, ...], RouteEnd]:
    """Return who answers, hop by hop, and how it ends."""
    network = computer.network
    if http.is_loopback(address):
        return (address,), "reached"
    router = network.gateway if network.gateway_answers else None
    if address == network.gateway:
        return ((router,), "reached") if router else ((None,) * _GIVE_UP, "silence")
    if not has_way_out(computer):
        return (router, *(None,) * _GIVE_UP), "silence"
    if not reaches_internet(computer):
        return (router,), "unreachable"
    return (router, *(hop or None for hop in network.route), address), "reached"


def capture_packets(
    file: Path, seconds: float, computer: SimulatedComputer, *, speed: float, cancel: Cancel, report: Report
) -> Capture | Missing:
    """Record the packets of one request: the router asked for, then a connection to the server, if it answers."""
    waited_s, started_s = 0.0, time.monotonic()
    while waited_s < seconds:
        if cancel.wait(min(_GLANCE_S, (seconds - waited_s) / speed)):
            return Missing("timeout", "stopped")
        waited_s = (time.monotonic() - started_s) * speed
        report(Progress(min(1.0, waited_s / seconds)))
    try:
        recording = CaptureFile(file)
    except OSError as error:
        return Missing("not_available", f"{file.name} cannot be written: {error.strerror}")
    try:
        for at_ms, direction, protocol, packet in _packets(computer):
            mac = bytes.fromhex(computer.network.mac.replace(":", ""))
            cooked = COOKED_HEADER.pack(direction, _ETHERNET_ADAPTER, len(mac), mac[:8], protocol)
            at_ns = _BEGINNING_NS + round(at_ms * 1_000_000)
            recording.add(at_ns, cooked + packet, len(cooked + packet))
        recording.keep()
    except OSError as error:
        recording.discard()
        return Missing("not_available", f"{file.name} cannot be written: {error.strerror}")
    return Capture(recording.packets, recording.size_bytes, seconds, "simulated", dropped=0)


def _packets(computer: SimulatedComputer) -> list[tuple[float, int, int, bytes]]:
    """Return (time in ms, direction, protocol, headers)."""
    network = computer.network
    if not (network.up and network.address and network.gateway):
        return []
    mac = bytes.fromhex(network.mac.replace(":", ""))
    own, router = socket.inet_aton(network.address), socket.inet_aton(network.gateway)
    asked = struct.pack("!HHBBH6s4s6s4s", 1, IPV4, 6, 4, 1, mac, own, bytes(6), router)
    found = [(0.0, _OUTGOING, ARP, asked)]
    if not (network.gateway_answers or network.gateway_known):
        return found
    router_mac = bytes.fromhex("02005e100001")
    answer = struct.pack("!HHBBH6s4s6s4s", 1, IPV4, 6, 4, 2, router_mac, router, mac, own)
    found.append((network.gateway_latency_ms, _INCOMING, ARP, answer))
    server, at_ms = socket.inet_aton(SERVER), network.gateway_latency_ms + 1
    if not reaches_internet(computer):
        waits_ms = (0.0, 1000.0, 3000.0, 7000.0)  # how often TCP asks again (RFC 6298)
        return found + [(at_ms + wait_ms, _OUTGOING, IPV4, _tcp(own, server, _SYN)) for wait_ms in waits_ms]
    return [
        *found,
        (at_ms, _OUTGOING, IPV4, _tcp(own, server, _SYN)),
        (at_ms + network.latency_ms, _INCOMING, IPV4, _tcp(server, own, _SYN_ACK)),
        (at_ms + network.latency_ms + 0.1, _OUTGOING, IPV4, _tcp(own, server, _ACK)),
    ]


def _tcp(source: bytes, target: bytes, flags: int) -> bytes:
    """Return IPv4 and TCP headers of a connection to port 443."""
    ports = (443, 50_000) if flags == _SYN_ACK else (50_000, 443)
    segment = struct.pack("!HHIIBBHHH", *ports, 0, 0, 5 << 4, flags, 64_240, 0, 0)
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(segment), 1, 0, 64, 6, 0, source, target) + segment
