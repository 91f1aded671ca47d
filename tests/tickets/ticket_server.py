"""What the two ticket systems have in common for a test: the customer the wizard acts as, and the other side."""

from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
import urllib3

from tests.tickets.server_process import LaboratoryError


@dataclass(frozen=True)
class Customer:
    """A user with a customer's rights; the wizard signs in as one, never as staff. `token` is RT's, else empty."""

    name: str
    password: str
    email: str
    token: str = ""


@dataclass(frozen=True)
class StoredAttachment:
    """A file as the server holds it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class StoredTicket:
    """A ticket as staff see it. `messages` are the texts after the first; `owner` is empty while nobody has it."""

    id: str
    subject: str
    text: str
    status: str
    owner: str
    attachments: tuple[StoredAttachment, ...]
    messages: tuple[str, ...]


class TicketServer(Protocol):
    """A running ticket system: where it is, who the customer is, and what staff do in a test."""

    url: str
    """Where a client reaches it (`public_url` when one was given, as through a proxy)."""
    address: tuple[str, int]
    """Where it listens itself."""
    customer: Customer
    staff: str

    def new_customer(self, name: str) -> Customer:
        """Make one more customer, who must not see the first one's tickets."""

    def tickets_with(self, key: str) -> tuple[str, ...]:
        """Return the numbers of all tickets whose subject holds the key, whoever made them."""

    def ticket(self, number: str) -> StoredTicket:
        """Return one ticket with all its texts and files."""

    def reply(self, number: str, text: str) -> None:
        """Answer the customer."""

    def set_owner(self, number: str, name: str) -> None:
        """Give the ticket to a member of staff."""

    def set_status(self, number: str, status: str) -> None:
        """Set the status, in the system's own word."""


class Rest:
    """JSON over HTTP straight to the server, past every proxy; an unexpected status is an error of the test."""

    def __init__(self, base: str, headers: dict[str, str]) -> None:
        self._base = base
        self._headers = headers
        self._pool = urllib3.PoolManager(timeout=30.0, retries=False)

    def close(self) -> None:
        self._pool.clear()

    def raw(self, method: str, path: str, headers: dict[str, str] | None = None) -> bytes:
        """Return the bytes of an answer with status 2xx."""
        return self._ask(method, path, None, headers or {})

    def call(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Any:
        """Return the decoded JSON of an answer with status 2xx."""
        encoded = None if body is None else msgspec.json.encode(body)
        return msgspec.json.decode(self._ask(method, path, encoded, headers or {}))

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        kind = {} if body is None else {"Content-Type": "application/json"}
        answer = self._pool.request(
            method, self._base + path, body=body, headers={**self._headers, **kind, **headers}, redirect=False
        )
        if not 200 <= answer.status < 300:
            raise LaboratoryError(f"{method} {path}: {answer.status} {answer.data[:500]!r}")
        return answer.data
