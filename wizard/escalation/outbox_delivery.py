"""One delivery, step by step: what the sender knows of it, and what it notes before and after every request.

Each method is one durable transaction. What is noted *before* a request puts the ticket or the file in doubt; only an
answer takes the doubt away, so that a kill at any point leaves the doubt on the disk.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from wizard.errors import WizardError
from wizard.escalation.errors import OutboxError
from wizard.escalation.model import DeliveryState, Entry, Ticket, WaitsFor
from wizard.escalation.outbox_rows import (
    details_in_json,
    entry_of,
    mapping_of,
    note,
    row_of,
    set_columns,
    stamp,
    step,
    time_of,
)
from wizard.escalation.outbox_states import WAITING
from wizard.journal.database import Database
from wizard.marking import N_

FILES_REFUSED = N_("Ticket {number} is there, but these files were refused: {files}. Hand them over in another way.")
_NOT_WAITING: Mapping[str, object] = {"waits_for": None, "problem": None, "problem_details": None}
_NO_LOOKS: Mapping[str, object] = {"doubt_since": None, "empty_looks": 0, "empty_look_at": None}
_CERTAIN: Mapping[str, object] = {"in_doubt": 0, **_NO_LOOKS}


class TakenAwayError(OutboxError):
    """It is no longer the sender's: the person took it back or did it themselves just before."""


@dataclass(frozen=True)
class FileStanding:
    """One file of a delivery: ``waiting``, ``in_doubt``, ``arrived`` or ``refused``."""

    position: int
    name: str
    state: str
    remote_id: str | None


@dataclass(frozen=True)
class Standing:
    """Where a delivery stands. ``in_doubt``: the ticket may exist although nobody told us.

    ``doubt_since`` is when the last request in doubt was surely over on our side, None while nobody saw its end.
    """

    entry: Entry
    in_doubt: bool
    doubt_since: datetime | None
    empty_looks: int
    """How many empty answers were late enough to be believed."""
    empty_look_at: datetime | None
    failures: int
    files: tuple[FileStanding, ...]


