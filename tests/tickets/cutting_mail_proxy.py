"""A proxy between a mail client and a real SMTP server that cuts before, inside and after the message, as told.

It ends the client's encryption (STARTTLS) with a certificate of the test's authority and begins its own to the server,
since DATA could not be seen otherwise.
"""

import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import TracebackType

from tests.tickets.listening import IDLE_S, Listener, reset, wait_until_gone


class MailFault(Enum):
    """What happens to one connection."""

    NONE = "forward everything"
    BEFORE_GREETING = "cut before the server's greeting"
    BEFORE_DATA = "cut when the client says DATA; the server never hears it"
    INSIDE_DATA = "cut in the middle of the message"
    AFTER_ACCEPTED = "cut when the server has accepted the message, before the client is told"
    STALL_AFTER_ACCEPTED = "say nothing when the server has accepted the message, until the client goes"


MailPlan = Mapping[int, MailFault]
"""From a connection's number, 0 on, to its fault; those that are not named are forwarded."""


@dataclass(frozen=True)
class MailNote:
    """What befell one connection. `answered`: the server's reply to the message, empty when it gave none."""

    number: int
    fault: MailFault
    message_bytes: int
    bytes_to_server: int
    answered: str


class CuttingMailProxy:
    """A context manager; `port` is where the client goes. `tls`: how the proxy shows itself to the client."""

    def __init__(self, server: tuple[str, int], tls: ssl.SSLContext, plan: MailPlan) -> None:
        self._server = server
        self._tls = tls
        self._plan = plan
        self._count = 0
        self._notes: list[MailNote] = []
        self._changed = threading.Condition()
        self._listener = Listener(self._serve)
        self.port = self._listener.port

    def __enter__(self) -> "CuttingMailProxy":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def notes(self, at_least: int = 0, within_s: float = 10.0) -> tuple[MailNote, ...]:
        """Return what was noted so far, once that is so many connections."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._notes) >= at_least, within_s):
                raise TimeoutError(f"{len(self._notes)} of {at_least} connections within {within_s} s")
            return tuple(sorted(self._notes, key=lambda note: note.number))

    def _serve(self, client: socket.socket) -> None:
        with self._changed:
            number = self._count
            self._count += 1
        fault = self._plan.get(number, MailFault.NONE)
        conversation = Conversation(fault, client, self._tls)
        try:
            if fault is not MailFault.BEFORE_GREETING:
                with self._listener.kept(socket.create_connection(self._server, timeout=IDLE_S)) as server:
                    conversation.run(server)
        finally:
            conversation.close()
            with self._changed:
                self._notes.append(
                    MailNote(
                        number, fault, conversation.message_bytes, conversation.bytes_to_server, conversation.answered
                    )
                )
                self._changed.notify_all()


class Conversation:
    """One SMTP conversation (RFC 5321): a command from the client, a reply from the server, until the fault or QUIT."""

    def __init__(self, fault: MailFault, client: socket.socket, tls: ssl.SSLContext) -> None:
        self._fault = fault
        self._client = client
        self._server: socket.socket | None = None
        self._tls = tls
        self._ended = False
        self.message_bytes = self.bytes_to_server = 0
        self.answered = ""

    def close(self) -> None:
        """Close both ends: as one does after QUIT, else as when the line breaks."""
        if self._server is not None:
            self._server.close()
        if self._ended:
            self._client.close()
        else:
            reset(self._client)

    def run(self, server: socket.socket) -> None:
        self._server = server
        self._client.sendall(reply(server))
        while command := line(self._client):
            verb = command.strip().upper()
            if verb == b"DATA" and self._fault is MailFault.BEFORE_DATA:
                return
            server.sendall(command)
            answer = reply(server)
            if verb == b"DATA" and answer.startswith(b"354"):
                self._client.sendall(answer)
                if not self._message(server):
                    return
                continue
            self._client.sendall(answer)
            if verb == b"STARTTLS" and answer.startswith(b"220"):
                self._server = server = unverified().wrap_socket(server)
                self._client = self._tls.wrap_socket(self._client, server_side=True)
            if verb == b"QUIT":
                self._ended = True
                return

    def _message(self, server: socket.socket) -> bool:
        """Forward the message as the fault has it; return whether the conversation goes on."""
        message = until(self._client, b"\r\n.\r\n")
        self.message_bytes = len(message)
        if self._fault is MailFault.INSIDE_DATA:
            part = message[: len(message) // 2]
            server.sendall(part)
            self.bytes_to_server = len(part)
            return False
        server.sendall(message)
        self.bytes_to_server = len(message)
        answer = reply(server)
        self.answered = answer.decode("utf-8", "replace").strip()
        if self._fault is MailFault.AFTER_ACCEPTED:
            return False
        if self._fault is MailFault.STALL_AFTER_ACCEPTED:
            wait_until_gone(self._client)
            return False
        self._client.sendall(answer)
        return True


def unverified() -> ssl.SSLContext:
    """Return the context towards the test's own server, whose certificate is not what is tested here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def line(peer: socket.socket) -> bytes:
    """Return one line with its end; nothing when the other side has gone."""
    return until(peer, b"\n")


def until(peer: socket.socket, end: bytes) -> bytes:
    """Return what comes up to and with `end`; nothing when the other side goes before.

    Nobody sends on before an answer here (no PIPELINING is offered), so what was read never goes beyond the end.
    """
    content = bytearray()
    while not content.endswith(end):
        part = peer.recv(65536)
        if not part:
            return b""
        content += part
    return bytes(content)


def reply(server: socket.socket) -> bytes:
    """Return a whole reply, of one line or several (`250-…`, at last `250 …`)."""
    content = bytearray()
    while not content.endswith(b"\n") or content.rstrip().splitlines()[-1][3:4] == b"-":
        part = server.recv(65536)
        if not part:
            raise ConnectionAbortedError("the mail server went")
        content += part
    return bytes(content)
