"""The journal: every event of every session in SQLite, durable before the next view is shown (DESIGN 4).

One row per event; the key (session, number) makes a second process that goes on with the same session fail instead of
mixing two walks.
"""

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from wizard.flow.events import Event, History
from wizard.journal.database import Database
from wizard.journal.errors import JOURNAL_SENTENCES, JournalConflictError, JournalError, NoSessionError
from wizard.journal.records import SavedReport, SessionRecord
from wizard.marking import N_

SCHEMA_VERSION = 1
_SCHEMA = (
    """CREATE TABLE session (
        id TEXT PRIMARY KEY, flow TEXT NOT NULL, language TEXT NOT NULL, practice TEXT,
        started_at TEXT NOT NULL, ended_at TEXT, outcome TEXT, proof TEXT, part TEXT
    ) STRICT""",
    "CREATE TABLE flow (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT",
    """CREATE TABLE pinned (
        session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE, flow TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES flow(sha256), PRIMARY KEY (session, flow)
    ) STRICT""",
    """CREATE TABLE event (
        session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE, number INTEGER NOT NULL,
        payload BLOB NOT NULL, PRIMARY KEY (session, number)
    ) STRICT""",
    """CREATE TABLE report (
        session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE, saved_at TEXT NOT NULL,
        path TEXT NOT NULL, sha256 TEXT NOT NULL
    ) STRICT""",
)
_encode_event = msgspec.json.Encoder().encode
_decode_event = msgspec.json.Decoder(Event).decode


