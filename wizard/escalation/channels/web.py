"""The one HTTP client of the channels: named hosts alone, HTTPS, no redirect elsewhere, everything bounded.

Whatever goes wrong comes out as one of the four ``ChannelError`` kinds (or SecretError), with no secret in it.
"""

import base64
import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import msgspec

from wizard import __version__
from wizard.escalation.channels import web_faults
from wizard.escalation.channels.base import SentBytes
from wizard.escalation.channels.under_way import run
from wizard.escalation.channels.web_exchange import AnswerTooLongError, Exchange, Patience, Route
from wizard.escalation.channels.web_request import WebAnswer, WebRequest
from wizard.escalation.errors import ChannelError, RefusedError, SecretError
from wizard.marking import N_
from wizard.system.cancel import Cancel
from wizard.system.http import Proxies, is_loopback

if TYPE_CHECKING:
    from wizard.escalation.secrets import Secrets

_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"https": 443, "http": 80}
_SPOKEN = ("message", "msg", "error", "detail", "title", "errorMessage")
"""Where ticket systems put the sentence that explains a refusal."""
Origin = tuple[str, str, int | None]


def ignore(_sent: int) -> None:
    """Stand where nobody wants to know how far an upload is."""


@dataclass(frozen=True)
class SignIn:
    """How a channel shows who it is. With ``user`` it is HTTP Basic; otherwise ``header`` carries prefix and secret.

    ``secret`` is the *name* of the secret in the keyring.
    """

    secret: str = ""
    user: str = ""
    header: str = "Authorization"
    prefix: str = ""

    def headers(self, secrets: "Secrets", cancel: Cancel | None = None) -> tuple[dict[str, str], tuple[str, ...]]:
        """Return the header, and the texts that must never be shown; raises SecretError."""
        if not self.secret:
            return {}, ()
        word = secrets.get(self.secret, cancel)
        if self.user:
            shown = base64.b64encode(f"{self.user}:{word}".encode()).decode("ascii")
            return {"Authorization": f"Basic {shown}"}, (word, shown)
        if not (word.isascii() and word.isprintable()):
            raise SecretError(
                N_("The secret {name} in the keyring holds characters that a token never has. Store it again."),
                name=self.secret,
            )
        return {self.header: self.prefix + word}, (word,)


