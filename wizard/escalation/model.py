"""What is handed over and what became of it: frozen data shared by composer, outbox, channels, ladder and front ends.

All times are UTC. A *case* is one problem handed over: the first report and everything that follows it up the ladder.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from wizard.organisation.channels import Role
from wizard.report.particulars import Severity

ChannelKind = Literal["folder", "mail", "rt", "portal", "phone", "chat", "page"]
DeliveryState = Literal[
    "consented",  # agreed to and frozen on the disk; waits for its turn, the network or the daily window
    "sending",  # a sender is at it (or was, when the program ended: it finds out before it does anything again)
    "unknown",  # the answer was lost and nobody can look it up: never repeated unasked
    "sent",  # a server accepted it
    "prepared",  # the words or a draft lie ready for the person, who sends, calls or chats
    "said_so",  # the person says they sent it, called or chatted
    "failed",  # refused for good; a person has to decide
    "cancelled",  # taken back before anything left
]
WaitsFor = Literal[
    "network",  # the other side was not reached; tried again by itself
    "server",  # it said *not now*; tried again by itself
    "look",  # the answer was lost: looked up again before anything is repeated
    "window",  # the daily window of mails that can wait
    "person",  # somebody has to do something first (a certificate, a secret), then release it
]

Detail = str | int | float
"""What fills a placeholder of a sentence: a number stays one, so that its unit is written as people read it."""

EventKind = Literal[
    "consented",  # detail: sha256
    "attempted",  # one try began
    "created",  # the ticket exists; detail: ticket, number
    "attached",  # one file arrived; detail: name, sha256
    "sent",
    "prepared",
    "said_so",
    "unknown",
    "failed",  # detail: why
    "waiting",  # detail: why, until
    "cancelled",
    "acknowledged",  # an automatic or empty answer: somebody has it, nothing was said
    "replied",  # a substantive reply of a person; detail: author, text
    "commented",  # any other note of the other side
    "status_changed",  # detail: status, open ("true"/"false")
    "owner_changed",  # detail: owner ("" for nobody)
    "promised",  # a deadline they named; detail: until (ISO 8601 UTC)
    "clock_moved",  # this computer's clock was wrong; detail: offset_s
    "due",  # a step of the ladder came due and was shown; detail: step
    "step_taken",  # the person did it; detail: step, escalation
    "step_declined",  # detail: step
    "closed",  # the case is over for the person
]


def new_id() -> str:
    """Return the id of a new escalation: 32 hexadecimal digits."""
    return uuid.uuid4().hex


def key_of(escalation_id: str) -> str:
    """Return the short key that goes into subjects and is searched for: ``WZ-`` and 12 hexadecimal digits."""
    return f"WZ-{escalation_id[:12].upper()}"


@dataclass(frozen=True)
class DraftFile:
    """One file that will leave. ``content`` is the bytes, or a private file that holds them (large ones)."""

    name: str
    media_type: str
    content: bytes | Path = field(repr=False)
    size_bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Exactly what will leave, before the person agreed: what the preview shows is this, byte for byte.

    ``channel`` is its name in the profile; ``to`` and ``copy`` are addresses where the channel has some; ``fields``
    are single values a portal's request may take (``account``, ``order``, ``phone``, ``severity``, …), only those the
    person saw and ticked. ``subject`` holds ``[key]``. ``reply_to`` is the person's own address, if it was given.
    ``can_wait`` marks a mail that may wait for the daily window.
    """

    id: str
    case_id: str
    session_id: str
    flow_id: str
    language: str
    channel: str
    kind: ChannelKind
    severity: Severity = "normal"
    role: Role = "first_line"
    to: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    reply_to: str | None = None
    subject: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    files: tuple[DraftFile, ...] = ()
    can_wait: bool = False
    purpose: Literal["report", "level_2", "tier_2", "letter", "meeting", "ownership"] = "report"
    """What it is for: the first report, or which step of the ladder."""

    @property
    def key(self) -> str:
        return key_of(self.id)

    @cached_property
    def sha256(self) -> str:
        """The checksum of everything that leaves and where it goes; the consent is to this and nothing else."""
        return content_sha256(
            channel=self.channel,
            to=self.to,
            copy=self.copy,
            reply_to=self.reply_to,
            subject=self.subject,
            text=self.text,
            fields=self.fields,
            files=tuple((file.name, file.media_type, file.sha256) for file in self.files),
        )


