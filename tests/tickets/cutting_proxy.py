"""A proxy between an HTTP client and a real server that cuts, stalls and answers where a plan says, and notes it.

One request per connection: both sides are told `Connection: close`. Every note says how far the request
and the answer came, so that a failing run can be read and, with the same seed, played again.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType

from tests.tickets.faults import (
    Answer,
    CutAfterCommit,
    CutBeforeRequest,
    CutInsideAnswer,
    CutInsideRequest,
    Fault,
    Plan,
    RequestLine,
    Stall,
    nothing_wrong,
)
from tests.tickets.listening import IDLE_S, Listener, reset, wait_until_gone

LONGEST_HEAD_BYTES = 65536


@dataclass(frozen=True)
class Note:
    """What befell one request. `answered`: the status the server gave, None when it gave none."""

    request: RequestLine
    fault: Fault
    request_bytes: int
    bytes_to_server: int
    answered: int | None
    answer_bytes: int
    bytes_to_client: int

    def __str__(self) -> str:
        return (
            f"{self.request.number:>3} {self.request.method} {self.request.path}: {self.fault}; "
            f"{self.bytes_to_server} of {self.request_bytes} bytes to the server, which answered {self.answered}; "
            f"{self.bytes_to_client} of {self.answer_bytes} bytes to the client"
        )


class CuttingProxy:
    """A context manager. Give it the server's address, now or by `server` later; `tls` makes it an HTTPS front.

    `address` is where it listens: 127.0.0.1, unless it stands in a network that the test made.
    """

    def __init__(
        self,
        server: tuple[str, int] | None = None,
        plan: Plan = nothing_wrong,
        tls: ssl.SSLContext | None = None,
        address: str = "127.0.0.1",
    ) -> None:
        self.server = server
        self.plan = plan
        self._count = 0
        self._notes: list[Note] = []
        self._changed = threading.Condition()
        self._listener = Listener(self._serve, tls, address)
        host = "localhost" if tls is not None and address == "127.0.0.1" else address
        self.url = f"{'http' if tls is None else 'https'}://{host}:{self._listener.port}"

    def __enter__(self) -> "CuttingProxy":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def refusing(self) -> contextlib.AbstractContextManager[None]:
        """Refuse every connection while the block runs."""
        return self._listener.refusing()

    def restart(self, plan: Plan, within_s: float = 10.0) -> None:
        """Begin to count anew, with another plan and no notes, once all requests under way are done with.

        Raises TimeoutError when one is not in time, as when a client holds on to a stalled one.
        """
        self.quiet(within_s)
        with self._changed:
            self.plan, self._count = plan, 0
            self._notes.clear()

    def quiet(self, within_s: float = 10.0) -> None:
        """Return once all requests are done with; raises TimeoutError when one is not in time."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._notes) == self._count, within_s):
                raise TimeoutError(f"{self._count - len(self._notes)} requests are still under way")

    def notes(self, at_least: int = 0, within_s: float = 10.0) -> tuple[Note, ...]:
        """Return what was noted so far, once that is so many (the last note is made after the client is cut off)."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._notes) >= at_least, within_s):
                raise TimeoutError(f"{len(self._notes)} of {at_least} requests within {within_s} s")
            return tuple(sorted(self._notes, key=lambda note: note.request.number))

    # one connection

    def _serve(self, client: socket.socket) -> None:
        head = read_head(client)
        if not head:
            return
        method, path, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        with self._changed:
            request = RequestLine(self._count, method, path)
            fault = self.plan(request)
            self._count += 1
        exchange = Exchange(client, self.server, self._listener)
        try:
            exchange.run(head, fault)
        finally:
            note = Note(
                request,
                fault,
                exchange.request_bytes,
                exchange.bytes_to_server,
                exchange.answered,
                exchange.answer_bytes,
                exchange.bytes_to_client,
            )
            with self._changed:
                self._notes.append(note)
                self._changed.notify_all()


class Exchange:
    """One request and its answer, under one fault; counts what went where."""

    def __init__(self, client: socket.socket, server: tuple[str, int] | None, listener: Listener) -> None:
        self._client = client
        self._server = server
        self._listener = listener
        self.request_bytes = self.bytes_to_server = self.answer_bytes = self.bytes_to_client = 0
        self.answered: int | None = None

    def run(self, head: bytes, fault: Fault) -> None:
        if isinstance(fault, CutBeforeRequest) and fault.reset:
            reset(self._client)
            return
        request = closing(head) + read_body(self._client, head)
        self.request_bytes = len(request)
        match fault:
            case CutBeforeRequest():
                return
            case Answer():
                self._send(written(fault))
            case CutInsideRequest(share):
                self._begin(request[: less_than_all(request, share)])
            case Stall(committed=False):
                wait_until_gone(self._client)
            case _:
                self._answer(self._ask(request), fault)

    def _answer(self, answer: bytes, fault: Fault) -> None:
        match fault:
            case CutAfterCommit():
                reset(self._client)
            case Stall():
                wait_until_gone(self._client)
            case CutInsideAnswer(share):
                self._send(answer[: less_than_all(answer, share)])
                reset(self._client)
            case _:
                self._send(answer)

    def _begin(self, part: bytes) -> None:
        """Send the server a part of the request and go; the quiet end lets it read all that came."""
        with self._connected() as server:
            server.sendall(part)
            self.bytes_to_server = len(part)
            server.shutdown(socket.SHUT_WR)
            with contextlib.suppress(OSError):
                wait_until_gone(server)

    def _ask(self, request: bytes) -> bytes:
        with self._connected() as server:
            server.sendall(request)
            self.bytes_to_server = len(request)
            answer = b"".join(iter(lambda: server.recv(65536), b""))
        if not answer:
            raise ConnectionAbortedError("the server went without an answer")
        head, gap, body = answer.partition(b"\r\n\r\n")
        answer = closing(head + gap) + body
        self.answer_bytes = len(answer)
        self.answered = int(head.split(b" ", 2)[1])
        return answer

    def _send(self, answer: bytes) -> None:
        self.answer_bytes = max(self.answer_bytes, len(answer))
        self._client.sendall(answer)
        self.bytes_to_client = len(answer)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        assert self._server is not None, "the proxy was not told where the server is"
        with self._listener.kept(socket.create_connection(self._server, timeout=IDLE_S)) as server:
            yield server


# HTTP/1.1 on the wire (RFC 9112)


def read_head(client: socket.socket) -> bytes:
    """Return the request's first line and headers with the empty line; nothing when the client goes before."""
    head = b""
    while not head.endswith(b"\r\n\r\n") and len(head) < LONGEST_HEAD_BYTES:
        byte = client.recv(1)
        if not byte:
            return b""
        head += byte
    return head


