"""What Request Tracker 5 answers over REST2, as types; anything else in an answer is passed over.

Seen on RT 5.0.3 as a customer (tests/tickets/README.md); https://docs.bestpractical.com/rt/5.0.3/RT/REST2.html.
"""

from datetime import datetime

import msgspec

from wizard.escalation.channels.answer_text import utc_time

Number = int | str


class Reference(msgspec.Struct):
    """A user or another object, by its name or number."""

    id: Number = ""

    @property
    def name(self) -> str:
        return "" if self.id in ("Nobody", "") else str(self.id)


class Made(msgspec.Struct):
    """The answer to a ticket that was made."""

    id: Number


class Person(msgspec.Struct, rename="pascal"):
    email_address: str | None = None


class TicketRecord(msgspec.Struct, rename="pascal"):
    id: Number = msgspec.field(name="id")
    status: str
    owner: Reference = msgspec.field(default_factory=Reference)
    creator: Reference = msgspec.field(default_factory=Reference)
    requestor: list[Reference] = msgspec.field(default_factory=list)
    resolved: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still worked on: RT dates ``Resolved`` when a ticket enters any inactive status."""
        closed_at = utc_time(self.resolved)
        return self.status not in ("resolved", "rejected", "deleted") and (closed_at is None or closed_at.year <= 1970)


class FoundTicket(msgspec.Struct, rename="pascal"):
    id: Number = msgspec.field(name="id")
    subject: str | None = None


class FoundTickets(msgspec.Struct):
    items: list[FoundTicket]


class Transaction(msgspec.Struct, rename="pascal"):
    id: Number = msgspec.field(name="id")
    type: str | None = None
    created: str | None = None
    creator: Reference = msgspec.field(default_factory=Reference)
    field: str | None = None
    new_value: Number | None = None

    @property
    def number(self) -> int:
        return whole(self.id)

    @property
    def at(self) -> datetime | None:
        return utc_time(self.created)


class History(msgspec.Struct):
    items: list[Transaction]


class StoredPart(msgspec.Struct, rename="pascal"):
    """One part of a transaction: a text, or a file with a name."""

    id: Number = msgspec.field(name="id")
    filename: str | None = None
    content_type: str | None = None
    content_length: Number | None = None
    content: str | None = None

    @property
    def size_bytes(self) -> int | None:
        found = whole(self.content_length if self.content_length is not None else -1)
        return found if found >= 0 else None


class StoredParts(msgspec.Struct):
    items: list[StoredPart]


def whole(value: Number) -> int:
    """Return a number that RT writes as one or as text, -1 when it is neither."""
    if isinstance(value, str):
        return int(value) if len(value) <= 18 and value.isascii() and value.isdigit() else -1
    return value if 0 <= value < 10**18 else -1
