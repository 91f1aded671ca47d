"""A mail for the person's own program: a draft with the files, or, where that opens none, a short mailto address.

Both are *prepared*: whether the person sends them, only the person can say.
"""

from pathlib import Path
from urllib.parse import quote

from wizard.escalation.channels.mail_letter import compose_draft
from wizard.escalation.model import Message
from wizard.settings import private_folder, write_private

LONGEST_URL = 2_000
"""What every mail program and browser takes (Windows cuts at 2,048 characters)."""
_LONGEST_SUBJECT, _LONGEST_ADDRESSES = 300, 600
_CUT_SIGN = "…"
_IN_ADDRESS = "@!$'*+"
"""What RFC 6068 lets stand in an address beside letters and digits."""


def draft_bytes(message: Message) -> bytes:
    """Return the whole draft (``.eml``, RFC 5322 with ``X-Unsent``): recipients, subject, text and files.

    Raises RefusedError for an address or subject that no mail can have, and for a file that is gone or changed.
    """
    body = compose_draft(message)
    body.check()
    return b"".join(piece for piece, _ in body.pieces())


def write_draft(message: Message, folder: Path) -> Path:
    """Write the draft to ``folder`` as a private file ``<key>.eml`` and return it; raises SettingsError too."""
    content = draft_bytes(message)
    file = private_folder(folder) / f"{message.key}.eml"
    write_private(file, content)
    return file


def mailto_url(message: Message, symptom: str, error: str) -> str:
    """Return an address that opens a mail with key, symptom and error, and nothing else (RFC 6068).

    It is always shorter than ``LONGEST_URL``: copies that do not fit are left out, then words are cut.
    """
    to = ",".join(_address(address) for address in message.to[:1])
    copy = ""
    for address in (*message.to[1:], *message.copy):
        longer = f"{copy},{_address(address)}" if copy else _address(address)
        if len(to) + len(longer) <= _LONGEST_ADDRESSES:
            copy = longer
    subject = _cut(f"[{message.key}] {_one_line(symptom)}".rstrip(), _LONGEST_SUBJECT)
    start = f"mailto:{to}?" + (f"cc={copy}&" if copy else "") + f"subject={subject}&body="
    key, left = _encoded(f"[{message.key}]\r\n"), LONGEST_URL - 1 - len(start)
    symptom_part = _cut(_one_line(symptom), (left - len(key)) // 2)
    line_end = _encoded("\r\n")
    error_part = _cut(_one_line(error), left - len(key) - len(symptom_part) - len(line_end))
    return start + key + line_end.join(part for part in (symptom_part, error_part) if part)


def _address(address: str) -> str:
    return quote(address, safe=_IN_ADDRESS)


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="replace")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, longest: int) -> str:
    """Return the text percent-encoded, whole or cut between characters with a sign that it was."""
    whole = _encoded(text)
    if len(whole) <= longest:
        return whole
    left, kept = longest - len(_encoded(_CUT_SIGN)), []
    for character in text:
        encoded = _encoded(character)
        left -= len(encoded)
        if left < 0:
            break
        kept.append(encoded)
    return "".join(kept) + _encoded(_CUT_SIGN)
