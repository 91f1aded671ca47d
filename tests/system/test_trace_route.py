"""The way to a server, hop by hop (FACTS C2): real networks made for one test, and recorded outputs of programs."""

import errno
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from wizard.system import command
from wizard.system.base import Cancel, Missing, Progress, TraceRoute
from wizard.system.command import CommandOutput
from wizard.system.linux import route_probes
from wizard.system.linux.computer import LinuxSystem
from wizard.system.linux.route_programs import parse_tracepath
from wizard.system.linux.trace_route import trace_route
from wizard.system.route_tracer import MOST_SILENT
from wizard.system.traceroute_output import parse_traceroute

SERVERS = {"203.0.113.80": "10.77.0.1", "2001:db8:80::80": "2001:db8:77::1"}
EVERYONE_MAY_ECHO = '"0 2147483647"'


def route(long_way: Any, target: str) -> Any:
    found = long_way.computer.call(f"system.trace_route({target!r}, Cancel(), lambda _: None)")
    assert found["kind"] == "TraceRoute", found
    return found


def addresses(found: Any) -> list[str | None]:
    return [hop["address"] for hop in found["hops"]]


@pytest.mark.parametrize("method", ["udp", "icmp"])
@pytest.mark.parametrize("server", SERVERS)
def test_two_hops(long_way: Any, server: str, method: str) -> None:
    """Router, server, each with its latency; by echoes where everyone may send them, else by UDP."""
    if method == "icmp":
        long_way.computer.set("ipv4/ping_group_range", EVERYONE_MAY_ECHO)
    found = route(long_way, server)
    assert (found["method"], found["ended"], found["address"]) == (method, "reached", server)
    assert addresses(found) == [SERVERS[server], server]
    assert all(0 < latency_ms < 1000 for hop in found["hops"] for latency_ms in hop["latencies_ms"])


@pytest.mark.parametrize("method", ["udp", "icmp"])
def test_nobody_special_may_ask(long_way: Any, unprivileged_user: tuple[int, int], method: str) -> None:
    """Without root and without any capability."""
    if method == "icmp":
        long_way.computer.set("ipv4/ping_group_range", EVERYONE_MAY_ECHO)
    loaded = "system.trace_route('127.0.0.1', Cancel(), lambda _: None)"  # loads what nobody may not read here
    become = f"__import__('os').setuid({unprivileged_user[0]})"
    asked = "system.trace_route('203.0.113.80', Cancel(), lambda _: None)"
    found = long_way.computer.call(f"[{loaded}, {become}, {asked}][2]")
    assert (found["method"], found["ended"], addresses(found)) == (method, "reached", ["10.77.0.1", "203.0.113.80"])


def test_three_samples_in_a_row_are_all_whole(long_way: Any) -> None:
    """Routers hold back answers to whoever asks too often: three samples stay below that."""
    looks = "[system.trace_route('203.0.113.80', Cancel(), lambda _: None).ended for _ in range(3)]"
    assert long_way.computer.call(looks) == ["reached"] * 3


def test_a_silent_router_is_no_end(long_way: Any) -> None:
    """A router may keep silent in good health: the server behind it is reached all the same."""
    long_way.router.set("ipv4/icmp_ratemask", str(1 << 11))
    long_way.router.set("ipv4/icmp_ratelimit", "1000000000")
    long_way.router.set("ipv4/icmp_msgs_per_sec", "0")
    found = route(long_way, "203.0.113.80")
    assert (found["ended"], addresses(found)) == ("reached", [None, "203.0.113.80"])
    assert found["hops"][0]["latencies_ms"] == [None, None, None]


def test_a_network_that_the_router_does_not_know(long_way: Any) -> None:
    found = route(long_way, "198.51.100.7")
    assert (found["ended"], found["refusal"], addresses(found)) == ("unreachable", "network", ["10.77.0.1"])


def test_a_network_that_the_router_forbids(long_way: Any) -> None:
    found = route(long_way, "192.0.2.7")
    assert (found["ended"], found["refusal"], addresses(found)) == ("unreachable", "prohibited", ["10.77.0.1"])


