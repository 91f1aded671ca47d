"""A practice device and the server of its firmware: real HTTP on this computer's own address (DESIGN 7).

The device really closes its port while it restarts, and comes back on the same one with a new start mark.
"""

import hashlib
import json
import os
import re
import socket
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

ADDRESS = "127.0.0.1"
IDENTIFY_PATH, INSTALL_PATH, FILE_PATH = "/api/device", "/api/firmware", "/firmware.bin"
MOST_UPLOAD_BYTES = 200_000_000
OLD_RUN_S = 0.2
"""How long the old run still answers after it took a file, as real devices do."""
_PIECE_BYTES = 64 * 1024
_MARK = b"practice firmware\n"
_HEAD = re.compile(rb"practice firmware\nversion ([0-9A-Za-z.+-]{1,64})\nhardware ([^\n]{0,64})\n")
_RANGE = re.compile(r"bytes=([0-9]{1,15})-")

Behaviour = Literal["normal", "refuse", "stall", "cut", "keep_old"]


@dataclass(frozen=True)
class PracticeDevice:
    """What the device is and how it behaves.

    ``refuse``: takes no firmware; ``stall``: stops taking the file half way; ``cut``: the download of the file
    breaks off once; ``keep_old``: takes the file, restarts, and runs the old version.
    """

    model: str
    serial: str
    hardware: str
    firmware_version: str
    behaviour: Behaviour = "normal"
    restart_seconds: float = 2.0
    on_power: bool | None = True
    free_bytes: int = 64_000_000


@dataclass(frozen=True)
class PracticeFirmware:
    """A firmware file made up for practice."""

    content: bytes
    sha256: str

    @classmethod
    def make(cls, version: str, hardware: str, size_bytes: int) -> "PracticeFirmware":
        """Return the same bytes for the same arguments; ``size_bytes`` is at least the head's 200."""
        head = _MARK + f"version {version}\nhardware {hardware}\n".encode()
        filler = hashlib.shake_256(head).digest(max(0, size_bytes - len(head)))
        content = (head + filler)[: max(size_bytes, len(head))]
        return cls(content, hashlib.sha256(content).hexdigest())


class DeviceServer:
    """The device's own service; a context that ends every thread it started."""

    def __init__(self, device: PracticeDevice) -> None:
        self.device = device
        self.uploads = 0
        """Files that were taken whole."""
        self.version = device.firmware_version
        self._boot = 1
        self._started_s = time.monotonic()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._restart: threading.Thread | None = None
        self._listener = _Listener(self._handler(), 0)
        self.port = self._listener.server_address[1]

    @property
    def base_url(self) -> str:
        return f"http://{ADDRESS}:{self.port}"

    @property
    def boot(self) -> int:
        with self._lock:
            return self._boot

    def __enter__(self) -> "DeviceServer":
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        restart = self._restart
        if restart is not None:
            restart.join(5)
        self._listener.stop()

    def wait_restarted(self, timeout_s: float) -> bool:
        """Wait for the end of a restart that has begun; whether it ended (at once when there was none)."""
        restart = self._restart
        if restart is not None:
            restart.join(timeout_s)
            return not restart.is_alive()
        return True

    def identity(self) -> dict[str, object]:
        """Return what the device says of itself now."""
        with self._lock:
            return {
                "model": self.device.model,
                "serial": self.device.serial,
                "hardware": self.device.hardware,
                "firmware": self.version,
                "on_power": self.device.on_power,
                "free_bytes": self.device.free_bytes,
                "boot": self._boot,
                "uptime_s": round(time.monotonic() - self._started_s, 3),
            }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(_Handler):
            def do_GET(self) -> None:
                if self.path == IDENTIFY_PATH:
                    self.answer(200, json.dumps(server.identity()).encode())
                else:
                    self.answer(404, b"{}")

            def do_POST(self) -> None:
                if self.path == INSTALL_PATH:
                    server._take(self)
                else:
                    self.answer(404, b"{}")

        return Handler

    def _take(self, request: "_Handler") -> None:
        length = request.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,12}", length) or int(length) > MOST_UPLOAD_BYTES:
            request.answer(411, b"{}")
            return
        stall_at = int(length) // 2 if self.device.behaviour == "stall" else None
        content = request.body(int(length), stall_at)
        if stall_at is not None:
            self._closing.wait()  # holds the line and says nothing, until the practice ends
            return
        status, version = self._judge(content, request.headers.get("X-Firmware-SHA256", ""))
        if version is not None:  # begun before the answer, so that whoever has the answer can wait for the restart
            self.uploads += 1
            restart = threading.Thread(target=self._start_again, args=(version,), daemon=True, name="practice-restart")
            restart.start()
            self._restart = restart
        request.answer(status, b"{}")

    def _judge(self, content: bytes, sha256: str) -> tuple[int, str | None]:
        """Return the HTTP status, and the version to start with when the file is taken."""
        if self.device.behaviour == "refuse":
            return 409, None
        if len(content) > self.device.free_bytes:
            return 507, None
        head = _HEAD.match(content)
        if head is None or hashlib.sha256(content).hexdigest() != sha256:
            return 400, None
        if head[2].decode() != self.device.hardware:
            return 409, None
        kept = self.device.behaviour == "keep_old"
        return 202, self.version if kept else head[1].decode()

    def _start_again(self, version: str) -> None:
        if self._closing.wait(OLD_RUN_S):
            return
        self._listener.stop()
        if self._closing.wait(self.device.restart_seconds):
            return
        with self._lock:
            self._boot += 1
            self._started_s = time.monotonic()
            self.version = version
        while not self._closing.is_set():
            try:
                self._listener = _Listener(self._handler(), self.port)
                self._listener.start()
                return
            except OSError:  # the port may be held for a moment by a connection that is just ending
                self._closing.wait(0.1)


