"""A Mac's network on recorded and written output (tests/recorded/macos-network, macos-airport). Never run on a Mac."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from wizard.system.base import Cancel, Gateway, Missing, NetworkInterface
from wizard.system.command import CommandOutput
from wizard.system.macos import interfaces as adapters
from wizard.system.macos import routes
from wizard.system.macos.interfaces import Link, kind_of, parse_hardware_ports, parse_ifconfig
from wizard.system.macos.name_servers import name_servers
from wizard.system.macos.ping_echo import PingEcho, parse_ping
from wizard.system.macos.proxy import from_settings, system_proxy
from wizard.system.macos.routes import DefaultRoute, default_route, gateway, parse_neighbours, parse_route
from wizard.system.macos.system_configuration import parse_dictionary, parse_name_servers, parse_search_domains
from wizard.system.system_proxy import SystemProxy
from wizard.system.traceroute_output import parse_traceroute

Read = Callable[[str], str]


# ping


@pytest.mark.parametrize(
    ("name", "status", "latency_ms"),
    [("ping-ok", 0, 5.371), ("ping6", 0, 27.684), ("ping-broadcast", 0, 0.412), ("ping-unreachable", 2, None)],
)
def test_ping(recorded: Read, name: str, status: int, latency_ms: float | None) -> None:
    assert parse_ping(CommandOutput(status, recorded(f"macos-network/{name}.txt"), "")) == latency_ms


def test_a_ping_that_may_not_run_is_no_loss(recorded: Read) -> None:
    found = parse_ping(CommandOutput(1, recorded("macos-network/ping-denied.txt"), ""))
    assert isinstance(found, Missing)
    assert found.reason == "not_permitted"


def test_a_garbled_answer_is_no_latency(recorded: Read) -> None:
    """Its line says ``kj=4.628`` where ``time=`` should stand: an answer, but no time that can be trusted."""
    found = parse_ping(CommandOutput(0, recorded("macos-network/ping-nan.txt"), ""))
    assert isinstance(found, Missing)


def test_how_ping_is_asked(runner: Any) -> None:
    """Apple's -W counts milliseconds; ping6 knows none."""
    PingEcho("192.0.2.1", runner, Cancel()).send(0.75)
    PingEcho("2001:db8::1", runner, Cancel()).send(1.0)
    assert runner.asked == [
        ("/sbin/ping", "-n", "-c", "1", "-W", "750", "192.0.2.1"),
        ("/sbin/ping6", "-n", "-c", "1", "2001:db8::1"),
    ]


def test_late_is_lost(runner: Any) -> None:
    runner.says("/sbin/ping", out="64 bytes from 192.0.2.1: icmp_seq=0 ttl=64 time=900.1 ms\n")
    assert PingEcho("192.0.2.1", runner, Cancel()).send(0.5) is None


# traceroute


def test_a_hop_of_several_lines(recorded: Read) -> None:
    output = CommandOutput(0, recorded("macos-network/traceroute-balanced.txt"), "")
    found = parse_traceroute("host", "203.0.113.8", output)
    assert not isinstance(found, Missing)
    assert [(hop.number, hop.address) for hop in found.hops] == [
        (1, "192.0.2.1"), (2, "198.51.100.1"), (3, None), (4, "203.0.113.8"),
    ]  # fmt: skip
    assert found.ended == "reached"


def test_a_way_of_ipv6(recorded: Read) -> None:
    text = recorded("macos-network/traceroute6-silent.txt")
    found = parse_traceroute("host", "2001:db8:ffff::8", CommandOutput(0, text, ""))
    assert not isinstance(found, Missing)
    assert [hop.address is None for hop in found.hops] == [True, False, True, False, True]
    assert found.ended == "silence"


# routes


def test_default_route(recorded: Read) -> None:
    output = CommandOutput(0, recorded("macos-network/route-default-router.txt"), "")
    assert parse_route(output) == DefaultRoute("192.0.2.1", "en1")


def test_no_default_route(runner: Any) -> None:
    runner.says("/sbin/route", err="route: writing to routing socket: not in table\n", status=1)
    assert default_route(Cancel(), runner) is None
    assert gateway(Cancel(), runner) is None


