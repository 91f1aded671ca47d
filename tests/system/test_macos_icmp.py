"""A Mac's ICMP code on Linux: raw sockets behave as a Mac's datagram ones do (icmp(4)). Never run on a Mac."""

import json
import os
import socket
import struct
import subprocess
import sys
from typing import Any

import pytest

from wizard.system.base import Cancel, Missing
from wizard.system.icmp_echo import checksum
from wizard.system.macos.icmp_echo import open_icmp
from wizard.system.macos.route_probes import IcmpProbes, without_ip_header

INSIDE = """
import dataclasses, json, socket
from wizard.system.base import Cancel
from wizard.system.command import run
from wizard.system.macos.trace_route import trace_route
found = trace_route({target!r}, Cancel(), lambda _: None, run, socket.SOCK_RAW)
print(json.dumps({{"kind": type(found).__name__, **dataclasses.asdict(found)}}))
"""


@pytest.fixture
def _may_open_raw_sockets() -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root: only root may open the raw sockets that stand in for a Mac's")


@pytest.mark.usefixtures("_may_open_raw_sockets")
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_echo(address: str) -> None:
    echo = open_icmp(address, Cancel(), socket.SOCK_RAW)
    assert not isinstance(echo, Missing)
    answers = [echo.send(2.0) for _ in range(3)]
    echo.close()
    assert all(isinstance(answer, float) and 0 < answer < 2000 for answer in answers)


@pytest.mark.usefixtures("_may_open_raw_sockets")
def test_answers_to_others_are_not_taken() -> None:
    """All of a Mac's ICMP sockets hear all answers: two at once must not take each other's."""
    first, second = (open_icmp("127.0.0.1", Cancel(), socket.SOCK_RAW) for _ in range(2))
    assert not isinstance(first, Missing) and not isinstance(second, Missing)
    assert isinstance(second.send(2.0), float)
    first._sequence = second._sequence - 1  # the same sequence number is on its way to both
    assert isinstance(first.send(2.0), float)
    first.close()
    second.close()


def trace(namespace: Any, target: str) -> dict[str, Any]:
    argv = ("ip", "netns", "exec", namespace.name, sys.executable, "-c", INSIDE.format(target=target))
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("target", "hops"),
    [
        ("203.0.113.80", ["10.77.0.1", "203.0.113.80"]),
        ("2001:db8:80::80", ["2001:db8:77::1", "2001:db8:80::80"]),
    ],
)
def test_the_way_to_a_server(long_way: Any, target: str, hops: list[str]) -> None:
    """Real routers, real time-exceeded messages, in namespaces of this test."""
    found = trace(long_way.computer, target)
    assert (found["kind"], found["method"], found["ended"]) == ("TraceRoute", "icmp", "reached")
    assert [hop["address"] for hop in found["hops"]] == hops


def test_a_forbidden_way(long_way: Any) -> None:
    found = trace(long_way.computer, "192.0.2.9")
    assert (found["ended"], found["refusal"]) == ("unreachable", "prohibited")
    assert found["hops"][-1]["address"] == "10.77.0.1"


# What one packet says


def probes(address: str = "192.0.2.80") -> IcmpProbes:
    return IcmpProbes(address, socket.socket(socket.AF_INET, socket.SOCK_DGRAM))


def ip_header(protocol: int, target: str, options: bytes = b"") -> bytes:
    """An IPv4 header as macOS gives it, with its length in the host's own order, which nobody may trust."""
    words = 5 + len(options) // 4
    return (
        struct.pack("=BBHHHBBH", 0x40 | words, 0, 999, 1, 0, 64, protocol, 0)
        + socket.inet_aton("10.0.0.1")
        + socket.inet_aton(target)
        + options
    )


def quoting(kind: int, code: int, inner: bytes) -> bytes:
    return ip_header(1, "10.0.0.2") + struct.pack("!BBHHH", kind, code, 0, 0, 0) + inner


@pytest.mark.parametrize("options", [b"", bytes(8)])
def test_errors_are_told_by_what_they_quote(options: bytes) -> None:
    asked = probes()
    own = ip_header(1, "192.0.2.80", options) + struct.pack("!BBHHH", 8, 0, 0, asked._identifier, 7)
    died = asked.read_packet(quoting(11, 0, own), "10.0.0.254", 1.0)
    assert died is not None
    assert (died.key, died.address, died.arrived, died.refusal) == (7, "10.0.0.254", False, None)
    refused = asked.read_packet(quoting(3, 13, own), "10.0.0.254", 1.0)
    assert refused is not None
    assert refused.refusal == "prohibited"
    asked.close()


def test_errors_of_others_are_passed_over() -> None:
    asked = probes()
    theirs = struct.pack("!BBHHH", 8, 0, 0, asked._identifier ^ 1, 7)
    elsewhere = struct.pack("!BBHHH", 8, 0, 0, asked._identifier, 7)
    for inner in (
        ip_header(1, "192.0.2.80") + theirs,
        ip_header(1, "192.0.2.81") + elsewhere,
        ip_header(17, "192.0.2.80") + elsewhere,
        ip_header(1, "192.0.2.80") + elsewhere[:4],
    ):
        assert asked.read_packet(quoting(11, 0, inner), "10.0.0.254", 1.0) is None
    asked.close()


def test_an_answer_counts_only_from_the_target_and_with_its_token() -> None:
    asked = probes()
    message = struct.pack("!BBHHH", 0, 0, 0, asked._identifier, 3) + asked._token
    packet = ip_header(1, "10.0.0.1") + message
    found = asked.read_packet(packet, "192.0.2.80", 1.0)
    assert found is not None
    assert found.arrived
    assert asked.read_packet(packet, "192.0.2.81", 1.0) is None
    assert asked.read_packet(packet[:-1] + b"x", "192.0.2.80", 1.0) is None
    asked.close()


def test_header() -> None:
    assert without_ip_header(ip_header(1, "10.0.0.1") + b"rest") == b"rest"
    assert without_ip_header(b"") == without_ip_header(b"\x00abc") == b""
    assert checksum(b"\x45\x00\x00\x1c") != 0
