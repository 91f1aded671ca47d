"""What Request Tracker could answer and does not: each is one of the channels' errors, or is passed over."""

import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.escalation.channels.fakes import (
    KnownSecrets,
    ScriptedServer,
    answering,
    attachment_of,
    http_answer,
    message_with,
    read_head,
)
from wizard.escalation.channels.base import Channel
from wizard.escalation.channels.rt import RtTickets
from wizard.escalation.channels.web import ignore
from wizard.escalation.errors import AmbiguousError, ChannelError, NotReachedError, RefusedError
from wizard.escalation.model import Attachment, Message, RemoteFile, Ticket, TicketState
from wizard.organisation.channels import RtChannel
from wizard.system.cancel import Cancel
from wizard.system.http import Proxies

GO = Cancel()
NAME = "rt"
TICKET = Ticket("7", "7")


def channel(url: str, **more: object) -> RtTickets:
    profile = RtChannel(url=url, secret=NAME, requestor="w@example.com", **more)  # type: ignore[arg-type]
    return RtTickets(profile, KnownSecrets(), Proxies())


def test_it_is_a_channel() -> None:
    tickets: Channel = channel("https://rt.example.com")
    assert (tickets.abilities.find, tickets.abilities.separate_files, tickets.abilities.state) == (True, True, True)


def test_two_gigabytes_are_refused_before_anything_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "capture.pcap"
    path.touch()
    os.truncate(path, 2_000_000_000)
    file = Attachment("capture.pcap", "application/octet-stream", 2_000_000_000, "0" * 64, path)
    with ScriptedServer(answering(http_answer(b"{}"))) as server:
        tickets = channel(server.url)
        for attempt in (
            lambda: tickets.create(message_with(file), ignore, GO),
            lambda: tickets.attach(TICKET, message_with(file), file, ignore, GO),
        ):
            with pytest.raises(RefusedError) as caught:
                attempt()
            assert "capture.pcap is too large for this way" in str(caught.value)
            assert (caught.value.details["size_bytes"], caught.value.details["limit_bytes"]) == (2 * 10**9, 25 * 10**6)
        assert server.connections == 0


Answers = dict[str, tuple[int, object, dict[str, str]]]


@pytest.fixture
def saying(httpserver: HTTPServer) -> Callable[[Answers], RtTickets]:
    """Return a channel to a server that answers paths with JSON; any other path is 404."""

    def start(answers: Answers) -> RtTickets:
        def answer(request: Request) -> Response:
            status, value, headers = answers.get(request.path.removeprefix("/REST/2.0"), (404, {}, {}))
            if request.args.get("page", "1") != "1":
                value = {"items": []}
            return Response(json.dumps(value), status, headers)

        httpserver.expect_request(re.compile("/.*")).respond_with_handler(answer)
        return channel(httpserver.url_for("/"))

    return start


RECORD = {"id": 7, "Status": "open", "Owner": {"id": "Nobody"}, "Creator": {"id": "customer"}}
AT = "2026-11-22T12:00:00Z"


@pytest.mark.parametrize(
    "made", [{}, [], {"id": ""}, {"id": "7/../8"}, {"id": -1}, {"id": None}, "7", {"id": "x" * 99}]
)
def test_a_ticket_without_a_number_is_none(saying: Callable[[Answers], RtTickets], made: object) -> None:
    with pytest.raises(AmbiguousError):
        saying({"/ticket": (201, made, {})}).create(message_with(), ignore, GO)


def test_a_file_that_was_cut(saying: Callable[[Answers], RtTickets], tmp_path: Path) -> None:
    """An RT may be set up to keep the beginning of large files only."""
    file = attachment_of(tmp_path, "log", b"12345")
    part = {"id": "3", "Filename": "log", "ContentType": "application/octet-stream", "ContentLength": "4"}
    tickets = saying(
        {
            "/ticket/7/correspond": (201, [], {"Location": "/REST/2.0/transaction/9"}),
            "/transaction/9/attachments": (200, {"items": [part]}, {}),
        }
    )
    with pytest.raises(RefusedError) as caught:
        tickets.attach(TICKET, message_with(file), file, ignore, GO)
    assert "did not keep all of it" in str(caught.value)


@pytest.mark.parametrize("location", ["", "/REST/2.0/ticket/7", "javascript:x", "/transaction/" + "9" * 400])
def test_an_attachment_that_names_no_transaction(
    saying: Callable[[Answers], RtTickets], tmp_path: Path, location: str
) -> None:
    file = attachment_of(tmp_path, "log", b"1")
    tickets = saying({"/ticket/7/correspond": (201, [], {"Location": location})})
    with pytest.raises(AmbiguousError):
        tickets.attach(TICKET, message_with(file), file, ignore, GO)


