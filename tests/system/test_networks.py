"""Real networks, made for one test: a router that answers, one that is silent, one that is gone, none at all."""

from typing import Any

import pytest


def gateway(networks: Any) -> Any:
    return networks.computer.call("system.gateway(Cancel())")


def test_no_default_route(networks: Any) -> None:
    assert gateway(networks) is None


def test_router_answers(networks: Any) -> None:
    networks.computer.ip("route", "add", "default", "via", "10.77.0.1")
    found = gateway(networks)
    assert found.pop("latency_ms") > 0
    assert found == {
        "kind": "Gateway",
        "address": "10.77.0.1",
        "interface": "lan0",
        "answers": True,
        "neighbour_known": True,
        "own_address_taken": False,
    }


def test_another_computer_has_the_same_address(networks: Any) -> None:
    """RFC 5227: somebody else answers for it. This computer's own second adapter does not count."""
    networks.computer.ip("route", "add", "default", "via", "10.77.0.1")
    networks.router.ip("addr", "add", "10.77.0.2/24", "dev", "home0")
    assert gateway(networks)["own_address_taken"] is True


def test_an_own_second_adapter_takes_no_address(networks: Any) -> None:
    """A laptop with cable and Wi-Fi in one network answers its own question on the other adapter."""
    for command in (
        "link add bridge0 type bridge",
        "link add lan1 type veth peer name port1",
        "link set port1 master bridge0 up",
        "link set lan1 up",
        "addr flush dev lan0",
        "link add lan2 type veth peer name port2",
        "link set port2 master bridge0 up",
        "link set lan2 up",
        "link set bridge0 up",
        "addr add 10.78.0.2/24 dev lan1",
        "addr add 10.78.0.3/24 dev lan2",
    ):
        networks.computer.ip(*command.split())
    asked = "__import__('wizard.system.linux.address_conflict', fromlist=['x']).address_taken('lan1', Cancel())"
    networks.computer.shell("until grep -q up /sys/class/net/lan2/operstate; do :; done")
    assert networks.computer.call(asked) is False


def test_silent_router(networks: Any) -> None:
    """Routers may ignore ping: the neighbour table tells that from a router that is gone."""
    networks.computer.ip("route", "add", "default", "via", "10.77.0.1")
    networks.router.set("ipv4/icmp_echo_ignore_all", "1")
    found = gateway(networks)
    assert (found["answers"], found["neighbour_known"], found["latency_ms"]) == (False, True, None)


def test_router_is_gone(networks: Any) -> None:
    networks.computer.ip("route", "add", "default", "via", "10.77.0.1")
    networks.router.ip("addr", "flush", "dev", "home0")
    found = gateway(networks)
    assert (found["answers"], found["neighbour_known"]) == (False, False)


def test_router_is_gone_while_others_ask_for_it(networks: Any) -> None:
    """Other traffic has the kernel ask for the router's hardware address anew for ever: it is gone all the same."""
    networks.computer.ip("route", "add", "default", "via", "10.77.0.1")
    networks.router.ip("addr", "flush", "dev", "home0")
    networks.computer.shell("timeout 15 ping -q -i 0.2 10.77.0.1 >/dev/null 2>&1 &")
    asked = "(lambda time, started: (system.gateway(Cancel()).neighbour_known, time.monotonic() - started))"
    known, seconds = networks.computer.call(f"{asked}(__import__('time'), __import__('time').monotonic())")
    assert known is False
    assert seconds < 7, "two echoes, and one round of the kernel's questions"


def test_router_by_ipv6(networks: Any) -> None:
    """An IPv6 router is known by a link-local address, which means nothing without its adapter."""
    for namespace, name, address in (
        (networks.router, "home0", "fe80::77:1"),
        (networks.computer, "lan0", "fe80::77:2"),
    ):
        namespace.ip("addr", "add", f"{address}/64", "dev", name, "nodad")
    networks.computer.ip("-6", "route", "add", "default", "via", "fe80::77:1", "dev", "lan0")
    found = gateway(networks)
    assert (found["address"], found["interface"], found["answers"]) == ("fe80::77:1%lan0", "lan0", True)


def test_tunnel(networks: Any) -> None:
    """A tunnel has no router at its end that could be asked or restarted."""
    networks.computer.ip("tuntap", "add", "vpn0", "mode", "tun")
    networks.computer.ip("link", "set", "vpn0", "up")
    networks.computer.ip("addr", "add", "10.9.0.2/24", "dev", "vpn0")
    networks.computer.ip("route", "add", "default", "dev", "vpn0", "metric", "50")
    found = gateway(networks)
    assert (found["address"], found["interface"], found["answers"]) == ("", "vpn0", None)
    networks.computer.ip("route", "add", "default", "via", "10.77.0.1", "metric", "100")
    assert gateway(networks)["address"] == "10.77.0.1"
    networks.computer.ip("route", "del", "default", "via", "10.77.0.1")
    networks.computer.ip("route", "replace", "default", "via", "10.9.0.1", "dev", "vpn0")
    found = gateway(networks)
    assert (found["answers"], found["neighbour_known"]) == (False, None)


def echoes(networks: Any, target: str, count: int = 3) -> Any:
    return networks.computer.call(f"echoes({target!r}, {count})")


@pytest.mark.parametrize("target", ["10.77.0.1", "10.77.0.99", "10.88.0.1", "2001:db8::1"])
def test_echoes(networks: Any, target: str) -> None:
    """FACTS A3: an answer, a dead address, and no route at all; the last two are lost, never 0 and never Missing."""
    found = echoes(networks, target)
    assert found["method"] == "icmp"
    if target == "10.77.0.1":
        assert all(answer > 0 for answer in found["answers"])
    else:
        assert found["answers"] == [None, None, None]


def test_echoes_of_any_user(networks: Any, unprivileged_user: tuple[int, int]) -> None:
    """With the group in range, nobody special may use the socket: it is the one without privilege that is taken."""
    networks.computer.set("ipv4/ping_group_range", '"0 2147483647"')
    networks.computer.ip("route", "add", "default", "via", "10.77.0.1")
    # The first call loads what nobody may not read here.
    become_nobody_special = f"(echoes('127.0.0.1', 1), __import__('os').setuid({unprivileged_user[0]}))"
    found = networks.computer.call(f"[{become_nobody_special}, echoes('10.77.0.1', 2)][1]")
    assert found["method"] == "icmp"
    assert all(answer > 0 for answer in found["answers"])
    assert networks.computer.call("echoes('10.77.0.99', 2)")["answers"] == [None, None]


def test_interfaces(networks: Any) -> None:
    networks.computer.ip("tuntap", "add", "vpn0", "mode", "tun")
    found = {
        adapter[0]: adapter
        for adapter in networks.computer.call("[[a.name, a.kind, a.up, a.addresses] for a in system.interfaces()]")
    }
    assert found["lan0"] == ["lan0", "virtual", True, ["10.77.0.2", *found["lan0"][3][1:]]]
    assert found["vpn0"][1:3] == ["vpn", False]
    assert "lo" not in found
    networks.router.ip("link", "set", "home0", "down")
    networks.computer.shell("until grep -q down /sys/class/net/lan0/operstate; do :; done")  # the kernel takes its time
    cut = dict(networks.computer.call("[[a.name, a.up] for a in system.interfaces()]"))
    assert cut["lan0"] is False, "switched on, but without a carrier"
