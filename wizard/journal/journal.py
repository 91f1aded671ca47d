"""The journal: every event of every session in SQLite, durable before the next view is shown (DESIGN 4).

WAL with ``synchronous=FULL``: a committed event survives the death of the process at any point. (Power loss
itself depends on the disk and was not tested.) One row per event; the key (session, number) makes a second
process that goes on with the same session fail instead of mixing two walks.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from wizard.flow.events import Event, History
from wizard.journal.errors import JournalConflictError, JournalError, NoSessionError, journal_error
from wizard.journal.records import SavedReport, SessionRecord
from wizard.marking import N_
from wizard.settings import keep_aside, private_folder

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE session (
    id TEXT PRIMARY KEY, flow TEXT NOT NULL, language TEXT NOT NULL, practice TEXT,
    started_at TEXT NOT NULL, ended_at TEXT, outcome TEXT, proof TEXT, part TEXT
) STRICT;
CREATE TABLE flow (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;
CREATE TABLE pinned (
    session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE, flow TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES flow(sha256), PRIMARY KEY (session, flow)
) STRICT;
CREATE TABLE event (
    session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE, number INTEGER NOT NULL,
    payload BLOB NOT NULL, PRIMARY KEY (session, number)
) STRICT;
CREATE TABLE report (
    session TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE, saved_at TEXT NOT NULL,
    path TEXT NOT NULL, sha256 TEXT NOT NULL
) STRICT;
"""
_encode_event = msgspec.json.Encoder().encode
_decode_event = msgspec.json.Decoder(Event).decode


class Journal:
    """The journal at ``path``; safe to use from several threads of one process.

    It is opened, and made, when it is first used: what needs no journal works on a full disk too. Every method
    raises JournalError when the file cannot be read or written, with nothing half-written left.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set_aside: Path | None = None
        """Where a damaged journal was moved, if this one had to be started anew."""
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has been used."""
        return self._opened is not None

    @property
    def _connection(self) -> sqlite3.Connection:
        """The connection, opened at its first use; the caller holds the lock."""
        if self._opened is None:
            private_folder(self.path.parent)
            try:
                self._opened = self._open()
            except sqlite3.OperationalError:
                raise  # locked, full or not permitted: the file itself may be sound
            except sqlite3.DatabaseError:
                self.set_aside = _move_aside(self.path)
                self._opened = self._open()
        return self._opened

    def _open(self) -> sqlite3.Connection:
        # Created by hand first, so that nobody else can read it at any moment.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA secure_delete=ON")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                _create_schema(connection)
            elif version != SCHEMA_VERSION:
                raise JournalError(
                    N_("The history was written by a newer version of this program. Install that version to read it."),
                    path=self.path,
                )
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable transaction: all of it is on the disk when the block has ended, or none of it."""
        with self._lock, journal_error(self.path):
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled it back already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, journal_error(self.path):
            yield self._connection

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
        with self._reading() as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

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
        return _record(row)

    def sessions(self) -> tuple[SessionRecord, ...]:
        """Return every session, newest first."""
        with self._reading() as connection:
            rows = connection.execute(_SELECT_SESSION + " ORDER BY started_at DESC, rowid DESC").fetchall()
        return tuple(_record(row) for row in rows)

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
            raise JournalError(N_("The record of this session is damaged. Start again from the first page.")) from error
        if [number for number, _ in rows] != list(range(len(rows))):
            raise JournalError(N_("The record of this session is damaged. Start again from the first page."))
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
        return tuple(SavedReport(row[0], datetime.fromisoformat(row[1]), row[2], row[3]) for row in rows)


_SELECT_SESSION = (
    "SELECT id, flow, language, practice, started_at, ended_at, outcome, proof, part,"
    " (SELECT count(*) FROM event WHERE event.session = session.id) FROM session"
)


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


def _create_schema(connection: sqlite3.Connection) -> None:
    """Create the tables in one transaction; a second process that was first is found by its version."""
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _delete_unused_flows(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM flow WHERE sha256 NOT IN (SELECT sha256 FROM pinned)")


def _move_aside(path: Path) -> Path:
    """Keep a damaged journal and its side files under other names, so that a new one can begin."""
    for suffix in ("-wal", "-shm"):
        side = path.with_name(path.name + suffix)
        if side.exists():
            keep_aside(side)
    aside = keep_aside(path)
    if aside is None:
        raise JournalError(N_("The history is damaged and cannot be moved away. Move {path} yourself."), path=path)
    return aside
