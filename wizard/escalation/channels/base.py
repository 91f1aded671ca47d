"""What every channel that sends by itself answers. A channel never decides about repeating: the outbox does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from wizard.escalation.model import Attachment, Message, RemoteFile, Ticket, TicketState
from wizard.system.cancel import Cancel

SentBytes = Callable[[int], None]
"""Called with the bytes gone so far; must return at once."""


@dataclass(frozen=True)
class Abilities:
    """What the other side can do. Exactly-once is claimed only where ``find``.

    ``separate_files``: files are added one by one after the ticket exists, so each can be resumed; otherwise they go
    with ``create`` in one piece.
    """

    find: bool
    separate_files: bool
    state: bool


class Channel(Protocol):
    """One way to people. Methods block, look at ``cancel`` at least every 0.5 s, and raise only ``ChannelError``
    (``NotReachedError``, ``BusyError``, ``RefusedError``, ``AmbiguousError``) or ``SecretError``.

    A cancelled request raises ``NotReachedError`` when nothing can have arrived, else ``AmbiguousError``.
    """

    abilities: Abilities

    def create(self, message: Message, sent_bytes: SentBytes, cancel: Cancel) -> Ticket:
        """Hand the message over and return what the other side calls it; returned only for what it accepted."""

    def attach(
        self, ticket: Ticket, message: Message, attachment: Attachment, sent_bytes: SentBytes, cancel: Cancel
    ) -> RemoteFile:
        """Add one file to a ticket. Only where ``abilities.separate_files``."""

    def files(self, ticket: Ticket, message: Message, cancel: Cancel) -> tuple[RemoteFile, ...]:
        """Return the files the ticket holds, to settle an ambiguous ``attach``."""

    def find(self, message: Message, cancel: Cancel) -> tuple[Ticket, ...]:
        """Return every ticket that carries the message's key, oldest first. Only where ``abilities.find``."""

    def state(self, ticket: Ticket, message: Message, since: str | None, cancel: Cancel) -> TicketState | None:
        """Return how the ticket stands, None when nothing is new since the mark. Only where ``abilities.state``."""