class Delivery:
    """The delivery of one escalation; raises OutboxError when the disk cannot hold it or somebody was faster."""

    def __init__(self, database: Database, escalation_id: str) -> None:
        self._database = database
        self._id = escalation_id

    def standing(self) -> Standing:
        with self._database.reading() as connection:
            row = row_of(connection, self._id)
            files = connection.execute(
                "SELECT position, name, state, remote_id FROM attachment WHERE escalation = ? ORDER BY position",
                (self._id,),
            ).fetchall()
        return Standing(
            entry=entry_of(row),
            in_doubt=bool(row["in_doubt"]),
            doubt_since=time_of(row["doubt_since"]),
            empty_looks=row["empty_looks"],
            empty_look_at=time_of(row["empty_look_at"]),
            failures=row["failures"],
            files=tuple(FileStanding(*file) for file in files),
        )

    def _row(self, connection: sqlite3.Connection) -> sqlite3.Row:
        """Return the row while it is the sender's; raises TakenAwayError when a person was faster."""
        row = row_of(connection, self._id)
        if row["state"] not in WAITING:
            raise TakenAwayError(N_("{key} has changed meanwhile. Look again at how it stands."), key=row["key"])
        return row

    # before a request

    def begin(self, at: datetime) -> None:
        """A try begins: from here on the ticket, unless it is there, is in doubt."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            doubt = {} if row["ticket_id"] is not None else {"in_doubt": 1, **_NO_LOOKS}
            due = {"next_at": stamp(at), "wait_from": stamp(at)}
            step(connection, row, "sending", attempts=row["attempts"] + 1, **due, **doubt, **_NOT_WAITING)
            if not _tries(connection, self._id):
                note(connection, self._id, "attempted", at, {"try": str(row["attempts"] + 1)})

    def look(self, at: datetime) -> None:
        """Somebody begins to look up what became of an earlier try; nothing is repeated by that."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            if row["state"] != "sending":
                step(connection, row, "sending", next_at=stamp(at), wait_from=stamp(at))

    def attaching(self, position: int) -> None:
        """The upload of a file begins: from here on it is in doubt."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            set_columns(connection, row, **_NO_LOOKS)
            _set_file(connection, self._id, position, "in_doubt")

    # after an answer

    def created(self, ticket: Ticket, at: datetime, *, with_files: bool, others: tuple[Ticket, ...] = ()) -> None:
        """The ticket exists; ``with_files``: every file went with it. ``others`` were found beside it."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            made = {"ticket_id": ticket.id, "ticket_number": ticket.number, "ticket_url": ticket.url}
            step(connection, row, "sending", failures=0, **made, **_CERTAIN, **_NOT_WAITING)
            detail = {"ticket": ticket.id, "number": ticket.number}
            if others:
                detail["also"] = ", ".join(other.number for other in others)
            note(connection, self._id, "created", at, detail)
            if with_files:
                waiting = (
                    "SELECT position FROM attachment WHERE escalation = ? AND state != 'arrived' ORDER BY position"
                )
                for (position,) in connection.execute(waiting, (self._id,)).fetchall():
                    _arrived(connection, self._id, position, ticket.id, at)

    def attached(self, position: int, remote_id: str, at: datetime) -> None:
        """A file arrived."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            set_columns(connection, row, failures=0, **_NO_LOOKS, **_NOT_WAITING)
            _arrived(connection, self._id, position, remote_id, at)

    def file_refused(self, position: int) -> None:
        """A file was refused for good; the others go on."""
        with self._database.transaction() as connection:
            _set_file(connection, self._id, position, "refused")

    def sent(self, at: datetime) -> None:
        """Everything arrived."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            step(connection, row, "sent", next_at=None, failures=0, **_CERTAIN, **_NOT_WAITING)
            note(connection, self._id, "sent", at, {"number": row["ticket_number"]})

    # when it did not go on

    def put_off(
        self,
        at: datetime,
        until: datetime | None,
        waits_for: WaitsFor | None,
        error: WizardError | None,
        *,
        nothing_made: bool,
    ) -> None:
        """Wait ``until`` (None: for a person). ``nothing_made``: the last request surely did nothing there."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            certain = _CERTAIN if nothing_made else {}
            if nothing_made:
                _settle_files(connection, self._id)
            in_doubt = not nothing_made and (row["in_doubt"] or _doubtful_files(connection, self._id))
            after: DeliveryState = "sending" if in_doubt else "consented"
            if row["state"] == "consented":
                set_columns(connection, row, **_waiting(row, at, until, waits_for, error), **certain)
            else:
                step(connection, row, after, **_waiting(row, at, until, waits_for, error), **certain)
            if error is not None:
                _note_wait(connection, self._id, at, until, error)

    def doubted(self, at: datetime, until: datetime, error: WizardError) -> None:
        """The answer was lost, or an earlier one was: nothing is repeated before ``until`` and two empty looks."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            waiting = _waiting(row, at, until, "look", error)
            step(connection, row, "sending", **{**_NO_LOOKS, "doubt_since": stamp(at)}, **waiting)
            _note_wait(connection, self._id, at, until, error)

    def empty_look(self, at: datetime, wait: timedelta, *, counts: bool) -> None:
        """Nothing was found; ``counts`` when it was looked up late enough to be one of the two that are believed."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            until = {"next_at": stamp(at + wait), "wait_from": stamp(at), "waits_for": "look"}
            believed = {"empty_looks": row["empty_looks"] + 1, "empty_look_at": stamp(at)} if counts else {}
            set_columns(connection, row, **until, **believed)

    def nothing_there(self) -> None:
        """It is believed now that the last request did nothing."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            set_columns(connection, row, **_CERTAIN, **_NOT_WAITING)
            _settle_files(connection, self._id)

    def unknown(self, at: datetime, error: WizardError) -> None:
        """Nobody can look up whether it arrived: never repeated unasked."""
        with self._database.transaction() as connection:
            row = self._row(connection)
            step(connection, row, "unknown", next_at=None, waits_for="person", **_problem(error.message, error.details))
            note(connection, self._id, "unknown", at, _why(error.message, error.details))

    def refused(self, at: datetime, error: WizardError) -> None:
        """The other side said no, and surely made nothing."""
        self._fail(at, error.message, error.details, **_CERTAIN)

    def failed(self, at: datetime, error: WizardError, *, needs_consent: bool = False) -> None:
        """It cannot go on, or is no longer what was agreed to. The doubt, if there is one, stays."""
        self._fail(at, error.message, error.details, needs_consent=needs_consent)

    def files_missing(self, at: datetime) -> None:
        """The ticket is there with the files it took; the others were refused."""
        with self._database.reading() as connection:
            row = self._row(connection)
            refused = "SELECT name FROM attachment WHERE escalation = ? AND state = 'refused' ORDER BY position"
            names = [name for (name,) in connection.execute(refused, (self._id,))]
        self._fail(at, FILES_REFUSED, {"number": row["ticket_number"], "files": ", ".join(names)})

    def _fail(self, at: datetime, message: str, details: Mapping[str, object], **columns: object) -> None:
        with self._database.transaction() as connection:
            row = self._row(connection)
            problem = _problem(message, details)
            step(connection, row, "failed", next_at=None, waits_for="person", **columns, **problem)
            note(connection, self._id, "failed", at, _why(message, details))


