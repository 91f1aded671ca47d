"""Sends what is due, exactly once where the other side can be searched (issue 3, section 4).

Before every request that makes something there, the doubt about it is on the disk; after an answer, its outcome is,
before the next request goes out. What ends in doubt (a kill, a lost answer) is looked up before it is repeated. It is
repeated only after two empty looks, the first of them ``SETTLE_S`` after the doubt began. What remains: a server that
takes a request in still later than that (or a clock that is set ahead just then, which shortens the wait) could end up
with two tickets; nothing on this side can exclude that.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from wizard.escalation.backoff import Pace
from wizard.escalation.channels.base import Channel
from wizard.escalation.errors import AlreadySendingError
from wizard.escalation.model import Entry
from wizard.escalation.outbox import Outbox
from wizard.escalation.outbox_schema import OUTBOX_SENTENCES
from wizard.escalation.sender_attempt import Attempt
from wizard.escalation.sender_progress import Report, SendProgress, Stage
from wizard.journal.errors import storage_error
from wizard.journal.hold import exclusive
from wizard.marking import N_
from wizard.settings import private_folder
from wizard.system.cancel import Cancel

__all__ = ["SendProgress", "Sender", "Stage"]


class Sender:
    """One sender across threads and processes. ``random`` returns a number from 0 up to 1 (for the backoff)."""

    def __init__(
        self,
        outbox: Outbox,
        open_channel: Callable[[Entry], Channel],
        now_utc: Callable[[], datetime],
        random: Callable[[], float],
        pace: Pace = Pace(),  # noqa: B008  (frozen)
    ) -> None:
        self._outbox = outbox
        self._open_channel = open_channel
        self._now_utc = now_utc
        self._random = random
        self._pace = pace

    def send_due(self, report: Report, cancel: Cancel, only: str | None = None) -> tuple[Entry, ...]:
        """Try everything that is due, the most severe first; return the entries that were tried, as they stand now.

        ``only`` is an id: that one is tried now, whatever it waits for (what is in doubt is looked up now, and still
        repeated no earlier). Raises AlreadySendingError at once when another window or process is at it, OutboxError
        when the disk cannot hold what happened.
        """
        tried: list[str] = []
        with _only_sender(self._outbox.folder):
            for escalation_id in self._outbox.due(self._now_utc(), only):
                if cancel.requested:
                    break
                Attempt(
                    self._outbox,
                    escalation_id,
                    open_channel=self._open_channel,
                    now_utc=self._now_utc,
                    random=self._random,
                    pace=self._pace,
                    report=report,
                ).run(cancel)
                tried.append(escalation_id)
        return tuple(self._outbox.entry(escalation_id) for escalation_id in tried)


@contextmanager
def _only_sender(folder: Path) -> Iterator[None]:
    with ExitStack() as stack:
        with storage_error(folder, OUTBOX_SENTENCES):
            private_folder(folder)
            got = stack.enter_context(exclusive(folder / "outbox.sending"))
        if not got:
            raise AlreadySendingError(N_("Another window or program is sending already. It will send this too."))
        yield
