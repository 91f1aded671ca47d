"""The outbox: what the person agreed to send, its frozen bytes, and everything that became of it.

SQLite in ``folder/outbox.sqlite``, the bytes as private files in ``folder/outbox/<id>/``. It is opened, and made, when
it is first used. Every method raises OutboxError when it cannot be read or written, with nothing half-written left.
All times are UTC.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from wizard.environment import Environment
from wizard.escalation.model import Case, Draft, Entry, EventKind, Message, TicketEvent


class Outbox:
    """The outbox in ``folder``; safe to use from several threads of one process, and from several processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def set_aside(self) -> Path | None:
        """Where a damaged outbox was moved, if this one had to be started anew (a front end says so)."""
        raise NotImplementedError

    @property
    def is_open(self) -> bool:
        """Whether it has been used."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the file; using the outbox again opens it again."""
        raise NotImplementedError

    # what the person does

    def consent(
        self,
        draft: Draft,
        consent_sha256: str,
        at: datetime,
        *,
        title: str,
        not_before: datetime | None = None,
        access_affected: bool = False,
        by_person: bool = False,
    ) -> Entry:
        """Freeze a draft the person agreed to and queue it; its bytes are on the disk before it is queued.

        ``consent_sha256`` is the checksum of what was shown; ``title`` names the case for people; ``not_before`` is
        the daily window of a mail that can wait (``outbox_window.next_daily_window``). ``by_person`` (always for
        phone, chat and page; also a mail without a server): the state becomes *prepared*, nothing is sent by itself.
        Agreeing twice to the same draft queues it once. A failed one that needs a new consent is queued again.
        Raises ConsentError when the draft or its files are not what was shown.
        """
        raise NotImplementedError

    def cancel(self, escalation_id: str, at: datetime) -> Entry:
        """Take one back before anything left; raises OutboxError when something (perhaps) left already."""
        raise NotImplementedError

    def said_so(self, escalation_id: str, at: datetime, ticket_number: str = "") -> Entry:
        """Note that the person sent, called or chatted themselves; ``ticket_number`` if they were told one."""
        raise NotImplementedError

    def release(self, escalation_id: str, at: datetime | None = None) -> Entry:
        """Try a failed or waiting one again now (``at`` None: the wall clock); an unknown one is looked up again.

        Raises ConsentError when it needs a new consent, OutboxError when there is nothing to try.
        """
        raise NotImplementedError

    def confirm_unknown(self, escalation_id: str, arrived: bool, at: datetime) -> Entry:
        """Note what the person found out about an unknown one: *said_so* when it arrived, else *failed* until they
        agree to it again (``consent`` with the same draft)."""
        raise NotImplementedError

    def close_case(self, case_id: str, at: datetime) -> Case:
        """Note that the case is over for the person; raises OutboxError while something of it waits to be sent."""
        raise NotImplementedError

    def keep_typed(self, session_id: str, typed: Mapping[str, str]) -> None:
        """Keep what the person typed before they agreed, so that it survives a kill; an empty mapping forgets it."""
        raise NotImplementedError

    def typed(self, session_id: str) -> Mapping[str, str]:
        """Return what was typed for a session; empty when nothing was."""
        raise NotImplementedError

    # what front ends and the ladder read

    def entries(self) -> tuple[Entry, ...]:
        """Return every escalation, newest consent first."""
        raise NotImplementedError

    def entry(self, name: str) -> Entry:
        """Return one escalation by id or key (``WZ-…``, any case); raises NoEntryError."""
        raise NotImplementedError

    def message(self, escalation_id: str) -> Message:
        """Return what is sent, every frozen file checked; raises ConsentError when one is changed or gone."""
        raise NotImplementedError

    def case(self, case_id: str) -> Case:
        """Return a case with all that happened, in order; raises NoEntryError."""
        raise NotImplementedError

    def cases(self) -> tuple[Case, ...]:
        """Return every case, newest first."""
        raise NotImplementedError

    @property
    def has_unsent(self) -> bool:
        """Whether something waits, is under way, is unknown or failed, in a case that is not closed."""
        raise NotImplementedError

    def next_due_at(self, now: datetime) -> datetime | None:
        """Return when the sender has something to do next (in the past: now), None when nothing waits."""
        raise NotImplementedError

    def wake(self, at: datetime) -> None:
        """The network may be back: what waits for it becomes due (5 s after its last try at the earliest)."""
        raise NotImplementedError

    def add_event(
        self,
        escalation_id: str,
        kind: EventKind,
        at: datetime,
        noted_at: datetime,
        detail: Mapping[str, str] | None = None,
        *,
        remote_id: str | None = None,
    ) -> TicketEvent:
        """Append one line to the record and return it; one of the same ``remote_id`` is noted once only."""
        raise NotImplementedError

    # forgetting

    def forget_all(self) -> None:
        """Wipe everything; nothing stays in the file or beside it. Raises OutboxError while something is unsent."""
        raise NotImplementedError

    def forget_session(self, session_id: str) -> None:
        """Wipe the cases of one walk and what was typed for it; raises OutboxError while something is unsent."""
        raise NotImplementedError

    def prune(self, now: datetime, keep_days: int) -> int:
        """Wipe cases closed more than ``keep_days`` days ago and return how many; nothing unsent ever goes."""
        raise NotImplementedError


def outbox_of(environment: Environment) -> Outbox:
    """Return the one outbox of an environment, made at its first use."""
    raise NotImplementedError
