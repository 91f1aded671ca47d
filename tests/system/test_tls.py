"""Who vouches for a connection: real handshakes with servers of trusted and untrusted authorities, also by a proxy."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import truststore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from wizard.system import tls
from wizard.system.base import Missing, TlsLook
from wizard.system.certificate import issuer_name
from wizard.system.http import Proxies

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
TIMESTAMPS = ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")


class Authority:
    """Somebody who issues certificates."""

    def __init__(self, organisation: str, common: str = "Inspection CA") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        parts = [x509.NameAttribute(NameOID.COMMON_NAME, common)]
        if organisation:
            parts.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
        self.name = x509.Name(parts)
        self.certificate = (
            self._builder(self.name, self.key, NOW - 9 * DAY, NOW + 9 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, begins: dt.datetime, ends: dt.datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
        )

    def issue(
        self, folder: Path, host: str = "localhost", ends: dt.datetime = NOW + DAY, public: bool = False
    ) -> tuple[Path, Path]:
        """Write certificate and key of a server; ``public`` gives it what a public authority puts in."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        builder = self._builder(subject, key, NOW - 5 * DAY, ends).add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False
        )
        if public:
            builder = builder.add_extension(x509.UnrecognizedExtension(TIMESTAMPS, b"\x04\x00"), critical=False)
        certificate = builder.sign(self.key, hashes.SHA256())
        pem, secret = folder / "server.pem", folder / "server.key"
        pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        form = serialization.PrivateFormat.PKCS8
        secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
        return pem, secret


@contextmanager
def server(certificate: tuple[Path, Path], *, tunnel: bool = False) -> Iterator[tuple[int, list[bytes]]]:
    """Shake hands with whoever comes; with ``tunnel`` only after a CONNECT, as an inspecting proxy does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    try:
                        if tunnel:
                            asked.append(connection.recv(4096))
                            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                        with context.wrap_socket(connection, server_side=True) as safe:
                            asked.append(safe.recv(100))
                    except OSError:
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], asked
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(10)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority("Example Corp")


@pytest.fixture
def trusted(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's store holds this authority and no other."""
    store = tmp_path / "store.pem"
    store.write_bytes(authority.certificate.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(store))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("public", [True, False])
def test_a_certificate_that_is_trusted_is_a_public_one_or_somebody_looks_in(
    authority: Authority, tmp_path: Path, public: bool
) -> None:
    with server(authority.issue(tmp_path, public=public)) as (port, asked):
        found = tls.look("localhost", port, 10, Proxies())
    assert found == TlsLook("localhost", "Example Corp (Inspection CA)", public)
    assert asked == [b""], "nothing is sent"


def test_an_authority_that_nobody_knows_is_named(authority: Authority, tmp_path: Path) -> None:
    with server(authority.issue(tmp_path)) as (port, asked):
        found = tls.look("localhost", port, 10, Proxies())
    assert found == TlsLook("localhost", "Example Corp (Inspection CA)", public=False, fault="issuer")
    assert not any(asked), "nothing is sent to somebody who is not trusted"


@pytest.mark.usefixtures("trusted")
def test_a_wrong_time_and_a_wrong_name_are_told_apart(authority: Authority, tmp_path: Path) -> None:
    with server(authority.issue(tmp_path, ends=NOW - DAY)) as (port, _):
        found = tls.look("localhost", port, 10, Proxies())
    assert isinstance(found, TlsLook)
    assert found.fault == "time"
    with server(authority.issue(tmp_path, host="other.example")) as (port, _):
        found = tls.look("localhost", port, 10, Proxies())
    assert isinstance(found, TlsLook)
    assert found.fault == "name"


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (0x800B0109, "issuer"), (0x800B010A, "issuer"), (0x800B0101, "time"), (0x800B010F, "name"),
        (0x80092013, "other"),
        (-67843, "issuer"), (-25318, "issuer"), (-67818, "time"), (-67602, "name"), (-67635, "other"),
    ],
)  # fmt: skip
def test_the_judges_of_windows_and_macos_are_understood_too(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, fault: str
) -> None:
    class Judge(ssl.SSLContext):
        """Refuses as truststore does there: with the system's own number (its _windows.py and _macos.py)."""

        def wrap_socket(self, *_arguments: Any, **_options: Any) -> Any:
            refused = ssl.SSLCertVerificationError("not trusted")
            refused.verify_code = code
            raise refused

    monkeypatch.setattr(truststore, "SSLContext", Judge)
    with server(authority.issue(tmp_path)) as (port, _):
        found = tls.look("localhost", port, 10, Proxies())
    assert isinstance(found, TlsLook)
    assert (found.fault, found.issuer) == (fault, "Example Corp (Inspection CA)")


@pytest.mark.usefixtures("trusted")
def test_an_inspecting_proxy_is_seen_through_its_tunnel(authority: Authority, tmp_path: Path) -> None:
    with server(authority.issue(tmp_path, host="www.example.com"), tunnel=True) as (port, asked):
        proxies = Proxies(https_url=f"http://me:pass%40word@127.0.0.1:{port}")
        found = tls.look("www.example.com", 443, 10, proxies)
    assert found == TlsLook("www.example.com", "Example Corp (Inspection CA)", public=False)
    assert asked[0].startswith(b"CONNECT www.example.com:443 ")
    assert b"Proxy-Authorization: Basic bWU6cGFzc0B3b3Jk" in asked[0]


def test_no_server_no_look() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert isinstance(tls.look("localhost", port, 5, Proxies()), Missing)


def test_a_server_that_says_nothing_is_late() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = tls.look("localhost", silent.getsockname()[1], 0.3, Proxies())
    assert isinstance(found, Missing)
    assert found.reason == "timeout"


@pytest.mark.parametrize(
    ("organisation", "common", "name"),
    [
        ("Google Trust Services", "WR2", "Google Trust Services (WR2)"),
        ("", "Fritz!Box", "Fritz!Box"),
        ("Avast", "Avast Web/Mail Shield Root", "Avast Web/Mail Shield Root"),
        ("Škoda \u202e", "Kořen", "Škoda (Kořen)"),
    ],
)
def test_the_issuers_name(organisation: str, common: str, name: str) -> None:
    certificate = Authority(organisation, common).certificate.public_bytes(serialization.Encoding.DER)
    assert issuer_name(certificate) == name


SAMPLE = Authority("Example Corp").certificate.public_bytes(serialization.Encoding.DER)


@given(st.binary(max_size=300))
def test_whatever_stands_there_has_a_name_or_none(content: bytes) -> None:
    assert len(issuer_name(content)) <= 203


@given(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255), st.integers(0, len(SAMPLE)))
def test_a_damaged_certificate_has_a_name_or_none(at: int, value: int, cut: int) -> None:
    damaged = bytearray(SAMPLE)
    damaged[at] = value
    assert issuer_name(bytes(damaged[:cut])).isprintable()
