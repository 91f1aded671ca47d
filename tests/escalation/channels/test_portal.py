"""What a portal's description can say of making and finding a ticket, against a server that shows what it was asked."""

from urllib.parse import parse_qsl

import pytest
from werkzeug import Response

from tests.escalation.channels.desk import CREATE, FIND, GO, Desk, channel
from tests.escalation.channels.fakes import (
    SECRET,
    message_with,
)
from wizard.escalation.channels.web import ignore
from wizard.escalation.errors import AmbiguousError, NotReachedError, RefusedError
from wizard.escalation.model import Ticket


def test_placeholders(desk: Desk) -> None:
    """A field whose value nobody gave is left out; a severity is said in the system's own words."""
    text = """
    headers = { Idempotency-Key = "{id}", Accept = "application/vnd.desk+json" }
    severities = { p1 = "1 - Critical" }
    ticket_page = "https://desk.example.com/t/{number}?id={ticket}"
    [[create]]
    method = "POST"
    path = "queues/{account_number}/tickets"
    query = { from = "{reply_to}", phone = "{call_back_number}" }
    [create.body]
    title = "{subject}"
    note = "wizard {key} {id}"
    account = "{account_number}"
    order = "{order_number}"
    priority = "{severity}"
    list = ["{order_number}", "{text}", 1, true, 1.5, { deep = "{text}", gone = "{order_number}" }]
    [create.keep]
    ticket = "/ticket/id"
    number = "/ticket/names/0"
    """
    desk.answers["POST /api/queues/12/34/tickets"] = {"ticket": {"id": 5, "names": ["T 5/1"]}}
    message = message_with(
        text='žluť "{key}"', fields={"account_number": "12/34", "severity": "p1"}, reply_to="a+b@example.com"
    )
    ticket = channel(text, desk.url).create(message, ignore, GO)
    assert ticket == Ticket("5", "T 5/1", "https://desk.example.com/t/T%205%2F1?id=5")
    (seen,) = desk.seen
    assert seen.line == "POST /api/queues/12%2F34/tickets?from=a%2Bb%40example.com"
    assert seen.headers["Idempotency-Key"] == message.id
    assert seen.headers["Accept"] == "application/vnd.desk+json"
    assert seen.json == {
        "title": message.subject,
        "note": f"wizard {message.key} {message.id}",
        "account": "12/34",
        "priority": "1 - Critical",
        "list": ['žluť "{key}"', 1, True, 1.5, {"deep": 'žluť "{key}"'}],
    }


def test_a_form(desk: Desk) -> None:
    text = CREATE.replace("keep =", 'encoding = "form"\nkeep =').replace("text = ", "open = true, number = 5, text = ")
    desk.answers["POST /api/tickets"] = {"id": "a-1"}
    message = message_with(text="a&b=ž\n+ %")
    assert channel(text, desk.url).create(message, ignore, GO) == Ticket("a-1", "a-1")
    assert dict(parse_qsl(desk.seen[0].body.decode())) == {
        "title": message.subject, "text": "a&b=ž\n+ %", "open": "true", "number": "5",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "header", "value"),
    [
        ('authentication = "basic"\nuser = "ann"\nsecret = "s"\n', "Authorization", "Basic YW5uOnMzY3JldC1Xb3Jk"),
        ('authentication = "bearer"\nsecret = "s"\n', "Authorization", f"Bearer {SECRET}"),
        (
            'authentication = "header"\nheader = "Authorization"\nprefix = "Token token="\nsecret = "s"\n',
            "Authorization",
            f"Token token={SECRET}",
        ),
        ('authentication = "header"\nheader = "X-Key"\nsecret = "s"\n', "X-Key", SECRET),
    ],
)
def test_authentication(desk: Desk, text: str, header: str, value: str) -> None:
    desk.answers["POST /api/tickets"] = {"id": 1}
    channel(text + CREATE, desk.url).create(message_with(), ignore, GO)
    assert desk.seen[0].headers[header] == value