def test_silence_ends(long_way: Any) -> None:
    """Nobody answers: after some hops in a row it is given up, and no hop gets a latency."""
    found = route(long_way, "192.88.99.1")
    assert found["ended"] == "silence"
    assert addresses(found) == [None] * MOST_SILENT
    assert {latency for hop in found["hops"] for latency in hop["latencies_ms"]} == {None}


@pytest.mark.parametrize("target", ["203.0.113.80", "2001:db8:80::80"])
def test_no_way_at_all(networks: Any, target: str) -> None:
    """An answer, not a fault: this computer itself knows no way there."""
    assert (found := route(networks, target))["ended"] == "no_route", found
    assert found["hops"] == []


def test_a_service_that_listens_there_is_the_target_too(long_way: Any) -> None:
    """A server that sends the datagram back instead of refusing it."""
    inside = (
        "[(echo := __import__('socket').socket(2, 2)), echo.bind(('127.0.0.1', 33434)),"
        " __import__('threading').Thread(target=lambda: echo.sendto(*echo.recvfrom(99)), daemon=True).start(),"
        " system.trace_route('127.0.0.1', Cancel(), lambda _: None)][3]"
    )
    found = long_way.computer.call(inside)
    assert (found["ended"], found["hops"][0]["latencies_ms"].count(None)) == ("reached", 0)


# This computer


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_this_computer(address: str) -> None:
    told: list[Progress] = []
    found = trace_route(address, Cancel(), told.append, command.run)
    assert isinstance(found, TraceRoute)
    assert (found.reached, [hop.address for hop in found.hops]) == (True, [address])
    (progress,) = told
    assert (progress.facts, progress.lost) == ({"hop": 1, "address": address}, False)
    assert progress.sample == found.hops[0].latencies_ms[0]


def test_a_name_that_leads_nowhere() -> None:
    """RFC 6761: ``invalid`` never has an address."""
    found = trace_route("no-such-host.invalid", Cancel(), lambda _: None, command.run)
    assert isinstance(found, Missing)
    assert "no-such-host.invalid" in found.detail