class Journal:
    """The journal at ``path``; safe to use from several threads of one process.

    It is opened, and made, when it is first used: what needs no journal works on a full disk too. Every method
    raises JournalError when the file cannot be read or written, with nothing half-written left.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = Database(path, _SCHEMA, SCHEMA_VERSION, JOURNAL_SENTENCES)
        self._transaction = self._database.transaction
        self._reading = self._database.reading

    @property
    def set_aside(self) -> Path | None:
        """Where a damaged journal was moved, if this one had to be started anew."""
        return self._database.set_aside

    @property
    def is_open(self) -> bool:
        """Whether it has been used."""
        return self._database.is_open

    def close(self) -> None:
        self._database.close()

    # writing

    def create(self, record: SessionRecord, flows: Mapping[str, tuple[str, bytes]]) -> None:
        """Begin a session with the flows it is pinned to: flow id → (SHA-256, compiled content)."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO session (id, flow, language, practice, started_at) VALUES (?, ?, ?, ?, ?)",
                (record.id, record.flow, record.language, record.practice, record.started_at.isoformat()),
            )
            for flow_id, (sha256, content) in flows.items():
                connection.execute("INSERT OR IGNORE INTO flow VALUES (?, ?)", (sha256, content))
                connection.execute("INSERT INTO pinned VALUES (?, ?, ?)", (record.id, flow_id, sha256))

    def append(self, session: str, number: int, event: Event) -> None:
        """Write event ``number`` (0-based) of a session; it is on the disk when this returns.

        Raises JournalConflictError when another process wrote that number first.
        """
        try:
            with self._transaction() as connection:
                connection.execute("INSERT INTO event VALUES (?, ?, ?)", (session, number, _encode_event(event)))
        except sqlite3.IntegrityError as error:
            raise JournalConflictError(
                N_("This walk goes on in another window. Close that one, then continue here."), session=session
            ) from error

    def end(self, session: str, at: datetime, outcome: str, proof: str | None, part: str | None) -> None:
        """Note how a session ended, for the history."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE session SET ended_at = ?, outcome = ?, proof = ?, part = ? WHERE id = ? AND ended_at IS NULL",
                (at.isoformat(), outcome, proof, part, session),
            )

    def restate(self, session: str, outcome: str, proof: str | None) -> None:
        """Note how an ended session stands now that a repair of it was put back; when it ended stays."""
        with self._transaction() as connection:
            connection.execute("UPDATE session SET outcome = ?, proof = ? WHERE id = ?", (outcome, proof, session))

    def repaired(self) -> tuple[str, ...]:
        """Return the ids of ended sessions in which a fix was begun, newest first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT id FROM session WHERE ended_at IS NOT NULL AND EXISTS (SELECT 1 FROM event"
                " WHERE event.session = session.id AND instr(payload, CAST(? AS BLOB)))"
                " ORDER BY started_at DESC, rowid DESC",
                ('"event":"intended"',),
            ).fetchall()
        return tuple(row[0] for row in rows)

    def add_report(self, report: SavedReport) -> None:
        """Note where a report of a session was saved, and the SHA-256 of what it holds."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT INTO report VALUES (?, ?, ?, ?)",
                (report.session, report.saved_at.isoformat(), report.path, report.sha256),
            )

    def delete(self, session: str) -> None:
        """Delete one session with everything it holds."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM session WHERE id = ?", (session,))
            _delete_unused_flows(connection)

    def delete_all(self) -> None:
        """Wipe the whole history; nothing of it stays in the file or beside it."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM session")
            _delete_unused_flows(connection)
        self._database.shrink()

    def prune(self, now: datetime, keep_days: int) -> int:
        """Delete sessions that began more than ``keep_days`` days ago; return how many."""
        limit = (now - timedelta(days=keep_days)).isoformat()
        with self._transaction() as connection:
            count = connection.execute("DELETE FROM session WHERE started_at < ?", (limit,)).rowcount
            _delete_unused_flows(connection)
        return int(count)

    # reading

    def session(self, session: str) -> SessionRecord:
        """Return one session's record; raises NoSessionError when there is none of that id."""
        with self._reading() as connection:
            row = connection.execute(_SELECT_SESSION + " WHERE id = ?", (session,)).fetchone()
        if row is None:
            raise NoSessionError(N_("There is no session {session} in the history."), session=session)
        try:
            return _record(row)
        except ValueError as error:
            raise JournalError(_DAMAGED) from error

    def sessions(self) -> tuple[SessionRecord, ...]:
        """Return every session whose record can be read, newest first; a damaged one stays in the file."""
        with self._reading() as connection:
            rows = connection.execute(_SELECT_SESSION + " ORDER BY started_at DESC, rowid DESC").fetchall()
        return tuple(record for row in rows if (record := _readable_record(row)) is not None)

    def history(self, session: str) -> History:
        """Return the events of a session in order.

        Raises JournalError when one is missing or cannot be read: a walk is never continued on a guess.
        """
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT number, payload FROM event WHERE session = ? ORDER BY number", (session,)
            ).fetchall()
        try:
            events = tuple(_decode_event(payload) for _, payload in rows)
        except msgspec.MsgspecError as error:
            raise JournalError(_DAMAGED) from error
        if [number for number, _ in rows] != list(range(len(rows))):
            raise JournalError(_DAMAGED)
        return events

    def pinned(self, session: str) -> Mapping[str, tuple[str, bytes]]:
        """Return the flows a session is pinned to: flow id → (SHA-256, compiled content)."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT pinned.flow, flow.sha256, flow.content FROM pinned JOIN flow USING (sha256) WHERE session = ?",
                (session,),
            ).fetchall()
        return {flow: (sha256, content) for flow, sha256, content in rows}

    def reports(self, session: str) -> tuple[SavedReport, ...]:
        """Return the reports saved of a session, oldest first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT session, saved_at, path, sha256 FROM report WHERE session = ? ORDER BY saved_at, rowid",
                (session,),
            ).fetchall()
        try:
            return tuple(SavedReport(row[0], datetime.fromisoformat(row[1]), row[2], row[3]) for row in rows)
        except ValueError as error:
            raise JournalError(_DAMAGED) from error


_DAMAGED = N_("The record of this session is damaged. Start again from the first page.")
_SELECT_SESSION = (
    "SELECT id, flow, language, practice, started_at, ended_at, outcome, proof, part,"
    " (SELECT count(*) FROM event WHERE event.session = session.id) FROM session"
)


def _readable_record(row: tuple[Any, ...]) -> SessionRecord | None:
    try:
        return _record(row)
    except ValueError:
        return None


def _record(row: tuple[Any, ...]) -> SessionRecord:
    session, flow, language, practice, started_at, ended_at, outcome, proof, part, events = row
    return SessionRecord(
        id=session,
        flow=flow,
        language=language,
        practice=practice,
        started_at=datetime.fromisoformat(started_at),
        ended_at=datetime.fromisoformat(ended_at) if ended_at else None,
        outcome=outcome,
        proof=proof,
        part=part,
        events=events,
    )


def _delete_unused_flows(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM flow WHERE sha256 NOT IN (SELECT sha256 FROM pinned)")