def _waiting(
    row: sqlite3.Row, at: datetime, until: datetime | None, waits_for: WaitsFor | None, error: WizardError | None
) -> dict[str, object]:
    return {
        "next_at": None if until is None else stamp(until),
        "wait_from": stamp(at),
        "waits_for": waits_for,
        "failures": row["failures"] + (error is not None),
        **({} if error is None else _problem(error.message, error.details)),
    }


def _tries(connection: sqlite3.Connection, escalation_id: str) -> list[sqlite3.Row]:
    """Return the tries and waits since anything else happened. However long the network is away, the record tells the
    first try and each reason once."""
    return connection.execute(
        "SELECT kind, detail FROM event WHERE escalation = ?1 AND number > coalesce((SELECT max(number) FROM event"
        " WHERE escalation = ?1 AND kind NOT IN ('attempted', 'waiting')), 0)",
        (escalation_id,),
    ).fetchall()


def _note_wait(
    connection: sqlite3.Connection, escalation_id: str, at: datetime, until: datetime | None, error: WizardError
) -> None:
    why = _why(error.message, error.details)
    known = (mapping_of(row["detail"]) for row in _tries(connection, escalation_id) if row["kind"] == "waiting")
    if why not in ({name: text for name, text in one.items() if name != "until"} for one in known):
        note(connection, escalation_id, "waiting", at, {**why, "until": "" if until is None else stamp(until)})


def _why(message: str, details: Mapping[str, object]) -> dict[str, str]:
    """Return a reason as the record keeps it: the catalogue's sentence, and in JSON what fills it."""
    return {"why": message, "why_details": details_in_json(details)} if details else {"why": message}


def _problem(message: str, details: Mapping[str, object]) -> dict[str, object]:
    return {"problem": message, "problem_details": details_in_json(details)}


def _set_file(connection: sqlite3.Connection, escalation_id: str, position: int, state: str) -> None:
    connection.execute(
        "UPDATE attachment SET state = ? WHERE escalation = ? AND position = ?", (state, escalation_id, position)
    )


def _settle_files(connection: sqlite3.Connection, escalation_id: str) -> None:
    connection.execute(
        "UPDATE attachment SET state = 'waiting' WHERE escalation = ? AND state = 'in_doubt'", (escalation_id,)
    )


def _doubtful_files(connection: sqlite3.Connection, escalation_id: str) -> bool:
    doubtful = "SELECT 1 FROM attachment WHERE escalation = ? AND state = 'in_doubt'"
    return connection.execute(doubtful, (escalation_id,)).fetchone() is not None


def _arrived(connection: sqlite3.Connection, escalation_id: str, position: int, remote_id: str, at: datetime) -> None:
    connection.execute(
        "UPDATE attachment SET state = 'arrived', remote_id = ? WHERE escalation = ? AND position = ?",
        (remote_id, escalation_id, position),
    )
    name, sha256 = connection.execute(
        "SELECT name, sha256 FROM attachment WHERE escalation = ? AND position = ?", (escalation_id, position)
    ).fetchone()
    note(connection, escalation_id, "attached", at, {"name": name, "sha256": sha256})
