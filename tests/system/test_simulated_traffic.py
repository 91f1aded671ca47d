"""The way to a server and a recording of packets, out of a scene: as the network's fault would show them."""

import struct
from pathlib import Path
from typing import Any

import pytest

from wizard.system.base import Cancel, Capture, Missing, TraceRoute
from wizard.system.capture_file import packets_in
from wizard.system.simulated import SimulatedSystem
from wizard.system.simulated_state import NamesState, NetworkState, SimulatedComputer, WebState

HEALTHY = ["192.168.1.1", "100.64.0.1", "198.51.100.1", None, "203.0.113.1"]


def build(folder: Path, **state: Any) -> SimulatedSystem:
    return SimulatedSystem(SimulatedComputer(**state), folder, speed=1000)


def route(system: SimulatedSystem, target: str = "192.0.2.80") -> TraceRoute:
    found = system.trace_route(target, Cancel(), lambda _: None)
    assert isinstance(found, TraceRoute)
    return found


def test_a_healthy_network(tmp_path: Path) -> None:
    """All the way, with a router that keeps silent in good health; farther is later."""
    found = route(build(tmp_path))
    assert [hop.address for hop in found.hops] == [*HEALTHY, "192.0.2.80"]
    assert (found.ended, found.hops[3].latencies_ms) == ("reached", (None, None, None))
    first, last = found.hops[0].latencies_ms[0], found.hops[-1].latencies_ms[0]
    assert first is not None
    assert last is not None
    assert first < 3 < last


def test_the_same_every_time(tmp_path: Path) -> None:
    assert route(build(tmp_path / "a")) == route(build(tmp_path / "b"))


@pytest.mark.parametrize(
    ("state", "ended", "hops"),
    [
        ({"network": NetworkState(internet=False)}, "silence", ["192.168.1.1", *[None] * 6]),
        ({"network": NetworkState(gateway_answers=False)}, "reached", [None, *HEALTHY[1:], "192.0.2.80"]),
        ({"network": NetworkState(gateway_answers=False, gateway_known=False)}, "silence", [None] * 7),
        ({"network": NetworkState(up=False)}, "no_route", []),
        ({"web": WebState(sign_in=True)}, "unreachable", ["192.168.1.1"]),
        ({"network": NetworkState(route=())}, "reached", ["192.168.1.1", "192.0.2.80"]),
    ],
)
def test_faults(tmp_path: Path, state: dict[str, Any], ended: str, hops: list[str | None]) -> None:
    found = route(build(tmp_path, **state))
    assert (found.ended, [hop.address for hop in found.hops]) == (ended, hops)


def test_names(tmp_path: Path) -> None:
    assert route(build(tmp_path / "a"), "service.example").address == "203.0.113.80"
    broken = build(tmp_path / "b", names=NamesState(works=False))
    assert isinstance(broken.trace_route("service.example", Cancel(), lambda _: None), Missing)


def recorded(system: SimulatedSystem, path: Path) -> list[tuple[int, bytes, int]]:
    found = system.capture_packets(path, 30, Cancel(), lambda _: None)
    assert isinstance(found, Capture)
    link_type, packets = packets_in(path.read_bytes())
    listed = list(packets)
    assert (link_type, found.packets, found.size_bytes) == (113, len(listed), path.stat().st_size)
    return listed


def flags(packets: list[tuple[int, bytes, int]]) -> list[int]:
    return [packet[16 + 33] for _, packet, _ in packets if struct.unpack_from("!H", packet, 14) == (0x0800,)]


def test_a_recording(tmp_path: Path) -> None:
    """A connection that opens where the network is in order; one that asks in vain where it is not."""
    system = build(tmp_path / "a")
    assert system.may_capture() == "yes"
    assert flags(recorded(system, tmp_path / "a.pcap")) == [0x02, 0x12, 0x10]
    broken = build(tmp_path / "b", network=NetworkState(internet=False))
    assert flags(recorded(broken, tmp_path / "b.pcap")) == [0x02] * 4
    assert recorded(build(tmp_path / "c", network=NetworkState(up=False)), tmp_path / "c.pcap") == []


def test_who_may_not_record(tmp_path: Path) -> None:
    asking = build(tmp_path / "b", network=NetworkState(may_capture=False, capture_asks=True))
    assert asking.may_capture() == "with_password"
    assert isinstance(asking.capture_packets(tmp_path / "b.pcap", 1.0, Cancel(), lambda _: None), Capture)
    system = build(tmp_path / "a", network=NetworkState(may_capture=False))
    assert system.may_capture() == "needs_administrator"
    found = system.capture_packets(tmp_path / "a.pcap", 30, Cancel(), lambda _: None)
    assert isinstance(found, Missing)
    assert found.reason == "not_permitted"
    assert not (tmp_path / "a.pcap").exists()


def test_stop(tmp_path: Path) -> None:
    """Nothing is kept of what was stopped."""
    system = SimulatedSystem(SimulatedComputer(), tmp_path / "a", speed=0.001)
    cancel = Cancel()
    found = system.capture_packets(tmp_path / "a.pcap", 30, cancel, lambda _: cancel.set())
    assert found == Missing("timeout", "stopped")
    assert not (tmp_path / "a.pcap").exists()
    cancel.set()
    assert system.trace_route("192.0.2.80", cancel, lambda _: None) == Missing("timeout", "stopped")


def test_a_full_disk(tmp_path: Path) -> None:
    found = build(tmp_path / "a").capture_packets(tmp_path / "gone" / "a.pcap", 1, Cancel(), lambda _: None)
    assert found == Missing("not_available", "a.pcap cannot be written: No such file or directory")
