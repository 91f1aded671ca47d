"""A ticket server on 127.0.0.1 that takes a request in a little after it came, also when its sender is gone by then."""

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.escalation.scripted_server import Server

MOST_DELAY_S = 0.03


class _Handler(BaseHTTPRequestHandler):
    server: "_HTTPServer"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) != int(self.headers["Content-Length"]):
            return  # the sender died inside its request
        time.sleep(self.server.chance.random() * MOST_DELAY_S)  # slow on purpose: the sender may die meanwhile
        kind, *rest = self.path.strip("/").split("/")
        with self.server.lock:
            if kind == "ticket":
                number = str(self.server.tickets.make(body.decode()))
                answer: dict[str, Any] = {"ticket": [number, number]}
            else:
                identity = self.server.tickets.add(int(rest[0]), rest[1], body)
                answer = {"file": [identity, rest[1], len(body)]}
        time.sleep(self.server.chance.random() * MOST_DELAY_S)
        self._answer(answer)

    def do_GET(self) -> None:
        kind, name = self.path.strip("/").split("/")
        with self.server.lock:
            if kind == "find":
                answer = {"tickets": [[str(number), str(number)] for number in self.server.tickets.found(name)]}
            else:
                files = enumerate(self.server.tickets.files[int(name) - 1], start=1)
                answer = {"files": [[f"{name}.{place}", file, len(content)] for place, (file, content) in files]}
        self._answer(answer)

    def _answer(self, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class _HTTPServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, tickets: Server) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.tickets = tickets
        self.lock = threading.Lock()
        self.chance = random.Random(20261122)

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed breaks its connection: expected here."""


@contextmanager
def ticket_server(tickets: Server) -> Iterator[str]:
    """Serve tickets while the block runs; yields ``host:port``."""
    server = _HTTPServer(tickets)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
