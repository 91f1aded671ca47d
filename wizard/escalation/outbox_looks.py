"""How the tickets stood when they were last looked at, and when each is looked at again."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from wizard.errors import WizardError
from wizard.escalation.errors import SecretError
from wizard.escalation.model import Detail, Entry, TicketState
from wizard.escalation.outbox_rows import (
    details_in_json,
    details_of,
    entry_of,
    known_time,
    note,
    row_of,
    rows_where,
    stamp,
    time_of,
)
from wizard.journal.database import Database

CLOSED_POLL_MIN = 60
"""A closed ticket is looked at more seldom: it may be opened again, or answered once more."""
CLOSED_WATCH_DAYS = 14
"""After that a closed ticket is not looked at any more."""
SLOWER_AFTER = ((timedelta(days=7), timedelta(days=1)), (timedelta(days=1), timedelta(hours=1)))
"""How seldom a ticket is looked at by itself once nothing was heard of it for so long: hourly after a day (all clocks
of FACTS D1 to D3 are over by then), daily after a week. Whoever opens the program looks at once."""
CLOCK_MOVED_S = 60.0
"""From here on a wrong clock would be seen in times and deadlines, so it goes into the record."""
_SAME_OFFSET_S = 2.0
"""Below this it is the way of the answer and the whole seconds of its time, not the clock."""
WITHOUT_SECRET_H = 24
"""A secret that could not be had is asked for so seldom by itself: a locked keyring opens a window each time."""
_WHEN_A_PERSON_IS_THERE = "9999-12-31T00:00:00+00:00"
"""Stands where a look may not begin before a time, and waits for a person instead."""
MOST_TEXT, MOST_WORD = 20_000, 500
"""Characters kept of one reply, and of a name or a status."""
MOST_UPDATES = 2_000
"""Kept of one ticket: a server that never ends must not fill the disk."""
_WITH_TICKET = (
    "ticket_id IS NOT NULL AND kind IN ('rt', 'portal') AND state IN ('sent', 'failed', 'consented', 'sending')"
    " AND handover_case IN (SELECT id FROM handover_case WHERE closed_at IS NULL)"
)


@dataclass(frozen=True)
class Look:
    """The last look at a ticket. ``answered_at``: when it last answered; ``problem``: why the last look failed."""

    at: datetime
    answered_at: datetime | None
    status: str | None
    open: bool | None
    owner: str | None
    problem: str | None
    problem_details: dict[str, Detail]


class Looks:
    """The looks at tickets; raises OutboxError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begun = False
        self._somebody_waits = False

    def begin(self) -> None:
        """A window was opened, so somebody is there: once, what waits for a person is looked at again."""
        if not self._begun:
            self.person_is_there()
            self._begun = True

    def last(self, escalation_id: str) -> Look | None:
        """Return the last look at a ticket, None when there was none yet."""
        with self._database.reading() as connection:
            row = _look_row(connection, escalation_id)
        if row is None:
            return None
        answered_at, is_open = time_of(row["answered_at"]), None if row["open"] is None else bool(row["open"])
        return Look(
            at=datetime.fromisoformat(row["at"]),
            answered_at=answered_at,
            status=row["status"],
            open=is_open,
            owner=row["owner"],
            problem=row["problem"],
            problem_details=details_of(row["problem_details"]),
        )

    def due(self, now: datetime, poll_min: int) -> tuple[tuple[Entry, str | None], ...]:
        """Return what is to be looked at now, each with the mark of the last look.

        The longer nothing was heard of a ticket, the more seldom (``SLOWER_AFTER``), until somebody is there.
        """
        with self._database.reading() as connection:
            rows = rows_where(connection, _WITH_TICKET)
            looks = {row["id"]: _look_row(connection, row["id"]) for row in rows}
            heard = {row["id"]: _last_heard(connection, row) for row in rows}
        hurry, self._somebody_waits = self._somebody_waits, False
        usual = timedelta(minutes=poll_min)
        return tuple(
            (entry_of(row), None if (look := looks[row["id"]]) is None else look["mark"])
            for row in rows
            if _is_due(looks[row["id"]], now, usual if hurry else _pause(usual, now - heard[row["id"]]))
        )

    def person_is_there(self) -> None:
        """Let what waits for a person be looked at again: somebody started the program, or asks for it."""
        self._somebody_waits = True
        with self._database.transaction() as connection:
            connection.execute("UPDATE look SET not_before = NULL WHERE not_before = ?", (_WHEN_A_PERSON_IS_THERE,))

    def failed(self, escalation_id: str, now: datetime, error: WizardError, not_before: datetime | None) -> None:
        """A look got no answer. Without its secret it waits for a person, or ``WITHOUT_SECRET_H``."""
        until = None if not_before is None else stamp(not_before)
        if isinstance(error, SecretError):
            until = _WHEN_A_PERSON_IS_THERE
        with self._database.transaction() as connection:
            _set_look(
                connection,
                escalation_id,
                at=stamp(now),
                not_before=until,
                problem=error.message,
                problem_details=details_in_json(error.details),
            )

    def answered(self, escalation_id: str, now: datetime, state: TicketState | None) -> bool:
        """A look got an answer (None: nothing is new); return whether something was noted in the record."""
        with self._database.transaction() as connection:
            seen: dict[str, object] = {"at": stamp(now), "answered_at": stamp(now)}
            clear: dict[str, object] = {"not_before": None, "problem": None, "problem_details": None}
            if state is None:
                _set_look(connection, escalation_id, **seen, **clear)
                return False
            before = _look_row(connection, escalation_id)
            news = _note_updates(connection, escalation_id, now, state)
            news += _note_changes(connection, escalation_id, now, state, before)
            if state.server_time is not None:
                news += _note_clock(connection, escalation_id, now, state.server_time)
            closed_at = None
            if not state.open:
                closed_at = before["closed_at"] if before is not None and before["closed_at"] else stamp(now)
            _set_look(
                connection,
                escalation_id,
                mark=state.mark,
                status=state.status,
                open=state.open,
                owner=state.owner,
                closed_at=closed_at,
                **seen,
                **clear,
            )
        return news > 0


