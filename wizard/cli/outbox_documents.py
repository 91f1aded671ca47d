"""The parts of the JSON documents of ``wizard outbox``. Times are ISO 8601 in UTC; what is not known is null."""

from typing import Any

from wizard.errors import WizardError
from wizard.escalation.ladder import DueStep, Timeline
from wizard.escalation.model import Case, Entry, Message
from wizard.texts import Texts


def entry_document(entry: Entry, texts: Texts) -> dict[str, Any]:
    """Return one escalation; ``problem`` is in the person's language."""
    ticket = entry.ticket
    problem = None if entry.problem is None else texts.error(WizardError(entry.problem, **entry.problem_details))
    return {
        "key": entry.key,
        "id": entry.id,
        "case": entry.case_id,
        "session": entry.session_id,
        "flow": entry.flow_id,
        "channel": entry.channel,
        "kind": entry.kind,
        "purpose": entry.purpose,
        "role": entry.role,
        "severity": entry.severity,
        "state": entry.state,
        "waits_for": entry.waits_for,
        "next_at": entry.next_at,
        "attempts": entry.attempts,
        "to": entry.to,
        "subject": entry.subject,
        "consented_at": entry.consented_at,
        "consent_sha256": entry.consent_sha256,
        "ticket": None if ticket is None else {"id": ticket.id, "number": ticket.number, "url": ticket.url},
        "files": {"total": entry.files_total, "arrived": entry.files_arrived},
        "problem": problem,
    }


def file_documents(message: Message) -> list[dict[str, Any]]:
    """Return the frozen files."""
    return [
        {
            "name": each.name,
            "media_type": each.media_type,
            "size_bytes": each.size_bytes,
            "sha256": each.sha256,
            "arrived": each.remote_id is not None,
        }
        for each in message.attachments
    ]


def case_document(case: Case, made: Timeline, texts: Texts) -> dict[str, Any]:
    """Return a case with its timeline and what is due."""
    return {
        "id": case.id,
        "title": case.title,
        "severity": case.severity,
        "opened_at": case.opened_at,
        "closed": case.closed,
        "entries": [entry.key for entry in case.entries],
        "summary": made.summary.text(texts),
        "timeline": [
            {"at": line.at, "kind": line.kind, "sentence": line.sentence.text(texts), "text": line.text}
            for line in made.lines
        ],
        "due": [] if case.closed else [due_document(step, texts) for step in made.due],
        "next_due_at": None if case.closed else made.next_due_at,
        "next_due": None if case.closed else made.next_due,
    }


def due_document(step: DueStep, texts: Texts) -> dict[str, Any]:
    """Return a step that is due."""
    return {
        "step": step.kind,
        "due_at": step.due_at,
        "role": None if step.rung is None else step.rung.role,
        "title": texts.message(step.title),
        "sentence": step.sentence.text(texts),
        "whom": step.whom.text(texts),
    }
