"""Echoes (FACTS A3): each way measures this computer, each is labelled, and a refusal is no loss."""

import contextlib
import errno
import os
import socket
import struct
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from wizard.system import command
from wizard.system.allowed_echo import AllowedEcho
from wizard.system.base import Cancel, Echo, Missing
from wizard.system.command import CommandOutput
from wizard.system.icmp_echo import IcmpEcho, checksum
from wizard.system.linux.computer import LinuxSystem
from wizard.system.linux.icmp_echo import open_icmp
from wizard.system.linux.ping_echo import PingEcho, parse_ping
from wizard.system.tcp_echo import TcpEcho


def count_answers(echo: Echo | Missing, count: int = 3) -> int:
    assert not isinstance(echo, Missing), echo
    try:
        answers = [echo.send(2.0) for _ in range(count)]
    finally:
        echo.close()
    return sum(isinstance(answer, float) and 0 < answer < 2000 for answer in answers)


# Each way against this computer


@pytest.fixture
def _may_send_icmp() -> None:
    echo = open_icmp("127.0.0.1", Cancel())
    if isinstance(echo, Missing):
        pytest.skip(f"needs root, or a group in net.ipv4.ping_group_range: {echo.detail}")
    echo.close()


@pytest.mark.usefixtures("_may_send_icmp")
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_icmp(address: str) -> None:
    assert count_answers(open_icmp(address, Cancel())) == 3


def test_ping_program() -> None:
    first = PingEcho("127.0.0.1", command.run, Cancel()).send(2.0)
    if isinstance(first, Missing) and first.reason == "not_permitted":
        pytest.skip(f"needs the right to ping: {first.detail}")
    assert count_answers(PingEcho("127.0.0.1", command.run, Cancel())) == 3


@pytest.fixture
def listener() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_tcp_accepted(listener: int) -> None:
    assert count_answers(TcpEcho("127.0.0.1", Cancel(), (listener,))) == 3


def test_tcp_refused_is_an_answer() -> None:
    """Only a host that lives can refuse."""
    assert count_answers(TcpEcho("127.0.0.1", Cancel(), (1,))) == 3


def test_tcp_keeps_the_port_that_answered(listener: int) -> None:
    echo = TcpEcho("127.0.0.1", Cancel(), (listener, 1))
    assert count_answers(echo) == 3
    assert len(echo._ports) == 1