def test_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within half a second, also while a silent hop is awaited."""
    asked = threading.Event()

    class Silent(route_probes.UdpProbes):
        def send(self, key: int, hops: int) -> None:
            asked.set()

    monkeypatch.setattr(
        "wizard.system.linux.trace_route.open_route_probes",
        lambda address: Silent(address, socket.socket(socket.AF_INET, socket.SOCK_DGRAM)),
    )
    cancel = Cancel()
    answers: list[object] = []
    work = threading.Thread(
        target=lambda: answers.append(trace_route("127.0.0.1", cancel, lambda _: None, command.run)), daemon=True
    )
    work.start()
    assert asked.wait(5)
    stopped_s = time.monotonic()
    cancel.set()
    work.join(5)
    assert time.monotonic() - stopped_s < 0.5
    assert answers == [Missing("timeout", "stopped")]


def test_a_firewall_of_this_computer_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_probes: object, _key: int, _hops: int) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(route_probes.RouteProbes, "send", refuse)
    found = trace_route("127.0.0.1", Cancel(), lambda _: None, command.run)
    assert isinstance(found, Missing)
    assert found.reason == "not_permitted"


# Programs, where sockets cannot be had


@pytest.fixture
def _no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel without the error queue."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOPROTOOPT, os.strerror(errno.ENOPROTOOPT))

    monkeypatch.setattr(route_probes.RouteProbes, "__init__", refuse)


@pytest.mark.usefixtures("_no_sockets")
def test_programs_stand_in(runner: Any, recorded: Callable[[str], str]) -> None:
    runner.says("tracepath", out=recorded("route/tracepath-reached.txt"))
    found = LinuxSystem(run=runner).trace_route("203.0.113.80", Cancel(), lambda _: None)
    assert isinstance(found, TraceRoute)
    assert (found.method, found.reached, len(found.hops)) == ("tracepath", True, 2)
    runner.says("traceroute", out=recorded("route/traceroute-reached.txt"))
    found = LinuxSystem(run=runner).trace_route("203.0.113.80", Cancel(), lambda _: None)
    assert isinstance(found, TraceRoute)
    assert found.method == "traceroute"


@pytest.mark.usefixtures("_no_sockets")
def test_nothing_stands_in(runner: Any) -> None:
    found = LinuxSystem(run=runner).trace_route("203.0.113.80", Cancel(), lambda _: None)
    assert isinstance(found, Missing)
    assert found.reason == "not_available"


@pytest.mark.usefixtures("_no_sockets")
def test_a_program_that_was_stopped(runner: Any) -> None:
    runner.answers["traceroute",] = Missing("timeout", "traceroute was stopped")
    found = LinuxSystem(run=runner).trace_route("203.0.113.80", Cancel(), lambda _: None)
    assert found == Missing("timeout", "traceroute was stopped")
    assert [argv[0] for argv in runner.asked] == ["traceroute"]


TRACEROUTE = [
    ("reached", "203.0.113.80", "reached", None, ["10.77.0.1", "203.0.113.80"], (0.293, 0.234, 0.221)),
    ("v6", "2001:db8:80::80", "reached", None, ["2001:db8:77::1", "2001:db8:80::80"], (0.055, 0.008, 0.007)),
    ("no-network", "198.51.100.7", "unreachable", "network", ["10.77.0.1"], (0.227, 0.172, None)),
    ("prohibited", "192.0.2.7", "unreachable", "prohibited", ["10.77.0.1"], (0.313, 0.255, None)),
    ("silent", "192.88.99.1", "silence", None, [None] * 7, (None, None, None)),
]


@pytest.mark.parametrize(("file", "address", "ended", "refusal", "hops", "first"), TRACEROUTE)
def test_traceroute(
    recorded: Callable[[str], str], file: str, address: str, ended: str, refusal: str | None, hops: Any, first: Any
) -> None:
    found = parse_traceroute("t", address, CommandOutput(0, recorded(f"route/traceroute-{file}.txt"), ""))
    assert isinstance(found, TraceRoute)
    assert (found.ended, found.refusal, [hop.address for hop in found.hops]) == (ended, refusal, hops)
    assert found.hops[0].latencies_ms == first


TRACEPATH = [
    ("reached", "203.0.113.80", "reached", None, ["10.77.0.1", "203.0.113.80"], (0.071, 0.017)),
    ("no-network", "198.51.100.7", "unreachable", "network", ["10.77.0.1"], (0.074, 0.011)),
    ("silent", "192.88.99.1", "silence", None, [None] * 4, (None,)),
]


@pytest.mark.parametrize(("file", "address", "ended", "refusal", "hops", "first"), TRACEPATH)
def test_tracepath(
    recorded: Callable[[str], str], file: str, address: str, ended: str, refusal: str | None, hops: Any, first: Any
) -> None:
    found = parse_tracepath("t", address, CommandOutput(0, recorded(f"route/tracepath-{file}.txt"), ""))
    assert isinstance(found, TraceRoute)
    assert (found.ended, found.refusal, [hop.address for hop in found.hops]) == (ended, refusal, hops)
    assert found.hops[0].latencies_ms == first


@pytest.mark.parametrize(
    ("out", "err", "expected"),
    [
        ("traceroute to 203.0.113.80 (203.0.113.80), 30 hops max", "connect: Network is unreachable\n", "no_route"),
        ("", "traceroute: unknown option\n", Missing),
        ("", "", Missing),
        ("\x00\xff garbage 1  2  3", "", Missing),
    ],
)
def test_what_is_no_way(out: str, err: str, expected: Any) -> None:
    found = parse_traceroute("t", "203.0.113.80", CommandOutput(1, out, err))
    assert isinstance(found, expected) if expected is Missing else found.ended == expected  # type: ignore[union-attr]


def test_several_routers_at_one_hop() -> None:
    """traceroute(8) names each router that answered."""
    out = " 1  10.0.0.1  1.5 ms 10.0.0.2  2.5 ms *\n 2  203.0.113.80  9.0 ms  9.1 ms  9.2 ms\n"
    found = parse_traceroute("t", "203.0.113.80", CommandOutput(0, out, ""))
    assert isinstance(found, TraceRoute)
    assert found.hops[0].address == "10.0.0.1"
    assert found.hops[0].latencies_ms == (1.5, 2.5, None)
