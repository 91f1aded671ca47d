"""Certificates that do not fit, and proxies that do not let through: nothing of the request has left."""

import socket
import ssl
import threading
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.escalation.channels.fakes import (
    SECRET,
    ScriptedServer,
    read_head,
)
from tests.escalation.channels.web_client import failure, post, web
from tests.tickets.certificates import CertificateAuthority
from tests.tickets.cutting_proxy import CuttingProxy
from wizard.escalation.errors import (
    NotReachedError,
)
from wizard.system.cancel import Cancel
from wizard.system.http import Proxies

# certificates


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


def sent_over_tls(server_context: ssl.SSLContext, client_context: ssl.SSLContext | None, back: HTTPServer) -> object:
    with CuttingProxy((back.host, back.port), tls=server_context) as front:
        return web(front.url, ssl_context=client_context).send_for_json(post(front.url + "/t"), Cancel())[1]


def test_a_certificate_that_fits(authority: CertificateAuthority, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/t").respond_with_data("[1]")
    assert sent_over_tls(authority.server_context(), authority.client_context(), httpserver) == [1]


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("name", "showed a certificate that belongs to another address"),
        ("expired", "is not valid today"),
        ("issuer", "does not trust who issued"),
        ("system", "does not trust who issued"),
    ],
)
def test_certificates_that_do_not_match(
    authority: CertificateAuthority, httpserver: HTTPServer, tmp_path: Path, fault: str, sentence: str
) -> None:
    """Each has its own sentence, nothing was sent, and trying again by itself would not help."""
    server = authority.server_context("other.example" if fault == "name" else "localhost", expired=fault == "expired")
    client: ssl.SSLContext | None = authority.client_context()
    if fault == "issuer":
        client = CertificateAuthority(tmp_path, "stranger").client_context()
    if fault == "system":
        client = None
    with pytest.raises(NotReachedError) as caught:
        sent_over_tls(server, client, httpserver)
    assert sentence in str(caught.value)
    assert caught.value.details["waits_for_person"] is True
    assert httpserver.log == []


def test_tls_where_none_is_spoken(httpserver: HTTPServer) -> None:
    url = f"https://localhost:{httpserver.port}"
    error = failure(web(url), post(url + "/"))
    assert isinstance(error, NotReachedError)
    assert "No safe connection" in str(error)


# the proxy


def test_through_the_systems_proxy(authority: CertificateAuthority, httpserver: HTTPServer) -> None:
    """Its password goes to the proxy, ours to the ticket system inside the tunnel."""
    httpserver.expect_request("/t").respond_with_data('"through"')
    heads: list[bytes] = []

    with CuttingProxy((httpserver.host, httpserver.port), tls=authority.server_context("tickets.example")) as front:

        def serve(connection: socket.socket) -> None:
            heads.append(read_head(connection))
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with socket.create_connection(("127.0.0.1", int(front.url.rpartition(":")[2]))) as onward:
                back = threading.Thread(target=pour, args=(onward, connection), daemon=True)
                back.start()
                pour(connection, onward)
                back.join(5)

        with ScriptedServer(serve) as proxy:
            proxies = Proxies(https_url=f"http://ann:p%40ss@127.0.0.1:{proxy.port}")
            client = web("https://tickets.example", proxies=proxies, ssl_context=authority.client_context())
            assert client.send_for_json(post("https://tickets.example/t"), Cancel())[1] == "through"
    (head,) = heads
    assert head.startswith(b"CONNECT tickets.example:443 ")
    assert b"Basic YW5uOnBAc3M=" in head  # ann:p@ss
    assert SECRET.encode() not in head


def pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65_536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@pytest.mark.parametrize(
    ("said", "sentence", "waits"),
    [
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "wants a user name and a password", True),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "cannot be used", None),
        (b"", "", None),
        (b"\x00\xff nonsense\r\n\r\n", "", None),
    ],
)
def test_proxies_that_do_not_let_through(said: bytes, sentence: str, waits: bool | None) -> None:
    """Whatever a proxy says, nothing of the request has left before the tunnel stands."""

    def serve(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(said)

    with ScriptedServer(serve) as proxy:
        client = web("https://t.example", proxies=Proxies(https_url=f"http://ann:hush-hush@127.0.0.1:{proxy.port}"))
        error = failure(client, post("https://t.example/"))
    assert type(error) is NotReachedError
    assert sentence in str(error)
    assert error.details.get("waits_for_person") is waits
    assert "hush" not in f"{error} {error.details} {client!r}"


def test_a_dead_proxy() -> None:
    client = web("https://t.example", proxies=Proxies(https_url="http://127.0.0.1:9"))
    error = failure(client, post("https://t.example/"))
    assert type(error) is NotReachedError
    assert "proxy" in str(error)