class FirmwareServer:
    """Serves one firmware file, in parts if asked; ``cut`` breaks the first download off half way."""

    def __init__(self, firmware: PracticeFirmware, *, cut: bool = False) -> None:
        self.firmware = firmware
        self.etag = f'"{firmware.sha256[:32]}"'
        self.served: list[tuple[int, int]] = []
        """Start and end (exclusive) of every piece asked for, in order."""
        self._cut_to_come = cut
        self._lock = threading.Lock()
        self._listener = _Listener(self._handler(), 0)
        self.url = f"http://{ADDRESS}:{self._listener.server_address[1]}{FILE_PATH}"

    def __enter__(self) -> "FirmwareServer":
        self._listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.stop()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(_Handler):
            def do_GET(self) -> None:
                if self.path == FILE_PATH:
                    server._serve(self)
                else:
                    self.answer(404, b"")

        return Handler

    def _serve(self, request: "_Handler") -> None:
        content = self.firmware.content
        asked = _RANGE.fullmatch(request.headers.get("Range", ""))
        same = request.headers.get("If-Range", self.etag) == self.etag
        start = int(asked[1]) if asked and same else 0
        if start >= len(content):
            request.answer(416, b"", {"Content-Range": f"bytes */{len(content)}"})
            return
        with self._lock:
            cut, self._cut_to_come = self._cut_to_come, False
            self.served.append((start, len(content)))
        headers = {"ETag": self.etag, "Accept-Ranges": "bytes"}
        if asked and same:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        request.begin(206 if asked and same else 200, len(content) - start, headers)
        request.send(content[start : start + (len(content) - start) // 2] if cut else content[start:])


class _Listener(ThreadingHTTPServer):
    """One listening port and its thread."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name == "posix"  # on Windows it would let a second program take the same port

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int) -> None:
        super().__init__((ADDRESS, port), handler)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True, name="practice-http")
        self._thread.start()

    def stop(self) -> None:
        if self._thread is not None:
            self.shutdown()
            self._thread.join(5)
            self._thread = None
        self.server_close()

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Say nothing: a client that went away is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    """Plain answers, one for each connection."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    server_version = "practice"
    sys_version = ""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name in the base class)
        """Keep standard error clean."""

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.begin(status, len(body), {"Content-Type": "application/json", **(headers or {})})
        self.send(body)

    def begin(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, text in {**headers, "Content-Length": str(length), "Connection": "close"}.items():
            self.send_header(name, text)
        self.end_headers()

    def send(self, content: bytes) -> None:
        self.close_connection = True
        try:
            self.wfile.write(content)
        except OSError:
            return

    def body(self, length: int, stop_at: int | None = None) -> bytes:
        """Read what is sent, up to ``stop_at`` bytes of it."""
        wanted = length if stop_at is None else stop_at
        content = bytearray()
        while len(content) < wanted:
            piece = self.rfile.read(min(_PIECE_BYTES, wanted - len(content)))
            if not piece:
                break
            content += piece
        return bytes(content)
