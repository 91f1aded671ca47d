"""One GET against a real server on 127.0.0.1: sign-in pages, stalls, floods, wrong certificates, proxies."""

import datetime
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import truststore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from wizard.system import http
from wizard.system.base import HttpAnswer, HttpPolicy, Missing
from wizard.system.http import Proxies

NO_PROXY = Proxies()


def fetch(
    url: str, timeout_s: float = 10.0, policy: HttpPolicy | None = None, proxies: Proxies = NO_PROXY
) -> HttpAnswer:
    answer = http.fetch(url, timeout_s, policy or HttpPolicy(), proxies)
    assert isinstance(answer, HttpAnswer), answer
    return answer


def refused(url: str, timeout_s: float = 10.0, proxies: Proxies = NO_PROXY) -> Missing:
    answer = http.fetch(url, timeout_s, HttpPolicy(), proxies)
    assert isinstance(answer, Missing), answer
    return answer


def test_no_content(httpserver: HTTPServer) -> None:
    """The portal check: an open network answers 204."""
    httpserver.expect_request("/generate_204").respond_with_data(status=204)
    answer = fetch(httpserver.url_for("/generate_204"))
    assert (answer.status, answer.body) == (204, b"")
    assert 0 < answer.latency_ms < 10_000


def test_headers_are_in_lower_case(httpserver: HTTPServer) -> None:
    """The server's own clock is read from ``date``."""
    httpserver.expect_request("/").respond_with_data("x", headers={"Date": "Sun, 22 Nov 2026 12:00:00 GMT", "X-Y": "Z"})
    headers = fetch(httpserver.url_for("/")).headers
    assert headers["x-y"] == "Z"
    assert "GMT" in headers["date"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(httpserver: HTTPServer, status: int) -> None:
    """A sign-in page shows itself by the redirect."""
    target = httpserver.url_for("/login")
    httpserver.expect_request("/").respond_with_data(status=status, headers={"Location": target})
    answer = fetch(httpserver.url_for("/"))
    assert (answer.status, answer.headers["location"]) == (status, target)
    assert len(httpserver.log) == 1


@pytest.mark.parametrize("status", [200, 404, 500, 503, 511])
def test_every_status_is_an_answer(httpserver: HTTPServer, status: int) -> None:
    page = "<html><form action=/login>přihlášení</form></html>"
    httpserver.expect_request("/").respond_with_data(page, status=status, content_type="text/html; charset=utf-8")
    answer = fetch(httpserver.url_for("/"))
    assert (answer.status, answer.body.decode()) == (status, page)


def test_the_body_is_cut(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data(b"x" * 5_000_000)
    assert fetch(httpserver.url_for("/")).body == b"x" * http.MAX_BODY_BYTES


def test_a_packed_body_is_not_unpacked(httpserver: HTTPServer) -> None:
    """Some kilobytes could unpack to gigabytes."""
    httpserver.expect_request("/").respond_with_data(b"\x1f\x8bbomb", headers={"Content-Encoding": "gzip"})
    assert fetch(httpserver.url_for("/")).body == b"\x1f\x8bbomb"


def test_what_is_asked(httpserver: HTTPServer) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response()

    httpserver.expect_request("/").respond_with_handler(answer)
    fetch(httpserver.url_for("/?a=b"))
    assert (seen[0].method, seen[0].query_string, seen[0].headers["Accept-Encoding"]) == ("GET", b"a=b", "identity")
    assert seen[0].headers["User-Agent"] == "self-help-wizard"


# Servers that misbehave


class OddServer:
    """Takes one connection and sends what the test wants, then keeps it open until the end of the test."""

    def __init__(self, *pieces: bytes, endless: bytes = b"") -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(pieces, endless), daemon=True)
        self._thread.start()

    def _serve(self, pieces: tuple[bytes, ...], endless: bytes) -> None:
        try:
            connection, _ = self._socket.accept()
        except OSError:
            return
        with connection:
            try:
                connection.recv(4096)
                for piece in pieces:
                    connection.sendall(piece)
                while endless and not self._ended.wait(0.02):
                    connection.sendall(endless)
            except OSError:
                return
            self._ended.wait(30)

    def close(self) -> None:
        self._ended.set()
        self._socket.close()
        self._thread.join(5)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"


@pytest.mark.parametrize(
    ("pieces", "endless"),
    [
        ((), b""),  # takes the question and says nothing
        ((HEAD[:20],), b""),  # stalls in the headers
        ((HEAD, b"some"), b""),  # stalls in the body
        ((HEAD,), b"."),  # one byte at a time, never late by itself
        ((b"HTTP/1.1 200 OK\r\nX: ",), b"."),  # headers that never end
    ],
)
def test_stalls(pieces: tuple[bytes, ...], endless: bytes) -> None:
    server = OddServer(*pieces, endless=endless)
    try:
        assert refused(server.url, timeout_s=0.5).reason == "timeout"
    finally:
        server.close()


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\0" * 100 + b"\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 500,
    ],
)
def test_what_is_no_http(said: bytes) -> None:
    server = OddServer(said)
    try:
        answer = refused(server.url, timeout_s=2.0)
    finally:
        server.close()
    assert answer.detail


