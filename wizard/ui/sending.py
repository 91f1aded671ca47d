"""Sending one report now, with how far it has come; runs on the worker's thread."""

from wizard.escalation.handing_over import HandingOver
from wizard.escalation.model import Draft, Entry
from wizard.escalation.outbox import outbox_of
from wizard.escalation.sender import SendProgress
from wizard.system.base import Cancel, Progress, Report

_NOT_YET = 0.97
"""The bar is full only when the answer is there; mail grows by a third on the line."""


def send(handing: HandingOver, draft: Draft, seen_sha256: str, report: Report, cancel: Cancel) -> Entry:
    """Freeze what the person agreed to, and try to send it at once, unless it waits for the mails of the day."""
    entry = handing.consent_and_queue(draft, seen_sha256)
    return send_now(handing, entry, report, cancel) if entry.goes_now else entry


def send_now(handing: HandingOver, entry: Entry, report: Report, cancel: Cancel) -> Entry:
    """Try to send one now, whatever it waits for."""
    message = outbox_of(handing.environment).message_unchecked(entry.id)
    sizes = {file.name: file.size_bytes for file in message.attachments}
    text_bytes = len(message.text.encode())
    whole = max(1, text_bytes + sum(sizes.values()))
    begun: list[str] = []

    def pass_on(progress: SendProgress) -> None:
        if progress.stage == "done":
            return
        if progress.file is not None and progress.file not in begun:
            begun.append(progress.file)
        before_bytes = text_bytes + sum(sizes[name] for name in begun[:-1]) if begun else 0
        report(Progress(min(_NOT_YET, (before_bytes + progress.sent_bytes) / whole), {"file": progress.file or ""}))

    return handing.send_now(entry, pass_on, cancel)
