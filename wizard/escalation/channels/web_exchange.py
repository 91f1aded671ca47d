"""One request and its answer on a thread of its own, with certainty about whether a byte of it was ever written.

A caller that stops waiting closes the connection under the same lock that every write takes: from then on nothing
more can leave, and ``written`` is final. Imports urllib3 inside its functions: the first page must not pay for it.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from wizard.escalation.channels.web_body import Body
from wizard.escalation.channels.web_request import WebAnswer, WebRequest

if TYPE_CHECKING:
    import urllib3

_READ_BYTES = 65_536


@dataclass(frozen=True)
class Patience:
    """How long each part may take, in seconds. ``upload_bytes_per_s`` is the slowest upload that is waited for."""

    connect_s: float = 15.0
    """For a connection, and for each piece of 12 kB that is sent."""
    read_s: float = 60.0
    """Until an answer begins, and between two pieces of it."""
    whole_s: float = 120.0
    """For everything but the upload itself, however slowly the answer drips."""
    upload_bytes_per_s: float = 8_000.0

    def limit_s(self, body: Body | None) -> float:
        return self.whole_s + (body.size_bytes / self.upload_bytes_per_s if body else 0.0)


@dataclass(frozen=True)
class Route:
    """How to get there: the proxy's URL if there is one (it may hold a password), the TLS settings."""

    proxy_url: str | None
    ssl_context: ssl.SSLContext
    patience: Patience


class AnswerTooLongError(Exception):
    """The answer is longer than the request allows; only ever seen inside the channels."""


class Exchange:
    """One request under way. ``ended`` is set when ``answer`` or ``fault`` is there."""

    def __init__(self, request: WebRequest, headers: Mapping[str, str], route: Route) -> None:
        self.answer: WebAnswer | None = None
        self.fault: Exception | None = None
        self.ended = threading.Event()
        self.gone_bytes = 0
        self._request = request
        self._headers = headers
        self._route = route
        self._lock = threading.Lock()
        self._open = False
        self._written = False
        self._given_up = False
        self._socket: socket.socket | None = None

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True, name="channel-http").start()

    @property
    def written(self) -> bool:
        """Whether a byte of the request may have left."""
        with self._lock:
            return self._written

    def give_up(self) -> None:
        """Let nothing more leave, and close the connection; ``written`` does not change any more."""
        with self._lock:
            self._given_up = True
            below = self._socket
        if below is not None:
            with contextlib.suppress(OSError):  # it was not connected, or is closed already
                # Not SSLSocket's own: that one takes the TLS state away from under the thread that writes.
                socket.socket.shutdown(below, socket.SHUT_RDWR)

    # what the connection tells

    def opened(self, connection: Any) -> None:
        found = connection.sock
        below = found if isinstance(found, socket.socket) else getattr(found, "socket", None)  # TLS inside TLS
        with self._lock:
            self._refuse_if_given_up()
            self._socket = below
            self._open = True

    def before_write(self) -> None:
        with self._lock:
            self._refuse_if_given_up()
            # What is written before the connection is open asks the proxy for it, and is no part of the request.
            self._written = self._written or self._open

    def _refuse_if_given_up(self) -> None:
        if self._given_up:
            raise OSError("given up")

    # the thread

    def _run(self) -> None:
        try:
            self.answer = self._exchange()
        except Exception as error:
            self.fault = error
            self._close()
        finally:
            self.ended.set()

    def _close(self) -> None:
        """Close for good: a half-read answer keeps a socket open that everybody else has closed."""
        if self._socket is not None and (number := socket.socket.detach(self._socket)) >= 0:
            with contextlib.suppress(OSError):
                socket.close(number)

    def _exchange(self) -> WebAnswer:
        request, patience = self._request, self._route.patience
        url = urlsplit(request.url)
        with _connections(self._route) as connections:
            pool = connections.connection_from_host(url.hostname, url.port, url.scheme)
            pool.ConnectionCls = _watched(pool.ConnectionCls, self)
            response = pool.urlopen(
                request.method,
                url.path + (f"?{url.query}" if url.query else ""),
                body=self._pieces(),
                headers=self._headers,
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
                timeout=_timeout(patience),
            )
            try:
                body = self._read(response)
            finally:
                response.close()
        headers = {name.lower(): text for name, text in response.headers.items()}
        return WebAnswer(response.status, headers, body)

    def _pieces(self) -> Iterator[bytes] | None:
        return None if self._request.body is None else self._counted(self._request.body)

    def _counted(self, body: Body) -> Iterator[bytes]:
        for piece, file_bytes in body.pieces():
            yield piece
            self.gone_bytes += file_bytes

    def _read(self, response: "urllib3.BaseHTTPResponse") -> bytes:
        request = self._request
        keep = request.sink is None or response.status not in request.success
        body, size_bytes = bytearray(), 0
        while piece := response.read1(_READ_BYTES, decode_content=False):
            size_bytes += len(piece)
            if size_bytes > request.max_answer_bytes:
                raise AnswerTooLongError
            if keep:
                body += piece
            elif request.sink is not None:
                request.sink(piece)
        return bytes(body)


def _connections(route: Route) -> "urllib3.PoolManager":
    import urllib3

    if route.proxy_url is None:
        return urllib3.PoolManager(ssl_context=route.ssl_context)
    proxy = urlsplit(route.proxy_url)
    headers = None
    if proxy.username is not None:
        name, password = unquote(proxy.username), unquote(proxy.password or "")
        headers = urllib3.make_headers(proxy_basic_auth=f"{name}:{password}")
    bare = proxy._replace(netloc=proxy.netloc.rpartition("@")[2]).geturl()  # so that no error can quote a password
    return urllib3.ProxyManager(
        bare, proxy_headers=headers, ssl_context=route.ssl_context, proxy_ssl_context=route.ssl_context
    )


def _timeout(patience: Patience) -> "urllib3.Timeout":
    import urllib3

    return urllib3.Timeout(connect=patience.connect_s, read=patience.read_s)


def _watched(base: Any, exchange: Exchange) -> Any:
    """Return the connection class ``base`` with an eye on when it is open and when it writes."""

    class Watched(base):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            exchange.opened(self)

        def send(self, data: Any) -> None:
            if self.sock is None and self.auto_open:
                self.connect()
            exchange.before_write()
            super().send(data)

    return Watched
