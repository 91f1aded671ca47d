"""The outbox: what the person agreed to send, its frozen bytes, and everything that became of it.

SQLite in ``folder/outbox.sqlite``, the bytes as private files in ``folder/outbox/<id>/``. It is opened, and made, when
it is first used. Every method raises OutboxError when it cannot be read or written, with nothing half-written left.
All times are UTC.
"""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wizard.environment import Environment
from wizard.escalation import outbox_person
from wizard.escalation.errors import NoEntryError, OutboxError
from wizard.escalation.model import Case, Draft, Entry, EventKind, Message, TicketEvent
from wizard.escalation.outbox_consent import check_consent, needs_consent, note_consent
from wizard.escalation.outbox_delivery import Delivery
from wizard.escalation.outbox_files import FrozenFiles, check_file, known_files
from wizard.escalation.outbox_looks import Looks
from wizard.escalation.outbox_queue import Queue
from wizard.escalation.outbox_reading import case_of, message_of
from wizard.escalation.outbox_rows import (
    entry_of,
    event_of,
    in_json,
    mapping_of,
    note,
    row_of,
    rows_where,
    stamp,
)
from wizard.escalation.outbox_schema import OUTBOX_SENTENCES, SCHEMA, SCHEMA_VERSION
from wizard.escalation.outbox_states import UNSENT
from wizard.journal.database import Database
from wizard.marking import N_

_UNSENT = f"state IN {tuple(sorted(UNSENT))!r}"
_IN_CASES = "handover_case IN (SELECT id FROM handover_case WHERE {condition})"
_IN_OPEN_CASES = _IN_CASES.format(condition="closed_at IS NULL")
OPEN_DAYS = 90
"""The longest time that anybody has to answer (FACTS D5; the profile's regulator, 2160 h)."""
_QUIET = (
    "closed_at IS NULL AND opened_at < ?"  # noqa: S608
    f" AND handover_case.id NOT IN (SELECT handover_case FROM escalation WHERE {_UNSENT})"
    " AND handover_case.id NOT IN (SELECT escalation.handover_case FROM escalation"
    " JOIN event ON event.escalation = escalation.id WHERE event.noted_at >= ?)"
)
_BEGUN_ANEW = N_(
    "The outbox was damaged, so a new one was begun. What was not sent yet is kept in {path} and beside it."
)
_STILL_UNSENT = N_("Something is not sent yet. Send it, cancel it, or close its case first; then delete.")


