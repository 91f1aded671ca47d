"""What a cutting proxy can do to one request, and plans that say when: the same seed, the same faults."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime


@dataclass(frozen=True)
class Pass:
    """Forward the request and the answer."""


@dataclass(frozen=True)
class CutBeforeRequest:
    """Close the connection before the server has seen anything of the request. `reset`: at once, unread."""

    reset: bool = False


@dataclass(frozen=True)
class CutInsideRequest:
    """Forward only this share (0 to 1) of the request's bytes, at least one byte less than all, and close both ends."""

    share: float


@dataclass(frozen=True)
class CutAfterCommit:
    """Forward the whole request, read the server's whole answer, and close before the client gets a byte of it."""


@dataclass(frozen=True)
class CutInsideAnswer:
    """Let the client have this share (0 to 1) of the answer's bytes, at least one byte less than all, and close."""

    share: float


@dataclass(frozen=True)
class Stall:
    """Say nothing until the client goes. `committed`: the server had the request and answered."""

    committed: bool = False


@dataclass(frozen=True)
class Answer:
    """Answer in the server's place, which sees nothing."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


Fault = Pass | CutBeforeRequest | CutInsideRequest | CutAfterCommit | CutInsideAnswer | Stall | Answer


@dataclass(frozen=True)
class RequestLine:
    """What a plan may look at: the request's number from 0 on, its method and its path with the query."""

    number: int
    method: str
    path: str


Plan = Callable[[RequestLine], Fault]

HTML = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"


def signed_out() -> Answer:
    return Answer(401, (("Content-Type", "application/json"),), b'{"message":"Unauthorized"}')


def too_large() -> Answer:
    return Answer(413, (("Content-Type", "text/html"),), b"<html>Request Entity Too Large</html>")


def too_many(retry_after_s: int, *, as_date: bool = False) -> Answer:
    """Return a 429 whose Retry-After is in seconds, or the moment itself as an HTTP date (RFC 9110, 10.2.3)."""
    moment = datetime.now(UTC) + timedelta(seconds=retry_after_s)
    said = format_datetime(moment, usegmt=True) if as_date else str(retry_after_s)
    return Answer(429, (("Retry-After", said), ("Content-Type", "text/plain")), b"Too many requests")


def server_error() -> Answer:
    return Answer(500, (("Content-Type", "application/json"),), b"")


def bad_gateway() -> Answer:
    return Answer(502, (("Content-Type", "text/html"),), HTML)


def page_instead_of_json() -> Answer:
    """Return the sign-in page of a portal between, which says 200."""
    return Answer(200, (("Content-Type", "text/html; charset=utf-8"),), HTML)


def redirect(address: str, status: int = 302) -> Answer:
    return Answer(status, (("Location", address),))


def nothing_wrong(_request: RequestLine) -> Fault:
    """The plan of a proxy that only forwards."""
    return Pass()


def in_turn(*faults: Fault) -> Plan:
    """Return the plan that does one after the other to the requests as they come, and then forwards."""
    return lambda request: faults[request.number] if request.number < len(faults) else Pass()


def when(method: str, path_holds: str, *faults: Fault) -> Plan:
    """Return the plan that does one after the other to requests of this method and path, and forwards all others."""
    waiting = list(faults)

    def plan(request: RequestLine) -> Fault:
        matches = request.method == method and path_holds in request.path
        return waiting.pop(0) if matches and waiting else Pass()

    return plan


def seeded(seed: int, faulty_requests: int, share_of_faults: float = 0.6) -> Plan:
    """Return the plan that does something drawn by chance to some of the first requests, and forwards all later ones.

    What befalls a request depends on the seed and its number alone. Canned answers that are meant for a person (401,
    413, redirects) are not drawn: after them a program rightly gives up.
    """

    def plan(request: RequestLine) -> Fault:
        chance = random.Random(f"{seed}/{request.number}")
        if request.number >= faulty_requests or chance.random() >= share_of_faults:
            return Pass()
        return drawn(chance)

    return plan


def drawn(chance: random.Random) -> Fault:
    """Draw one fault; the ambiguous one, cut after the commit, is the likeliest."""
    faults: tuple[tuple[int, Callable[[], Fault]], ...] = (
        (2, lambda: CutBeforeRequest(reset=chance.random() < 0.5)),
        (3, lambda: CutInsideRequest(chance.random())),
        (5, CutAfterCommit),
        (2, lambda: CutInsideAnswer(chance.random())),
        (1, lambda: Stall(committed=chance.random() < 0.5)),
        (1, lambda: too_many(1, as_date=chance.random() < 0.5)),
        (1, server_error),
        (1, bad_gateway),
        (1, page_instead_of_json),
    )
    (made,) = chance.choices([make for _, make in faults], [weight for weight, _ in faults])
    return made()
