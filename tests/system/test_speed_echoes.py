"""Round trips of the public speed test go the way its data goes: through the proxy that the system names."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from wizard.system import speed_child


class Passing(BaseHTTPRequestHandler):
    """A proxy that answers for every server, and a server when it is asked as one."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", "9")
        self.end_headers()
        self.wfile.write(b"test=test")

    def log_message(self, *_words: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def proxy() -> Iterator[str]:
    Passing.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_that_only_the_proxy_knows_answers(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    times_ms = speed_child._echoes("http://inside.invalid/speed/upload.php", 2)
    assert len(times_ms) == 2
    assert all(time_ms > 0 for time_ms in times_ms)
    assert [path.partition("?")[0] for path in Passing.asked] == ["http://inside.invalid/speed/latency.txt"] * 3


def test_what_goes_past_the_proxy_does_so_here_too(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")  # nobody answers there
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    speed_child._echoes(f"{proxy}/speed/upload.php", 1)
    assert [path.partition("?")[0] for path in Passing.asked] == ["/speed/latency.txt"] * 2
