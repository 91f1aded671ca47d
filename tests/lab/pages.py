"""The laboratory's web servers. Usage: pages [--clock-offset-s N] ROLE:PORT …, each on all addresses.

Roles: ``connectivity`` (204 at /generate_204), ``service`` (HTTPS, with --certificate and --key),
``broken`` (as service, but 503), ``portal`` (sends everybody to its sign-in page), ``safe-portal`` (the same by HTTPS).
"""

import argparse
import email.utils
import http.server
import socket
import ssl
import sys
import threading
import time
from typing import Any

SIGN_IN = "http://sign-in.lab.example/"
PAGE = b"<!doctype html><title>The service works</title>" + b"<p>It has a long page.</p>" * 1200
"""About 30 kB, more than any single packet holds."""


class Server(http.server.ThreadingHTTPServer):
    """IPv6 and IPv4 on one socket."""

    address_family = socket.AF_INET6
    daemon_threads = True
    clock_offset_s = 0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A computer that hangs up in the middle, as in some scenes, is no fault of the server."""


class Page(http.server.BaseHTTPRequestHandler):
    """What all roles have: the server's own clock, and silence on the terminal."""

    protocol_version = "HTTP/1.1"

    def date_time_string(self, timestamp: float | None = None) -> str:
        assert isinstance(self.server, Server)
        return email.utils.formatdate((timestamp or time.time()) + self.server.clock_offset_s, usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Connectivity(Page):
    def do_GET(self) -> None:
        self.answer(204 if self.path == "/generate_204" else 404)


class Service(Page):
    def do_GET(self) -> None:
        self.answer(200, PAGE)


class Broken(Page):
    def do_GET(self) -> None:
        self.answer(503, b"We are down.")


class Portal(Page):
    def do_GET(self) -> None:
        if self.headers.get("Host", "") == "sign-in.lab.example":
            self.answer(200, b"<title>Sign in</title>")
        else:
            self.answer(302, Location=SIGN_IN)


ROLES = {
    "connectivity": Connectivity,
    "service": Service,
    "broken": Broken,
    "portal": Portal,
    "safe-portal": Portal,
}
SAFE = {"service", "broken", "safe-portal"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("roles", nargs="+")
    parser.add_argument("--clock-offset-s", type=int, default=0)
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    chosen = parser.parse_args()
    for each in chosen.roles:
        role, _, port = each.partition(":")
        server = Server(("::", int(port)), ROLES[role])
        server.clock_offset_s = chosen.clock_offset_s
        if role in SAFE:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(chosen.certificate, chosen.key)
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
