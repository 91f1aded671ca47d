"""What a failure of a web request means: which of the four errors it is, and the sentence a person reads.

The kind follows from what certainly did not happen. A request that was never begun made nothing; one that was begun
and whose answer is lost, cut or unreadable may have made something (RFC 9110, 9.2.2), unless it only reads.
"""

import math
import socket
import ssl
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wizard.escalation.channels.web_request import WebAnswer, WebRequest, http_time
from wizard.escalation.errors import AmbiguousError, BusyError, ChannelError, NotReachedError, RefusedError
from wizard.marking import N_
from wizard.report.hygiene import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_RETRY_AFTER_S = 86_400.0
"""A server that says *come back next year* is asked again the next day."""
_MOST_WORDS = 200

# OpenSSL's X509_V_ERR_*, then what truststore passes on from Windows (CERT_E_*) and macOS (errSec*).
_OTHER_NAME = frozenset({62, 64, 0x800B010F, -2146762481, -67602})
_OUT_OF_DATE = frozenset({9, 10, 0x800B0101, -2146762495, -67818, -67819})

_CERTIFICATE_NAME = N_(
    "{server} showed a certificate that belongs to another address. Nothing was sent. Another network may help;"
    " otherwise tell whoever looks after {server}."
)
_CERTIFICATE_DATE = N_(
    "The certificate of {server} is not valid today. Nothing was sent. Check the date of this computer; if it is right,"
    " tell whoever looks after {server}."
)
_CERTIFICATE_ISSUER = N_(
    "This computer does not trust who issued the certificate of {server}. Nothing was sent. Another network may help;"
    " otherwise tell whoever looks after {server} or this computer."
)
_PROXY_SIGN_IN = N_(
    "The proxy on the way to {server} wants a user name and a password. Nothing was sent. Ask whoever looks after your"
    " network."
)
_PROXY = N_("The proxy on the way to {server} cannot be used. Nothing was sent; it is tried again later.")
_NO_NAME = N_(
    "{server} cannot be found. The network may be down, or the address wrong. Nothing was sent; it is tried again"
    " later."
)
_NO_CONNECTION = N_("{server} cannot be reached. Nothing was sent; it is tried again later.")
_NO_TLS = N_("No safe connection to {server} came about. Nothing was sent; it is tried again later.")
_NO_ANSWER = N_("{server} did not answer. It is asked again later.")
_LOST_ANSWER = N_("The connection to {server} broke before it answered. It is not known whether the report arrived.")

_SIGN_IN = N_("{server} did not accept the user name, password or token. Whoever set up this program must renew it.")
_NO_PERMISSION = N_("{server} does not permit this. Whoever set up this program must ask for the right there.{words}")
_WRONG_ADDRESS = N_("{server} knows no such address. The organisation's profile must be put right.{words}")
_TOO_LARGE = N_("{server} finds this too large. Leave a file out, or take another way.")
_NOT_UNDERSTOOD = N_("{server} did not understand the request. The organisation's profile must be put right.{words}")
_REFUSED = N_("{server} refused the request (status {status}).{words}")
_MOVED = N_(
    "{server} sends elsewhere, to {target}, and nothing goes to an address that the organisation did not name. The"
    " organisation's profile must be put right."
)
_MOVED_UNKNOWN = N_("{server} answered by sending elsewhere, to {target}. It is not known whether the report arrived.")
_BUSY = N_("{server} is busy. It is tried again later.")
_BROKEN = N_("{server} reported a fault of its own (status {status}). It is not known whether the report arrived.")
_BROKEN_READING = N_("{server} reported a fault of its own (status {status}). It is asked again later.")
_UNREADABLE = N_("The answer of {server} cannot be read. It is not known whether the report arrived.")
_UNREADABLE_READING = N_("The answer of {server} cannot be read. It is asked again later.")
_STOPPED = N_("Stopped before anything was sent to {server}.")
_STOPPED_UNKNOWN = N_("Stopped while it was being sent to {server}. It is not known whether the report arrived.")
_TOO_SLOW = N_("{server} took too long to answer. It is not known whether the report arrived.")
_TOO_SLOW_READING = N_("{server} took too long. It is tried again later.")

_BY_STATUS: Mapping[int, str] = {
    400: _NOT_UNDERSTOOD,
    401: _SIGN_IN,
    403: _NO_PERMISSION,
    404: _WRONG_ADDRESS,
    405: _WRONG_ADDRESS,
    410: _WRONG_ADDRESS,
    413: _TOO_LARGE,
    415: _NOT_UNDERSTOOD,
    422: _NOT_UNDERSTOOD,
}