def test_nobody_listens() -> None:
    answer = refused("http://127.0.0.1:1/")
    assert (answer.reason, answer.detail.split(":")[0]) == ("not_available", "connection")


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A resolver that does not come back; urllib3 has no deadline for it."""
    gate = threading.Event()

    def look_up(*_: object, **__: object) -> object:
        gate.wait(60)
        raise socket.gaierror(socket.EAI_AGAIN, "at last")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield
    gate.set()


@pytest.mark.usefixtures("stuck")
def test_a_resolver_that_hangs() -> None:
    assert refused("https://example.test/", timeout_s=0.2).reason == "timeout"


def test_a_name_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    assert refused("https://example.test/") == Missing("not_available", "name: example.test has no address")


# Plain http


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/", "HTTP://Example.test/", "http://localhost.example.test/", "http://0x7f.1/"]
)
def test_plain_http_is_refused(url: str) -> None:
    answer = refused(url, timeout_s=0.5)
    assert answer.reason == "not_permitted"
    assert "plain http" in answer.detail


def test_plain_http_where_the_policy_allows_it(httpserver: HTTPServer) -> None:
    """Through a proxy here, because no other host may be asked in a test."""
    httpserver.expect_request("/generate_204").respond_with_data(status=204)
    proxies = Proxies(http_url=httpserver.url_for("/"))
    policy = HttpPolicy(frozenset({"portal.example.test"}))
    assert fetch("http://portal.example.test/generate_204", policy=policy, proxies=proxies).status == 204
    assert httpserver.log[0][0].headers["Host"] == "portal.example.test"


# Proxies


def test_a_dead_proxy() -> None:
    answer = refused("https://example.test/", proxies=Proxies(https_url="http://127.0.0.1:1"))
    assert (answer.reason, answer.detail.split(":")[0]) == ("not_available", "proxy")


def test_a_proxy_of_a_kind_that_is_not_spoken() -> None:
    answer = refused("https://example.test/", proxies=Proxies(https_url="socks5://127.0.0.1:1"))
    assert (answer.reason, answer.detail.split(":")[0]) == ("not_available", "proxy")


@pytest.mark.parametrize("url", ["http://[::1", "http://proxy.test:999999", "http://", "://", "http://a b", "\0"])
def test_a_proxy_that_is_no_address(url: str) -> None:
    assert refused("https://192.0.2.1/", timeout_s=0.2, proxies=Proxies(https_url=url)).reason in (
        "not_available",
        "timeout",
    )


def test_credentials_of_the_proxy_are_not_in_the_detail() -> None:
    answer = refused("https://example.test/", proxies=Proxies(https_url="http://anna:secret@127.0.0.1:1"))
    assert "secret" not in answer.detail


# Certificates


def write_certificate(folder: Path, days: tuple[int, int]) -> Path:
    """Make a certificate for localhost, valid from and to so many days from now; its own issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "wizard test")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def server_certificate(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return write_certificate(tmp_path, getattr(request, "param", (-1, 1)))


@pytest.fixture
def secure_server(server_certificate: Path) -> Iterator[HTTPServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server_certificate)
    with HTTPServer(ssl_context=context) as server:
        server.expect_request("/").respond_with_data("secure")
        yield server


def test_an_unknown_issuer(secure_server: HTTPServer) -> None:
    answer = refused(secure_server.url_for("/"))
    assert (answer.reason, answer.detail.split(":")[0]) == ("not_available", "certificate")


def trust(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
    def context(protocol: int) -> ssl.SSLContext:
        made = ssl.SSLContext(protocol)
        made.load_verify_locations(certificate)
        return made

    monkeypatch.setattr(truststore, "SSLContext", context)


def test_a_trusted_issuer(secure_server: HTTPServer, server_certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trust(monkeypatch, server_certificate)
    assert fetch(secure_server.url_for("/")).body == b"secure"


@pytest.mark.parametrize("server_certificate", [(-9, -5), (5, 9)], indirect=True)
def test_a_certificate_out_of_its_time(
    secure_server: HTTPServer, server_certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a wrong clock looks like (network.proxy, clock_wrong)."""
    trust(monkeypatch, server_certificate)
    answer = refused(secure_server.url_for("/"))
    assert answer.detail.startswith("certificate:")
    assert "expired" in answer.detail or "not yet valid" in answer.detail


def test_https_where_plain_http_is_spoken(httpserver: HTTPServer) -> None:
    """That is no matter of certificates: nobody should be told to look at the clock."""
    answer = refused(httpserver.url_for("/").replace("http://", "https://"))
    assert (answer.reason, answer.detail.split(":")[0]) == ("not_available", "connection")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody set the size of segments")
@pytest.mark.parametrize("small_packets", [True, False])
def test_small_packets(small_packets: bool) -> None:
    """The server learns with the first packet how large its own may be (RFC 9293, 3.7.1)."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sizes: list[int] = []

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                sizes.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG))
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

        serving = threading.Thread(target=serve)
        serving.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert fetch(url, policy=HttpPolicy(small_packets=small_packets)).status == 204
        serving.join()
    assert (sizes[0] <= http.SMALL_SEGMENT_BYTES) is small_packets
