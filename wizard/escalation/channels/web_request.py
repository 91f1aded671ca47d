"""A web request and its answer, as the channels see them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from wizard.escalation.channels.web_body import Body

MAX_ANSWER_BYTES = 8_000_000
"""The longest answer that is read. A hundred updates with their texts fit."""


@dataclass(frozen=True, kw_only=True)
class WebRequest:
    """One request. ``changes`` says whether a lost answer leaves open what happened there (a ticket, a file).

    ``headers`` hold no secret: the client adds those itself. ``success`` are the statuses that mean *done*, ``busy``
    those that mean *not now* besides 429 and 503. ``sink`` takes the answer's body piece by piece; none is kept then.
    """

    method: str
    url: str
    changes: bool
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    success: tuple[int, ...] = (200, 201)
    busy: tuple[int, ...] = ()
    max_answer_bytes: int = MAX_ANSWER_BYTES
    sink: Callable[[bytes], None] | None = None


@dataclass(frozen=True)
class WebAnswer:
    """An answer, whole. ``headers`` have names of small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def server_time(self) -> datetime | None:
        """The server's own clock (RFC 9110, Date), None where it does not tell."""
        return http_time(self.headers.get("date", ""))


def http_time(text: str) -> datetime | None:
    """Return the time of an HTTP date in UTC, None when it is none."""
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
