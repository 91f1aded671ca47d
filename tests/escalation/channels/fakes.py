"""What the tests of web channels share: a report to send, secrets that are known, scripted servers."""

import hashlib
import socket
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from tests.tickets.listening import Listener
from wizard.escalation.model import Attachment, Message, key_of, new_id
from wizard.system.cancel import Cancel

SECRET = "s3cret-Word"  # noqa: S105 - made up, so that it can be looked for where it must not be


class KnownSecrets:
    """A keyring that holds one word under every name."""

    def __init__(self, word: str = SECRET) -> None:
        self._word = word

    def get(self, name: str, cancel: Cancel | None = None) -> str:
        return self._word


def attachment_of(folder: Path, name: str, content: bytes, media_type: str = "text/plain") -> Attachment:
    path = folder / hashlib.sha256(name.encode() + content).hexdigest()
    path.write_bytes(content)
    return Attachment(name, media_type, len(content), hashlib.sha256(content).hexdigest(), path)


def message_with(
    *attachments: Attachment,
    text: str = "Nothing works.",
    subject: str = "No connection",
    fields: dict[str, str] | None = None,
    reply_to: str | None = None,
    copy: tuple[str, ...] = (),
) -> Message:
    escalation_id = new_id()
    key = key_of(escalation_id)
    return Message(
        id=escalation_id,
        key=key,
        created_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
        language="en",
        to=(),
        copy=copy,
        reply_to=reply_to,
        subject=f"{subject} [{key}]",
        text=text,
        fields=fields or {},
        attachments=attachments,
    )


class ScriptedServer:
    """Listens on 127.0.0.1 and hands every connection to ``serve``; counts them."""

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        self.connections = 0
        self._script = serve

    def __enter__(self) -> "ScriptedServer":
        self._listener = Listener(self._serve)
        self.port = self._listener.port
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _serve(self, connection: socket.socket) -> None:
        self.connections += 1
        self._script(connection)


def read_head(connection: socket.socket) -> bytes:
    """Read up to the blank line behind the headers, and return everything read so far."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = connection.recv(65_536)
        if not piece:
            break
        head += piece
    return head


def read_request(connection: socket.socket) -> int:
    """Read one whole request with its body; return the length of the body."""
    head, _, rest = read_head(connection).partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    left = length - len(rest)
    while left > 0:
        piece = connection.recv(min(left, 65_536))
        if not piece:
            break
        left -= len(piece)
    return length


def answering(*pieces: bytes) -> Callable[[socket.socket], None]:
    """Return what reads a request and then says these bytes."""

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        for piece in pieces:
            connection.sendall(piece)

    return serve


def http_answer(body: bytes, status: str = "200 OK", headers: Iterable[str] = ()) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body