def _pause(usual: timedelta, quiet: timedelta) -> timedelta:
    """Return how long to wait between two looks at a ticket of which nothing was heard for ``quiet``."""
    return next((max(usual, slower) for after, slower in SLOWER_AFTER if quiet >= after), usual)


def _last_heard(connection: sqlite3.Connection, row: sqlite3.Row) -> datetime:
    """Return when something last happened with a ticket; that a step came due here is no such thing."""
    latest = "SELECT max(noted_at) FROM event WHERE escalation = ? AND kind != 'due'"
    (noted_at,) = connection.execute(latest, (row["id"],)).fetchone()
    return known_time(noted_at or row["consented_at"])


def _is_due(look: sqlite3.Row | None, now: datetime, pause: timedelta) -> bool:
    if look is None:
        return True
    at, not_before, closed_at = (time_of(look[name]) for name in ("at", "not_before", "closed_at"))
    assert at is not None
    if now < at:  # the clock was set back
        return True
    if closed_at is not None and now - closed_at > timedelta(days=CLOSED_WATCH_DAYS):
        return False
    if look["not_before"] == _WHEN_A_PERSON_IS_THERE:
        return now - at >= timedelta(hours=WITHOUT_SECRET_H)
    if not_before is not None and now < not_before:
        return False
    return now - at >= (pause if closed_at is None else max(pause, timedelta(minutes=CLOSED_POLL_MIN)))


def _note_updates(connection: sqlite3.Connection, escalation_id: str, now: datetime, state: TicketState) -> int:
    known = "SELECT count(*) FROM event WHERE escalation = ? AND remote_id IS NOT NULL"
    (count,) = connection.execute(known, (escalation_id,)).fetchone()
    news = 0
    for update in state.updates:
        if count + news >= MOST_UPDATES:
            break
        detail = {name: text[:MOST_WORD] for name, text in update.detail.items()}
        if update.author:
            detail["author"] = update.author[:MOST_WORD]
        if update.text:
            detail["text"] = update.text[:MOST_TEXT]
        # Nothing happened after the server's own now: a time beyond it would hold the case's clock there.
        at = update.at if state.server_time is None else min(update.at, state.server_time)
        remote_id = update.id[:MOST_WORD]
        news += note(connection, escalation_id, update.kind, at, detail, noted_at=now, remote_id=remote_id) is not None
    return news


def _note_changes(
    connection: sqlite3.Connection, escalation_id: str, now: datetime, state: TicketState, before: sqlite3.Row | None
) -> int:
    """Note a status or an owner that changed although the other side told no history of it."""
    told = {update.kind for update in state.updates}
    known = before is not None and before["status"] is not None
    was_open = bool(before["open"]) if before is not None and known else True
    owner = before["owner"] if before is not None and known else ""
    status = before["status"] if before is not None and known else state.status
    at, news = state.server_time or now, 0
    if "status_changed" not in told and (was_open, status) != (state.open, state.status):
        detail = {"status": state.status[:MOST_WORD], "open": "true" if state.open else "false"}
        note(connection, escalation_id, "status_changed", at, detail, noted_at=now)
        news += 1
    if "owner_changed" not in told and owner != state.owner:
        note(connection, escalation_id, "owner_changed", at, {"owner": state.owner[:MOST_WORD]}, noted_at=now)
        news += 1
    return news


def _note_clock(connection: sqlite3.Connection, escalation_id: str, now: datetime, server_time: datetime) -> int:
    """Keep what to add to this computer's clock; the record is told when it jumped."""
    offset_s = (server_time - now).total_seconds()
    channel = row_of(connection, escalation_id)["channel"]
    known = connection.execute("SELECT offset_s FROM server_clock WHERE channel = ?", (channel,)).fetchone()
    moved_s = abs(offset_s - (0.0 if known is None else float(known["offset_s"])))
    if known is None or moved_s > _SAME_OFFSET_S:
        connection.execute(
            "INSERT INTO server_clock (channel, offset_s, noted_at) VALUES (?, ?, ?)"
            " ON CONFLICT (channel) DO UPDATE SET offset_s = excluded.offset_s, noted_at = excluded.noted_at",
            (channel, offset_s, stamp(now)),
        )
    if moved_s <= CLOCK_MOVED_S:
        return 0
    note(connection, escalation_id, "clock_moved", server_time, {"offset_s": f"{offset_s:.0f}"}, noted_at=now)
    return 1


def _look_row(connection: sqlite3.Connection, escalation_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute("SELECT * FROM look WHERE escalation = ?", (escalation_id,)).fetchone()
    return row


def _set_look(connection: sqlite3.Connection, escalation_id: str, **columns: object) -> None:
    names, places = ", ".join(columns), ", ".join("?" * len(columns))
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    connection.execute(
        f"INSERT INTO look (escalation, {names}) VALUES (?, {places})"  # noqa: S608
        f" ON CONFLICT (escalation) DO UPDATE SET {changes}",
        (escalation_id, *columns.values()),
    )
