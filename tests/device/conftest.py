"""A server that answers with exactly the bytes a test gives it, however wrong they are."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import pytest


class RawServer:
    """Hands each connection, after its request head, to ``answer``; ``requests`` keeps the heads."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.closing = threading.Event()
        self.answer: Callable[[socket.socket], None] = lambda _connection: None
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._serve, daemon=True).start()

    def says(self, *pieces: bytes) -> None:
        """Answer every request with these bytes, then close."""

        def answer(connection: socket.socket) -> None:
            for piece in pieces:
                connection.sendall(piece)

        self.answer = answer

    def json(self, body: bytes, status: str = "200 OK", extra: str = "") -> None:
        """Answer with a well-formed head and this body."""
        self.says(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body)

    def close(self) -> None:
        self.closing.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while not self.closing.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(10)
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(1)  # what follows the head is the answer's to read
                if not piece:
                    return
                head += piece
            self.requests.append(head)
            self.answer(connection)


@pytest.fixture
def raw_server() -> Iterator[RawServer]:
    server = RawServer()
    yield server
    server.close()
