"""Names to addresses: the resolver's answers keep apart what a person has to do next (network.dns)."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from wizard.system.base import Cancel, Missing, Resolution
from wizard.system.name_lookup import ask_name_server, first_address, is_address, resolve, split_port

HOST = "one.example.test"

Answerer = Callable[[dns.message.Message], bytes | None]


class NameServer:
    """A name server on 127.0.0.1, over UDP; what it answers is up to the test."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.answer: Answerer = lambda query: None
        self.asked: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            wire, client = self._socket.recvfrom(4096)
            if wire == b"end":
                self._socket.close()
                return
            query = dns.message.from_wire(wire)
            self.asked.append(str(query.question[0]))
            reply = self.answer(query)
            if reply is not None:
                self._socket.sendto(reply, client)

    def end(self) -> None:
        host, port = self.address.split(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(b"end", (host, int(port)))


@pytest.fixture
def server() -> Iterator[NameServer]:
    made = NameServer()
    yield made
    made.end()


def reply(rcode: dns.rcode.Rcode = dns.rcode.NOERROR, **records: str) -> Answerer:
    """Answer with addresses by record type (``A="192.0.2.5"``), or with a code."""

    def answer(query: dns.message.Message) -> bytes:
        response = dns.message.make_response(query)
        response.set_rcode(rcode)
        question = query.question[0]
        kind = str(question).rsplit(" ", 1)[-1]
        if kind in records:
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, records[kind]))
        return response.to_wire()

    return answer


def ask(server: NameServer, timeout_s: float = 5.0) -> Resolution:
    answer = ask_name_server(server.address, HOST, timeout_s)
    assert isinstance(answer, Resolution)
    assert (answer.host, answer.latency_ms > 0) == (HOST, True)
    return answer


def test_addresses(server: NameServer) -> None:
    server.answer = reply(A="192.0.2.5", AAAA="2001:db8::5")
    assert (ask(server).addresses, ask(server).error) == (("192.0.2.5",), None)


def test_a_name_with_only_ipv6(server: NameServer) -> None:
    server.answer = reply(AAAA="2001:db8::5")
    assert ask(server).addresses == ("2001:db8::5",)
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    ("rcode", "error"),
    [
        (dns.rcode.NXDOMAIN, "no_such_name"),
        (dns.rcode.NOERROR, "no_such_name"),  # the name is there, without an address
        (dns.rcode.REFUSED, "refused"),
        (dns.rcode.SERVFAIL, "refused"),
        (dns.rcode.NOTIMP, "refused"),
    ],
)
def test_codes(server: NameServer, rcode: dns.rcode.Rcode, error: str) -> None:
    server.answer = reply(rcode)
    assert (ask(server).addresses, ask(server).error) == ((), error)


def test_silence(server: NameServer) -> None:
    assert ask(server, 0.2).error == "no_answer"


def test_nothing_listens(server: NameServer) -> None:
    """The kernel says so at once; waiting the whole time would look like a slow network."""
    answer = ask_name_server("127.0.0.1:1", HOST, 30.0)
    assert isinstance(answer, Resolution)
    assert answer.error == "refused"
    assert answer.latency_ms < 10_000


@pytest.mark.parametrize(
    "junk",
    [b"", b"\0", b"\xff" * 600, struct.pack("!6H", 0, 0x8180, 9, 9, 9, 9) + b"\xc0\x0c" * 40],
)
def test_damaged_answers_are_ignored(server: NameServer, junk: bytes) -> None:
    server.answer = lambda query: junk
    assert ask(server, 0.2).error == "no_answer"


def test_an_answer_to_another_question_is_ignored(server: NameServer) -> None:
    """Whoever guesses must not be able to send us anywhere."""

    def forge(query: dns.message.Message) -> bytes:
        query.id ^= 1
        return reply(A="192.0.2.66")(query) or b""

    server.answer = forge
    assert ask(server, 0.2).error == "no_answer"


def test_a_cut_answer_is_asked_again_by_tcp(server: NameServer) -> None:
    """Nothing listens on TCP here: the server as a whole refuses."""

    def cut(query: dns.message.Message) -> bytes:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.TC
        return response.to_wire()

    server.answer = cut
    assert ask(server).error == "refused"


@pytest.mark.parametrize("host", ["", "a..b", "a" * 64 + ".test", "." * 300, "ä" * 300])
def test_names_that_are_none(server: NameServer, host: str) -> None:
    for answer in (ask_name_server(server.address, host, 0.2), resolve(host, 5.0, Cancel())):
        assert isinstance(answer, Resolution)
        assert not answer.addresses
        assert answer.error in ("no_such_name", "no_answer")


def test_a_name_server_by_name_is_not_asked() -> None:
    answer = ask_name_server("dns.example.test", HOST, 1.0)
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"


@pytest.mark.parametrize(
    ("text", "address", "port"),
    [
        ("192.0.2.1", "192.0.2.1", 53),
        ("192.0.2.1:5353", "192.0.2.1", 5353),
        ("2001:db8::1", "2001:db8::1", 53),
        ("[2001:db8::1]:5353", "2001:db8::1", 5353),
        ("[2001:db8::1]", "2001:db8::1", 53),
        ("fe80::1%eth0", "fe80::1%eth0", 53),
        ("192.0.2.1:65536", "192.0.2.1:65536", 53),
        ("192.0.2.1:" + "9" * 5000, "192.0.2.1:" + "9" * 5000, 53),
        ("192.0.2.1:٣", "192.0.2.1:٣", 53),
    ],
)
def test_ports(text: str, address: str, port: int) -> None:
    assert split_port(text) == (address, port)


def test_resolve_own_name() -> None:
    answer = resolve("localhost", 5.0, Cancel())
    assert isinstance(answer, Resolution)
    assert set(answer.addresses) <= {"127.0.0.1", "::1"}
    assert answer.addresses
    assert answer.error is None


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (socket.EAI_NONAME, "no_such_name"),
        (socket.EAI_NODATA, "no_such_name"),
        (socket.EAI_AGAIN, "no_answer"),
        (socket.EAI_FAIL, "refused"),
        (socket.EAI_SYSTEM, "no_answer"),
    ],
)
def test_codes_of_the_resolver(monkeypatch: pytest.MonkeyPatch, code: int, error: str) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise socket.gaierror(code, "said the resolver")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    answer = resolve(HOST, 5.0, Cancel())
    assert isinstance(answer, Resolution)
    assert (answer.addresses, answer.error) == ((), error)


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A resolver that does not come back: dead name servers take it 20 s and more."""
    gate = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: gate.wait(60) and [])
    yield
    gate.set()


@pytest.mark.usefixtures("stuck")
def test_a_resolver_that_hangs_gave_no_answer() -> None:
    answer = resolve(HOST, 0.1, Cancel())
    assert isinstance(answer, Resolution)
    assert answer.error == "no_answer"
    assert answer.latency_ms >= 100


@pytest.mark.usefixtures("stuck")
def test_a_stop_is_no_reading() -> None:
    cancel = Cancel()
    cancel.set()
    assert isinstance(resolve(HOST, 30.0, cancel), Missing)


@pytest.mark.usefixtures("stuck")
def test_the_target_of_a_ping_is_looked_up_with_a_bound() -> None:
    answer = first_address(HOST, 0.1, Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "timeout"
    assert first_address("192.0.2.9", 0.1, Cancel()) == "192.0.2.9"


def test_addresses_are_recognised() -> None:
    assert [is_address(text) for text in ("1.2.3.4", "::1", "fe80::1%lan0", "1.2.3", "x", "", "1.2.3.4 ")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
