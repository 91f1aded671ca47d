"""What a portal's description can say of following a ticket, and answers of any kind at all."""

import json
import socket
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.escalation.channels.desk import CREATE, FILES, FIND, FOLLOW, GO, STATE, TICKET, Desk, channel
from tests.escalation.channels.fakes import (
    ScriptedServer,
    attachment_of,
    http_answer,
    message_with,
    read_request,
)
from wizard.escalation.channels.portal import PortalTickets
from wizard.escalation.channels.web import ignore
from wizard.escalation.errors import AmbiguousError, ChannelError, NotReachedError
from wizard.escalation.model import Message, RemoteFile, Ticket, TicketState


def test_a_ticket_is_followed(desk: Desk) -> None:
    at = "22.11.2026 12:00"
    desk.answers |= {
        "GET /api/tickets/7": {"status": "open", "owner": None},
        "GET /api/tickets/7/notes": {"notes": [{"id": 1, "at": at, "by": "customer", "body": "ours"}]},
    }
    tickets = channel(STATE + CREATE + FOLLOW, desk.url)
    begun = tickets.state(TICKET, message_with(), None, GO)
    assert begun is not None
    assert (begun.status, begun.open, begun.owner, begun.updates) == ("open", True, "", ())
    assert tickets.state(TICKET, message_with(), begun.mark, GO) is None

    desk.answers |= {
        "GET /api/tickets/7": {
            "status": 5, "owner": {"name": "Eva"}, "promised": "24.11.2026 08:00", "changed": "22.11.2026 13:00",
        },
        "GET /api/tickets/7/notes": {
            "notes": [
                {"id": 1, "at": at, "by": "customer", "body": "ours"},
                {"id": 2, "at": "22.11.2026 12:01", "by": "Desk Bot", "body": "We have it"},
                {"id": 3, "at": "22.11.2026 12:02", "by": "Eva", "body": "Out until Monday", "auto": True},
                {"id": 4, "at": "22.11.2026 12:03", "by": "Eva", "body": "<p>&nbsp;</p><br>"},
                {"id": 5, "at": "22.11.2026 12:04", "by": "Eva", "body": "check his bill", "visibility": "internal"},
                {"id": 6, "at": "22.11.2026 12:05", "by": "Eva", "body": "<p>Look at<br>A &amp; B</p>"},
                {"id": 7, "at": "22.11.2026 12:06", "by": "Eva", "body": "x" * 100_000},
                {"at": at, "by": "Eva", "body": "no id"},
            ]
        },
    }  # fmt: skip
    state = tickets.state(TICKET, message_with(), begun.mark, GO)
    assert state is not None
    assert (state.status, state.open, state.owner) == ("5", False, "Eva")
    assert [(update.at.strftime("%H:%M"), update.kind, update.text[:20]) for update in state.updates] == [
        ("12:01", "acknowledged", "We have it"),
        ("12:02", "acknowledged", "Out until Monday"),
        ("12:03", "acknowledged", ""),
        ("12:04", "commented", "check his bill"),
        ("12:05", "replied", "Look at\nA & B"),
        ("12:06", "replied", "x" * 20),
        ("13:00", "status_changed", ""),
        ("13:00", "owner_changed", ""),
        ("13:00", "promised", ""),
    ]
    assert [dict(update.detail) for update in state.updates[-3:]] == [
        {"status": "5", "open": "false"}, {"owner": "Eva"}, {"until": "2026-11-24T08:00:00+00:00"},
    ]  # fmt: skip
    assert len(state.updates[5].text) == 20_000
    assert tickets.state(TICKET, message_with(), state.mark, GO) is None
    again = tickets.state(TICKET, message_with(), begun.mark, GO)
    assert again is not None
    assert again.updates == state.updates


@pytest.mark.parametrize(
    ("time_format", "said"),
    [
        ("iso8601", "2026-11-22T13:00:00+01:00"),
        ("iso8601", "2026-11-22T12:00:00Z"),
        ("iso8601", "2026-11-22 12:00:00"),
        ("unix_s", 1795348800),
        ("unix_s", "1795348800.0"),
        ("unix_ms", 1795348800000),
        ("%Y-%m-%d.%H:%M:%S", "2026-11-22.12:00:00"),
        ("%Y-%m-%dT%H:%M:%S%z", "2026-11-22T13:00:00+0100"),
    ],
)
def test_ways_to_write_a_time(desk: Desk, time_format: str, said: object) -> None:
    desk.answers |= {"GET /api/tickets/7": {"status": "open", "promised": said}}
    follow = FOLLOW.partition("[updates]")[0]
    state = channel(f'time_format = "{time_format}"\n{CREATE}{follow}', desk.url).state(
        TICKET, message_with(), None, GO
    )
    assert state is not None
    (update,) = state.updates
    assert update.detail["until"] == "2026-11-22T12:00:00+00:00"