def failed(error: Exception, server: str, *, written: bool, changes: bool) -> ChannelError:
    """Return what an exception of the connection means; ``written``: a byte of the request may have left.

    Also used for mail, where ``written`` says that the end of the message may have left.
    """
    from urllib3.exceptions import ProxyError

    chain = tuple(_chain(error))
    if not written:
        certificate = next((link for link in chain if isinstance(link, ssl.SSLCertVerificationError)), None)
        if certificate is not None:
            return NotReachedError(_certificate_sentence(certificate), server=server, waits_for_person=True)
        if any("Tunnel connection failed: 407" in str(link) for link in chain):
            return NotReachedError(_PROXY_SIGN_IN, server=server, waits_for_person=True)
        if any(isinstance(link, ProxyError) for link in chain) or "Tunnel connection failed" in str(chain[-1]):
            return NotReachedError(_PROXY, server=server)
        if any(isinstance(link, socket.gaierror) for link in chain):
            return NotReachedError(_NO_NAME, server=server)
        if any(isinstance(link, ssl.SSLError) for link in chain):
            return NotReachedError(_NO_TLS, server=server)
        return NotReachedError(_NO_CONNECTION, server=server)
    if not changes:
        return NotReachedError(_NO_ANSWER, server=server)
    return AmbiguousError(_LOST_ANSWER, server=server)


def given_up(server: str, *, written: bool, changes: bool, stopped: bool) -> ChannelError:
    """Return what it means that a request was broken off: by the person (``stopped``) or because it took too long."""
    if written and changes:
        return AmbiguousError(_STOPPED_UNKNOWN if stopped else _TOO_SLOW, server=server)
    return NotReachedError(_STOPPED if stopped else _TOO_SLOW_READING, server=server)


def unreadable(server: str, *, changes: bool) -> ChannelError:
    """Return the error for an answer that says *done* and cannot be understood, or is longer than anything expected."""
    return (
        AmbiguousError(_UNREADABLE, server=server) if changes else NotReachedError(_UNREADABLE_READING, server=server)
    )


def moved(answer: WebAnswer, request: WebRequest, server: str, target: str) -> ChannelError:
    """Return the error for a redirect that is not followed (RFC 9110, 15.4).

    303 answers a request that was carried out. The others ask to send it again elsewhere; 302 is what a ticket system
    or a gateway before it says to strangers, to show them a page to sign in.
    """
    if request.changes and answer.status == 303:
        return AmbiguousError(_MOVED_UNKNOWN, server=server, target=target)
    return RefusedError(_MOVED, server=server, target=target)


def refusal(answer: WebAnswer, request: WebRequest, server: str, words: str) -> ChannelError:
    """Return what a status that is no success means (RFC 9110, 15). ``words`` are the server's own, made harmless."""
    status = answer.status
    if status in (429, 503) or status in request.busy:
        return BusyError(_BUSY, retry_after_s=retry_after_s(answer), server=server)
    if status == 407:
        return NotReachedError(_PROXY_SIGN_IN, server=server, waits_for_person=True)
    if status == 408:
        return NotReachedError(_TOO_SLOW_READING, server=server)
    if 400 <= status < 500:
        sentence = _BY_STATUS.get(status, _REFUSED)
        return RefusedError(sentence, server=server, status=status, words=f" ({words})" if words else "")
    if status >= 500:
        kind: type[ChannelError] = AmbiguousError if request.changes else NotReachedError
        return kind(_BROKEN if request.changes else _BROKEN_READING, server=server, status=status)
    return unreadable(server, changes=request.changes)


def retry_after_s(answer: WebAnswer) -> float | None:
    """Return how long to wait in seconds (RFC 9110, Retry-After: seconds or a date), at most ``MAX_RETRY_AFTER_S``."""
    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), MAX_RETRY_AFTER_S)
    until = http_time(text) if text else None
    if until is None:
        return None
    now_s = answer.server_time.timestamp() if answer.server_time else time.time()
    wait_s = until.timestamp() - now_s
    return min(max(wait_s, 0.0), MAX_RETRY_AFTER_S) if math.isfinite(wait_s) else None


def spoken_words(text: object, hidden: tuple[str, ...]) -> str:
    """Return a server's words on one short line, without characters that deceive; empty if a secret is among them."""
    if not isinstance(text, str) or any(secret and secret in text for secret in hidden):
        return ""
    words = one_line(text[: 4 * _MOST_WORDS])
    return words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1] + "…"


def as_nothing_made(error: ChannelError) -> ChannelError:
    """Return the error of a request that makes nothing by itself (an upload nobody links to): it can be repeated."""
    if not isinstance(error, AmbiguousError):
        return error
    return NotReachedError(_NO_ANSWER, **error.details)


def _certificate_sentence(error: ssl.SSLCertVerificationError) -> str:
    code = getattr(error, "verify_code", None)
    if code in _OTHER_NAME:
        return _CERTIFICATE_NAME
    return _CERTIFICATE_DATE if code in _OUT_OF_DATE else _CERTIFICATE_ISSUER


def _chain(error: BaseException) -> "Iterator[BaseException]":
    """Yield an exception and everything behind it: what it wraps, what caused it."""
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        link = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        behind = (link.__cause__, link.__context__, getattr(link, "reason", None), *link.args)
        waiting += [other for other in behind if isinstance(other, BaseException)]
