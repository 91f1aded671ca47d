"""What the person decides about an escalation after they agreed to it; each function runs inside one transaction."""

import sqlite3
from datetime import datetime

from wizard.escalation.errors import ConsentError, NoEntryError, OutboxError
from wizard.escalation.outbox_rows import note, row_of, rows_where, set_columns, stamp, step
from wizard.marking import N_
from wizard.report.hygiene import one_line

_NOTHING_TO_DO = N_("There is nothing left to do about {key}.")
_BEING_SENT = N_("{key} is being sent, or it is being looked up whether it arrived. Wait until that is over.")
_LEFT_ALREADY = N_("{key} has left already, at least in part, so it cannot be taken back.")
_NEEDS_CONSENT = N_("{key} needs you to look at it and to agree once more before it is sent.")
_NOT_ARRIVED = N_("You looked and it did not arrive. Agree once more to send it again.")
_STILL_WAITING = N_("{key} still waits to be sent. Send it or cancel it first.")
_MOST_NUMBER = 100
_CERTAIN = {"in_doubt": 0, "doubt_since": None, "empty_looks": 0, "empty_look_at": None}
_CLEARED = {"problem": None, "problem_details": None}


def cancel(connection: sqlite3.Connection, escalation_id: str, at: datetime) -> None:
    """Take it back before anything left."""
    row = row_of(connection, escalation_id)
    if row["state"] not in ("consented", "failed", "prepared"):
        sentence = _NOTHING_TO_DO if row["state"] == "cancelled" else _LEFT_ALREADY
        raise OutboxError(sentence, key=row["key"])
    if row["ticket_id"] is not None or row["in_doubt"]:
        raise OutboxError(_LEFT_ALREADY, key=row["key"])
    step(connection, row, "cancelled", next_at=None, waits_for=None)
    note(connection, escalation_id, "cancelled", at, {})


def said_so(connection: sqlite3.Connection, escalation_id: str, at: datetime, ticket_number: str) -> None:
    """The person sent it, called or chatted themselves."""
    row = row_of(connection, escalation_id)
    if row["state"] not in ("consented", "prepared", "failed", "unknown"):
        raise OutboxError(_BEING_SENT if row["state"] == "sending" else _NOTHING_TO_DO, key=row["key"])
    ticket, ticket_number = {}, one_line(ticket_number)[:_MOST_NUMBER]  # it goes into subjects of later letters
    if ticket_number and row["ticket_id"] is None:
        ticket = {"ticket_id": ticket_number, "ticket_number": ticket_number}
    step(connection, row, "said_so", next_at=None, waits_for=None, **ticket, **_CLEARED)
    note(connection, escalation_id, "said_so", at, {"number": ticket_number} if ticket_number else {})


def release(connection: sqlite3.Connection, escalation_id: str, at: datetime) -> None:
    """Try it again now; what is in doubt is looked up again."""
    row = row_of(connection, escalation_id)
    if row["needs_consent"]:
        raise ConsentError(_NEEDS_CONSENT, key=row["key"])
    now = {"next_at": stamp(at), "wait_from": stamp(at), "waits_for": None}
    match row["state"]:
        case "failed":
            step(connection, row, "consented", failures=0, **now, **_CLEARED)
            connection.execute(
                "UPDATE attachment SET state = 'waiting' WHERE escalation = ? AND state = 'refused'", (escalation_id,)
            )
        case "unknown":
            step(connection, row, "sending", failures=0, **now)
        case "consented" | "sending":
            set_columns(connection, row, failures=0, **now)
        case _:
            raise OutboxError(_NOTHING_TO_DO, key=row["key"])


def confirm_unknown(connection: sqlite3.Connection, escalation_id: str, arrived: bool, at: datetime) -> None:
    """The person looked there. A file that was in doubt is settled by their word, and the other files go on."""
    row = row_of(connection, escalation_id)
    if row["state"] != "unknown":
        raise OutboxError(_NOTHING_TO_DO, key=row["key"])
    connection.execute(
        "UPDATE attachment SET state = ?, remote_id = ? WHERE escalation = ? AND state = 'in_doubt'",
        ("arrived" if arrived else "waiting", "" if arrived else None, escalation_id),
    )
    if not arrived:
        problem = {"problem": _NOT_ARRIVED, "problem_details": None, "needs_consent": 1}
        step(connection, row, "failed", **problem, **_CERTAIN)
        note(connection, escalation_id, "failed", at, {"why": _NOT_ARRIVED})
        return
    waiting = "SELECT 1 FROM attachment WHERE escalation = ? AND state = 'waiting'"
    goes_on = row["ticket_id"] is not None and connection.execute(waiting, (escalation_id,)).fetchone() is not None
    if goes_on:
        now = {"next_at": stamp(at), "wait_from": stamp(at), "waits_for": None}
        step(connection, row, "sending", failures=0, **now, **_CERTAIN, **_CLEARED)
        return
    step(connection, row, "said_so", next_at=None, waits_for=None, **_CERTAIN, **_CLEARED)
    note(connection, escalation_id, "said_so", at, {})


def close_case(connection: sqlite3.Connection, case_id: str, at: datetime) -> None:
    """The case is over for the person; closing it twice is closing it once."""
    case = connection.execute("SELECT closed_at FROM handover_case WHERE id = ?", (case_id,)).fetchone()
    rows = rows_where(connection, "handover_case = ?", case_id)
    if case is None or not rows:
        raise NoEntryError(N_("There is nothing called {name} in the outbox."), name=case_id)
    for row in rows:
        if row["state"] in ("consented", "sending"):
            raise OutboxError(_STILL_WAITING, key=row["key"])
    if case["closed_at"] is None:
        connection.execute("UPDATE handover_case SET closed_at = ? WHERE id = ?", (stamp(at), case_id))
        note(connection, rows[-1]["id"], "closed", at, {})
