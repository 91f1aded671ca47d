"""Sends what is due, exactly once where the other side can be searched (issue 3, section 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wizard.escalation.channels.base import Channel
from wizard.escalation.model import Entry
from wizard.escalation.outbox import Outbox
from wizard.system.cancel import Cancel

Stage = Literal["checking", "looking", "creating", "attaching", "done"]
"""``checking``: the frozen bytes; ``looking``: whether an earlier try arrived; ``done``: for now, see the entry."""


@dataclass(frozen=True)
class SendProgress:
    """How far one delivery is. ``file`` names the attachment under way; ``size_bytes`` is what it has to send."""

    entry: Entry
    stage: Stage
    file: str | None = None
    sent_bytes: int = 0
    size_bytes: int | None = None


class Sender:
    """One sender across threads and processes. ``random`` returns a number from 0 up to 1 (for the backoff)."""

    def __init__(
        self,
        outbox: Outbox,
        open_channel: Callable[[Entry], Channel],
        now_utc: Callable[[], datetime],
        random: Callable[[], float],
    ) -> None:
        self._outbox = outbox
        self._open_channel = open_channel
        self._now_utc = now_utc
        self._random = random

    def send_due(
        self, report: Callable[[SendProgress], None], cancel: Cancel, only: str | None = None
    ) -> tuple[Entry, ...]:
        """Try everything that is due, the most severe first; return the entries that were tried, as they stand now.

        ``only`` is an id: that one is tried now, whatever it waits for. Raises AlreadySendingError at once when
        another window or process is at it, OutboxError when the disk cannot hold what happened.
        """
        raise NotImplementedError
