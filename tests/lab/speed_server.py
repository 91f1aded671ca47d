"""Servers to measure speed against: the LibreSpeed protocol, and that of speedtest.net's little servers.

Usage: python -m tests.lab.speed_server [ADDRESS:]PORT; prints "ready PORT" once it listens. A process of its own, with
a thread for each connection: the sockets' own calls carry well over 1 Gbit/s.

LibreSpeed (doc.md of github.com/librespeed/speedtest): ``garbage.php?ckSize=N`` sends N MiB, ``empty.php`` takes any
POST and answers a GET with nothing. speedtest.net (as speedtest-cli 2.1.3 asks): ``latency.txt`` is ``test=test``,
``randomNxN.jpg`` a picture of about 2 N² bytes, ``upload.php`` answers ``size=N``; the configuration and the list of
servers lie at their usual paths.
"""

import contextlib
import os
import re
import socket
import ssl
import sys
import threading
from dataclasses import dataclass, field

BLOB = os.urandom(1 << 20)
_PICTURE = re.compile(r"/random(\d+)x\1\.jpg")
_MOST_HEAD = 65_536


@dataclass
class Behaviour:
    """What is wrong with the server, for tests that run it in their own process."""

    chunked: bool = False
    status: int = 200
    stop_after_bytes: int | None = None
    """After so many bytes of a download, or of uploads, the connection is cut."""
    silent_after_bytes: int | None = None
    """After so many bytes nothing more is said, and nothing closed."""
    page: bytes = b""
    """What is answered to everything, as by a sign-in page."""
    config: bytes = b""
    servers: bytes = b""
    latency: bytes = b"test=test\n"
    asked: list[str] = field(default_factory=list)


class SpeedServer:
    """Listens on ``port`` from the beginning; ``close`` ends it and every connection."""

    def __init__(
        self,
        address: str = "127.0.0.1",
        port: int = 0,
        behaviour: Behaviour | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """With ``context`` it is a proxy too: who asks it to CONNECT to a host has reached that host, over TLS."""
        self._context = context
        self.behaviour = behaviour or Behaviour()
        self.listener = socket.create_server((address, port))
        self.port: int = self.listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._closed = threading.Event()

    def start(self) -> "SpeedServer":
        threading.Thread(target=self.serve, name="speed server", daemon=True).start()
        return self

    def serve(self) -> None:
        while not self._closed.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self._open.add(connection)
            threading.Thread(target=self._talk, args=(connection,), name="speed connection", daemon=True).start()

    def close(self) -> None:
        self._closed.set()
        for each in (self.listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _talk(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with connection:
                rest = b""
                while True:
                    head, rest = _head(connection, rest)
                    if not head:
                        return
                    if head.startswith("CONNECT ") and self._context is not None:
                        connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
                        with self._context.wrap_socket(connection, server_side=True) as inner:
                            self._open.add(inner)
                            self._talk(inner)
                        return
                    rest = self._answer(connection, head, rest)
        except OSError:
            pass
        finally:
            self._open.discard(connection)

    def _answer(self, connection: socket.socket, head: str, rest: bytes) -> bytes:
        method, target = head.split(" ")[:2]
        path = target.partition("?")[0]
        self.behaviour.asked.append(f"{method} {path}")
        if method == "POST":
            size, rest = self._take(connection, head, rest)
            _say(connection, self.behaviour.status, f"size={size}".encode() if path.endswith("upload.php") else b"")
        elif self.behaviour.status != 200 or self.behaviour.page:
            _say(connection, self.behaviour.status, self.behaviour.page)
        elif path.endswith(("garbage.php", "garbage")):
            asked = re.search(r"ckSize=(\d+)", target)
            self._send(connection, (int(asked[1]) if asked else 4) << 20)
        elif picture := _PICTURE.search(path):
            self._send(connection, int(picture[1]) ** 2 * 2)
        else:
            pages = {"/latency.txt": self.behaviour.latency, "/speedtest-config.php": self.behaviour.config}
            known = {**pages, "/speedtest-servers-static.php": self.behaviour.servers}
            _say(connection, 200, next((body for end, body in known.items() if path.endswith(end)), b""))
        return rest

    def _send(self, connection: socket.socket, size: int) -> None:
        chunked = self.behaviour.chunked
        length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {size}"
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n{length}\r\n\r\n".encode())
        sent = 0
        while sent < size:
            block = BLOB[: min(len(BLOB), size - sent)]
            self._fail_if_due(sent + len(block))
            connection.sendall(b"%x\r\n%b\r\n" % (len(block), block) if chunked else block)
            sent += len(block)
        if chunked:
            connection.sendall(b"0\r\n\r\n")

    def _take(self, connection: socket.socket, head: str, rest: bytes) -> tuple[int, bytes]:
        length = re.search(r"^content-length: *(\d+)", head, re.IGNORECASE | re.MULTILINE)
        size = int(length[1]) if length else 0
        if re.search(r"^expect: *100-continue", head, re.IGNORECASE | re.MULTILINE):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        taken, buffer = min(size, len(rest)), bytearray(1 << 18)
        rest = rest[taken:]
        while taken < size:
            came = connection.recv_into(buffer, min(len(buffer), size - taken))
            if not came:
                raise ConnectionResetError
            taken += came
            self._fail_if_due(taken)
        return size, rest

    def _fail_if_due(self, moved: int) -> None:
        """Break down as the behaviour says."""
        behaviour = self.behaviour
        if behaviour.stop_after_bytes is not None and moved > behaviour.stop_after_bytes:
            raise ConnectionAbortedError
        if behaviour.silent_after_bytes is not None and moved > behaviour.silent_after_bytes:
            self._closed.wait()
            raise ConnectionAbortedError


def _head(connection: socket.socket, rest: bytes) -> tuple[str, bytes]:
    """Return the head of the next request, empty at the end, and what came after it."""
    while b"\r\n\r\n" not in rest:
        came = connection.recv(_MOST_HEAD)
        if not came or len(rest) > _MOST_HEAD:
            return "", b""
        rest += came
    head, _, rest = rest.partition(b"\r\n\r\n")
    return head.decode("latin-1"), rest


def _say(connection: socket.socket, status: int, body: bytes) -> None:
    connection.sendall(b"HTTP/1.1 %d Answer\r\nContent-Length: %d\r\n\r\n%b" % (status, len(body), body))


def main(place: str) -> None:
    address, _, port = place.rpartition(":")
    server = SpeedServer(address or "127.0.0.1", int(port))
    print(f"ready {server.port}", flush=True)
    server.serve()


if __name__ == "__main__":
    main(sys.argv[1])
