"""Adapters, routes, echoes and ways by Windows' own libraries (FACTS A3, C2)."""

import ctypes
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from wizard.system.base import Cancel, Gateway, Missing
from wizard.system.tcp_echo import TcpEcho
from wizard.system.windows import icmp_echo, interfaces, metered, name_servers, remote_access, trace_route
from wizard.system.windows.computer import WindowsSystem
from wizard.system.windows.echo import ask_once

NOWHERE = "203.0.113.80"
"""An address that nobody has (RFC 5737)."""
IS_WINE = hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")


@pytest.fixture
def system() -> WindowsSystem:
    return WindowsSystem()


# adapters


def test_adapters_are_what_psutil_sees(system: WindowsSystem) -> None:
    """Two ways to the same names, addresses and hardware addresses."""
    import psutil

    found = system.interfaces()
    assert not isinstance(found, Missing) and found
    seen = psutil.net_if_addrs()
    for adapter in found:
        entries = seen[adapter.name]
        own = {
            entry.address.partition("%")[0] for entry in entries if entry.family in (socket.AF_INET, socket.AF_INET6)
        }
        assert set(adapter.addresses) <= own
        macs = {entry.address.lower().replace("-", ":") for entry in entries if entry.family == psutil.AF_LINK}
        assert adapter.mac is None or adapter.mac in macs
    assert any(adapter.up and adapter.addresses for adapter in found)


def test_the_driver_tells_its_kind() -> None:
    """GetIfEntry2 answers for each adapter; the structure is as long as Windows thinks."""
    adapters = interfaces.read_adapters()
    rows = [interfaces._row(adapter.luid) for adapter in adapters]
    assert [row and row.type for row in rows] == [adapter.type for adapter in adapters]
    assert interfaces._row(0xFFFF_FFFF_FFFF) is None


def test_component_ids_are_texts() -> None:
    assert all(identifier.startswith("{") for identifier in interfaces._component_ids())


def test_nothing_is_dialled() -> None:
    assert remote_access.device_type("no such connection") is None


def test_name_servers_are_addresses(system: WindowsSystem) -> None:
    found = system.name_servers()
    assert not isinstance(found, Missing)
    assert found == name_servers.name_servers()
    assert all(ipaddress.ip_address(address) for address in found)


# the router


def test_the_router(system: WindowsSystem) -> None:
    found = system.gateway(Cancel())
    assert found is None or isinstance(found, Gateway), found
    if found is None:
        pytest.skip("this machine has no default route")
    adapters = system.interfaces()
    assert not isinstance(adapters, Missing)
    assert found.interface in [adapter.name for adapter in adapters]
    assert (found.latency_ms is not None) == (found.answers is True)


def test_a_way_is_known(system: WindowsSystem) -> None:
    if IS_WINE:
        pytest.skip("wine 8: GetBestRoute2 knows no way at all")
    assert icmp_echo.has_way("127.0.0.1")


# echoes


def test_echoes_to_this_computer(system: WindowsSystem) -> None:
    """Less than a millisecond, and never 0."""
    echo = system.open_echo("127.0.0.1", Cancel())
    assert not isinstance(echo, Missing)
    answers = [echo.send(1.0) for _ in range(5)]
    echo.close()
    assert echo.method == "icmp"
    assert all(isinstance(answer, float) and 0 < answer < 500 for answer in answers)


def test_what_came_back_is_what_was_sent() -> None:
    asked = icmp_echo.ask("127.0.0.1", 1.0)
    assert asked.reply is not None
    assert (asked.reply.status, asked.reply.address, asked.reply.own) == (0, "127.0.0.1", True)


def test_echoes_by_ipv6(system: WindowsSystem) -> None:
    opened = icmp_echo.open_icmp("::1", Cancel())
    if isinstance(opened, Missing) and IS_WINE:
        assert "120" in opened.detail  # ERROR_CALL_NOT_IMPLEMENTED
        pytest.skip(f"wine 8: {opened.detail}")
    assert not isinstance(opened, Missing)
    answer = opened.send(1.0)
    assert isinstance(answer, float) and answer > 0


def test_an_address_that_cannot_answer(system: WindowsSystem) -> None:
    """A router's "unreachable" is no answer of the target, and silence is none either."""
    echo = system.open_echo(NOWHERE, Cancel())
    assert not isinstance(echo, Missing)
    started_s = time.monotonic()
    assert echo.send(0.5) is None
    assert time.monotonic() - started_s < 3
    echo.close()


