"""HTTP answers that are made to hold, fill or mislead whoever asks: system.http and device.transport."""

import contextlib
import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from wizard.device import transport
from wizard.device.transport import Answer, NoAnswer, Patience
from wizard.system import http
from wizard.system.base import Cancel, HttpAnswer, HttpPolicy, Missing

LIMIT_S = 1.0
PATIENCE_S = 8.0
"""Far more than the limit, far less than for ever: a busy computer may be late."""
MAX_PEAK_BYTES = 8_000_000
HEAD = b"HTTP/1.1 200 OK\r\n"


def once(*pieces: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: iter(pieces)


def endless(head: bytes, piece: bytes) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        yield head
        while True:
            yield piece

    return pieces


ANSWERS: dict[str, Callable[[], Iterator[bytes]]] = {
    "nothing": once(),
    "junk": once(b"\x00\xff" * 5000),
    "a line without an end": endless(b"HTTP/1.1 ", b"2" * 65_536),
    "headers without an end": endless(HEAD, b"X-Header: " + b"a" * 1000 + b"\r\n"),
    "a header of megabytes": endless(HEAD + b"X-Header: ", b"a" * 65_536),
    "chunks without an end": endless(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 65_536 + b"\r\n"
    ),
    "a chunk of a terabyte": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n10000000000\r\n", b"a" * 65_536),
    "a chunk of a negative size": once(HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\naaaaa\r\n0\r\n\r\n"),
    "a chunk whose size has no end": endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1" * 65_536),
    "a body without an end": endless(HEAD + b"\r\n", b"a" * 65_536),
    "a length that is none": once(HEAD + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n{}"),
    "a negative length": once(HEAD + b"Content-Length: -1\r\n\r\n{}"),
    "two lengths": once(HEAD + b"Content-Length: 2\r\nContent-Length: 200\r\n\r\n{}"),
    "go on, without an end": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "a packed body": once(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"\0" * 30_000_000)),
    "elsewhere": once(b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n"),
    "elsewhere, to itself": once(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
    "elsewhere, to a file": once(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"),
    "another version": once(b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
    "a status that is none": once(b"HTTP/1.1 999999 OK\r\n\r\n"),
    "control characters": once(b"HTTP/1.1 200 \x1b[2J\r\nX\x00Y: \x1b]0;a\x07\r\nContent-Length: 2\r\n\r\n{}"),
}


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[], Iterator[bytes]]], str]]:
    """A server that sends what it is told for as long as somebody listens; returns its address."""
    closing = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    threads: list[threading.Thread] = []

    def send(connection: socket.socket, pieces: Iterator[bytes]) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(0.2)
            connection.recv(65_536)
            for piece in pieces:
                if closing.is_set():
                    return
                with contextlib.suppress(TimeoutError):
                    connection.sendall(piece)

    def accept(answer: Callable[[], Iterator[bytes]]) -> None:
        while not closing.is_set():
            with contextlib.suppress(TimeoutError):
                connection = listening.accept()[0]
                threads.append(threading.Thread(target=send, args=(connection, answer()), daemon=True))
                threads[-1].start()

    def start(answer: Callable[[], Iterator[bytes]]) -> str:
        threads.append(threading.Thread(target=accept, args=(answer,), daemon=True))
        threads[-1].start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}/"

    yield start
    closing.set()
    for thread in threads:
        thread.join(5)
    listening.close()


def measured(ask: Callable[[], object]) -> object:
    """Return what was answered, having held it to its time and memory (the server's own memory counts too)."""
    tracemalloc.start()
    started = time.monotonic()
    try:
        found = ask()
        assert tracemalloc.get_traced_memory()[1] < MAX_PEAK_BYTES
    finally:
        tracemalloc.stop()
    assert time.monotonic() - started < PATIENCE_S
    return found


@pytest.mark.parametrize("name", ANSWERS)
def test_a_page_asked_for(name: str, serve: Callable[[Callable[[], Iterator[bytes]]], str]) -> None:
    url = serve(ANSWERS[name])
    found = measured(lambda: http.fetch(url, LIMIT_S, HttpPolicy(), http.Proxies()))
    assert isinstance(found, HttpAnswer | Missing)
    if isinstance(found, HttpAnswer):
        assert len(found.body) <= http.MAX_BODY_BYTES


@pytest.mark.parametrize("name", ANSWERS)
def test_nothing_goes_on_reading_behind_the_answer(
    name: str, serve: Callable[[Callable[[], Iterator[bytes]]], str]
) -> None:
    """A server that is never late would keep a thread busy for as long as the program runs."""
    url = serve(ANSWERS[name])
    before = set(threading.enumerate())
    http.fetch(url, LIMIT_S / 4, HttpPolicy(), http.Proxies())
    for thread in set(threading.enumerate()) - before:
        if thread.name == "deadline":
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


@pytest.mark.parametrize("name", ANSWERS)
def test_a_device_asked_what_it_is(name: str, serve: Callable[[Callable[[], Iterator[bytes]]], str]) -> None:
    url = serve(ANSWERS[name])
    patience = Patience(connect_s=LIMIT_S, read_s=LIMIT_S, answer_s=LIMIT_S)
    found = measured(lambda: transport.get_small(url, patience, Cancel()))
    assert isinstance(found, Answer | NoAnswer)
    if isinstance(found, Answer):
        assert len(found.body) <= transport.MAX_ANSWER_BYTES