@dataclass(frozen=True)
class Web:
    """Requests to one ticket system: to the origin of ``url``, and to ``hosts`` (``name`` or ``name:port``), which
    never get its credentials. ``ssl_context`` is the system's own trust unless given.
    """

    url: str
    secrets: "Secrets" = field(repr=False)
    proxies: Proxies = field(repr=False)
    sign_in: SignIn = SignIn()
    hosts: tuple[str, ...] = ()
    ssl_context: ssl.SSLContext | None = field(default=None, repr=False)
    patience: Patience = field(default_factory=Patience)

    def send(self, request: WebRequest, cancel: Cancel, sent_bytes: SentBytes = ignore) -> WebAnswer:
        """Return the answer, whose status is one of ``request.success``; anything else is an error."""
        for _ in range(_MOST_REDIRECTS):
            server = self._allowed(request.url)
            answer, hidden = self._once(request, server, cancel, sent_bytes)
            if answer.status in request.success:
                return answer
            if answer.status not in _REDIRECTS:
                raise web_faults.refusal(answer, request, server, web_faults.spoken_words(_spoken(answer), hidden))
            target = _target(request.url, answer)
            if request.method != "GET" or target is None or _origin(target) != _origin(request.url):
                raise web_faults.moved(answer, request, server, _host(target) or server)
            request = replace(request, url=target)
        raise web_faults.unreadable(server, changes=request.changes)

    def send_for_json(
        self, request: WebRequest, cancel: Cancel, sent_bytes: SentBytes = ignore
    ) -> tuple[WebAnswer, Any]:
        """Return the answer and the JSON value in it; the value is None for an answer without a body (204, 304)."""
        answer = self.send(request, cancel, sent_bytes)
        return answer, None if answer.status in (204, 304) else self.json(request, answer)

    def json(self, request: WebRequest, answer: WebAnswer) -> Any:
        """Return the JSON value of an answer; anything else (HTML, half of it, wrong encodings) is an error."""
        try:
            return msgspec.json.decode(answer.body)
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise self.unreadable(request) from error

    def unreadable(self, request: WebRequest) -> ChannelError:
        """Return the error for an answer that lacks what it must hold."""
        return web_faults.unreadable(_host(request.url), changes=request.changes)

    def _allowed(self, url: str) -> str:
        """Return the host of an address that may be asked; raises RefusedError for any other: nothing leaves."""
        origin = _origin(url)
        if origin is not None and (origin[0] == "https" or (origin[0] == "http" and is_loopback(origin[1]))):
            listed = {(origin[0], *_host_and_port(host, origin[0])) for host in self.hosts}
            if origin == _origin(self.url) or origin in listed:
                return origin[1]
        raise RefusedError(
            N_(
                "Nothing was sent to {server}: it is no safe address that the organisation named. The organisation's"
                " profile must be put right."
            ),
            server=_host(url) or "?",
        )

    def _once(
        self, request: WebRequest, server: str, cancel: Cancel, sent_bytes: SentBytes
    ) -> tuple[WebAnswer, tuple[str, ...]]:
        from urllib3.exceptions import HTTPError

        own = _origin(request.url) == _origin(self.url)
        credentials, hidden = self.sign_in.headers(self.secrets, cancel) if own else ({}, ())
        if request.body is not None:
            request.body.check()
        if cancel.requested:
            raise web_faults.given_up(server, written=False, changes=request.changes, stopped=True)
        exchange = Exchange(request, {**_headers(request), **credentials}, self._route(request.url))
        ended = run(exchange, self.patience.limit_s(request.body), lambda: cancel.requested, sent_bytes)
        if not ended:
            raise web_faults.given_up(server, written=exchange.written, changes=request.changes, stopped=ended is False)
        if exchange.answer is not None:
            return exchange.answer, hidden
        match exchange.fault:
            case AnswerTooLongError():
                raise web_faults.unreadable(server, changes=request.changes)
            case HTTPError() | OSError() | http.client.HTTPException() | ValueError() as fault:
                # Not chained: the exceptions below hold the connection, and with it the headers.
                raise web_faults.failed(fault, server, written=exchange.written, changes=request.changes) from None
            case fault:
                assert fault is not None
                raise fault

    def _route(self, url: str) -> Route:
        import truststore

        parts = urlsplit(url)
        proxy_url = self.proxies.url_for(parts.scheme, parts.hostname or "")
        return Route(proxy_url, self.ssl_context or truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), self.patience)


def _headers(request: WebRequest) -> dict[str, str]:
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": f"self-help-wizard/{__version__}",
        **request.headers,
    }
    if request.body is not None:
        headers["Content-Type"] = request.body.media_type
        headers["Content-Length"] = str(request.body.size_bytes)
    return headers


def _spoken(answer: WebAnswer) -> object:
    """Return the explaining sentence of a refusal in JSON, None where there is none."""
    try:
        value: Any = msgspec.json.decode(answer.body[:65_536])
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    inner = value.get("error") if isinstance(value, Mapping) else None
    for table in (inner, value):
        if isinstance(table, Mapping):
            found = next((table[name] for name in _SPOKEN if isinstance(table.get(name), str)), None)
            if found:
                return found
    return None


def _target(url: str, answer: WebAnswer) -> str | None:
    location = answer.headers.get("location", "")
    try:
        return urljoin(url, location) if location else None
    except ValueError:
        return None


def _origin(url: str | None) -> Origin | None:
    try:
        parts = urlsplit(url or "")
        if not parts.hostname or parts.username is not None or parts.password is not None:
            return None
        return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None


def _host_and_port(listed: str, scheme: str) -> tuple[str, int | None]:
    parts = urlsplit(f"//{listed}")
    return (parts.hostname or "").lower(), parts.port or _PORTS[scheme]


def _host(url: str | None) -> str:
    origin = _origin(url)
    return origin[1] if origin else ""
