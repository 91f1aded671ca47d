"""What Windows writes about adapters, routes and echoes, and what this program makes of it; read on any system."""

import ctypes
import errno
import ipaddress
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.system.windows_buffers import BASE, Buffer, adapter, route, route_table
from wizard.system import name_lookup
from wizard.system.base import Cancel, Missing
from wizard.system.windows import echo, icmp_echo, name_resolution, remote_access, trace_route
from wizard.system.windows.adapters import Adapter, decode_adapters, decode_address, encode_address
from wizard.system.windows.calls import RefusedError, function, refusal
from wizard.system.windows.echo_replies import EchoReply, decode_reply4, decode_reply6
from wizard.system.windows.icmp_echo import Asked, IcmpEcho, judge_code
from wizard.system.windows.interfaces import kind_of
from wizard.system.windows.memory import DamagedError, Memory
from wizard.system.windows.name_servers import servers_of
from wizard.system.windows.routes import decode_routes, default_route
from wizard.system.windows.structures_echo import EchoReply4, EchoReply6
from wizard.system.windows.structures_remote_access import RemoteConnection

TOKEN = b"0123456789abcdef"


def decoded(*rows: Any, buffer: Buffer) -> tuple[Adapter, ...]:
    first = buffer.chain(rows)
    return decode_adapters(Memory(bytes(buffer.content), BASE), first)


# adapters


def test_an_adapter() -> None:
    buffer = Buffer()
    (found,) = decoded(
        adapter(
            buffer,
            "Síť 2",
            addresses=("192.168.1.7", "fe80::1%12", "2001:db8::7"),
            name_servers=("192.168.1.1", "fec0:0:0:ffff::1", "fe80::1%12"),
            luid=77,
            index=12,
            metric4=25,
        ),
        buffer=buffer,
    )
    assert (found.name, found.luid, found.index, found.up) == ("Síť 2", 77, 12, True)
    assert found.mac == "02:00:00:00:00:aa"
    assert found.addresses == ("192.168.1.7", "fe80::1", "2001:db8::7")
    assert found.name_servers == ("192.168.1.1", "fe80::1%12"), "what stands for no name server is none"
    assert not found.own_address_taken


def test_loopback_is_left_out_and_a_missing_cable_is_told() -> None:
    buffer = Buffer()
    found = decoded(adapter(buffer, "Loopback", type=24), adapter(buffer, "Ethernet", state=2), buffer=buffer)
    assert [(each.name, each.up) for each in found] == [("Ethernet", False)]


def test_an_address_that_another_computer_has_is_not_ours() -> None:
    """Windows calls it a duplicate and does not use it; one that is still being tried is none yet."""
    buffer = Buffer()
    (found,) = decoded(
        adapter(buffer, "Ethernet", addresses=(("10.0.0.5", 2), ("10.0.0.6", 1), ("169.254.3.4", 4))), buffer=buffer
    )
    assert found.own_address_taken
    assert found.addresses == ("169.254.3.4",)


def test_an_adapter_without_a_hardware_address() -> None:
    buffer = Buffer()
    (found,) = decoded(adapter(buffer, "Tunnel", mac="", type=131), buffer=buffer)
    assert found.mac is None


@pytest.mark.parametrize(
    ("adapter_type", "hardware", "medium", "driver", "device", "kind"),
    [
        (6, True, 14, r"PCI\VEN_8086&DEV_15F3", None, "wired"),
        (6, None, None, "", None, "wired"),
        (71, True, 9, r"PCI\VEN_8086&DEV_2723", None, "wireless"),
        (71, False, 9, "{5d624f94-8850-40c3-a3fa-a4fd2080baf3}\\vwifimp_wfd", None, "virtual"),
        (6, False, 0, "vms_mp", None, "virtual"),
        (6, False, 0, "tap0901", None, "vpn"),
        (6, False, 0, r"root\vpnva", None, "vpn"),
        (53, False, 0, "Wintun", None, "vpn"),
        (53, False, 0, "", None, "vpn"),
        (23, False, 0, "", "vpn", "vpn"),
        (23, False, 0, "", "pppoe", "other"),
        (131, False, 0, "*teredo", None, "virtual"),
        (6, True, 10, r"BTH\MS_BTHPAN", None, "other"),
        (243, True, 8, r"USB\VID_1199", None, "other"),
        (144, None, None, "", None, "other"),
    ],
)
def test_kinds(
    adapter_type: int, hardware: bool | None, medium: int | None, driver: str, device: str | None, kind: str
) -> None:
    assert kind_of(adapter_type, hardware, medium, driver, device) == kind


