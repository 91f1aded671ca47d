"""Bodies of requests that are sent piece by piece: a file of any size costs no memory, in base64 neither."""

import base64
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec

from wizard.escalation.errors import RefusedError
from wizard.escalation.model import Attachment
from wizard.marking import N_

_PIECE_BYTES = 12_288
"""A multiple of 3, so that base64 can be cut there; small, so that a slow line shows progress and stops soon."""


@dataclass(frozen=True)
class FilePart:
    """A file inside a body, as it is or in base64."""

    name: str
    path: Path
    size_bytes: int
    in_base64: bool = False

    @property
    def sent_size_bytes(self) -> int:
        return (self.size_bytes + 2) // 3 * 4 if self.in_base64 else self.size_bytes

    def check(self) -> None:
        """Raise RefusedError when the file is gone or no longer has its size: it is not what was agreed to."""
        try:
            with self.path.open("rb") as opened:
                size_bytes = os.fstat(opened.fileno()).st_size
        except OSError as error:
            raise RefusedError(
                N_("The file {file} cannot be read ({reason}), so nothing was sent. Prepare the report again."),
                file=self.name,
                reason=error.strerror or type(error).__name__,
            ) from error
        if size_bytes != self.size_bytes:
            raise RefusedError(
                N_("The file {file} is not the one that was agreed to, so nothing was sent. Prepare the report again."),
                file=self.name,
            )

    def pieces(self) -> Iterator[tuple[bytes, int]]:
        """Yield what is sent and how many bytes of the file it holds; raises OSError when the file got shorter."""
        left = self.size_bytes
        with self.path.open("rb") as opened:
            while left:
                piece = opened.read(min(_PIECE_BYTES, left))
                if not piece:
                    raise OSError(f"{self.name} ended {left} bytes early")
                left -= len(piece)
                yield (base64.b64encode(piece) if self.in_base64 else piece), len(piece)


@dataclass(frozen=True)
class Body:
    """What one request carries. ``parts`` are sent one after the other; ``size_bytes`` is their whole length."""

    media_type: str
    parts: tuple[bytes | FilePart, ...]

    @property
    def size_bytes(self) -> int:
        return sum(len(part) if isinstance(part, bytes) else part.sent_size_bytes for part in self.parts)

    @property
    def holds_files(self) -> bool:
        return any(isinstance(part, FilePart) for part in self.parts)

    def check(self) -> None:
        """Raise RefusedError for a file that cannot be sent as it was agreed to."""
        for part in self.parts:
            if isinstance(part, FilePart):
                part.check()

    def pieces(self) -> Iterator[tuple[bytes, int]]:
        """Yield the body in pieces, each with the bytes of a file in it (without files: with its own length)."""
        with_files = self.holds_files
        for part in self.parts:
            if isinstance(part, FilePart):
                yield from part.pieces()
                continue
            for start in range(0, len(part), _PIECE_BYTES):
                piece = part[start : start + _PIECE_BYTES]
                yield piece, 0 if with_files else len(piece)


class Base64File:
    """Stands in a JSON value where the base64 text of a file belongs. No dataclass: the encoder would write it out."""

    def __init__(self, attachment: Attachment) -> None:
        self.attachment = attachment


def json_body(value: object) -> Body:
    """Return a JSON body; each ``Base64File`` in it is read while it is sent."""
    placed: list[tuple[bytes, Base64File]] = []

    def place(found: Any) -> str:
        if not isinstance(found, Base64File):
            raise NotImplementedError(type(found).__name__)
        token = f"file-{uuid.uuid4().hex}"
        placed.append((token.encode(), found))
        return token

    rest = msgspec.json.encode(value, enc_hook=place)
    parts: list[bytes | FilePart] = []
    for token, file in sorted(placed, key=lambda one: rest.index(one[0])):
        before, _, rest = rest.partition(token)
        parts += [before, _file_part(file.attachment, in_base64=True)]
    return Body("application/json", (*parts, rest))


def form_body(fields: Sequence[tuple[str, str]]) -> Body:
    """Return ``fields`` as a web form sends them (application/x-www-form-urlencoded, UTF-8)."""
    return Body("application/x-www-form-urlencoded", (urlencode(fields).encode(),))


def multipart_body(
    fields: Sequence[tuple[str, str]],
    files: Sequence[tuple[str, Attachment]],
    media_types: Mapping[str, str] | None = None,
) -> Body:
    """Return a multipart/form-data body (RFC 7578): text fields, then each file under the name of its field.

    ``media_types`` gives the type of a text field or of all files of one field where it is not the plain one.
    """
    from urllib3.fields import RequestField

    boundary = uuid.uuid4().hex
    types = media_types or {}
    parts: list[bytes | FilePart] = []
    for name, text in fields:
        field = RequestField(name, text)
        field.make_multipart(content_type=types.get(name))
        parts.append(f"--{boundary}\r\n{field.render_headers()}{text}\r\n".encode())
    for name, attachment in files:
        field = RequestField(name, b"", filename=attachment.name)
        field.make_multipart(content_type=types.get(name, attachment.media_type))
        parts += [f"--{boundary}\r\n{field.render_headers()}".encode(), _file_part(attachment), b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return Body(f"multipart/form-data; boundary={boundary}", tuple(parts))


def raw_body(attachment: Attachment) -> Body:
    """Return a body that is the file itself."""
    return Body(attachment.media_type, (_file_part(attachment),))


def _file_part(attachment: Attachment, *, in_base64: bool = False) -> FilePart:
    return FilePart(attachment.name, attachment.path, attachment.size_bytes, in_base64)