class Outbox:
    """The outbox in ``folder``; safe to use from several threads of one process, and from several processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = FrozenFiles(folder / "outbox")
        self._database = Database(
            folder / "outbox.sqlite",
            SCHEMA,
            SCHEMA_VERSION,
            OUTBOX_SENTENCES,
            beside=(self._files.folder,),
            checked=True,
            opened=self._prepare,
        )
        self._queue = Queue(self._database)
        self.looks = Looks(self._database)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        self._files.sweep(known_files(connection))

    @property
    def path(self) -> Path:
        return self._database.path

    @property
    def set_aside(self) -> Path | None:
        """Where a damaged outbox was moved, if this one had to be started anew."""
        return self._database.set_aside

    @property
    def notice(self) -> OutboxError | None:
        """What to tell the person when a damaged outbox was put aside."""
        return None if self.set_aside is None else OutboxError(_BEGUN_ANEW, path=str(self.set_aside))

    @property
    def is_open(self) -> bool:
        """Whether it has been used."""
        return self._database.is_open

    def close(self) -> None:
        """Let go of the file for good."""
        self._database.close()

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
        outage: bool | None = None,
        by_person: bool = False,
    ) -> Entry:
        """Freeze a draft the person agreed to and queue it; its bytes are on the disk before it is queued.

        ``consent_sha256`` is the checksum of what was shown; ``title`` names the case for people; ``not_before`` is
        the daily window of a mail that can wait (``outbox_window.next_daily_window``). ``by_person`` (always for
        phone, chat and page; also a mail without a server): the state becomes *prepared*, nothing is sent by itself.
        Agreeing twice to the same draft queues it once. A failed one that needs a new consent is queued again.
        Raises ConsentError when the draft or its files are not what was shown.
        """
        check_consent(draft, consent_sha256)
        with self._files.guarded():
            with self._database.reading() as connection:
                wanted = needs_consent(connection, draft)
                is_new = not rows_where(connection, "id = ?", draft.id)
            if wanted:
                try:
                    self._files.freeze(draft)
                    with self._database.transaction() as connection:
                        note_consent(
                            connection,
                            draft,
                            at,
                            title=title,
                            not_before=not_before,
                            access_affected=access_affected,
                            outage=outage,
                            by_person=by_person,
                        )
                except BaseException:
                    if is_new:
                        self._files.remove(draft.id)
                    raise
        return self.entry(draft.id)

    def cancel(self, escalation_id: str, at: datetime) -> Entry:
        """Take one back before anything left; raises OutboxError when something (perhaps) left already."""
        with self._database.transaction() as connection:
            outbox_person.cancel(connection, escalation_id, at)
        self._files.remove(escalation_id)
        return self.entry(escalation_id)

    def said_so(self, escalation_id: str, at: datetime, ticket_number: str = "") -> Entry:
        """Note that the person sent, called or chatted themselves; ``ticket_number`` if they were told one."""
        with self._database.transaction() as connection:
            outbox_person.said_so(connection, escalation_id, at, ticket_number)
        return self.entry(escalation_id)

    def release(self, escalation_id: str, at: datetime | None = None) -> Entry:
        """Try a failed or waiting one again now (``at`` None: the wall clock); an unknown one is looked up again.

        Raises ConsentError when it needs a new consent, OutboxError when there is nothing to try.
        """
        with self._database.transaction() as connection:
            outbox_person.release(connection, escalation_id, at or datetime.now(UTC))
        return self.entry(escalation_id)

    def confirm_unknown(self, escalation_id: str, arrived: bool, at: datetime) -> Entry:
        """Note what the person found out about an unknown one: *said_so* when it arrived, else *failed* until they
        agree to it again (``consent`` with the same draft)."""
        with self._database.transaction() as connection:
            outbox_person.confirm_unknown(connection, escalation_id, arrived, at)
        return self.entry(escalation_id)

    def close_case(self, case_id: str, at: datetime) -> Case:
        """Note that the case is over for the person; raises OutboxError while something of it waits to be sent."""
        with self._database.transaction() as connection:
            outbox_person.close_case(connection, case_id, at)
        return self.case(case_id)

    def keep_typed(self, session_id: str, typed: Mapping[str, str]) -> None:
        """Keep what the person typed before they agreed, so that it survives a kill; an empty mapping forgets it."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM typed WHERE session = ?", (session_id,))
            if typed:
                values = (session_id, in_json(dict(typed)), stamp(datetime.now(UTC)))
                connection.execute("INSERT INTO typed VALUES (?, ?, ?)", values)

    def typed(self, session_id: str) -> Mapping[str, str]:
        """Return what was typed for a session; empty when nothing was."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT content FROM typed WHERE session = ?", (session_id,)).fetchone()
        return mapping_of(None if row is None else row["content"])

    # what front ends and the ladder read

    def entries(self) -> tuple[Entry, ...]:
        """Return every escalation, newest consent first."""
        with self._database.reading() as connection:
            return tuple(entry_of(row) for row in reversed(rows_where(connection, "true")))

    def entry(self, name: str) -> Entry:
        """Return one escalation by id or key (``WZ-…``, any case); raises NoEntryError."""
        with self._database.reading() as connection:
            found = rows_where(connection, "id = ? OR key = ?", name.lower(), name.upper())
        if not found:
            raise NoEntryError(N_("There is nothing called {name} in the outbox."), name=name)
        return entry_of(found[0])

    def message(self, escalation_id: str) -> Message:
        """Return what is sent, every frozen file checked; raises ConsentError when one is changed or gone."""
        message = self.message_unchecked(escalation_id)
        for each in message.attachments:
            check_file(each.path, each.name, each.sha256, each.size_bytes)
        return message

    def message_unchecked(self, escalation_id: str) -> Message:
        """Return what is sent without reading its files: for what sends none of them."""
        with self._database.reading() as connection:
            return message_of(connection, escalation_id, self._files)

    def case(self, case_id: str) -> Case:
        """Return a case with all that happened, in order; raises NoEntryError."""
        with self._database.snapshot() as connection:
            return case_of(connection, case_id)

    def cases(self) -> tuple[Case, ...]:
        """Return every case, newest first."""
        with self._database.snapshot() as connection:
            ids = connection.execute("SELECT id FROM handover_case ORDER BY opened_at DESC, rowid DESC").fetchall()
            return tuple(case_of(connection, case_id) for (case_id,) in ids)

    @property
    def has_unsent(self) -> bool:
        """Whether something waits, is under way, is unknown or failed, in a case that is not closed."""
        if not self.path.exists():
            return False
        with self._database.reading() as connection:
            return bool(rows_where(connection, f"{_UNSENT} AND {_IN_OPEN_CASES}"))

    def next_due_at(self, now: datetime) -> datetime | None:
        """Return when the sender has something to do next (in the past: now), None when nothing waits."""
        return self._queue.next_due_at(now) if self.path.exists() else None

    def wake(self, at: datetime) -> None:
        """The network may be back: what waits for it becomes due (5 s after its last try at the earliest)."""
        if self.path.exists():
            self._queue.wake(at)

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
        with self._database.transaction() as connection:
            row_of(connection, escalation_id)
            noted = note(connection, escalation_id, kind, at, detail or {}, noted_at=noted_at, remote_id=remote_id)
            if noted is None:
                same = "SELECT * FROM event WHERE escalation = ? AND remote_id = ?"
                noted = event_of(connection.execute(same, (escalation_id, remote_id)).fetchone())
        return noted

    # what the sender works with

    def due(self, now: datetime, only: str | None = None) -> tuple[str, ...]:
        """Return the ids to be tried now, the most severe first; ``only``: that one, if it waits at all."""
        return self._queue.due(now, only)

    def delivery(self, escalation_id: str) -> Delivery:
        return Delivery(self._database, escalation_id)

    # forgetting

    def forget_all(self) -> None:
        """Wipe everything; nothing stays in the file or beside it. Raises OutboxError while something is unsent."""
        if self.path.exists():
            self._forget("true", (), "true", ())

    def forget_session(self, session_id: str) -> None:
        """Wipe the cases of one walk and what was typed for it; raises OutboxError while something is unsent."""
        if self.path.exists():
            self._forget("session = ?", (session_id,), "session = ?", (session_id,))

    def prune(self, now: datetime, keep_days: int) -> int:
        """Wipe cases closed more than ``keep_days`` days ago, and open ones in which nothing happened for as long.

        Returns how many; nothing unsent ever goes. An open case stays ``OPEN_DAYS`` at least, as somebody may still
        answer.
        """
        if not self.path.exists():
            return 0
        limit = stamp(now - timedelta(days=keep_days))
        quiet = stamp(now - timedelta(days=max(keep_days, OPEN_DAYS)))
        return self._forget(f"closed_at < ? OR ({_QUIET})", (limit, quiet, quiet), "kept_at < ?", (limit,))

    def _forget(self, cases: str, of_cases: tuple[str, ...], typed: str, of_typed: tuple[str, ...]) -> int:
        """Delete cases and typed words by conditions of this file; returns how many cases."""
        with self._files.guarded():
            with self._database.transaction() as connection:
                unsent = f"{_UNSENT} AND {_IN_OPEN_CASES} AND {_IN_CASES.format(condition=cases)}"
                if rows_where(connection, unsent, *of_cases):
                    raise OutboxError(_STILL_UNSENT)
                count = connection.execute(f"DELETE FROM handover_case WHERE {cases}", of_cases).rowcount  # noqa: S608
                words = connection.execute(f"DELETE FROM typed WHERE {typed}", of_typed).rowcount  # noqa: S608
                if connection.execute("SELECT 1 FROM handover_case").fetchone() is None:
                    connection.execute("DELETE FROM server_clock")
                known = known_files(connection)
            self._files.sweep_guarded(known)
        if count or words:
            self._database.shrink()
        return count


def outbox_of(environment: Environment) -> Outbox:
    """Return the one outbox of an environment, made at its first use."""
    kept = environment.outbox
    if not isinstance(kept, Outbox):
        raise TypeError("this environment was put together without an outbox (open_outbox)")
    return kept