@pytest.fixture
def deaf() -> Iterator[int]:
    """A port whose queue is full: it takes no connection, the same as a firewall that drops."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            connection = stack.enter_context(socket.socket())
            connection.setblocking(False)
            connection.connect_ex(server.getsockname())
        yield server.getsockname()[1]


def test_tcp_silence(deaf: int) -> None:
    assert TcpEcho("127.0.0.1", Cancel(), (deaf,)).send(0.2) is None


def test_a_stop_is_no_loss(deaf: int) -> None:
    cancel = Cancel()
    cancel.set()
    assert TcpEcho("127.0.0.1", cancel, (deaf,)).send(30.0) == Missing("timeout", "stopped")


@pytest.mark.usefixtures("_may_send_icmp")
def test_a_stop_is_no_loss_of_icmp() -> None:
    cancel = Cancel()
    cancel.set()
    echo = open_icmp("127.0.0.1", cancel)
    assert not isinstance(echo, Missing)
    assert echo.send(30.0) == Missing("timeout", "stopped")
    echo.close()


@pytest.mark.usefixtures("_may_send_icmp")
def test_system_prefers_icmp() -> None:
    echo = LinuxSystem().open_echo("localhost", Cancel())
    assert not isinstance(echo, Missing)
    assert count_answers(echo) == 3
    assert (echo.method, echo.address) in {("icmp", "127.0.0.1"), ("icmp", "::1")}


# Who may not send


def refuse_icmp(monkeypatch: pytest.MonkeyPatch, kinds: tuple[socket.SocketKind, ...], number: int) -> None:
    class Guarded(socket.socket):
        def __init__(self, family: int, kind: int = socket.SOCK_STREAM, protocol: int = 0, *rest: Any) -> None:
            if kind in kinds and protocol in (socket.IPPROTO_ICMP, socket.IPPROTO_ICMPV6):
                super().__init__()
                self.close()
                raise OSError(number, os.strerror(number))
            super().__init__(family, kind, protocol, *rest)

    monkeypatch.setattr(socket, "socket", Guarded)


@pytest.mark.parametrize(
    ("number", "reason"), [(errno.EACCES, "not_permitted"), (errno.EPERM, "not_permitted"), (97, "not_available")]
)
def test_icmp_refused(monkeypatch: pytest.MonkeyPatch, number: int, reason: str) -> None:
    """Debian's ping_group_range lets nobody use the socket; that is not a dead target."""
    refuse_icmp(monkeypatch, (socket.SOCK_DGRAM, socket.SOCK_RAW), number)
    answer = open_icmp("127.0.0.1", Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == reason


def test_ping_stands_in(monkeypatch: pytest.MonkeyPatch, runner: Any, recorded: Callable[[str], str]) -> None:
    refuse_icmp(monkeypatch, (socket.SOCK_DGRAM, socket.SOCK_RAW), errno.EACCES)
    runner.says("ping", out=recorded("ping/linux-ok.txt"))
    echo = LinuxSystem(run=runner).open_echo("127.0.0.1", Cancel())
    assert not isinstance(echo, Missing)
    assert (echo.method, echo.send(1.0), echo.method) == ("ping", 0.022, "ping")
    assert runner.asked == [("ping", "-n", "-c", "1", "-W", "1", "127.0.0.1")]


@pytest.mark.parametrize("said", ["ping: socket: Operation not permitted", ""])
def test_tcp_stands_in(monkeypatch: pytest.MonkeyPatch, runner: Any, said: str) -> None:
    """``ping`` is there without rights, or not there at all."""
    refuse_icmp(monkeypatch, (socket.SOCK_DGRAM, socket.SOCK_RAW), errno.EACCES)
    if said:
        runner.says("ping", err=said, status=2)
    echo = LinuxSystem(run=runner).open_echo("127.0.0.1", Cancel())
    assert not isinstance(echo, Missing)
    assert count_answers(echo) == 3
    assert echo.method == "tcp"


class Way:
    """A way that answers as told."""

    def __init__(self, method: str, *answers: float | Missing | None) -> None:
        self.method: Any = method
        self.address = "192.0.2.9"
        self.closed = False
        self._answers = list(answers)

    def send(self, timeout_s: float) -> float | Missing | None:
        return self._answers.pop(0)

    def close(self) -> None:
        self.closed = True


FORBIDDEN = Missing("not_permitted", "a firewall")


def test_the_way_is_settled_with_the_first_echo() -> None:
    """Figures of two ways must not be mixed: a later refusal stays a refusal."""
    first, second = Way("icmp", FORBIDDEN), Way("ping", None, FORBIDDEN, 4.0)
    echo = AllowedEcho("192.0.2.9", (lambda: first, lambda: second, lambda: Way("tcp", 9.0)))
    assert [echo.send(1.0) for _ in range(3)] == [None, FORBIDDEN, 4.0]
    assert (echo.method, first.closed) == ("ping", True)


def test_nothing_is_allowed() -> None:
    echo = AllowedEcho("192.0.2.9", (lambda: FORBIDDEN, lambda: Way("tcp", FORBIDDEN)))
    assert echo.send(1.0) == FORBIDDEN


def test_a_name_without_an_address() -> None:
    answer = LinuxSystem().open_echo("no label may be empty..test", Cancel())
    assert isinstance(answer, Missing)


# What counts as an answer


def test_checksum() -> None:
    """The example of RFC 1071, section 3, and an odd length."""
    assert checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0x220D
    assert checksum(b"\x01") == 0xFEFF


@pytest.fixture
def raw() -> Iterator[IcmpEcho]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        echo = IcmpEcho("127.0.0.1", connection, "raw", Cancel())
        echo._sequence, echo._identifier = 5, 0x1234
        yield echo


TOKEN = b"t" * 16
IP_HEADER = b"\x45" + bytes(19)
LONG_IP_HEADER = b"\x46" + bytes(23)


def icmp(kind: int, identifier: int, sequence: int, token: bytes) -> bytes:
    return struct.pack("!BBHHH", kind, 0, 0, identifier, sequence) + token


@pytest.mark.parametrize(
    ("packet", "counts"),
    [
        (IP_HEADER + icmp(0, 0x1234, 5, TOKEN), True),
        (LONG_IP_HEADER + icmp(0, 0x1234, 5, TOKEN), True),
        (IP_HEADER + icmp(8, 0x1234, 5, TOKEN), False),  # our own request, seen on loopback
        (IP_HEADER + icmp(3, 0x1234, 5, TOKEN), False),  # "unreachable" is no answer
        (IP_HEADER + icmp(0, 0x9999, 5, TOKEN), False),  # another program's
        (IP_HEADER + icmp(0, 0x1234, 4, TOKEN), False),  # the one before, late
        (IP_HEADER + icmp(0, 0x1234, 5, b"x" * 16), False),
        (IP_HEADER + icmp(0, 0x1234, 5, TOKEN)[:11], False),
        (b"", False),
        (b"\x4f", False),
    ],
)
def test_only_the_own_answer_counts(raw: IcmpEcho, packet: bytes, counts: bool) -> None:
    assert raw._is_answer(packet, TOKEN) is counts


# The output of ping


@pytest.mark.parametrize(
    ("name", "latency_ms"),
    [
        ("linux-ok", 0.022),
        ("linux-drops", 2.98),
        ("linux-v6", 1.66),
        ("linux-duplicates", 0.586),
        ("linux-no-host", 0.04),
        ("busybox", 1.637),
    ],
)
def test_recorded_ping(recorded: Callable[[str], str], name: str, latency_ms: float) -> None:
    assert parse_ping(CommandOutput(0, recorded(f"ping/{name}.txt"), "")) == latency_ms


LOST = (
    "PING 192.0.2.9 (192.0.2.9) 56(84) bytes of data.\n\n1 packets transmitted, 0 received, 100% packet loss, time 0ms"
)
UNREACHABLE = (
    "PING 192.0.2.9 (192.0.2.9) 56(84) bytes of data.\nFrom 192.0.2.2 icmp_seq=1 Destination Host Unreachable\n\n"
    "1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms"
)


@pytest.mark.parametrize(
    ("status", "out", "err"),
    [
        (1, LOST, ""),
        (1, UNREACHABLE, ""),
        (2, "", "ping: connect: Network is unreachable"),
        (2, "", "ping: sendmsg: Network is unreachable"),
        (1, "", "ping: sendto: Network is unreachable"),  # busybox
        (1, "", ""),
    ],
)
def test_lost(status: int, out: str, err: str) -> None:
    """A lost echo is None, never 0.0: icmplib's avg_rtt and a careless parser say 0 for a dead host."""
    assert parse_ping(CommandOutput(status, out, err)) is None


@pytest.mark.parametrize(
    ("status", "err", "reason"),
    [
        (2, "ping: socket: Operation not permitted", "not_permitted"),
        (2, "ping: icmp open socket: Operation not permitted", "not_permitted"),
        (1, "ping: permission denied (are you root?)", "not_permitted"),
        (2, "ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\nping: => missing cap_net_raw+p", "not_"),
        (2, "ping: invalid argument: 'x'", "not_available"),
        (2, "", "not_available"),
        (127, "sh: ping: not found", "not_available"),
        (-9, "", "not_available"),
    ],
)
def test_could_not_measure(status: int, err: str, reason: str) -> None:
    answer = parse_ping(CommandOutput(status, "", err))
    assert isinstance(answer, Missing)
    assert answer.reason.startswith(reason)


@pytest.mark.parametrize("out", ["64 bytes from x: time=. ms", "64 bytes from x: time=1.2.3 ms"])
def test_damaged_ping(out: str) -> None:
    assert isinstance(parse_ping(CommandOutput(0, out, "")), Missing)


def test_ping_later_than_asked_for_is_lost(runner: Any) -> None:
    runner.says("ping", out="64 bytes from 192.0.2.9: icmp_seq=1 ttl=64 time=900 ms")
    assert PingEcho("192.0.2.9", runner, Cancel()).send(0.5) is None


def test_ping_that_does_not_end_is_lost_and_a_stop_is_not(runner: Any) -> None:
    cancel = Cancel()
    runner.answers["ping",] = Missing("timeout", "ping did not end")
    echo = PingEcho("192.0.2.9", runner, cancel)
    assert echo.send(0.5) is None
    cancel.set()
    assert echo.send(0.5) == Missing("timeout", "ping did not end")
