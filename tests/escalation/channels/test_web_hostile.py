"""Answers by an enemy: whatever a server says, it is one of four errors."""

import socket
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from tests.escalation.channels.fakes import (
    ScriptedServer,
    read_request,
)
from tests.escalation.channels.web_client import QUICK, get, post, web
from wizard.escalation.errors import (
    AmbiguousError,
    ChannelError,
    NotReachedError,
)
from wizard.system.cancel import Cancel


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b'{"id": 1',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"id": "\xff\xfe"}',
        '{"id": 1}'.encode("utf-16"),
        b"NaN",
        b"1" * 10_000,
        b'{"id": 1}{"id": 2}',
        b"\x1f\x8b\x08\x00",
        b'"\\ud800"',
    ],
)
def test_an_answer_that_is_no_json(httpserver: HTTPServer, body: bytes) -> None:
    httpserver.expect_request("/t").respond_with_data(body, headers={"Content-Type": "application/json"})
    url = httpserver.url_for("/t")
    for request, kind in ((post(url), AmbiguousError), (get(url), NotReachedError)):
        try:
            value = web(url).send_for_json(request, Cancel())[1]
        except ChannelError as error:
            assert type(error) is kind
            assert "cannot be read" in str(error)
        else:
            assert isinstance(value, int | float | str)  # a huge number or half a character, taken as what it is


@pytest.fixture(scope="module")
def parrot() -> Iterator[tuple[ScriptedServer, list[bytes]]]:
    """A server that answers every connection with the last of the list."""
    said = [b""]

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(said[-1])

    with ScriptedServer(serve) as server:
        yield server, said


HEADS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.0 201 \r\n",
        b"HTTP/1.1 999999999999 X\r\n",
        b"HTTP/1.1 -1 X\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n",
        b"ICY 200 OK\r\n",
        b"",
    ]
)
FIELDS = st.sampled_from(
    [
        b"Content-Length: 5\r\n",
        b"Content-Length: -5\r\n",
        b"Content-Length: 1e5\r\n",
        b"Content-Length: " + b"9" * 400 + b"\r\n",
        b"Content-Length: 2\r\nContent-Length: 3\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Content-Encoding: zstd, br\r\n",
        b"Location: http://[::\r\n",
        b"Retry-After: Sun, 99 Nov 99999 99:99:99 GMT\r\n",
        b"Date: \xff\xfe\r\n",
        b": nameless\r\n",
        b" folded\r\n",
        b"A" * 70_000 + b": x\r\n",
        b"X: y\r\n" * 150,
        b"\r\n",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(head=HEADS, fields=st.lists(FIELDS, max_size=4), body=st.binary(max_size=60), reading=st.booleans())
def test_whatever_a_server_says_is_one_of_four_errors(
    parrot: tuple[ScriptedServer, list[bytes]], head: bytes, fields: list[bytes], body: bytes, reading: bool
) -> None:
    server, said = parrot
    said.append(head + b"".join(fields) + b"\r\n" + body)
    request = get(server.url + "/") if reading else post(server.url + "/")
    try:
        web(server.url, patience=QUICK).send_for_json(request, Cancel())
    except ChannelError as error:
        assert not (reading and isinstance(error, AmbiguousError))
        assert str(error)
