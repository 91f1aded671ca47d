"""Cases and messages out of the outbox's tables."""

import json
import sqlite3
from pathlib import Path

from wizard.escalation.errors import NoEntryError
from wizard.escalation.model import Attachment, Case, Message
from wizard.escalation.outbox_files import FrozenFiles
from wizard.escalation.outbox_rows import entry_of, event_of, known_time, mapping_of, row_of, rows_where
from wizard.marking import N_


def case_of(connection: sqlite3.Connection, case_id: str) -> Case:
    """Return a case with all that happened; raises NoEntryError."""
    row = connection.execute("SELECT * FROM handover_case WHERE id = ?", (case_id,)).fetchone()
    if row is None:
        raise NoEntryError(N_("There is nothing called {name} in the outbox."), name=case_id)
    entries = tuple(entry_of(each) for each in rows_where(connection, "handover_case = ?", case_id))
    events = connection.execute(
        "SELECT event.* FROM event JOIN escalation ON escalation.id = event.escalation"
        " WHERE escalation.handover_case = ? ORDER BY event.number",
        (case_id,),
    ).fetchall()
    return Case(
        id=row["id"],
        session_id=row["session"],
        flow_id=row["flow"],
        title=row["title"],
        severity=row["severity"],
        access_affected=bool(row["access_affected"]),
        outage=None if row["outage"] is None else bool(row["outage"]),
        opened_at=known_time(row["opened_at"]),
        entries=entries,
        events=tuple(event_of(each) for each in events),
        clock_offset_s=_clock_offset_s(connection, case_id),
        closed=row["closed_at"] is not None,
    )


def _clock_offset_s(connection: sqlite3.Connection, case_id: str) -> float | None:
    """Return the offset told last by a server of this case, else by any other: one computer has one clock."""
    found = connection.execute(
        "SELECT offset_s FROM server_clock ORDER BY"
        " channel IN (SELECT channel FROM escalation WHERE handover_case = ?) DESC, noted_at DESC LIMIT 1",
        (case_id,),
    ).fetchone()
    return None if found is None else float(found["offset_s"])


def message_of(connection: sqlite3.Connection, escalation_id: str, files: FrozenFiles) -> Message:
    """Return what is sent, its files not looked at; raises NoEntryError."""
    row = row_of(connection, escalation_id)
    attachments = connection.execute(
        "SELECT * FROM attachment WHERE escalation = ? ORDER BY position", (escalation_id,)
    ).fetchall()
    return Message(
        id=row["id"],
        key=row["key"],
        created_at=known_time(row["consented_at"]),
        language=row["language"],
        to=tuple(json.loads(row["recipients"])),
        copy=tuple(json.loads(row["copies"])),
        reply_to=row["reply_to"],
        subject=row["subject"],
        text=row["text"],
        fields=mapping_of(row["fields"]),
        attachments=tuple(
            _attachment(each, files.path(escalation_id, each["position"], each["sha256"])) for each in attachments
        ),
    )


def _attachment(row: sqlite3.Row, path: Path) -> Attachment:
    return Attachment(row["name"], row["media_type"], row["size_bytes"], row["sha256"], path, row["remote_id"])