def test_a_stop_ends_an_echo(system: WindowsSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call itself cannot be broken off: it is no longer awaited."""
    cancel, asked, go_on = Cancel(), threading.Event(), threading.Event()

    def ask(address: str, timeout_s: float, hops: int = 0) -> icmp_echo.Asked:
        asked.set()
        go_on.wait(10)
        return icmp_echo.Asked(None, 11010, 0.0)

    monkeypatch.setattr(icmp_echo, "ask", ask)
    echo = icmp_echo.IcmpEcho("127.0.0.1", cancel)
    threading.Thread(target=lambda: asked.wait(10) and cancel.set(), daemon=True).start()
    started_s = time.monotonic()
    answer = echo.send(10.0)
    go_on.set()
    assert isinstance(answer, Missing) and answer.reason == "timeout"
    assert time.monotonic() - started_s < 5


def test_many_echoes_leave_no_handle(system: WindowsSystem) -> None:
    """A check-up sends hundreds (FACTS A3); each has a handle of its own."""
    import psutil

    this = psutil.Process()
    icmp_echo.ask("127.0.0.1", 1.0)
    before = this.num_handles()
    for _ in range(50):
        icmp_echo.ask("127.0.0.1", 1.0)
    assert this.num_handles() <= before + 5


@pytest.fixture
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_echoes_by_tcp(listening: int) -> None:
    echo = TcpEcho("127.0.0.1", Cancel(), (listening,), prepare=ask_once)
    answer = echo.send(1.0)
    assert isinstance(answer, float) and 0 < answer < 1000


def test_a_refused_connection_is_an_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answer = TcpEcho("127.0.0.1", Cancel(), (port,), prepare=ask_once).send(5.0)
    assert isinstance(answer, float) and 0 < answer < 1000, "Windows must not try it anew for two seconds"


# the way


def test_the_way_to_this_computer(system: WindowsSystem) -> None:
    told: list[object] = []
    found = system.trace_route("127.0.0.1", Cancel(), told.append)
    assert not isinstance(found, Missing)
    assert (found.method, found.ended, found.address) == ("icmp", "reached", "127.0.0.1")
    assert [hop.address for hop in found.hops] == ["127.0.0.1"]
    assert told


def test_the_way_to_nowhere(system: WindowsSystem) -> None:
    found = system.trace_route(NOWHERE, Cancel(), lambda _: None)
    assert not isinstance(found, Missing)
    assert found.ended in ("unreachable", "silence", "no_route", "hop_limit")
    assert not found.reached


def test_a_stopped_way(system: WindowsSystem) -> None:
    cancel = Cancel()
    cancel.set()
    found = trace_route.trace_route(NOWHERE, cancel, lambda _: None)
    assert isinstance(found, Missing) and found.reason == "timeout"


# names


def test_names(system: WindowsSystem) -> None:
    found = system.resolve("localhost", 5.0, Cancel())
    assert not isinstance(found, Missing)
    assert {"127.0.0.1", "::1"} & set(found.addresses)
    assert found.error is None


def test_a_name_that_does_not_exist(system: WindowsSystem) -> None:
    """RFC 6761: ``invalid`` never exists; asked twice, by getaddrinfo and by DnsQuery."""
    found = system.resolve("no-such-name.invalid", 10.0, Cancel())
    assert not isinstance(found, Missing)
    assert found.addresses == ()
    assert found.error in ("no_such_name", "no_answer", "refused")


def test_a_lookup_is_bounded(system: WindowsSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: go_on.wait(10) or [])
    started_s = time.monotonic()
    found = system.resolve("example.test", 0.3, Cancel())
    go_on.set()
    assert not isinstance(found, Missing) and found.error == "no_answer"
    assert time.monotonic() - started_s < 3


def test_a_name_server_answers(system: WindowsSystem) -> None:
    """A real datagram there and back, with the name server played here."""
    import dns.message
    import dns.rrset

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)

        def serve() -> None:
            content, client = server.recvfrom(4096)
            response = dns.message.make_response(dns.message.from_wire(content))
            response.answer.append(dns.rrset.from_text("example.test.", 60, "IN", "A", "192.0.2.1"))
            server.sendto(response.to_wire(), client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        found = system.ask_name_server(f"127.0.0.1:{server.getsockname()[1]}", "example.test", 5.0)
        thread.join(10)
    assert not isinstance(found, Missing)
    assert (found.addresses, found.error) == (("192.0.2.1",), None)


def test_nobody_listens(system: WindowsSystem) -> None:
    """Windows tells it as a reset connection; wine does not tell it, and the time runs out."""
    found = system.ask_name_server("127.0.0.1:1", "example.test", 0.5)
    assert not isinstance(found, Missing)
    assert found.error == ("no_answer" if IS_WINE else "refused")
    assert found.addresses == ()


# the cost of the line


def test_the_cost_of_the_line(system: WindowsSystem) -> None:
    """INetworkCostManager, by its place in the object's table."""
    found = system.metered()
    assert isinstance(found, bool) or found.detail


def test_an_interface_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    import uuid

    monkeypatch.setattr(metered, "_MANAGER", uuid.UUID(int=1))
    found = metered.metered()
    assert isinstance(found, Missing) and "0x80040154" in found.detail  # REGDB_E_CLASSNOTREG
