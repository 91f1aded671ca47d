"""The default route out of the kernel's own tables, damaged ones too."""

from pathlib import Path
from typing import Any

import pytest

from wizard.system.base import Cancel, Gateway, Missing
from wizard.system.linux.routes import (
    DefaultRoute,
    default_route,
    gateway,
    neighbour_known,
    parse_arp_table,
    parse_ipv4_routes,
    parse_ipv6_routes,
    parse_neighbours,
)

HEADER = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n"
ETHERNET = "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
WIRELESS = "wlan0\t00000000\t0100A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
LOCAL = "eth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n"
TUNNEL = "tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n"
HALF = "tun0\t00000000\t0100080A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"  # 0.0.0.0/1 of OpenVPN
REJECT = "*\t00000000\t00000000\t0200\t0\t0\t0\t00000000\t0\t0\t0\n"
DOWN = "eth1\t00000000\t010200C0\t0002\t0\t0\t1\t00000000\t0\t0\t0\n"

NONE6 = "0" * 32
ROUTER6 = "fe800000000000000000000000000001"
DEFAULT6 = f"{NONE6} 00 {NONE6} 00 {ROUTER6} 00000400 00000001 00000000 00000003 eth0\n"
REJECT6 = f"{NONE6} 00 {NONE6} 00 {NONE6} ffffffff 00000001 00000000 00200200 lo\n"
LOCAL6 = f"fe800000000000000000000000000000 40 {NONE6} 00 {NONE6} 00000100 00000001 00000000 00000001 eth0\n"


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        (HEADER + LOCAL, []),
        (HEADER + LOCAL + ETHERNET, [DefaultRoute("192.0.2.1", "eth0", 100)]),
        (
            HEADER + WIRELESS + ETHERNET,
            [DefaultRoute("192.0.2.1", "eth0", 100), DefaultRoute("192.168.0.1", "wlan0", 600)],
        ),
        (HEADER + TUNNEL, [DefaultRoute("", "tun0", 50)]),
        (HEADER + HALF + REJECT + DOWN, []),
        (HEADER, []),
        ("", []),
    ],
)
def test_ipv4_routes(text: str, routes: list[DefaultRoute]) -> None:
    assert parse_ipv4_routes(text) == routes


def test_ipv6_routes() -> None:
    """The kernel keeps a reject route on lo: it is no router."""
    assert parse_ipv6_routes(LOCAL6 + DEFAULT6 + REJECT6) == [DefaultRoute("fe80::1", "eth0", 0x400)]
    assert parse_ipv6_routes(LOCAL6 + REJECT6) == []


@pytest.mark.parametrize("damage", ["eth0", "eth0\t\t\t", ETHERNET[:20], ETHERNET.replace("010200C0", "zz"), "\0" * 99])
def test_damaged_lines_are_passed_over(damage: str) -> None:
    assert parse_ipv4_routes(f"{HEADER}{damage}\n{WIRELESS}") == [DefaultRoute("192.168.0.1", "wlan0", 600)]
    assert parse_ipv6_routes(f"{damage}\n{DEFAULT6}") == [DefaultRoute("fe80::1", "eth0", 0x400)]


def make_root(folder: Path, ipv4: str | None, ipv6: str | None = None, arp: str = "") -> Path:
    (folder / "proc/net").mkdir(parents=True)
    for name, text in (("route", ipv4), ("ipv6_route", ipv6), ("arp", arp)):
        if text is not None:
            (folder / "proc/net" / name).write_text(text)
    return folder


def test_a_router_before_a_tunnel_and_ipv4_before_ipv6(tmp_path: Path) -> None:
    """The router is what a person can restart; the tunnel on top of it is network.proxy's business."""
    root = make_root(tmp_path, HEADER + TUNNEL + ETHERNET, DEFAULT6)
    assert default_route(root) == DefaultRoute("192.0.2.1", "eth0", 100)


def test_ipv6_only(tmp_path: Path) -> None:
    assert default_route(make_root(tmp_path, HEADER, DEFAULT6)) == DefaultRoute("fe80::1", "eth0", 0x400)


