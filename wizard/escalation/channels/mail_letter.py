"""A message as mail (RFC 5322, MIME), in pieces: files of any size cost no memory, and every byte of them arrives.

The text is in base64 like the files: no server can then change a line end, a dot or a blank, so that what is decoded
is what was shown, byte for byte.
"""

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from wizard.escalation.channels.web_body import Body, FilePart
from wizard.escalation.errors import RefusedError
from wizard.escalation.model import Attachment, Message
from wizard.marking import N_
from wizard.organisation.addresses import mail_fault
from wizard.report.hygiene import safe_name

_LINE_BYTES = 57
"""What 76 characters of base64 hold, the longest line there may be (RFC 2045, 6.8)."""
_PIECE_BYTES = _LINE_BYTES * 216
_MEDIA_TYPE = re.compile(
    r"(?!multipart/|message/)[a-z]+/[a-z0-9][a-z0-9.+-]{0,100}(; ?charset=[a-z0-9-]{1,40})?", re.IGNORECASE
)
_MOST_PLAIN = 900
"""A line of mail ends at 998 characters, and words without blanks cannot be folded."""
_ANY_BYTES = "application/octet-stream"
Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Letter:
    """A mail that is ready to go. ``body`` is all of it, headers included, as it stands between DATA and the dot."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    body: Body


@dataclass(frozen=True)
class MimeFile(FilePart):
    """A file in base64 by lines (RFC 2045, 6.8)."""

    @property
    def sent_size_bytes(self) -> int:
        return (self.size_bytes + 2) // 3 * 4 + (self.size_bytes + _LINE_BYTES - 1) // _LINE_BYTES * 2

    def pieces(self) -> Iterator[tuple[bytes, int]]:
        """Yield lines, and how many bytes of the file they hold; raises OSError when the file got shorter."""
        left = self.size_bytes
        with self.path.open("rb") as opened:
            while left:
                piece = opened.read(min(_PIECE_BYTES, left))
                if len(piece) < min(_PIECE_BYTES, left):  # a short line inside would change what is decoded
                    raise OSError(f"{self.name} ended {left - len(piece)} bytes early")
                left -= len(piece)
                yield _base64_lines(piece), len(piece)


def compose_letter(message: Message, sender: str) -> Letter:
    """Return the mail, the same bytes at every try; raises RefusedError for addresses or a subject no mail can have.

    ``sender`` is the organisation's address; answers go to the person, whose address is in ``reply_to``.
    """
    domain = sender.rpartition("@")[2]
    message_id = f"<{message.id}@{domain}>"
    headers = [
        ("Date", format_datetime(message.created_at)),
        ("Message-ID", message_id),
        ("From", sender),
        *_addressed(message),
        *([("Reply-To", message.reply_to)] if message.reply_to else []),
        ("Auto-Submitted", "no"),  # RFC 3834: a person sent it
    ]
    _check_addresses((sender, *message.to, *message.copy, message.reply_to or ""))
    recipients = {address.casefold(): address for address in reversed((*message.to, *message.copy))}
    return Letter(message_id, sender, tuple(reversed(recipients.values())), _body(message, headers))


def compose_draft(message: Message) -> Body:
    """Return a mail that nobody has sent yet, for the person's own mail program, which adds sender and date.

    ``X-Unsent`` makes Outlook and its kin open it for writing. Raises RefusedError as ``compose_letter``.
    """
    _check_addresses((*message.to, *message.copy))
    return _body(message, [*_addressed(message, needed=False), ("X-Unsent", "1")])


def _addressed(message: Message, *, needed: bool = True) -> Headers:
    if needed and not message.to:
        raise RefusedError(N_("This mail names nobody it goes to. The organisation's profile must be put right."))
    named = (("To", message.to), ("Cc", message.copy))
    return [(name, ", ".join(addresses)) for name, addresses in named if addresses]


def _check_addresses(addresses: Sequence[str]) -> None:
    for address in addresses:
        if mail_fault(address):
            raise RefusedError(
                N_("“{address}” cannot be used as an e-mail address. Nothing was sent. Correct it, then agree again."),
                address=address.encode("ascii", "backslashreplace").decode(),
            )


def _body(message: Message, headers: Headers) -> Body:
    parts = tuple(MimeFile(file.name, file.path, file.size_bytes) for file in message.attachments)
    heads = _file_heads(message.attachments)
    text = _base64_lines(message.text.encode())
    if not parts:
        return Body("message/rfc822", (_head(headers, message.subject, _text_headers()) + text,))
    boundary = f"=_{message.id}"  # neither base64 nor a header here holds =_
    between = f"\r\n--{boundary}\r\n".encode()
    written: list[bytes | FilePart] = [
        _head(headers, message.subject, [("Content-Type", f'multipart/mixed; boundary="{boundary}"')]),
        between[2:] + _fold(_text_headers()) + b"\r\n" + text,
    ]
    for head, part in zip(heads, parts, strict=True):
        written += [between + head + b"\r\n", part]
    return Body("message/rfc822", (*written, f"\r\n--{boundary}--\r\n".encode()))


def _text_headers() -> Headers:
    return [("Content-Type", 'text/plain; charset="utf-8"'), ("Content-Transfer-Encoding", "base64")]


def _file_heads(attachments: Sequence[Attachment]) -> Iterator[bytes]:
    taken: frozenset[str] = frozenset()
    for file in attachments:
        name = safe_name(file.name, taken)
        taken |= {name}
        part = EmailMessage(policy=SMTP)
        part["Content-Type"] = file.media_type if _MEDIA_TYPE.fullmatch(file.media_type) else _ANY_BYTES
        part["Content-Transfer-Encoding"] = "base64"
        part.add_header("Content-Disposition", "attachment", filename=name)  # RFC 2231 where it must be
        yield b"".join(part.policy.fold_binary(key, value) for key, value in part.items())


def _head(headers: Headers, subject: str, of_body: Headers) -> bytes:
    return _fold(headers) + _subject(subject) + _fold([("MIME-Version", "1.0"), *of_body]) + b"\r\n"


def _fold(headers: Headers) -> bytes:
    folded = EmailMessage(policy=SMTP)
    for name, value in headers:
        folded[name] = value
    return b"".join(folded.policy.fold_binary(name, value) for name, value in folded.items())


def _subject(subject: str) -> bytes:
    """By hand: where the library's newer way folds between encoded and plain words, it loses the blank."""
    if not subject.replace(" ", "x").isprintable():
        raise RefusedError(N_("The subject has a line break or a sign that cannot be seen. Nothing was sent."))
    plain = subject.isascii() and "=?" not in subject and len(subject) < _MOST_PLAIN
    folded = Header(subject, "us-ascii" if plain else "utf-8", header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {folded}\r\n".encode("ascii")


def _base64_lines(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")