def test_dialled_connections() -> None:
    rows = (RemoteConnection * 2)()
    for row, (name, device) in zip(rows, (("Práce", "vpn"), ("DSL", "PPPoE")), strict=True):
        for field, text in ((row.entry_name, name), (row.device_type, device)):
            raw = text.encode("utf-16-le")
            ctypes.memmove(field, raw, len(raw))
    assert remote_access.decode_connections(rows, 2) == [("Práce", "vpn"), ("DSL", "pppoe")]
    assert len(remote_access.decode_connections(rows, 99)) == 2, "a count is not believed beyond the buffer"


def test_name_servers_of_the_best_adapter_first() -> None:
    buffer = Buffer()
    found = decoded(
        adapter(buffer, "Wi-Fi", name_servers=("1.1.1.1", "9.9.9.9"), metric4=50),
        adapter(buffer, "Ethernet", name_servers=("192.168.1.1", "1.1.1.1"), metric4=25),
        adapter(buffer, "VPN", name_servers=("10.0.0.1",), metric4=1, state=2),
        buffer=buffer,
    )
    assert servers_of(found) == ("192.168.1.1", "1.1.1.1", "9.9.9.9")


@given(st.ip_addresses())
def test_addresses_there_and_back(address: Any) -> None:
    assert ipaddress.ip_address(decode_address(encode_address(str(address))) or "") == address


def test_the_adapter_of_a_link_local_address_stays() -> None:
    assert decode_address(encode_address("fe80::1%12")) == "fe80::1%12"
    assert decode_address(b"\x63\x00" + bytes(26)) is None, "an unknown family"
    assert decode_address(b"\x02\x00") is None


# routes


def adapters_up(*luids: int, **values: Any) -> tuple[Adapter, ...]:
    buffer = Buffer()
    rows = [adapter(buffer, f"Ethernet {luid}", luid=luid, index=luid, index6=luid, **values) for luid in luids]
    return decoded(*rows, buffer=buffer)


def test_the_route_with_the_smaller_metric_is_in_use() -> None:
    rows = decode_routes(
        route_table([route(1, "10.0.0.1", metric=50), route(2, "10.0.1.1", metric=25), route(1, "10.9.9.9", metric=75)])
    )
    found = default_route(rows, adapters_up(1, 2))
    assert found is not None
    assert (found.gateway, found.adapter.name, found.metric) == ("10.0.1.1", "Ethernet 2", 25)


def test_a_router_comes_before_a_tunnel_and_ipv4_before_ipv6() -> None:
    rows = [
        route(1, "0.0.0.0", metric=1),  # noqa: S104
        route(2, "fe80::1", destination="::", metric=1),
        route(2, "10.0.0.1", metric=90),
    ]
    found = default_route(rows, adapters_up(1, 2))
    assert found is not None and found.gateway == "10.0.0.1"
    found = default_route(rows[:2], adapters_up(1, 2))
    assert found is not None and found.gateway == "fe80::1%2", "with its adapter, or it cannot be asked"
    found = default_route(rows[:1], adapters_up(1, 2))
    assert found is not None and found.gateway == ""


def test_routes_that_lead_nowhere() -> None:
    """Of an adapter that is down, of loopback, to a part of the addresses."""
    rows = [
        route(9, "10.0.0.1"),
        route(1, "10.0.0.1", loopback=1),
        route(1, "10.0.0.1", destination_length=1),
        route(1, "10.0.0.1", destination="10.0.0.0"),
    ]
    assert default_route(rows, adapters_up(1)) is None
    assert default_route([route(1, "10.0.0.1")], adapters_up(1, state=2)) is None


# echoes


def reply4(status: int, content: bytes, address: str = "192.0.2.1") -> EchoReply:
    buffer = Buffer()
    place = buffer.put(content)
    row = EchoReply4(status=status, content=place, content_size=len(content))
    row.address[:] = ipaddress.IPv4Address(address).packed
    first = buffer.put(bytes(row))
    return decode_reply4(Memory(bytes(buffer.content), BASE), first, TOKEN)


def test_replies() -> None:
    assert reply4(0, TOKEN) == EchoReply(0, "192.0.2.1", True)
    assert reply4(0, TOKEN[:-1]) == EchoReply(0, "192.0.2.1", False)
    assert reply4(11013, b"", "10.0.0.1") == EchoReply(11013, "10.0.0.1", False)


