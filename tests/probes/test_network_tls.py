"""network.tls: only sites with nothing in common prove somebody in between; one site alone is that one site."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.tickets.certificates import CertificateAuthority
from wizard.probes.tls_judgement import are_unrelated, judge_looks
from wizard.system import tls
from wizard.system.base import HttpAnswer, Missing, TlsLook
from wizard.system.http import Proxies

TEST_PAGE, PUBLIC, SERVICE = "connectivitycheck.gstatic.com", "one.one.one.one", "service.corp.example"
OPEN = HttpAnswer(204, {}, b"", 3.0)
SIGN_IN = HttpAnswer(302, {"location": "http://hotel.example/"}, b"", 3.0)


def looked(host: str, how: str, issuer: str = "Unknown CA") -> TlsLook:
    """A look at a site: ``public``, ``private`` (trusted, and of no public authority), or its fault."""
    if how in ("public", "private"):
        return TlsLook(host, issuer, how == "public")
    return TlsLook(host, issuer, public=False, fault=how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("looks", "result"),
    [
        ([(TEST_PAGE, "public")], "ok"),
        ([(TEST_PAGE, "private"), (PUBLIC, "private")], "inspected"),
        ([(TEST_PAGE, "private")], "unknown"),
        ([(TEST_PAGE, "private"), (PUBLIC, "public")], "ok"),
        ([(TEST_PAGE, "private", "Zscaler Intermediate Root CA")], "inspected"),
        ([(TEST_PAGE, "issuer"), (PUBLIC, "issuer")], "untrusted"),
        ([(TEST_PAGE, "issuer"), (PUBLIC, "issuer", "Another CA")], "one_site"),
        ([(TEST_PAGE, "issuer", ""), (PUBLIC, "issuer", "")], "one_site"),
        ([(TEST_PAGE, "issuer"), (PUBLIC, "public")], "one_site"),
        ([(TEST_PAGE, "issuer")], "one_site"),
        ([(TEST_PAGE, "issuer", "FortiGate CA")], "untrusted"),
        ([(TEST_PAGE, "issuer"), (PUBLIC, "private")], "untrusted"),
        ([("test.corp.example", "issuer"), (SERVICE, "issuer")], "one_site"),
        ([("test.corp.example", "issuer"), (SERVICE, "issuer"), (PUBLIC, "public")], "one_site"),
        ([("test.corp.example", "issuer"), (SERVICE, "issuer"), (PUBLIC, "issuer")], "untrusted"),
        ([("test.corp.example", "private"), (SERVICE, "private"), (PUBLIC, "public")], "ok"),
        ([(TEST_PAGE, "time")], "unknown"),
        ([(TEST_PAGE, "name"), (PUBLIC, "other")], "unknown"),
        ([(TEST_PAGE, "name"), (PUBLIC, "public")], "ok"),
    ],
)
def test_what_looks_at_sites_prove(looks: list[tuple[str, ...]], result: str) -> None:
    assert judge_looks([looked(*look) for look in looks]).result == result


@pytest.mark.parametrize(
    ("host", "other", "expected"),
    [
        ("a.corp.example", "b.corp.example", False),
        ("corp.example", "WWW.Corp.Example.", False),
        ("corp.example", "corp.test", True),
        ("a.co.uk", "b.co.uk", True),
        ("www.a.co.uk", "a.co.uk", False),
        ("192.168.1.4", "10.0.0.9", False),
        ("intranet", "10.0.0.9", False),
        ("1.1.1.1", "8.8.8.8", True),
    ],
)
def test_what_belongs_to_one_owner(host: str, other: str, expected: bool) -> None:
    assert are_unrelated(host, other) is expected


def sites(made: Any, answers: Mapping[str, str], page: HttpAnswer = OPEN) -> tuple[Any, list[str]]:
    """A computer where the sites show these certificates, and who is not named does not answer."""
    asked: list[str] = []

    def certificate(host: str, port: int, timeout_s: float) -> TlsLook | Missing:
        asked.append(host)
        return looked(host, answers[host]) if host in answers else Missing("timeout", "late")

    return made(certificate=certificate, fetch=page), asked


def test_whoever_is_trusted_is_looked_at_once(measure: Any, made: Any) -> None:
    """No site more than need be learns of this computer."""
    system, asked = sites(made, {TEST_PAGE: "public"})
    assert measure("network.tls", system).result == "ok"
    assert asked == [TEST_PAGE]


def test_the_service_is_looked_at_too(measure: Any, made: Any, with_values: Any) -> None:
    organisation = with_values("network", service_url=f"https://{SERVICE}/")
    system, asked = sites(made, {TEST_PAGE: "public", SERVICE: "issuer", PUBLIC: "public"})
    answer = measure("network.tls", system, organisation=organisation)
    assert (answer.result, answer.facts["tls_host"], answer.facts["tls_issuer"]) == ("one_site", SERVICE, "Unknown CA")
    assert asked == [TEST_PAGE, SERVICE, PUBLIC]
    assert answer.facts["tls_hosts"] == ", ".join(asked)


def test_a_sign_in_page_is_no_stranger(measure: Any, made: Any) -> None:
    """It answers for every site with its own certificate."""
    system, _ = sites(made, {TEST_PAGE: "issuer", PUBLIC: "issuer"}, SIGN_IN)
    answer = measure("network.tls", system)
    assert (answer.result, answer.reason) == ("unknown", "not_available")
    assert "sign-in" in answer.detail
    system, _ = sites(made, {TEST_PAGE: "issuer", PUBLIC: "issuer"}, OPEN)
    assert measure("network.tls", system).result == "untrusted"


def test_no_answer_is_unknown(measure: Any, made: Any) -> None:
    answer = measure("network.tls", made(certificate=Missing("timeout", "late")))
    assert (answer.result, answer.reason) == ("unknown", "timeout")


# real handshakes: a way out that leads every site's name to a server of its own


@contextmanager
def way_out(contexts: Mapping[str, ssl.SSLContext]) -> Iterator[Proxies]:
    """A proxy on this computer that answers for each site with the certificate given."""

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                request = connection.recv(4096).split()
                context = contexts.get(request[1].decode().partition(":")[0])
                if context is None:
                    connection.sendall(b"HTTP/1.1 502 No\r\n\r\n")
                    return
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                with context.wrap_socket(connection, server_side=True) as safe:
                    safe.recv(100)
            except OSError:
                return

    def listen(listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            serve(connection)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=listen, args=(listening,), daemon=True)
        thread.start()
        yield Proxies(https_url=f"http://127.0.0.1:{listening.getsockname()[1]}")
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(10)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], CertificateAuthority]:
    """Make authorities; the one called ``trusted`` is the only one that the system's store holds."""
    known = CertificateAuthority(tmp_path, "trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(known.certificate))
    return lambda name: known if name == "trusted" else CertificateAuthority(tmp_path, name)


@pytest.mark.parametrize(
    ("test_page", "service", "public", "result"),
    [
        ("stranger", "stranger", "stranger", "untrusted"),
        ("organisation", "organisation", "trusted", "one_site"),
        ("organisation", "trusted", "", "one_site"),
        ("trusted", "trusted", "trusted", "inspected"),  # by an authority that is trusted, and not a public one
        ("trusted", "", "", "unknown"),  # a second site is needed
    ],
)
def test_real_servers(
    measure: Any,
    made: Any,
    with_values: Any,
    authority: Callable[[str], CertificateAuthority],
    test_page: str,
    service: str,
    public: str,
    result: str,
) -> None:
    hosts = {"test.corp.example": test_page, SERVICE: service, "www.elsewhere.example": public}
    authorities = {name: authority(name) for name in set(hosts.values()) if name}
    contexts = {host: authorities[name].server_context(host) for host, name in hosts.items() if name}
    organisation = with_values(
        "network",
        portal_url="http://test.corp.example/generate_204",
        service_url=f"https://{SERVICE}/",
        dns_name="www.elsewhere.example",
    )
    with way_out(contexts) as proxies:
        system = made(certificate=lambda host, port, timeout_s: tls.look(host, port, timeout_s, proxies), fetch=OPEN)
        answer = measure("network.tls", system, organisation=organisation)
    assert answer.result == result
    if result in ("untrusted", "one_site"):
        assert (answer.facts["tls_fault"], answer.facts["tls_issuer"]) == ("issuer", test_page)