def test_no_route_is_a_reading_and_no_table_is_none(tmp_path: Path, runner: Any) -> None:
    assert gateway(Cancel(), runner, make_root(tmp_path / "a", HEADER)) is None
    answer = gateway(Cancel(), runner, make_root(tmp_path / "b", None))
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"


def test_a_tunnel_is_not_asked(tmp_path: Path, runner: Any) -> None:
    assert gateway(Cancel(), runner, make_root(tmp_path, HEADER + TUNNEL)) == Gateway("", "tun0")
    assert runner.asked == []


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("192.0.2.1 lladdr 02:fc:00:00:00:05 REACHABLE \n", "REACHABLE"),
        ("192.0.2.1 lladdr 02:fc:00:00:00:05 extern_learn PERMANENT", "PERMANENT"),
        ("fe80::1 lladdr 02:fc:00:00:00:05 router STALE", "STALE"),
        ("192.0.2.1  FAILED ", "FAILED"),
        ("192.0.2.1 INCOMPLETE", "INCOMPLETE"),
        ("192.0.2.1 lladdr 02:fc:00:00:00:05 ref 1 used 2/2/2 probes 1 DELAY", "DELAY"),
        ("", "NONE"),
        ('Device "x" does not exist', "NONE"),
    ],
)
def test_neighbours(text: str, state: str) -> None:
    assert parse_neighbours(text) == state


ARP = (
    "IP address       HW type     Flags       HW address            Mask     Device\n"
    "192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0\n"
    "192.0.2.9        0x1         0x0         00:00:00:00:00:00     *        eth0\n"
    "192.0.2.7        0x1         zz          02:fc:00:00:00:05     *        eth0\n"
)


def test_arp_table() -> None:
    states = [parse_arp_table(ARP, f"192.0.2.{last}", "eth0") for last in (1, 9, 7, 8)]
    assert states == ["REACHABLE", "INCOMPLETE", "NONE", "NONE"]
    assert parse_arp_table(ARP, "192.0.2.1", "wlan0") == "NONE"


ROUTE = DefaultRoute("127.0.0.9", "eth0", 0)


@pytest.mark.parametrize(("state", "known"), [("REACHABLE", True), ("PERMANENT", True), ("FAILED", False)])
def test_neighbour_known(tmp_path: Path, runner: Any, state: str, known: bool) -> None:
    runner.says("ip", "neigh", out=f"127.0.0.9 lladdr 02:fc:00:00:00:05 {state}")
    assert neighbour_known(ROUTE, Cancel(), runner, make_root(tmp_path, HEADER)) is known


def test_without_ip_the_arp_table_is_read(tmp_path: Path, runner: Any) -> None:
    root = make_root(tmp_path, HEADER, arp=ARP.replace("192.0.2.1 ", "127.0.0.9 "))
    assert neighbour_known(ROUTE, Cancel(), runner, root) is True


def test_unreadable_neighbours_are_unknown(tmp_path: Path, runner: Any) -> None:
    assert neighbour_known(ROUTE, Cancel(), runner, tmp_path) is None
    assert neighbour_known(DefaultRoute("::1", "eth0", 0), Cancel(), runner, tmp_path) is None


def test_a_stop_leaves_an_unsettled_neighbour_unknown(tmp_path: Path, runner: Any) -> None:
    cancel = Cancel()
    cancel.set()
    runner.says("ip", "neigh", out="127.0.0.9 DELAY")
    assert neighbour_known(ROUTE, cancel, runner, tmp_path) is None


def test_an_adapter_without_arp_has_no_neighbours(tmp_path: Path, runner: Any) -> None:
    flags = tmp_path / "sys/class/net/eth0/flags"
    flags.parent.mkdir(parents=True)
    flags.write_text("0x10d1\n")
    runner.says("ip", "neigh", out="")
    assert neighbour_known(ROUTE, Cancel(), runner, tmp_path) is None
    flags.write_text("0x1003\n")
    assert neighbour_known(ROUTE, Cancel(), runner, tmp_path) is False
