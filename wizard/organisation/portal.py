"""A ticket system described as data: which request makes a ticket, adds a file, tells its state, finds it again.

The declarative language of ``portal`` channels; docs/channels.md explains it with examples. A value is a fixed one or
a placeholder such as ``{subject}``; a place in an answer is a JSON Pointer (RFC 6901) such as ``/data/id``. There are
no expressions. ``check_portal`` says what is wrong with a description.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec

from wizard.organisation.channels import ChannelTable, SecretName
from wizard.organisation.tables import Status, Table, Url

Pointer = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(/([^~]|~[01])*)?$", description="a place in an answer such as /data/id, or empty for all of it"
    ),
]
MESSAGE_FIELDS = frozenset(
    {
        "account_email", "account_number", "call_back_number", "device_serial", "error_codes", "full_name",
        "impact_text", "invoice_number", "order_number", "reference_number", "severity", "transaction_numbers",
    }
)  # fmt: skip
"""Single values of a report that a request may carry, if the person gave and ticked them (``Draft.fields``)."""
MESSAGE_VALUES = frozenset({"id", "key", "language", "reply_to", "subject", "text"}) | MESSAGE_FIELDS
FILE_VALUES = frozenset({"file_base64", "file_name", "file_sha256", "file_size", "file_type"})
TICKET_VALUES = frozenset({"number", "ticket"})
EMBEDDABLE = frozenset({"id", "item", "key", "number", "ticket"})
"""What may stand inside a longer text: our own key and the system's numbers, never what a person wrote."""
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,63})\}")
HEADER_PLACE = "header:"
"""What a place in ``keep`` begins with when it names a header of the answer: ``header:ETag``."""
TEXT_PLACE = "text"
"""The place in ``keep`` that is the whole answer of a system that says its number in plain text."""
TIME_FORMATS = ("iso8601", "unix_s", "unix_ms")


class PortalRequest(Table, frozen=True, kw_only=True):
    """One request. Without ``path`` and ``address`` there is none.

    ``path`` lies below the channel's ``url``; ``address`` is a whole address that an earlier answer gave (``{link}``).
    ``file_field`` is the field of a multipart form that takes the file; ``each_file`` is what one file looks like in
    ``{files}``. ``busy`` are statuses that mean *not now* besides 429 and 503. ``keep`` names values of the answer for
    the requests that follow.
    """

    method: Literal["GET", "POST", "PUT", "PATCH"] = "GET"
    path: str = ""
    address: str = ""
    query: dict[str, str] = msgspec.field(default_factory=dict)
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    encoding: Literal["json", "form", "multipart", "raw"] = "json"
    body: dict[str, Any] = msgspec.field(default_factory=dict)
    file_field: str = ""
    each_file: dict[str, Any] = msgspec.field(default_factory=dict)
    success: tuple[Status, ...] = (200, 201)
    busy: tuple[Status, ...] = ()
    keep: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def is_there(self) -> bool:
        return bool(self.path or self.address)


class PortalList(PortalRequest, frozen=True, kw_only=True):
    """A request whose answer holds a list. ``next_page`` is where an answer names the address of the next part."""

    elements: Pointer = ""
    next_page: Pointer = ""


class PortalFind(PortalList, frozen=True, kw_only=True):
    """How a ticket is found again by its key. ``holds_key`` is the text of each element in which the key must stand."""

    ticket: Pointer = ""
    number: Pointer = ""
    holds_key: Pointer = ""


class PortalFiles(PortalList, frozen=True, kw_only=True):
    """The files of a ticket. With ``each``, its answer for each element holds the places below, else the element does.

    ``content`` fetches a file itself, to compare it byte for byte where the system tells no SHA-256.
    """

    id: Pointer = ""
    name: Pointer = ""
    size: Pointer = ""
    sha256: Pointer = ""
    each: PortalRequest = PortalRequest()
    content: PortalRequest = PortalRequest()


class PortalState(PortalRequest, frozen=True, kw_only=True):
    """How a ticket stands. ``due`` is a time that was promised; ``changed_at`` when anything last changed."""

    status: Pointer = ""
    owner: Pointer = ""
    due: Pointer = ""
    changed_at: Pointer = ""


class PortalUpdates(PortalList, frozen=True, kw_only=True):
    """What was said on a ticket. With ``each``, its answer for each element holds the places below.

    ``automatic`` and ``private`` are flags; they hold when their value, as text, is one of those listed beside them.
    """

    id: Pointer = ""
    at: Pointer = ""
    author: Pointer = ""
    text: Pointer = ""
    html: bool = False
    automatic: Pointer = ""
    automatic_values: tuple[str, ...] = ("true",)
    private: Pointer = ""
    private_values: tuple[str, ...] = ("true",)
    each: PortalRequest = PortalRequest()


class PortalChannel(ChannelTable, frozen=True, kw_only=True, tag_field="kind", tag="portal"):
    """A ticket system with an HTTP interface of its own.

    ``hosts`` are further hosts that requests may go to, without credentials. ``headers`` go with every request.
    ``sign_in`` runs before each action. The last request of ``create`` makes the ticket and keeps ``ticket``; the last
    of ``attach`` adds the file. ``severities`` translates ``{severity}``. ``ticket_page`` is the page people open.
    ``nobody`` are owners that mean none (``-``). ``own_authors`` are names of our own account, ``automatic_authors``
    those of robots.
    """

    url: Url = ""
    hosts: tuple[str, ...] = ()
    authentication: Literal["none", "basic", "bearer", "header"] = "none"
    user: str = ""
    secret: SecretName = ""
    header: str = ""
    prefix: str = ""
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    severities: dict[Literal["p1", "high", "normal", "low"], str | int] = msgspec.field(default_factory=dict)
    takes_empty_files: bool = True
    ticket_page: str = ""
    time_format: str = "iso8601"
    closed_statuses: tuple[str, ...] = ()
    nobody: tuple[str, ...] = ()
    own_authors: tuple[str, ...] = ()
    automatic_authors: tuple[str, ...] = ()
    sign_in: tuple[PortalRequest, ...] = ()
    create: tuple[PortalRequest, ...] = ()
    attach: tuple[PortalRequest, ...] = ()
    find: PortalFind = PortalFind()
    files: PortalFiles = PortalFiles()
    state: PortalState = PortalState()
    updates: PortalUpdates = PortalUpdates()

    @property
    def wanted_fields(self) -> frozenset[str]:
        """The single values of a report that making a ticket here can carry."""
        named = {
            name
            for request in self.create
            for text in texts_of([request.body, request.query])
            for name in PLACEHOLDER.findall(text)
        }
        return MESSAGE_FIELDS & named


def texts_of(template: object) -> Iterator[str]:
    """Yield every text of a template of tables and lists."""
    match template:
        case str():
            yield template
        case dict():
            for value in template.values():
                yield from texts_of(value)
        case list() | tuple():
            for value in template:
                yield from texts_of(value)