def test_a_session_is_opened_before_every_action(desk: Desk) -> None:
    text = """
    [[sign_in]]
    path = "initSession"
    keep = { session = "/session_token", etag = "header:ETag" }
    """
    text += CREATE.replace("keep =", 'headers = { Session-Token = "{session}", If-Match = "{etag}" }\nkeep =')
    text += FIND.replace("elements", 'headers = { Session-Token = "{session}" }\nelements')
    desk.answers |= {
        "GET /api/initSession": {"session_token": "tok"},
        "POST /api/tickets": {"id": 1},
        "GET /api/tickets": {"found": []},
    }
    tickets = channel(text, desk.url)
    tickets.create(message_with(), ignore, GO)
    tickets.find(message_with(), GO)
    lines = [seen.line.split("?")[0] for seen in desk.seen]
    assert lines == ["GET /api/initSession", "POST /api/tickets", "GET /api/initSession", "GET /api/tickets"]
    assert desk.seen[1].headers["Session-Token"] == desk.seen[3].headers["Session-Token"] == "tok"
    assert desk.seen[1].headers["If-Match"] == '"e1"'


def test_numbers_braces_and_an_answer_in_plain_text(desk: Desk) -> None:
    """A severity may be a number, braces that are no placeholder are text, and a system may say its number plainly."""
    text = """
    severities = { high = 3 }
    [[create]]
    method = "POST"
    path = "tickets"
    body = { urgency = "{severity}", manifest = '{"input": {"name": "{key}", "_f": ["x"]}}' }
    keep = { ticket = "text" }
    """
    desk.answers["POST /api/tickets"] = b"017524\n"
    message = message_with(fields={"severity": "high"})
    assert channel(text, desk.url).create(message, ignore, GO) == Ticket("017524", "017524")
    assert desk.seen[0].json == {"urgency": 3, "manifest": f'{{"input": {{"name": "{message.key}", "_f": ["x"]}}}}'}
    for bad in (b"", b"a\nb", b"x" * 600, b"<html>\n"):
        desk.answers["POST /api/tickets"] = bad
        with pytest.raises(AmbiguousError):
            channel(text, desk.url).create(message, ignore, GO)


@pytest.mark.parametrize(
    "answer",
    [{}, [], {"id": None}, {"id": True}, {"id": ""}, {"id": [1]}, {"id": 1.5e300}, {"id": ".."}, {"id": "a b"}],
)
def test_an_answer_without_a_ticket(desk: Desk, answer: object) -> None:
    """The server said *done*: whether it was is found out by looking, never by sending again."""
    desk.answers["POST /api/tickets"] = answer
    with pytest.raises(AmbiguousError):
        channel(CREATE, desk.url).create(message_with(), ignore, GO)


def test_an_earlier_request_that_fails_has_made_nothing(desk: Desk) -> None:
    text = '[[create]]\nmethod = "POST"\npath = "upload"\nkeep = { upload = "/token" }\n' + CREATE.replace(
        "text = ", 'upload = "{upload}", text = '
    )
    for answer in (b"<html>", b'{"token": ""}', Response("", 500), Response("", 302, {"Location": "/x"})):
        desk.answers["POST /api/upload"] = answer
        with pytest.raises((NotReachedError, RefusedError)):
            channel(text, desk.url).create(message_with(), ignore, GO)
    assert {seen.line for seen in desk.seen} == {"POST /api/upload"}
    desk.answers |= {"POST /api/upload": {"token": 17}, "POST /api/tickets": {"id": 1}}
    channel(text, desk.url).create(message_with(), ignore, GO)
    assert desk.seen[-1].json["upload"] == 17


def test_only_what_holds_the_key_is_found(desk: Desk) -> None:
    """A search may be wider than asked, and name a ticket by a number or a word."""
    message = message_with()
    desk.answers["GET /api/tickets"] = {
        "found": [
            {"id": 12, "number": "N12", "title": f"Re: {message.subject}"},
            {"id": 3, "title": message.subject},
            {"id": 4, "title": "WZ-000000000000"},
            {"id": 5},
            {"title": message.subject},
            7,
        ]
    }
    found = channel(CREATE + FIND, desk.url).find(message, GO)
    assert found == (Ticket("3", "3"), Ticket("12", "N12"))
    assert desk.seen[0].line == f"GET /api/tickets?q=title:{message.key}&exact=true".replace(":", "%3A")


@pytest.mark.parametrize("answer", [{}, [], {"found": None}, {"found": {"id": 1}}, b"<html>", b"", Response("", 204)])
def test_an_answer_without_a_list_is_no_empty_list(desk: Desk, answer: object) -> None:
    """Nothing found must be said, or a report would be sent twice."""
    desk.answers["GET /api/tickets"] = answer
    with pytest.raises(NotReachedError):
        channel(CREATE + FIND, desk.url).find(message_with(), GO)