def read_body(client: socket.socket, head: bytes) -> bytes:
    """Return the body as it is on the wire, by its length or in chunks."""
    if field(head, b"transfer-encoding").lower() == b"chunked":
        return b"".join(chunks(client))
    return exactly(client, int(field(head, b"content-length") or b"0"))


def chunks(client: socket.socket) -> Iterator[bytes]:
    while True:
        line = b""
        while not line.endswith(b"\r\n"):
            line += exactly(client, 1)
        size = int(line.split(b";")[0], 16)
        yield line + exactly(client, size + 2)
        if size == 0:
            return


def exactly(client: socket.socket, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0:
        part = client.recv(min(size, 65536))
        if not part:
            raise ConnectionAbortedError("the client went in the middle of its request")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def field(head: bytes, name: bytes) -> bytes:
    """Return the value of one header, empty when it is not there."""
    for line in head.split(b"\r\n")[1:]:
        key, _, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip()
    return b""


def closing(head: bytes) -> bytes:
    """Return the head of a request or an answer with `Connection: close`: each side knows that it is the last one."""
    lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith((b"connection:", b"keep-alive:"))]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])


def less_than_all(content: bytes, share: float) -> int:
    """Return how many bytes that share is: at least one, and at least one less than all."""
    return max(1, min(len(content) - 1, int(len(content) * share)))


def written(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    lines += [f"Content-Length: {len(answer.body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1") + answer.body