def test_a_route_into_a_tunnel_hides_no_router(runner: Any) -> None:
    tunnel = "   route to: default\ndestination: default\n  interface: utun4\n      flags: <UP,DONE,CLONING,STATIC>\n"
    router = "    gateway: fe80::1%en0\n  interface: en0\n      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING>\n"
    runner.says("/sbin/route", "-n", "get", "-inet6", out=router)
    runner.says("/sbin/route", "-n", "get", "default", out=tunnel)
    assert default_route(Cancel(), runner) == DefaultRoute("fe80::1%en0", "en0")


def test_a_route_that_cannot_be_read_is_not_none(runner: Any) -> None:
    found = default_route(Cancel(), runner)
    assert isinstance(found, Missing)


@pytest.mark.parametrize(
    ("address", "known"),
    [("192.0.2.1", "heard"), ("192.0.2.2", "old"), ("192.0.2.9", "unknown"), ("192.0.2.77", "unknown")],
)
def test_neighbours(recorded: Read, address: str, known: str) -> None:
    """A Mac keeps the address of a router that is gone for 20 minutes: only having heard of it lately counts."""
    assert parse_neighbours(recorded("macos-network/arp-neighbours.txt"), address, "en1") == known


def test_a_router_that_only_ignores_echoes(runner: Any, recorded: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_SETTLES_S", 0.0)
    monkeypatch.setattr(routes, "ask_for_answer", lambda _echo: (False, None))
    runner.says("/sbin/route", "-n", "get", "default", out=recorded("macos-network/route-default-router.txt"))
    runner.says("/sbin/route", "-n", "get", "-inet6", status=1)
    runner.says("/usr/sbin/arp", out=recorded("macos-network/arp-neighbours.txt"))
    assert gateway(Cancel(), runner) == Gateway("192.0.2.1", "en1", False, True, None)


# adapters


def test_links(recorded: Read) -> None:
    assert parse_ifconfig(recorded("macos-network/ifconfig-v.txt")) == {
        "lo0": Link("loopback", None),
        "en0": Link("Wi-Fi", True),
        "en1": Link("Ethernet", False),
    }


@pytest.mark.parametrize(
    ("name", "count"), [("ifconfig-bridge", 15), ("ifconfig-two-connected", 19), ("ifconfig-firewire", 7)]
)
def test_every_adapter_is_found(recorded: Read, name: str, count: int) -> None:
    text = recorded(f"macos-network/{name}.txt")
    assert len(parse_ifconfig(text)) == sum(": flags=" in line and not line[0].isspace() for line in text.splitlines())
    assert len(parse_ifconfig(text)) == count


def test_hardware_ports_of_a_german_mac(recorded: Read) -> None:
    """Labels of other ports are translated; "Wi-Fi" is a mark, and stays."""
    assert parse_hardware_ports(recorded("macos-network/networksetup-hardware-ports.txt")) == {"en1"}


@pytest.mark.parametrize(
    ("name", "addresses", "wireless", "kind"),
    [
        ("en0", ("10.0.0.2",), True, "wireless"),
        ("en5", ("10.0.0.2",), False, "wired"),
        ("utun3", ("fe80::1",), False, "virtual"),  # macOS' own
        ("utun4", ("fe80::1", "10.8.0.2"), False, "vpn"),
        ("ppp0", ("10.8.0.2",), False, "vpn"),
        ("ipsec0", (), False, "virtual"),
        ("awdl0", ("fe80::1",), False, "virtual"),
        ("bridge100", ("192.168.64.1",), False, "virtual"),
        ("pdp_ip0", ("10.1.1.1",), False, "other"),
    ],
)
def test_kinds(name: str, addresses: tuple[str, ...], wireless: bool, kind: str) -> None:
    assert kind_of(name, addresses, wireless) == kind


def test_interfaces(runner: Any, recorded: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = SimpleNamespace
    monkeypatch.setattr(
        psutil,
        "net_if_stats",
        lambda: {name: entry(isup=True) for name in ("lo0", "en0", "en1", "utun0")},
    )
    own = {
        "lo0": [entry(family=2, address="127.0.0.1")],
        "en0": [entry(family=psutil.AF_LINK, address="00:00:5E:00:53:A9"), entry(family=2, address="192.0.2.60")],
        "en1": [entry(family=psutil.AF_LINK, address="00:00:5e:00:53:a0")],
        "utun0": [entry(family=30, address="fe80::1%utun0")],
    }
    monkeypatch.setattr(psutil, "net_if_addrs", lambda: own)
    runner.says("/sbin/ifconfig", "-v", out=recorded("macos-network/ifconfig-v.txt"))
    assert adapters.interfaces(runner) == (
        NetworkInterface("en0", "wireless", True, ("192.0.2.60",), "00:00:5e:00:53:a9"),
        NetworkInterface("en1", "wired", False, (), "00:00:5e:00:53:a0"),
        NetworkInterface("utun0", "virtual", True, ("fe80::1",), None),
    )


# names


def test_name_servers(runner: Any, recorded: Read) -> None:
    """Those of multicast DNS and of single adapters are none for every name."""
    runner.says("/usr/sbin/scutil", "--dns", out=recorded("macos-network/scutil-dns-two-adapters.txt"))
    assert name_servers(runner) == ("192.0.2.53", "192.0.2.54")
    assert parse_search_domains(recorded("macos-network/scutil-dns-two-adapters.txt")) == ("lan.example",)


def test_name_servers_of_a_tunnels_own_domain_are_left_out() -> None:
    text = (
        "DNS configuration\n\nresolver #1\n  nameserver[0] : fe80::1%en0\n  nameserver[1] : 192.0.2.53\n\n"
        "resolver #2\n  domain   : corp.example\n  nameserver[0] : 198.51.100.53\n  flags    : Supplemental\n"
    )
    assert parse_name_servers(text) == ("fe80::1%en0", "192.0.2.53")
    assert parse_search_domains(text) == ("corp.example",)


def test_without_scutil_nothing_is_known(runner: Any) -> None:
    found = name_servers(runner)
    assert isinstance(found, Missing)
    assert found.reason == "not_available"


# proxy


@pytest.mark.parametrize(
    ("name", "url", "automatic"),
    [
        ("manual", "http://secure.example:3129", None),
        ("pac", None, "http://files.example:8080/office.pac"),
        ("wpad", None, "http://wpad.example/wpad.dat"),
        ("none", None, None),
        ("socks", None, None),
        ("nested", None, None),
    ],
)
def test_proxy(runner: Any, recorded: Read, name: str, url: str | None, automatic: str | None) -> None:
    runner.says("/usr/sbin/scutil", "--proxy", out=recorded(f"macos-network/scutil-proxies-{name}.txt"))
    found = system_proxy(runner, {})
    assert isinstance(found, SystemProxy)
    assert (found.settings.url, found.settings.automatic_url) == (url, automatic)
    assert found.settings.source == ("macos" if url or automatic else "")


def test_exceptions_of_the_proxy() -> None:
    """Apple writes networks short; the rest of the program wants all four numbers."""
    text = (
        "<dictionary> {\n  ExceptionsList : <array> {\n    0 : *.local\n    1 : 169.254/16\n  }\n"
        "  HTTPSEnable : 1\n  HTTPSPort : 3128\n  HTTPSProxy : 2001:db8::5\n}\n"
    )
    found = from_settings(parse_dictionary(text))
    assert found is not None
    assert found.proxies.direct == ("*.local", "169.254.0.0/16")
    assert found.proxies.https_url == "http://[2001:db8::5]:3128"
    assert found.proxies.url_for("https", "169.254.3.4") is None


def test_a_switched_off_proxy_counts_for_nothing() -> None:
    assert from_settings({"HTTPEnable": "0", "HTTPProxy": "proxy.test", "HTTPPort": "3128"}) is None
    assert from_settings({"HTTPEnable": "1", "HTTPProxy": "proxy.test", "HTTPPort": "99999"}) is None


def test_a_terminal_has_its_own_proxy(runner: Any, recorded: Read) -> None:
    runner.says("/usr/sbin/scutil", "--proxy", out=recorded("macos-network/scutil-proxies-none.txt"))
    found = system_proxy(runner, {"https_proxy": "http://anna:secret@proxy.test:3128"})
    assert isinstance(found, SystemProxy)
    assert found.settings.url == "http://proxy.test:3128"
    assert found.settings.source == "environment"
