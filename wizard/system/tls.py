"""Who vouches for a safe connection: the certificate that really arrives, and whether this computer trusts it.

A certificate that the system trusts and that carries no signed timestamp of Certificate Transparency (RFC 6962) was
not issued by a public authority: browsers have asked for one since 2018. So a company, a virus scanner or somebody
else on the way looks into the connection (TLS interception). No request is sent; only hands are shaken.
"""

import base64
import http.client
import ssl
import time
from urllib.parse import unquote, urlsplit

from wizard.system.base import Missing, TlsLook
from wizard.system.certificate import issuer_name
from wizard.system.deadline import within
from wizard.system.http import Proxies
from wizard.system.tls_look import Fault

_TIMESTAMPS = bytes.fromhex("060a2b06010401d679020402")
"""1.3.6.1.4.1.11129.2.4.2, the extension with signed timestamps (RFC 6962, 3.3), as it stands in a certificate."""
_FAULTS: dict[int, Fault] = {
    # X509_V_ERR_* of OpenSSL (x509_vfy.h): Linux
    **dict.fromkeys((2, 18, 19, 20, 21, 24, 27, 28), "issuer"),
    **dict.fromkeys((9, 10), "time"),
    **dict.fromkeys((62, 63, 64), "name"),
    # CERT_E_UNTRUSTEDROOT, …_CHAINING, …_UNTRUSTEDTESTROOT, …_UNTRUSTEDCA, …_EXPIRED, …_CN_NO_MATCH (winerror.h)
    **dict.fromkeys((0x800B0109, 0x800B010A, 0x800B010D, 0x800B0112), "issuer"),
    0x800B0101: "time",
    0x800B010F: "name",
    # errSecNotTrusted, errSecCreateChainFailed, …CertificateExpired, …NotValidYet, …HostNameMismatch (SecBase.h)
    **dict.fromkeys((-67843, -25318), "issuer"),
    **dict.fromkeys((-67818, -67819), "time"),
    -67602: "name",
}
"""Why a certificate is not trusted, by the number each system's own judge gives (truststore hands it on)."""


def look(host: str, port: int, timeout_s: float, proxies: Proxies) -> TlsLook | Missing:
    """Shake hands with a server, through the proxy where there is one; Missing without an answer.

    ``detail`` begins with ``connection`` or ``proxy``.
    """
    return within(timeout_s, None, lambda: _look(host, port, time.monotonic() + timeout_s, proxies))


def _look(host: str, port: int, end_s: float, proxies: Proxies) -> TlsLook | Missing:
    import truststore

    try:
        certificate = _certificate(host, port, end_s, proxies, truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        return TlsLook(host, issuer_name(certificate), _TIMESTAMPS in certificate)
    except ssl.SSLCertVerificationError as error:
        fault = _FAULTS.get(getattr(error, "verify_code", 0), "other")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return _missing(host, error)
    # Once more, only to read who issued it: nothing is sent to somebody who is not trusted.
    unchecked = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    unchecked.check_hostname = False
    unchecked.verify_mode = ssl.CERT_NONE
    try:
        certificate = _certificate(host, port, end_s, proxies, unchecked)
    except (OSError, http.client.HTTPException, ValueError):
        certificate = b""
    return TlsLook(host, issuer_name(certificate), _TIMESTAMPS in certificate, fault)


def _certificate(host: str, port: int, end_s: float, proxies: Proxies, context: ssl.SSLContext) -> bytes:
    timeout_s = max(0.1, end_s - time.monotonic())
    proxy_url = proxies.url_for("https", host)
    if proxy_url is None:
        connection = http.client.HTTPSConnection(host, port, timeout=timeout_s, context=context)
    else:
        parts = urlsplit(proxy_url if "://" in proxy_url else f"http://{proxy_url}")
        if parts.scheme != "http" or not parts.hostname:
            raise http.client.HTTPException(f"proxy: this kind cannot be asked ({parts.scheme})")
        connection = http.client.HTTPSConnection(parts.hostname, parts.port or 80, timeout=timeout_s, context=context)
        connection.set_tunnel(host, port, _authorisation(parts.username, parts.password))
    try:
        connection.connect()
        return connection.sock.getpeercert(binary_form=True) or b""
    finally:
        connection.close()


def _authorisation(name: str | None, password: str | None) -> dict[str, str]:
    if name is None:
        return {}
    token = base64.b64encode(f"{unquote(name)}:{unquote(password or '')}".encode()).decode()
    return {"Proxy-Authorization": f"Basic {token}"}


def _missing(host: str, error: Exception) -> Missing:
    if isinstance(error, TimeoutError):
        return Missing("timeout", f"{host} did not answer in time")
    return Missing("not_available", f"connection: {host}: {error}")
