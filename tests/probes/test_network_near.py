"""network.adapter and network.gateway: is this computer on a network, and is the router there?"""

import pytest

from wizard.system.base import Cancel, Gateway, Missing, NetworkInterface, Progress


def adapter(name: str = "eth0", kind: str = "wired", up: bool = True, *addresses: str) -> NetworkInterface:
    return NetworkInterface(name, kind, up, addresses)


FINE = adapter("eth0", "wired", True, "192.168.1.23", "fe80::1")


@pytest.mark.parametrize(
    ("interfaces", "result", "name"),
    [
        ([FINE], "connected", "eth0"),
        ([adapter("wlan0", "wireless", True, "10.0.0.4")], "connected", "wlan0"),
        ([adapter("eth0", "wired", True, "2001:db8::7")], "connected", "eth0"),
        ([adapter("eth0", "wired", True, "fd00::7/64")], "connected", "eth0"),
        ([adapter("wwan0", "other", True, "100.64.3.4")], "connected", "wwan0"),
        ([adapter("ens3", "virtual", True, "10.0.2.15")], "connected", "ens3"),  # a virtual machine itself
        ([adapter("wlan0", "wireless", False), FINE], "connected", "eth0"),
        ([adapter("eth0", "wired", True, "fe80::1%eth0")], "no_address", "eth0"),
        ([adapter("eth0", "wired", True, "169.254.3.4")], "no_address", "eth0"),
        ([adapter("eth0", "wired", True)], "no_address", "eth0"),
        ([adapter("eth0", "wired", True, "not an address", "")], "no_address", "eth0"),
        ([adapter("eth0", "wired", False), adapter("wlan0", "wireless", False)], "disconnected", "wlan0"),
        ([adapter("eth0", "wired", False), adapter("wlan0", "wireless", True)], "no_address", "wlan0"),
        ([adapter("eth0", "wired", False)], "disconnected", "eth0"),
        # Tunnels and bridges are up without any network.
        ([adapter("eth0", "wired", False), adapter("docker0", "virtual", True, "172.17.0.1")], "disconnected", "eth0"),
        ([adapter("wlan0", "wireless", False), adapter("tun0", "vpn", True, "10.8.0.2")], "disconnected", "wlan0"),
        ([], "disconnected", None),
    ],
)
def test_adapter(measure, made, interfaces, result: str, name: str | None) -> None:
    answer = measure("network.adapter", made(interfaces=tuple(interfaces)))
    assert (answer.result, answer.facts["adapter"]) == (result, name)


@pytest.mark.parametrize(
    ("addresses", "versions"),
    [
        (("192.168.1.2", "fe80::1"), "4"),
        (("2001:db8::7", "169.254.1.1"), "6"),
        (("10.0.0.2", "2001:db8::7"), "4+6"),
        ((), None),
    ],
)
def test_versions_of_the_protocol(measure, made, addresses: tuple[str, ...], versions: str | None) -> None:
    answer = measure("network.adapter", made(interfaces=(adapter("eth0", "wired", True, *addresses),)))
    assert answer.facts["ip_versions"] == versions


@pytest.mark.parametrize("reason", ["not_permitted", "timeout", "not_available"])
def test_adapters_that_cannot_be_read(measure, made, reason: str) -> None:
    answer = measure("network.adapter", made(interfaces=Missing(reason, "no rights")))
    assert (answer.result, answer.reason, answer.detail) == ("unknown", reason, "no rights")


def asked(made, gateway, echo=None):
    return made(gateway=lambda cancel: gateway, open_echo=lambda target, cancel: echo or Missing("not_permitted"))


def test_router_answers(measure, made, echoes, router) -> None:
    answer = measure("network.gateway", asked(made, router, echoes([2.0, None, 4.0])))
    assert answer.result == "ok"
    assert answer.facts == {
        "gateway_address": "192.168.1.1",
        "adapter": "eth0",
        "gateway_latency_ms": 3.9,
        "second_router": None,
        "address_taken": None,
    }


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("192.168.1.1", "10.0.0.1", "10.0.0.1"),
        ("192.168.1.1", "172.31.255.1", "172.31.255.1"),
        ("192.168.1.1", "100.64.0.1", None),  # a provider's shared addresses (RFC 6598)
        ("192.168.1.1", "203.0.113.1", None),
        ("192.168.1.1", "8.8.8.8", None),
        ("192.168.1.1", None, None),
        ("10.8.0.1", "192.168.1.1", None),  # a VPN: the way does not begin at this router
    ],
)
def test_a_second_router(measure, made, router, first: str, second: str | None, found: str | None) -> None:
    """Two hops are asked, and no more."""
    asked_hops: list[int] = []

    def trace(target: str, cancel: Cancel, report) -> Missing:
        for hop, address in enumerate((first, second, "8.8.8.8"), 1):
            if cancel.requested:
                break
            asked_hops.append(hop)
            report(Progress(0.1, {"hop": hop, "address": address}))
        return Missing("timeout", "stopped")

    system = made(gateway=lambda cancel: router, open_echo=Missing("not_permitted"), trace_route=trace)
    assert measure("network.gateway", system).facts["second_router"] == found
    assert asked_hops == [1, 2]


@pytest.mark.parametrize("fate", [None, Missing("not_permitted")])
def test_router_answered_once(measure, made, echoes, router, fate) -> None:
    """What the system saw stands, also when further echoes cannot be sent."""
    for system in (asked(made, router, echoes([fate])), asked(made, router)):
        answer = measure("network.gateway", system)
        assert (answer.result, answer.facts["gateway_latency_ms"]) == ("ok", 1.5)


@pytest.mark.parametrize(
    ("answers", "neighbour_known", "result"),
    [
        (False, True, "silent"),
        (None, True, "silent"),
        (False, False, "unreachable"),
        (None, False, "unreachable"),
        (False, None, "unknown"),  # many routers give no answer, and there is nothing else to go by
        (None, None, "unknown"),
        (True, None, "ok"),
    ],
)
def test_router_that_does_not_answer(measure, made, answers, neighbour_known, result: str) -> None:
    gateway = Gateway("192.168.1.1", "eth0", answers, neighbour_known)
    answer = measure("network.gateway", asked(made, gateway))
    assert answer.result == result
    assert answer.facts["gateway_latency_ms"] is None, "a time that was not measured is not 0 ms"


def test_no_route_is_seen_and_not_unknown(measure, made) -> None:
    answer = measure("network.gateway", asked(made, None))
    assert (answer.result, answer.facts["gateway_address"]) == ("missing", None)


def test_a_tunnel_has_no_router(measure, made) -> None:
    answer = measure("network.gateway", asked(made, Gateway("", "ppp0")))
    assert (answer.result, answer.reason, answer.facts["adapter"]) == ("unknown", "not_available", "ppp0")


@pytest.mark.parametrize("reason", ["not_permitted", "timeout", "not_available"])
def test_routes_that_cannot_be_read(measure, made, reason: str) -> None:
    assert measure("network.gateway", asked(made, Missing(reason))).reason == reason


def test_a_stop_is_heard(measure, made, echoes, router) -> None:
    cancel = Cancel()
    cancel.set()
    assert measure("network.gateway", asked(made, router, echoes([2.0])), cancel=cancel).result == "unknown"


def test_the_echo_is_closed(measure, made, echoes, router) -> None:
    echo = echoes([2.0])
    measure("network.gateway", asked(made, router, echo))
    assert echo.closed == 1