def content_sha256(
    *,
    channel: str,
    to: tuple[str, ...],
    copy: tuple[str, ...],
    reply_to: str | None,
    subject: str,
    text: str,
    fields: Mapping[str, str],
    files: tuple[tuple[str, str, str], ...],
) -> str:
    """Return the SHA-256 over a canonical JSON form; ``files`` are (name, media type, SHA-256)."""
    parts = [channel, to, copy, reply_to, subject, text, sorted(fields.items()), files]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Attachment:
    """One frozen file of a message. ``path`` is its private copy; ``remote_id`` is set once it arrived."""

    name: str
    media_type: str
    size_bytes: int
    sha256: str
    path: Path = field(repr=False)
    remote_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Message:
    """What a channel sends: a consented draft, its files frozen on the disk."""

    id: str
    key: str
    created_at: datetime
    language: str
    to: tuple[str, ...]
    copy: tuple[str, ...]
    reply_to: str | None
    subject: str
    text: str
    fields: Mapping[str, str]
    attachments: tuple[Attachment, ...]

    def content_sha256(self, channel: str) -> str:
        """Return the checksum of everything that leaves by ``channel``, as it was agreed to (``Draft.sha256``)."""
        return content_sha256(
            channel=channel,
            to=self.to,
            copy=self.copy,
            reply_to=self.reply_to,
            subject=self.subject,
            text=self.text,
            fields=self.fields,
            files=tuple((each.name, each.media_type, each.sha256) for each in self.attachments),
        )


@dataclass(frozen=True)
class Ticket:
    """A ticket on the other side. ``id`` is what its interface wants, ``number`` what people say, ``url`` its page."""

    id: str
    number: str
    url: str | None = None


@dataclass(frozen=True)
class RemoteFile:
    """A file as the other side lists it; None where it does not say."""

    id: str
    name: str
    size_bytes: int | None = None
    sha256: str | None = None


@dataclass(frozen=True, kw_only=True)
class TicketUpdate:
    """One thing that happened to a ticket on the other side.

    ``kind`` is an event kind the other side can cause; ``automatic`` marks what no person wrote; ``id`` is stable, so
    that it is noted once. ``at`` is the server's time.
    """

    id: str
    at: datetime
    kind: Literal["acknowledged", "replied", "commented", "status_changed", "owner_changed", "promised"]
    author: str = ""
    text: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TicketState:
    """A ticket as it stands, and what is new. ``server_time`` is the server's own clock at its answer.

    ``mark`` (an ETag, a last transaction) makes the next look cheap; pass it back as ``since``.
    """

    status: str
    open: bool
    owner: str
    updates: tuple[TicketUpdate, ...] = ()
    server_time: datetime | None = None
    mark: str | None = None


@dataclass(frozen=True, kw_only=True)
class TicketEvent:
    """One line of a case's record: evidence of times and ticket numbers (FACTS D4), never changed afterwards.

    ``at`` is the best known time (the server's where there is one); ``noted_at`` this computer's clock when written.
    """

    number: int
    escalation_id: str
    at: datetime
    noted_at: datetime
    kind: EventKind
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One escalation in the outbox and where it stands.

    ``next_at`` is when it may be tried (again), None: not by itself; ``waits_for`` says what for.
    """

    id: str
    key: str
    case_id: str
    session_id: str
    flow_id: str
    language: str
    channel: str
    kind: ChannelKind
    role: Role
    purpose: str
    severity: Severity
    state: DeliveryState
    to: tuple[str, ...]
    subject: str
    consent_sha256: str
    consented_at: datetime
    next_at: datetime | None
    attempts: int
    ticket: Ticket | None
    problem: str | None = None
    """The last error's catalogue sentence (English), to be translated with ``problem_details``."""
    problem_details: Mapping[str, Detail] = field(default_factory=dict)
    files_total: int = 0
    files_arrived: int = 0
    waits_for: WaitsFor | None = None
    needs_consent: bool = False
    """Whether a failed one may be tried again only after the person looked at it and agreed once more."""

    @property
    def goes_now(self) -> bool:
        """Whether it is sent right after the consent: not what the person does, nor what waits for its window (E6)."""
        return self.state == "consented" and self.waits_for != "window"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One problem handed over: its escalations, oldest first, and everything that happened, in order.

    ``severity`` and ``access_affected`` are the person's or the organisation's word; ``outage`` tells whether the
    service is down (FACTS D1), None where nobody knows. ``clock_offset_s`` is what to add to this computer's clock
    (server time wins), None while no server has told.
    """

    id: str
    session_id: str
    flow_id: str
    title: str
    severity: Severity
    access_affected: bool
    outage: bool | None = None
    opened_at: datetime
    entries: tuple[Entry, ...]
    events: tuple[TicketEvent, ...]
    clock_offset_s: float | None = None
    closed: bool = False
