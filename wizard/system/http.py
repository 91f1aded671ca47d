"""One HTTP GET for every platform: system certificates, the system's proxy, no redirects, everything bounded."""

import ipaddress
import socket
import sys
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING

from wizard.system.base import HttpAnswer, HttpPolicy, Missing
from wizard.system.deadline import within

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse
    from urllib3.util import Url

    from wizard.system.http_connections import Ending

MAX_BODY_BYTES = 64_000
SMALL_SEGMENT_BYTES = 536
"""What every way carries (RFC 9293, 3.7.1)."""
_HEADERS = {"User-Agent": "self-help-wizard", "Accept-Encoding": "identity", "Cache-Control": "no-cache"}


@dataclass(frozen=True)
class Proxies:
    """Where requests go through: URLs with their credentials (so never shown), and hosts that go direct.

    An entry of ``direct`` is a host name, a domain (``.example.com`` or ``*.example.com``), an address, a network
    (``10.0.0.0/8``), a pattern (``10.*``), ``*`` for everything or ``<local>`` for names without a dot.
    """

    http_url: str | None = None
    https_url: str | None = None
    direct: tuple[str, ...] = ()

    def url_for(self, scheme: str, host: str) -> str | None:
        """Return the proxy for a request, None for a direct one. Loopback always goes direct."""
        url = self.https_url if scheme == "https" else self.http_url
        if not url or is_loopback(host) or any(_covers(entry, host) for entry in self.direct):
            return None
        return url


def fetch(url: str, timeout_s: float, policy: HttpPolicy, proxies: Proxies) -> HttpAnswer | Missing:
    """GET ``url`` and return its answer, whatever its status.

    Missing: ``not_permitted`` for plain http to a host that ``policy`` does not name, ``timeout`` when the whole of
    it took longer than ``timeout_s``, else ``not_available``; ``detail`` starts with what was in the way
    (``name``, ``certificate``, ``proxy``, ``connection``, ``address``).
    """
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        parsed = parse_url(url)
    except LocationParseError:
        return Missing("not_available", f"address: {url} is not a web address")
    host = (parsed.host or "").strip("[]").lower()
    if parsed.scheme not in ("http", "https") or not host:
        return Missing("not_available", f"address: {url} is not a web address")
    if parsed.scheme == "http" and not is_loopback(host) and host not in policy.plain_hosts:
        return Missing("not_permitted", f"address: plain http to {host} is not allowed")
    proxy_url = proxies.url_for(parsed.scheme, host)
    # A name lookup knows no deadline, and a server may send one byte a second: the whole runs against the clock.
    from wizard.system.http_connections import Ending

    ending = Ending()
    try:
        ask = partial(_get, parsed, host, timeout_s, proxy_url, options=_socket_options(policy), ending=ending)
        return within(timeout_s, None, ask)
    finally:
        ending.end()


def is_loopback(host: str) -> bool:
    """Return whether a host name or address can only mean this computer."""
    if host.strip("[]").lower() in ("localhost", "localhost."):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _covers(entry: str, host: str) -> bool:
    entry = entry.strip().lower()
    host = host.lower().rstrip(".")
    if entry == "*":
        return True
    if entry == "<local>":
        return "." not in host and ":" not in host
    if "*" in entry.removeprefix("*"):
        return fnmatchcase(host, entry.replace("[", "[[]").replace("?", "[?]"))  # nothing but * means more than itself
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except (ValueError, TypeError):
        domain = entry.removeprefix("*").lstrip(".")
        return bool(domain) and (host == domain or host.endswith("." + domain))


def _socket_options(policy: HttpPolicy) -> list[tuple[int, int, int]]:
    """Return what is set before connecting; a small segment size is told to the server, which then keeps to it."""
    options = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
    if policy.small_packets and sys.platform != "win32":  # Windows lets nobody set it
        options.append((socket.IPPROTO_TCP, socket.TCP_MAXSEG, SMALL_SEGMENT_BYTES))
    return options


def _get(
    url: "Url",
    host: str,
    timeout_s: float,
    proxy_url: str | None,
    *,
    options: list[tuple[int, int, int]],
    ending: "Ending",
) -> HttpAnswer | Missing:
    import ssl

    import truststore
    import urllib3

    from wizard.system.http_connections import connection_pool

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    started = time.monotonic()
    try:
        with connection_pool(ending, proxy_url, ssl_context=context, socket_options=options) as pool:
            response = pool.request(
                "GET",
                url.url,
                headers=_HEADERS,
                timeout=urllib3.Timeout(total=timeout_s),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            latency_ms = (time.monotonic() - started) * 1000
            try:
                body = _body(response, started + timeout_s)
            finally:
                response.close()
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        return _missing(error, host, timeout_s)
    if body is None:
        return Missing("timeout", f"{host} did not send its whole answer within {timeout_s:g} s")
    headers = {name.lower(): value for name, value in response.headers.items()}
    return HttpAnswer(response.status, headers, body, latency_ms)


def _body(response: "BaseHTTPResponse", deadline: float) -> bytes | None:
    body = b""
    while len(body) < MAX_BODY_BYTES:
        chunk = response.read1(MAX_BODY_BYTES - len(body), decode_content=False)
        if not chunk:
            break
        body += chunk
        if time.monotonic() >= deadline:
            return None
    return body


def _missing(error: Exception, host: str, timeout_s: float) -> Missing:
    import ssl

    from urllib3 import exceptions

    match error:
        case exceptions.ProxyError() | exceptions.ProxySchemeUnknown() | exceptions.ProxySchemeUnsupported():
            return Missing("not_available", f"proxy: on the way to {host}: {error}")
        case exceptions.NameResolutionError():
            return Missing("not_available", f"name: {host} has no address")
        case exceptions.NewConnectionError():
            return Missing("not_available", f"connection: {host}: {error}")
        case exceptions.TimeoutError() | TimeoutError():
            return Missing("timeout", f"{host} did not answer within {timeout_s:g} s")
        case exceptions.SSLError() if any(isinstance(cause, ssl.CertificateError) for cause in error.args):
            return Missing("not_available", f"certificate: {host}: {error}")
        case _:
            return Missing("not_available", f"connection: {host}: {error}")
