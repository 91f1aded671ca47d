"""Taking a consent: the row of an escalation and its case, once its bytes are on the disk."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from wizard.escalation.errors import ConsentError
from wizard.escalation.model import Draft
from wizard.escalation.outbox_rows import in_json, note, row_of, stamp, step
from wizard.marking import N_

BY_PERSON = frozenset({"phone", "chat", "page"})
"""The kinds nothing is sent over by itself."""
_SEVEREST_FIRST = ("p1", "high", "normal", "low")
_NOT_SHOWN = N_("What would leave is not what you saw. Look at it again, then agree once more.")
_OTHER_CONTENT = N_("{key} was agreed to with other contents. Prepare the report anew, then agree to that.")


def severity_rank(severity: str) -> int:
    """Return 0 for the most severe."""
    return _SEVEREST_FIRST.index(severity)


def check_consent(draft: Draft, consent_sha256: str) -> None:
    """Raise ConsentError when the consent was to something else."""
    if draft.sha256 != consent_sha256:
        raise ConsentError(_NOT_SHOWN)


def needs_consent(connection: sqlite3.Connection, draft: Draft) -> bool:
    """Whether a draft is to be queued: not when the very same is there already.

    Raises ConsentError when its key belongs to something else.
    """
    known = connection.execute(
        "SELECT consent_sha256, state, needs_consent FROM escalation WHERE id = ? OR key = ?", (draft.id, draft.key)
    ).fetchone()
    if known is None:
        return True
    if known["consent_sha256"] != draft.sha256:
        raise ConsentError(_OTHER_CONTENT, key=draft.key)
    return known["state"] == "failed" and bool(known["needs_consent"])


def note_consent(
    connection: sqlite3.Connection,
    draft: Draft,
    at: datetime,
    *,
    title: str,
    not_before: datetime | None,
    access_affected: bool,
    outage: bool | None,
    by_person: bool,
) -> None:
    """Write the rows of a draft that was agreed to; inside a transaction, its bytes on the disk."""
    _note_case(connection, draft, at, title, access_affected=access_affected, outage=outage)
    waits: Mapping[str, object] = {
        "next_at": stamp(at if not_before is None else max(at, not_before)),
        "wait_from": stamp(at),
        "waits_for": None if not_before is None else "window",
        "consented_at": stamp(at),
    }
    if connection.execute("SELECT 1 FROM escalation WHERE id = ?", (draft.id,)).fetchone() is None:
        _insert(connection, draft, waits)
    else:
        row = row_of(connection, draft.id)
        step(connection, row, "consented", needs_consent=0, failures=0, problem=None, problem_details=None, **waits)
    note(connection, draft.id, "consented", at, {"sha256": draft.sha256})
    if by_person or draft.kind in BY_PERSON:
        step(connection, row_of(connection, draft.id), "prepared", next_at=None, waits_for=None)
        note(connection, draft.id, "prepared", at, {})


def _note_case(
    connection: sqlite3.Connection,
    draft: Draft,
    at: datetime,
    title: str,
    *,
    access_affected: bool,
    outage: bool | None,
) -> None:
    """Open the case, or note that it goes on: the severest word counts, and it is open again."""
    known = connection.execute("SELECT severity FROM handover_case WHERE id = ?", (draft.case_id,)).fetchone()
    if known is None:
        connection.execute(
            "INSERT INTO handover_case (id, session, flow, title, severity, access_affected, outage, opened_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (draft.case_id, draft.session_id, draft.flow_id, title, draft.severity, access_affected, outage, stamp(at)),
        )
        return
    severity = min(known["severity"], draft.severity, key=severity_rank)
    connection.execute(
        "UPDATE handover_case SET severity = ?, access_affected = max(access_affected, ?),"
        " outage = coalesce(?, outage), closed_at = NULL WHERE id = ?",
        (severity, access_affected, outage, draft.case_id),
    )


def _insert(connection: sqlite3.Connection, draft: Draft, waits: Mapping[str, object]) -> None:
    columns = {
        "id": draft.id,
        "key": draft.key,
        "handover_case": draft.case_id,
        "session": draft.session_id,
        "flow": draft.flow_id,
        "language": draft.language,
        "channel": draft.channel,
        "kind": draft.kind,
        "role": draft.role,
        "purpose": draft.purpose,
        "severity": draft.severity,
        "recipients": in_json(draft.to),
        "copies": in_json(draft.copy),
        "reply_to": draft.reply_to,
        "subject": draft.subject,
        "text": draft.text,
        "fields": in_json(dict(draft.fields)),
        "consent_sha256": draft.sha256,
        "state": "consented",
        **waits,
    }
    names, places = ", ".join(columns), ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO escalation ({names}) VALUES ({places})", tuple(columns.values()))  # noqa: S608
    connection.executemany(
        "INSERT INTO attachment (escalation, position, name, media_type, size_bytes, sha256) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (draft.id, position, file.name, file.media_type, file.size_bytes, file.sha256)
            for position, file in enumerate(draft.files)
        ],
    )
