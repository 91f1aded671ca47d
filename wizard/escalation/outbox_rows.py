"""From rows of the outbox to the model, and how a row is written: a step of the state, a line of the record."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from wizard.escalation.errors import NoEntryError, OutboxError
from wizard.escalation.model import DeliveryState, Detail, Entry, EventKind, Ticket, TicketEvent
from wizard.escalation.outbox_states import check_transition
from wizard.marking import N_

_SELECT_ENTRY = (
    "SELECT escalation.*,"
    " (SELECT count(*) FROM attachment WHERE attachment.escalation = escalation.id) AS files_total,"
    " (SELECT count(*) FROM attachment WHERE attachment.escalation = escalation.id AND attachment.state = 'arrived')"
    " AS files_arrived FROM escalation"
)


def stamp(at: datetime) -> str:
    """Return a time as it is stored: ISO 8601 in UTC. A time without a zone is a fault of the caller."""
    if at.tzinfo is None:
        raise ValueError("a stored time needs a zone")
    return at.astimezone(UTC).isoformat()


def time_of(text: str | None) -> datetime | None:
    """Return a stored time."""
    return None if text is None else datetime.fromisoformat(text)


def known_time(text: str) -> datetime:
    """Return a stored time that is always there."""
    return datetime.fromisoformat(text)


def in_json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False)


def mapping_of(text: str | None) -> dict[str, str]:
    return {} if text is None else dict(json.loads(text))


def details_in_json(details: Mapping[str, object]) -> str:
    """Return what fills an error's sentence as it is stored: numbers as numbers, flags for programs left out."""
    shown = {name: detail for name, detail in details.items() if not isinstance(detail, bool)}
    return in_json({name: detail if isinstance(detail, int | float) else str(detail) for name, detail in shown.items()})


def details_of(text: str | None) -> dict[str, Detail]:
    """Return what fills a stored sentence."""
    return {} if text is None else dict(json.loads(text))


def row_of(connection: sqlite3.Connection, escalation_id: str) -> sqlite3.Row:
    """Return the row of an escalation with its counts of files; raises NoEntryError."""
    found: sqlite3.Row | None = connection.execute(_SELECT_ENTRY + " WHERE id = ?", (escalation_id,)).fetchone()
    if found is None:
        raise NoEntryError(N_("There is nothing called {name} in the outbox."), name=escalation_id)
    return found


def rows_where(connection: sqlite3.Connection, condition: str, *values: object) -> list[sqlite3.Row]:
    """Return the rows of escalations, oldest first. ``condition`` is a fixed text of this program."""
    return connection.execute(f"{_SELECT_ENTRY} WHERE {condition} ORDER BY position", values).fetchall()


def entry_of(row: sqlite3.Row) -> Entry:
    ticket = None
    if row["ticket_id"] is not None:
        ticket = Ticket(row["ticket_id"], row["ticket_number"], row["ticket_url"])
    return Entry(
        id=row["id"],
        key=row["key"],
        case_id=row["handover_case"],
        session_id=row["session"],
        flow_id=row["flow"],
        language=row["language"],
        channel=row["channel"],
        kind=row["kind"],
        role=row["role"],
        purpose=row["purpose"],
        severity=row["severity"],
        state=row["state"],
        to=tuple(json.loads(row["recipients"])),
        subject=row["subject"],
        consent_sha256=row["consent_sha256"],
        consented_at=known_time(row["consented_at"]),
        next_at=time_of(row["next_at"]),
        attempts=row["attempts"],
        ticket=ticket,
        problem=row["problem"],
        problem_details=details_of(row["problem_details"]),
        files_total=row["files_total"],
        files_arrived=row["files_arrived"],
        waits_for=row["waits_for"],
        needs_consent=bool(row["needs_consent"]),
    )


def event_of(row: sqlite3.Row) -> TicketEvent:
    return TicketEvent(
        number=row["number"],
        escalation_id=row["escalation"],
        at=known_time(row["at"]),
        noted_at=known_time(row["noted_at"]),
        kind=row["kind"],
        detail=mapping_of(row["detail"]),
    )


def step(connection: sqlite3.Connection, row: sqlite3.Row, after: DeliveryState, **columns: Any) -> None:
    """Move an escalation on, but only if it still stands as ``row`` says; the other columns are set with it.

    Raises IllegalTransitionError, and OutboxError when another window or process was faster.
    """
    check_transition(row["state"], after)
    _update(connection, row, {"state": after, **columns})


def set_columns(connection: sqlite3.Connection, row: sqlite3.Row, **columns: Any) -> None:
    """Change what belongs to a state without leaving it; raises OutboxError when it was left meanwhile."""
    _update(connection, row, columns)


def _update(connection: sqlite3.Connection, row: sqlite3.Row, columns: Mapping[str, Any]) -> None:
    names = ", ".join(f"{name} = ?" for name in columns)  # names of columns, written in this package alone
    changed = connection.execute(
        f"UPDATE escalation SET {names} WHERE id = ? AND state = ?",  # noqa: S608
        (*columns.values(), row["id"], row["state"]),
    ).rowcount
    if changed != 1:
        raise OutboxError(N_("{key} has changed meanwhile. Look again at how it stands."), key=row["key"])


def note(
    connection: sqlite3.Connection,
    escalation_id: str,
    kind: EventKind,
    at: datetime,
    detail: Mapping[str, str],
    *,
    noted_at: datetime | None = None,
    remote_id: str | None = None,
) -> TicketEvent | None:
    """Append one line to the record; None when the other side's event ``remote_id`` is noted already.

    ``noted_at`` is this computer's clock, ``at`` unless given.
    """
    cursor = connection.execute(
        "INSERT INTO event (escalation, at, noted_at, kind, detail, remote_id) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (escalation, remote_id) DO NOTHING",
        (escalation_id, stamp(at), stamp(noted_at or at), kind, in_json(dict(detail)), remote_id),
    )
    if cursor.rowcount != 1:
        return None
    row = connection.execute("SELECT * FROM event WHERE number = ?", (cursor.lastrowid,)).fetchone()
    return event_of(row)
