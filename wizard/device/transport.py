"""HTTP to a device or a firmware server: bounded answers, no redirects, https but for allowed plain hosts (DESIGN 9).

Imports urllib3 and truststore inside its functions: the first page of the window must not pay for them.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar
from urllib.parse import urlsplit

from wizard.organisation.addresses import is_local, is_loopback
from wizard.system.base import Cancel

if TYPE_CHECKING:
    import urllib3

MAX_ANSWER_BYTES = 64_000
POLL_S = 0.1
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "self-help-wizard"}

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """How long each part of a conversation may take, in seconds."""

    connect_s: float = 5.0
    read_s: float = 10.0
    """Between two pieces of an answer."""
    answer_s: float = 20.0
    """For a whole small answer, however slowly it drips."""


@dataclass(frozen=True)
class Answer:
    """A small HTTP answer, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class NoAnswer:
    """Why there is no usable answer. ``silent``: nobody there; ``untrusted``: TLS or address; ``damaged``: not HTTP."""

    kind: Literal["silent", "untrusted", "damaged", "stopped"]
    detail: str


def address_refusal(url: str, plain_local: bool) -> str | None:
    """Return why an address must not be used, None when it may: https, loopback, or an allowed local plain host."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "the address is not one"
    if not host or parts.scheme not in ("https", "http"):
        return "the address is not one"
    if parts.scheme == "https" or is_loopback(host) or (plain_local and is_local(host)):
        return None
    return "plain http is not allowed to this host"


def open_pool(patience: Patience, proxy_url: str | None = None) -> "urllib3.PoolManager":
    """Return connections that check certificates against the system's store, follow nothing and retry nothing."""
    import ssl  # OpenSSL: 1 MB of memory that only a connection needs

    import truststore
    import urllib3

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    timeout = urllib3.Timeout(connect=patience.connect_s, read=patience.read_s)
    if proxy_url:
        return urllib3.ProxyManager(proxy_url, timeout=timeout, retries=False, ssl_context=context, headers=HEADERS)
    return urllib3.PoolManager(timeout=timeout, retries=False, ssl_context=context, headers=HEADERS)


def get_small(url: str, patience: Patience, cancel: Cancel) -> Answer | NoAnswer:
    """Return the answer to a GET, at most ``MAX_ANSWER_BYTES``; a longer one is ``damaged``."""
    return bounded(lambda stop: _get(url, patience, stop), patience.answer_s, cancel)


def bounded(work: Callable[[threading.Event], T | NoAnswer], limit_s: float, cancel: Cancel) -> T | NoAnswer:
    """Run ``work`` on a daemon thread and give it up at the limit or at a stop; ``work`` sees its event set then.

    Network conditions that ``work`` raises become NoAnswer; anything else is a fault of the program and is raised.
    """
    stop, ended = threading.Event(), threading.Event()
    outcome: list[T | NoAnswer] = []
    fault: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work(stop))
        except BaseException as error:
            fault.append(error)
        finally:
            ended.set()

    threading.Thread(target=run, daemon=True, name="device-http").start()
    end = time.monotonic() + limit_s
    while not ended.wait(POLL_S):
        if cancel.requested or time.monotonic() > end:
            stop.set()
            return NoAnswer("stopped" if cancel.requested else "silent", f"no whole answer within {limit_s:g} s")
    if fault:
        return no_answer(fault[0])
    return outcome[0]


def no_answer(error: BaseException) -> NoAnswer:
    """Return what a network condition means; raises ``error`` again when it is none."""
    import http.client

    from urllib3.exceptions import HTTPError, LocationParseError, NameResolutionError, ProtocolError

    chain = _chain(error)
    text = f"{type(chain[-1]).__name__}: {chain[-1]}"[:200]
    import ssl

    cut_off = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ConnectionError, TimeoutError)
    if any(isinstance(link, ssl.SSLError) for link in chain) and not any(isinstance(link, cut_off) for link in chain):
        return NoAnswer("untrusted", text)
    if any(isinstance(link, LocationParseError) for link in chain):
        return NoAnswer("untrusted", text)
    if any(isinstance(link, http.client.HTTPException) for link in chain):
        gone = any(isinstance(link, http.client.RemoteDisconnected) for link in chain)
        return NoAnswer("silent" if gone else "damaged", text)
    if isinstance(error, ProtocolError | NameResolutionError | socket.gaierror | HTTPError | OSError):
        return NoAnswer("silent", text)
    raise error


def pieces(response: "urllib3.BaseHTTPResponse", stop: threading.Event, size: int = 65_536) -> Iterator[bytes]:
    """Yield what arrives as it arrives, until the end or a stop."""
    while not stop.is_set():
        piece = response.read1(size)
        if not piece:
            return
        yield piece


def _get(url: str, patience: Patience, stop: threading.Event) -> Answer | NoAnswer:
    with open_pool(patience) as pool:
        response = pool.request("GET", url, redirect=False, preload_content=False, decode_content=False)
        try:
            return read_small(response, stop)
        finally:
            response.close()


def read_small(response: "urllib3.BaseHTTPResponse", stop: threading.Event) -> Answer | NoAnswer:
    """Return a whole answer of at most ``MAX_ANSWER_BYTES``."""
    body = bytearray()
    for piece in pieces(response, stop):
        body += piece
        if len(body) > MAX_ANSWER_BYTES:
            return NoAnswer("damaged", f"the answer is longer than {MAX_ANSWER_BYTES} bytes")
    return Answer(response.status, {name.lower(): text for name, text in response.headers.items()}, bytes(body))


def _chain(error: BaseException) -> list[BaseException]:
    """Return an exception and what caused it, outermost first."""
    chain = [error]
    while (inner := chain[-1].__cause__ or chain[-1].__context__) is not None and inner not in chain:
        chain.append(inner)
    return chain