def test_what_robots_write_is_no_answer(saying: Callable[[Answers], RtTickets]) -> None:
    history = [
        {"id": "9", "Type": "Correspond", "Created": AT, "Creator": {"id": "RT_System"}},
        {"id": "8", "Type": "EmailRecord", "Created": AT, "Creator": {"id": "RT_System"}},
        {"id": "6", "Type": "Correspond", "Created": "yesterday", "Creator": {"id": "root"}},
        {"id": "5", "Type": "Comment", "Created": AT, "Creator": {"id": "root"}},
        {"id": "4", "Type": "Set", "Field": "Due", "NewValue": "1970-01-01 00:00:00", "Created": AT},
        {"id": "x", "Type": "Correspond", "Created": AT, "Creator": {"id": "root"}},
    ]
    texts = [{"id": "1", "ContentType": "text/plain", "Content": "We have\u202e your \x1b[31mreport."}]
    tickets = saying(
        {
            "/ticket/7": (200, RECORD, {"ETag": '"9"', "Date": "Sun, 22 Nov 2026 12:00:00 GMT"}),
            "/ticket/7/history": (200, {"items": history}, {}),
            "/transaction/9/attachments": (200, {"items": texts}, {}),
            "/transaction/5/attachments": (200, {"items": texts}, {}),
        }
    )
    state = tickets.state(TICKET, message_with(), None, GO)
    assert state is not None
    assert [(update.kind, update.text) for update in state.updates] == [
        ("commented", "We have your report."),
        ("acknowledged", "We have your report."),
    ]
    assert state.mark == "9"


@pytest.mark.parametrize("mark", ["", "x", "-1", "٣", '9"\r\nX: y', "9" * 5000])
def test_a_mark_that_is_none(saying: Callable[[Answers], RtTickets], mark: str) -> None:
    tickets = saying({"/ticket/7": (200, RECORD, {"ETag": '"a\'b"'}), "/ticket/7/history": (200, {"items": []}, {})})
    state = tickets.state(TICKET, message_with(), mark, GO)
    assert state is not None
    assert state.mark is None


@pytest.mark.parametrize("number", ["", "7/../8", "-1", "7?x", "٣"])
def test_a_ticket_that_is_none(number: str, tmp_path: Path) -> None:
    file = attachment_of(tmp_path, "log", b"1")
    tickets, message, ticket = channel("https://rt.example.com"), message_with(file), Ticket(number, number)
    for attempt in (
        lambda: tickets.attach(ticket, message, file, ignore, GO),
        lambda: tickets.files(ticket, message, GO),
        lambda: tickets.state(ticket, message, None, GO),
    ):
        with pytest.raises(RefusedError):
            attempt()


def test_a_key_that_stands_in_another_subject_only_by_case(saying: Callable[[Answers], RtTickets]) -> None:
    message = message_with()
    items = [
        {"id": "12", "Subject": message.subject},
        {"id": "9", "Subject": f"Re: {message.subject}"},
        {"id": "3", "Subject": message.subject.lower()},
        {"id": "4", "Subject": None},
    ]
    found = saying({"/tickets": (200, {"items": items}, {})}).find(message, GO)
    assert [ticket.id for ticket in found] == ["9", "12"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["7", AT, "root"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["id", "items", "Status", "Owner", "Creator", "Requestor", "Resolved", "Subject", "Type", "Created",
             "Field", "NewValue", "Filename", "ContentType", "ContentLength", "Content"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def parrot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[bytes], Message]]:
    said = [b""]

    def serve(connection: socket.socket) -> None:
        first = read_head(connection).partition(b"\r\n")[0].decode()
        page = urlsplit(first.split(" ")[1]).query
        body = said[-1] if "page=" not in page or page.endswith("page=1") else b'{"items": []}'
        status = "201 Created" if first.startswith("POST") else "200 OK"
        connection.sendall(http_answer(body, status, ["Location: /REST/2.0/transaction/9", 'ETag: "9"']))

    file = attachment_of(tmp_path_factory.mktemp("files"), "log", b"1")
    with ScriptedServer(serve) as server:
        yield server.url, said, message_with(file)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=JSON | st.lists(JSON, max_size=3).map(lambda items: {"items": items}))
def test_any_json_at_all(parrot: tuple[str, list[bytes], Message], value: object) -> None:
    """Of the wrong types, half there, or hostile: an answer of the right type comes out, or a channel's error."""
    url, said, message = parrot
    said.append(json.dumps(value).encode())
    tickets = channel(url)
    for attempt, kind in (
        (lambda: tickets.create(message, ignore, GO), Ticket),
        (lambda: tickets.attach(TICKET, message, message.attachments[0], ignore, GO), RemoteFile),
        (lambda: tickets.files(TICKET, message, GO), tuple),
        (lambda: tickets.find(message, GO), tuple),
        (lambda: tickets.state(TICKET, message, None, GO), TicketState),
    ):
        try:
            assert isinstance(attempt(), kind)
        except ChannelError as error:
            assert kind in (Ticket, RemoteFile) or isinstance(error, NotReachedError)
