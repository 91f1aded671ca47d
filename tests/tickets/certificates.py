"""A certificate authority for a test: good certificates, expired ones, and ones for another host."""

import datetime
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "localhost"


class CertificateAuthority:
    """An authority whose own certificate is at `certificate`; nobody trusts it who is not given that file."""

    def __init__(self, folder: Path, name: str = "laboratory") -> None:
        self._folder = folder
        self._name = name
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = folder / f"{name}.pem"
        """The authority's certificate, PEM: what a client must trust."""
        self._own = self._signed(name, self._key.public_key(), _names(()), days=365, authority=True)
        self.certificate.write_bytes(self._own.public_bytes(serialization.Encoding.PEM))

    def server_context(self, host: str = HOST, *also: str, expired: bool = False) -> ssl.SSLContext:
        """Return what a server needs to call itself `host` and `also` (127.0.0.1 too when `host` is localhost)."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = _names((host, "127.0.0.1", *also) if host == HOST else (host, *also))
        certificate = self._signed(host, key.public_key(), names, days=-1 if expired else 30)
        path = self._folder / f"{self._name}-{host}{'-expired' if expired else ''}.pem"
        path.touch(mode=0o600)
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def client_context(self) -> ssl.SSLContext:
        """Return the context of a client that trusts this authority and no other."""
        return ssl.create_default_context(cafile=self.certificate)

    def _signed(
        self,
        name: str,
        key: ec.EllipticCurvePublicKey,
        names: x509.SubjectAlternativeName,
        days: int,
        authority: bool = False,
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self._name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=30))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if not authority:
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _names(names: tuple[str, ...]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([_general(name) for name in names])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