@pytest.mark.parametrize("said", ["soon", 10**17, -(10**17), "9999-99-99", True, [], {}, "inf", "nan", 1e308])
@pytest.mark.parametrize("time_format", ["iso8601", "unix_s", "unix_ms", "%Y-%m-%d %H:%M"])
def test_what_is_no_time(desk: Desk, time_format: str, said: object) -> None:
    """A promise nobody can read is none; the ticket is followed all the same."""
    desk.answers |= {"GET /api/tickets/7": {"status": "open", "promised": said}}
    follow = FOLLOW.partition("[updates]")[0]
    state = channel(f'time_format = "{time_format}"\n{CREATE}{follow}', desk.url).state(
        TICKET, message_with(), None, GO
    )
    assert state is not None
    assert all(update.detail["until"].startswith(("1970-", "2")) for update in state.updates)


@pytest.mark.parametrize(
    "mark", ["x", "{}", '{"status": 1}', "[" * 9000, '{"status":"open","owner":"","due":"","seen":5}']
)
def test_a_mark_that_is_none(desk: Desk, mark: str) -> None:
    desk.answers |= {"GET /api/tickets/7": {"status": "open"}, "GET /api/tickets/7/notes": {"notes": []}}
    assert channel(STATE + CREATE + FOLLOW, desk.url).state(TICKET, message_with(), mark, GO) is not None


def test_an_owner_that_means_nobody(desk: Desk) -> None:
    desk.answers |= {"GET /api/tickets/7": {"status": "open", "owner": {"name": "-"}}}
    follow = FOLLOW.partition("[updates]")[0]
    state = channel(f'nobody = ["-"]\n{CREATE}{follow}', desk.url).state(TICKET, message_with(), None, GO)
    assert state is not None
    assert (state.owner, state.updates) == ("", ())


def test_a_state_without_a_status(desk: Desk) -> None:
    with pytest.raises(NotReachedError):
        channel(STATE + CREATE + FOLLOW, desk.url).state(TICKET, message_with(), None, GO)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["id", "found", "title", "number", "name", "size", "status", "owner", "promised", "changed",
                         "notes", "at", "by", "body", "auto", "visibility"]),
        inner,
        max_size=6,
    ),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def parrot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PortalTickets, list[bytes], Message]]:
    said = [b""]

    def serve(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(http_answer(said[-1]))

    steps = '[[attach]]\nmethod = "POST"\npath = "t/{ticket}"\nencoding = "raw"\nkeep = { file = "/id" }\n'
    file = attachment_of(tmp_path_factory.mktemp("files"), "log", b"1")
    with ScriptedServer(serve) as server:
        text = STATE + CREATE + steps + FILES + 'content = { path = "f/{item}" }\n' + FIND + FOLLOW
        yield channel(text, server.url), said, message_with(file)


Attempt = Callable[[], object]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=JSON)
def test_any_json_at_all(parrot: tuple[PortalTickets, list[bytes], Message], value: object) -> None:
    """Of the wrong types, half there, or hostile: an answer of the right type comes out, or a channel's error."""
    tickets, said, message = parrot
    said.append(json.dumps(value).encode())
    attempts: list[tuple[Attempt, type, bool]] = [
        (lambda: tickets.create(message, ignore, GO), Ticket, True),
        (lambda: tickets.attach(TICKET, message, message.attachments[0], ignore, GO), RemoteFile, True),
        (lambda: tickets.files(TICKET, message, GO), tuple, False),
        (lambda: tickets.find(message, GO), tuple, False),
        (lambda: tickets.state(TICKET, message, None, GO), TicketState, False),
    ]
    for attempt, kind, changes in attempts:
        try:
            assert isinstance(attempt(), kind)
        except ChannelError as error:
            assert isinstance(error, AmbiguousError if changes else NotReachedError)
