"""Where a speed test is measured: the server's folder, its connections, its round trips, and what its faults mean."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING

from wizard.system.base import Missing, SpeedRequest
from wizard.system.http import Proxies, is_loopback

if TYPE_CHECKING:
    from urllib3 import PoolManager

STREAMS = 4
TIMEOUT_S = 5.0
HEADERS = {"User-Agent": "self-help-wizard", "Accept-Encoding": "identity", "Cache-Control": "no-store"}
MOST_ANSWER_BYTES = 256
_ECHOES = 11


class SpeedFaultError(Exception):
    """The server or the way to it failed; ``missing`` says how."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing.detail)
        self.missing = missing


@dataclass(frozen=True)
class SpeedServer:
    """Where to measure: the pool of connections, the folder's URL with its slash, the host as shown."""

    pool: "PoolManager"
    folder_url: str
    host: str

    def page(self, name: str) -> str:
        return f"{self.folder_url}{name}"


def open_server(request: SpeedRequest, proxies: Proxies) -> SpeedServer | Missing:
    """Return the server of a request, not yet connected to; Missing for an address that may not or cannot be asked."""
    import ssl

    import truststore
    import urllib3
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    text = request.server_url or ""
    try:
        url = parse_url(text)
    except LocationParseError:
        url = parse_url("")
    host = (url.host or "").strip("[]").lower()
    if url.scheme not in ("http", "https") or not host:
        return Missing("not_available", f"address: {text} is not a web address")
    if url.scheme == "http" and not is_loopback(host) and not request.plain_http:
        return Missing("not_permitted", f"address: plain http to {host} is not allowed")
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    timeout, connections = urllib3.Timeout(TIMEOUT_S), STREAMS + 1
    proxy_url = proxies.url_for(url.scheme, host)
    pool = (
        urllib3.ProxyManager(proxy_url, ssl_context=context, maxsize=connections, timeout=timeout, retries=False)
        if proxy_url
        else urllib3.PoolManager(ssl_context=context, maxsize=connections, timeout=timeout, retries=False)
    )
    folder = f"{url.scheme}://{url.netloc}{(url.path or '').rstrip('/')}/"
    return SpeedServer(pool, folder, host)


def latency(server: SpeedServer) -> tuple[float, float] | Missing:
    """Return the median round trip on an open connection and the average change from one to the next, in ms."""
    times_ms: list[float] = []
    try:
        for _ in range(_ECHOES):
            begun_s = time.monotonic()
            exchange(server, "GET", HEADERS)
            times_ms.append((time.monotonic() - begun_s) * 1000)
    except Exception as error:
        return missing_of(error, server.host)
    times_ms = times_ms[1:]  # the first one opened the connection
    steps = [abs(after - before) for before, after in pairwise(times_ms)]
    return round(median(times_ms), 1), round(fmean(steps), 1)


def missing_of(error: Exception, host: str) -> Missing:
    """Return what a fault of urllib3, of a socket or of TLS means; raises what is none of these."""
    from urllib3 import exceptions

    match error:
        case exceptions.NewConnectionError():  # a timeout by its class, but refused is another thing
            return Missing("not_available", f"connection: {host}: {error}")
        case exceptions.TimeoutError() | TimeoutError():
            return Missing("timeout", f"{host} did not answer within {TIMEOUT_S:g} s")
        case exceptions.HTTPError() | OSError() | ValueError():
            return Missing("not_available", f"connection: {host}: {error}")
    raise error


def exchange(server: SpeedServer, method: str, headers: Mapping[str, str], body: Iterable[bytes] | None = None) -> None:
    """Ask ``empty.php``, whose answer says nothing. Raises ValueError for any other, such as a sign-in page's."""
    answer = server.pool.request(
        method, server.page("empty.php"), headers=headers, body=body, redirect=False, preload_content=False
    )
    try:
        expect_ok(answer.status, server.host)
        if len(answer.read(MOST_ANSWER_BYTES + 1)) > MOST_ANSWER_BYTES:
            raise ValueError(f"{server.host} answers with a page: no speed test there")
    finally:
        answer.release_conn()


def expect_ok(status: int, host: str) -> None:
    if status != 200:
        raise ValueError(f"{host} answers {status}: no speed test there")
