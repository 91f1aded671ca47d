"""Slow servers, endless answers, large files, Stop: time and memory are bounded, and what left is never guessed."""

import base64
import json
import os
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.escalation.channels.fakes import (
    ScriptedServer,
    answering,
    attachment_of,
    http_answer,
    read_head,
    read_request,
)
from tests.escalation.channels.web_client import QUICK, failure, get, post, web
from wizard.escalation.channels.web_body import Base64File, json_body, multipart_body, raw_body
from wizard.escalation.channels.web_exchange import Patience
from wizard.escalation.errors import (
    AmbiguousError,
    NotReachedError,
    RefusedError,
)
from wizard.system.cancel import Cancel

# time and size


def drip(*beginning: bytes) -> Callable[[socket.socket], None]:
    """Return what says the beginning, and then one byte now and then until the client goes."""

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"".join(beginning))
        connection.settimeout(0.05)
        while True:
            try:
                if connection.recv(1) == b"":
                    return
            except TimeoutError:
                connection.sendall(b" ")

    return serve


@pytest.mark.parametrize(
    "beginning",
    [b"", b"HTTP/1.1 200 OK\r\nX-", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"],
)
def test_a_server_that_drips(beginning: bytes) -> None:
    """Each byte comes in time, the whole never does."""
    with ScriptedServer(drip(beginning)) as server:
        client = web(server.url, patience=QUICK)
        for request, kind in ((post(server.url + "/"), AmbiguousError), (get(server.url + "/"), NotReachedError)):
            started = time.monotonic()
            error = failure(client, request)
            assert type(error) is kind
            assert "took too long" in str(error)
            assert 0.2 < time.monotonic() - started < 2


def test_a_longer_upload_is_given_more_time(tmp_path: Path) -> None:
    patience = Patience(whole_s=10, upload_bytes_per_s=1_000)
    assert patience.limit_s(None) == 10
    assert patience.limit_s(raw_body(attachment_of(tmp_path, "a", b"x" * 5_000))) == 15


@pytest.mark.parametrize("headers", [["Content-Length: 900000000000"], ["Transfer-Encoding: chunked"], []])
def test_an_answer_without_end_is_not_kept(headers: list[str]) -> None:
    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall("\r\n".join(["HTTP/1.1 200 OK", *headers, "", ""]).encode())
        chunk = b"x" * 65_536
        piece = b"10000\r\n" + chunk + b"\r\n" if "chunked" in "".join(headers) else chunk
        while True:
            connection.sendall(piece)

    with ScriptedServer(serve) as server:
        tracemalloc.start()
        try:
            error = failure(web(server.url), post(server.url + "/"))
            _, peak_bytes = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert type(error) is AmbiguousError
    assert peak_bytes < 25_000_000


def stop_when(event: threading.Event, cancel: Cancel) -> None:
    def wait() -> None:
        event.wait(10)
        cancel.set()

    threading.Thread(target=wait, daemon=True).start()


def test_stopped_while_waiting_for_an_answer() -> None:
    asked, stopped_at = threading.Event(), []
    closed = threading.Event()

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        stopped_at.append(time.monotonic())
        asked.set()
        connection.recv(1)
        closed.set()

    with ScriptedServer(serve) as server:
        for request, kind in ((post(server.url + "/"), AmbiguousError), (get(server.url + "/"), NotReachedError)):
            asked.clear()
            closed.clear()
            cancel = Cancel()
            stop_when(asked, cancel)
            error = failure(web(server.url), request, cancel)
            assert time.monotonic() - stopped_at[-1] < 0.5
            assert type(error) is kind
            assert "Stopped" in str(error)
            assert closed.wait(5)  # nothing more can leave


def test_stopped_in_the_middle_of_an_upload(tmp_path: Path) -> None:
    """A server that reads no further; the upload stops and what was sent stays a part."""
    full, read = threading.Event(), threading.Event()
    received: list[int] = []

    def serve(connection: socket.socket) -> None:
        read_head(connection)
        full.wait(10)
        count = 0
        try:
            while piece := connection.recv(1_000_000):
                count += len(piece)
        finally:
            received.append(count)
            read.set()

    cancel = Cancel()
    progress: list[int] = []

    def sent(count: int) -> None:
        progress.append(count)
        if count > 100_000:
            cancel.set()

    file = attachment_of(tmp_path, "large", b"x" * 50_000_000)
    with ScriptedServer(serve) as server:
        started = time.monotonic()
        with pytest.raises(AmbiguousError):
            web(server.url).send(replace(post(server.url + "/"), body=raw_body(file)), cancel, sent)
        assert time.monotonic() - started < 2
        full.set()
    assert received
    assert received[0] < 50_000_000


def test_stopped_before_anything_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that hangs; nothing was sent and nothing ever is."""
    asked, release = threading.Event(), threading.Event()
    real = socket.getaddrinfo

    def look_up(*arguments: object, **more: object) -> object:
        asked.set()
        release.wait(10)
        return real("127.0.0.1", server.port, type=socket.SOCK_STREAM)

    heard = threading.Event()

    def serve(connection: socket.socket) -> None:
        if connection.recv(1):
            heard.set()

    with ScriptedServer(serve) as server:
        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        cancel = Cancel()
        stop_when(asked, cancel)
        started = time.monotonic()
        error = failure(web(f"http://localhost:{server.port}"), post(f"http://localhost:{server.port}/"), cancel)
        assert time.monotonic() - started < 0.7
        assert type(error) is NotReachedError
        before = threading.active_count()
        release.set()
        deadline = time.monotonic() + 5
        while threading.active_count() >= before and time.monotonic() < deadline:
            threading.Event().wait(0.01)
    assert not heard.is_set()


def test_stopped_before_it_began() -> None:
    cancel = Cancel()
    cancel.set()
    with ScriptedServer(answering(http_answer(b"{}"))) as server:
        assert type(failure(web(server.url), post(server.url + "/"), cancel)) is NotReachedError
        assert server.connections == 0


# bodies


def test_a_large_file_is_streamed(tmp_path: Path) -> None:
    """40 MB as they are and in base64: no more than a few pieces are in memory, and the progress is the file's own."""
    file = attachment_of(tmp_path, "large", b"\x00\x01\x02\x03" * 10_000_000)
    bodies = {
        "raw": (raw_body(file), 40_000_000),
        "multipart": (multipart_body([("a", "b")], [("f", file)]), 40_000_000),
        "base64": (json_body({"name": "x", "content": [Base64File(file)], "after": 1}), 53_333_336),
    }
    for name, (body, least_bytes) in bodies.items():
        lengths: list[int] = []

        def serve(connection: socket.socket, lengths: list[int] = lengths) -> None:
            lengths.append(read_request(connection))
            connection.sendall(http_answer(b"{}"))

        progress: list[int] = []
        with ScriptedServer(serve) as server:
            tracemalloc.start()
            try:
                web(server.url).send(replace(post(server.url + "/"), body=body), Cancel(), progress.append)
                _, peak_bytes = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        assert lengths == [body.size_bytes], name
        assert body.size_bytes >= least_bytes
        assert peak_bytes < 3_000_000, name
        assert progress == sorted(set(progress))
        assert progress[-1] == 40_000_000


@pytest.mark.parametrize("size_bytes", [0, 1, 2, 3, 12_287, 12_288, 12_289, 30_000])
def test_bodies_hold_what_they_say(tmp_path: Path, size_bytes: int) -> None:
    content = bytes(index % 251 for index in range(size_bytes))
    first, second = attachment_of(tmp_path, "a", content), attachment_of(tmp_path, "b", content[::-1])
    body = json_body({"x": [Base64File(first), {"y": Base64File(second)}], "z": "file-ž"})
    whole = b"".join(piece for piece, _ in body.pieces())
    assert len(whole) == body.size_bytes
    assert json.loads(whole) == {
        "x": [base64.b64encode(content).decode(), {"y": base64.b64encode(content[::-1]).decode()}],
        "z": "file-ž",
    }
    assert sum(count for _, count in body.pieces()) == (2 * size_bytes or 0)


def test_a_form_with_odd_names(httpserver: HTTPServer, tmp_path: Path) -> None:
    """A name that tries to add headers, quotes and accents; the server's own parser must read what was meant."""
    seen: list[tuple[dict[str, str], list[tuple[str, str | None, bytes]]]] = []

    def answer(request: Request) -> Response:
        files = [(field, file.filename, file.read()) for field, file in request.files.items(multi=True)]
        seen.append((request.form.to_dict(), files))
        return Response("{}")

    httpserver.expect_request("/").respond_with_handler(answer)
    files = [
        ("f", attachment_of(tmp_path, "žluť.txt", b"1")),
        ("f", attachment_of(tmp_path, "a\r\nX: y.txt", b"\r\n--")),
    ]
    body = multipart_body([("text", "řádek\r\n2"), ("empty", "")], files)
    web(httpserver.url_for("/")).send(replace(post(httpserver.url_for("/")), body=body), Cancel())
    ((fields, got),) = seen
    assert fields == {"text": "řádek\r\n2", "empty": ""}
    assert [(name, content) for _, name, content in got] == [("žluť.txt", b"1"), ("a%0D%0AX: y.txt", b"\r\n--")]


def test_a_file_that_is_not_what_was_agreed_to(tmp_path: Path) -> None:
    """Gone, or another length: nothing is sent."""
    gone, grown = attachment_of(tmp_path, "gone.txt", b"1"), attachment_of(tmp_path, "grown.txt", b"22")
    gone.path.unlink()
    grown.path.write_bytes(b"333")
    with ScriptedServer(answering(http_answer(b"{}"))) as server:
        for file in (gone, grown):
            error = failure(web(server.url), replace(post(server.url + "/"), body=raw_body(file)))
            assert isinstance(error, RefusedError)
            assert file.name in str(error)
        assert server.connections == 0


def test_a_file_that_shrinks_while_it_is_sent(tmp_path: Path) -> None:
    """The upload ends early: what the server makes of the part is not known."""
    file = attachment_of(tmp_path, "log", b"x" * 30_000_000)

    def serve(connection: socket.socket) -> None:
        read_head(connection)
        os.truncate(file.path, 20_000_000)
        while connection.recv(1_000_000):
            pass

    with ScriptedServer(serve) as server:
        assert type(failure(web(server.url), replace(post(server.url + "/"), body=raw_body(file)))) is AmbiguousError