def test_a_reply_of_ipv6() -> None:
    row = EchoReply6(status=0)
    row.address.address[:] = ipaddress.IPv6Address("fe80::1").packed
    row.address.scope = 12
    memory = Memory(bytes(row) + TOKEN, BASE)
    assert decode_reply6(memory, BASE, TOKEN) == EchoReply(0, "fe80::1%12", True)
    assert decode_reply6(Memory(bytes(row), BASE), BASE, TOKEN) == EchoReply(0, "fe80::1%12", False)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set how the next echoes end, as the functions of Windows would answer."""

    def answer(*ends: Asked | RefusedError, has_way: bool = True) -> None:
        waiting = list(ends)

        def ask(address: str, timeout_s: float, hops: int = 0) -> Asked:
            end = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if isinstance(end, RefusedError):
                raise end
            return end

        monkeypatch.setattr(icmp_echo, "ask", ask)
        monkeypatch.setattr(trace_route, "ask", ask)
        for module in (icmp_echo,):
            monkeypatch.setattr(module, "has_way", lambda address: has_way)

    return answer


def came(status: int, address: str = "192.0.2.9", own: bool = True, latency_ms: float = 0.4) -> Asked:
    return Asked(EchoReply(status, address, own), 0, latency_ms)


def ended(code: int) -> Asked:
    return Asked(None, code, 1.0)


@pytest.mark.parametrize(
    ("end", "answer"),
    [
        (came(0), 0.4),
        (came(0, own=False), None),
        (came(0, address="192.0.2.8"), None),
        (came(11003, address="192.0.2.1"), None),
        (came(11013), None),
        (ended(11010), None),
        (ended(11003), None),
        (ended(1231), None),
    ],
)
def test_an_echo_by_its_status(asked: Callable[..., None], end: Asked, answer: float | None) -> None:
    """Something came back is not enough: "host unreachable" is a reply too (FACTS A3)."""
    asked(end)
    assert IcmpEcho("192.0.2.9", Cancel()).send(1.0) == answer


def test_a_round_trip_below_a_millisecond_is_no_zero(asked: Callable[..., None]) -> None:
    """Windows tells 0 ms for it; 0 is never an answer here."""
    asked(came(0, latency_ms=0.031))
    assert IcmpEcho("192.0.2.9", Cancel()).send(1.0) == 0.031


def test_a_firewall_is_told_from_no_way(asked: Callable[..., None]) -> None:
    asked(ended(11050), has_way=True)
    answer = IcmpEcho("192.0.2.9", Cancel()).send(1.0)
    assert isinstance(answer, Missing) and answer.reason == "not_permitted"
    asked(ended(11050), has_way=False)
    assert IcmpEcho("192.0.2.9", Cancel()).send(1.0) is None


@pytest.mark.parametrize(("code", "reason"), [(5, "not_permitted"), (8, "not_available"), (120, "not_available")])
def test_a_call_that_cannot_be_made(asked: Callable[..., None], code: int, reason: str) -> None:
    answer = judge_code("192.0.2.9", code)
    assert isinstance(answer, Missing) and answer.reason == reason
    assert str(code) in answer.detail


def test_tcp_where_windows_gives_no_echoes(asked: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The figure is labelled with how it was measured."""
    asked(ended(5))
    monkeypatch.setattr(echo, "open_icmp", IcmpEcho)
    found = echo.open_echo("127.0.0.1", Cancel())
    assert not isinstance(found, Missing) and found.method == "icmp"
    answer = found.send(1.0)
    found.close()
    assert found.method == "tcp"
    assert isinstance(answer, float)


# the way


def at(status: int, address: str, target: str = "203.0.113.80", own: bool = True) -> Any:
    return trace_route.answer_of(5, came(status, address, own), 10.0, target, frozenset({"10.77.0.2"}))


def test_what_answers_say_of_the_way() -> None:
    assert at(11013, "10.77.0.1").refusal is None and not at(11013, "10.77.0.1").arrived
    assert at(0, "203.0.113.80").arrived
    assert at(0, "203.0.113.80", own=False) is None, "somebody else's answer"
    assert (at(11002, "10.77.0.1").refusal, at(11003, "10.77.0.1").refusal) == ("network", "host")
    assert at(11004, "10.77.0.1").refusal == "protocol"
    assert at(11004, "2001:db8::1", "2001:db8::80").refusal == "prohibited", "it has another meaning in IPv6"
    assert at(11005, "203.0.113.80").arrived
    assert at(11003, "10.77.0.2") is None, "this computer's own word is no router's"
    assert at(11009, "10.77.0.1") is None
    assert at(0, "203.0.113.80").at_s == pytest.approx(10.0004)


@pytest.fixture
def open_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_route, "open_icmp", IcmpEcho)
    monkeypatch.setattr(trace_route, "read_adapters", lambda: ())


def test_a_way(asked: Callable[..., None], open_probes: None) -> None:
    asked(came(11013, "10.77.0.1"), came(0, "203.0.113.80"))
    found = trace_route.trace_route("203.0.113.80", Cancel(), lambda _: None)
    assert not isinstance(found, Missing)
    assert (found.method, found.ended) == ("icmp", "reached")
    assert [hop.address for hop in found.hops] == ["10.77.0.1", "203.0.113.80"]


