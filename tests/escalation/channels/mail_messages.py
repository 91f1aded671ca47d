"""Messages to send in the tests of mail and folder, with files that are hard to keep whole."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from wizard.escalation.model import Attachment, Message, key_of

ID = "0123456789abcdef0123456789abcdef"
KEY = key_of(ID)
TEXT = "Dobrý den,\n\n.a line that begins with a dot\n.\nFrom here on: trailing blanks   \n\ttab\n€ – žluťoučký\n"
FILES: Mapping[str, bytes] = {
    "report.html": b"<!doctype html>\r\n<p>From\n.\r\n..\n",
    "diagnostics/crash žluťoučký kůň.log": "\r\n\n\rpříliš\x00\x1a".encode("cp1250"),
    "empty.bin": b"",
    "screen.png": bytes(range(256)) * 300,
}


def attach(folder: Path, name: str, content: bytes, media_type: str = "application/octet-stream") -> Attachment:
    sha256 = hashlib.sha256(content).hexdigest()
    path = folder / f"frozen-{sha256[:16]}"
    path.write_bytes(content)
    return Attachment(name, media_type, len(content), sha256, path)


def message(
    folder: Path,
    *,
    files: Mapping[str, bytes] | None = None,
    text: str = TEXT,
    subject: str = f"Žádost o pomoc – služba neběží [{KEY}]",
    to: tuple[str, ...] = ("help@example.com",),
    copy: tuple[str, ...] = (),
    reply_to: str | None = "anna@example.org",
) -> Message:
    """Return a message whose files lie in ``folder``."""
    named = FILES if files is None else files
    return Message(
        id=ID,
        key=KEY,
        created_at=datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        language="cs",
        to=to,
        copy=copy,
        reply_to=reply_to,
        subject=subject,
        text=text,
        fields={},
        attachments=tuple(attach(folder, name, content) for name, content in named.items()),
    )
