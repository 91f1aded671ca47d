"""A server of threads, on 127.0.0.1 unless told otherwise, whose every connection ends with it; cuts that are felt."""

import contextlib
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterator

IDLE_S = 120.0
"""After so long without a byte a connection is given up, so that nothing outlives a test that hangs."""


class Listener:
    """Accepts connections on one port for as long as it is open; each is served in a thread by `serve`.

    What the network does to a connection (it breaks) is no error here: `serve` may let OSError through.
    """

    def __init__(
        self, serve: Callable[[socket.socket], None], tls: ssl.SSLContext | None = None, address: str = "127.0.0.1"
    ) -> None:
        self._serve = serve
        self._tls = tls
        self._address = address
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closing = False
        self._server: socketserver.ThreadingTCPServer | None = None
        self.port = 0
        self.listen()

    def listen(self) -> None:
        """Begin to accept, at the same port as before when there was one."""

        class Handler(socketserver.BaseRequestHandler):
            def handle(handler) -> None:  # noqa: N805 - `self` is the listener here
                self._handle(handler.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True

        self._closing = False
        self._server = Server((self._address, self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), name=f"port {self.port}").start()

    def close(self) -> None:
        """Stop accepting (then the port refuses), end every connection and wait for their threads."""
        if self._server is None:
            return
        self._server.shutdown()
        self._server.socket.close()
        with self._lock:
            self._closing = True
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._server = None

    @contextlib.contextmanager
    def refusing(self) -> Iterator[None]:
        """Refuse every connection while the block runs, as when nobody listens; those that stand are ended."""
        self.close()
        try:
            yield
        finally:
            self.listen()

    @contextlib.contextmanager
    def kept(self, connection: socket.socket) -> Iterator[socket.socket]:
        """End this connection too when the listener closes."""
        with self._lock:
            if self._closing:
                connection.close()
            self._open.add(connection)
        try:
            yield connection
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _handle(self, connection: socket.socket) -> None:
        connection.settimeout(IDLE_S)
        with contextlib.suppress(OSError), self.kept(connection):
            if self._tls is None:
                self._serve(connection)
                return
            with self._tls.wrap_socket(connection, server_side=True) as encrypted, self.kept(encrypted):
                self._serve(encrypted)


def reset(connection: socket.socket) -> None:
    """Close so that the other side is told "connection reset" rather than a quiet end."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def wait_until_gone(connection: socket.socket) -> None:
    """Read and drop whatever comes until the other side closes or the listener does."""
    while connection.recv(65536):
        pass