def test_no_way_at_all(asked: Callable[..., None], open_probes: None) -> None:
    asked(ended(1231), has_way=False)
    found = trace_route.trace_route("203.0.113.80", Cancel(), lambda _: None)
    assert not isinstance(found, Missing) and found.ended == "no_route"


def test_a_way_that_may_not_be_asked(asked: Callable[..., None], open_probes: None) -> None:
    asked(ended(11050), has_way=True)
    found = trace_route.trace_route("203.0.113.80", Cancel(), lambda _: None)
    assert isinstance(found, Missing) and found.reason == "not_permitted"


def test_a_stopped_way(asked: Callable[..., None], open_probes: None) -> None:
    cancel = Cancel()
    asked(ended(11010))
    found = trace_route.trace_route("203.0.113.80", cancel, lambda _: cancel.set())
    assert isinstance(found, Missing) and found.reason == "timeout"


def test_an_answer_after_the_end_meets_nobody(asked: Callable[..., None]) -> None:
    probes = trace_route.EchoProbes("203.0.113.80", frozenset())
    before = threading.active_count()
    probes.close()
    asked(came(0, "203.0.113.80"))
    probes.send(0, 1)
    assert threading.active_count() <= before + 1


def test_a_fault_is_raised_where_the_tracer_sees_it(asked: Callable[..., None]) -> None:
    probes = trace_route.EchoProbes("203.0.113.80", frozenset())
    probes._fail(errno.ENETUNREACH, "no way")
    with pytest.raises(OSError, match="no way"):
        list(probes.read())
    with pytest.raises(OSError, match="no way"):
        probes.send(0, 1)
    probes.close()


# names


@pytest.mark.parametrize(
    ("status", "why"),
    [(9003, "no_such_name"), (9501, "no_such_name"), (1460, "no_answer"), (9852, "no_answer"), (9002, "refused")],
)
def test_why_a_name_leads_nowhere(monkeypatch: pytest.MonkeyPatch, status: int, why: str) -> None:
    """getaddrinfo of Windows has one word for a wrong name and for name servers that keep silent."""
    monkeypatch.setattr(name_lookup, "_addresses", lambda host: "no_such_name")
    monkeypatch.setattr(name_resolution, "_ask", lambda host: status)
    found = name_resolution.resolve("service.test", 1.0, Cancel())
    assert not isinstance(found, Missing)
    assert (found.addresses, found.error) == ((), why)


def test_a_reason_that_does_not_come_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(name_lookup, "_addresses", lambda host: "no_such_name")
    monkeypatch.setattr(name_resolution, "_ask", lambda host: go_on.wait(10) and 9003)
    found = name_resolution.resolve("service.test", 0.3, Cancel())
    go_on.set()
    assert not isinstance(found, Missing) and found.error == "no_answer"


# what is damaged


@given(st.data())
def test_damaged_adapters(data: st.DataObject) -> None:
    """Cut off anywhere, any byte changed: an answer or "damaged", never a look outside of the buffer."""
    buffer = Buffer()
    rows = [
        adapter(buffer, f"Ethernet {number}", addresses=("10.0.0.1", "fe80::1%3"), name_servers=("1.1.1.1",))
        for number in range(2)
    ]
    first = buffer.chain(rows)
    content = buffer.content
    for _ in range(data.draw(st.integers(0, 4))):
        position = data.draw(st.integers(0, len(content) - 8))
        content[position : position + 8] = data.draw(
            st.one_of(st.binary(min_size=8, max_size=8), st.just(first.to_bytes(8, "little")))
        )
    kept = bytes(content[: data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))])
    try:
        found = decode_adapters(Memory(kept, BASE), first)
    except DamagedError:
        return
    assert all(isinstance(each, Adapter) for each in found)


@given(st.binary(max_size=400))
def test_damaged_routes(content: bytes) -> None:
    try:
        rows = decode_routes(content)
    except DamagedError:
        return
    default_route(rows, adapters_up(1))


def test_a_table_of_impossibly_many_routes() -> None:
    with pytest.raises(DamagedError):
        decode_routes(b"\xff\xff\xff\xff" + bytes(1000))


@given(st.binary(max_size=200), st.integers(0, 2**64 - 1))
def test_damaged_replies(content: bytes, place: int) -> None:
    for decode in (decode_reply4, decode_reply6):
        for address in (BASE, place):
            try:
                decode(Memory(content, BASE), address, TOKEN)
            except DamagedError:
                continue


# libraries


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows has its libraries")
def test_a_library_that_is_not_here() -> None:
    with pytest.raises(RefusedError) as caught:
        function("iphlpapi", "IcmpCreateFile", ctypes.c_void_p)
    assert caught.value.missing.reason == "not_available"


def test_a_denied_access_is_told() -> None:
    assert refusal("Call", 5) == Missing("not_permitted", "Call: Windows error 5")
    assert refusal("Call", 87).reason == "not_available"
