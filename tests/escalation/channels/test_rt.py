"""Request Tracker, the real one: what a customer sends arrives byte for byte, is found again, and is followed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.escalation.channels.fakes import KnownSecrets, attachment_of, message_with
from tests.tickets.cutting_proxy import CuttingProxy
from tests.tickets.faults import CutAfterCommit, CutInsideRequest, nothing_wrong, when
from tests.tickets.request_tracker import SET_UP, RequestTracker, missing, request_tracker
from tests.tickets.server_process import Account, run_as
from tests.tickets.ticket_server import Customer
from wizard.escalation.channels.rt import RtTickets
from wizard.escalation.channels.web import ignore
from wizard.escalation.channels.web_body import json_body
from wizard.escalation.errors import AmbiguousError, RefusedError
from wizard.escalation.model import Ticket, TicketState, TicketUpdate
from wizard.organisation.channels import RtChannel
from wizard.system.cancel import Cancel
from wizard.system.http import Proxies

GO = Cancel()
NAME = "rt"
KEY_FIELD = "Wizard's key"
KEY_FIELD_DATA = """\
our @CustomFields = ({ Name => "Wizard's key", Type => 'FreeformSingle', Queue => ['Help Desk'] });
our @ACL = map +{ GroupDomain => 'SystemInternal', GroupType => 'Unprivileged', CF => "Wizard's key",
                  Queue => 'Help Desk', Right => $_ }, qw(SeeCustomField ModifyCustomField);
1;
"""


@pytest.fixture(scope="module")
def behind() -> Iterator[tuple[RequestTracker, CuttingProxy]]:
    """A Request Tracker, and the proxy in front of it that can cut."""
    if reason := missing():
        pytest.skip(reason)
    with CuttingProxy() as proxy, request_tracker(proxy.url) as server:
        proxy.server = server.address
        yield server, proxy


@pytest.fixture
def tracker(behind: tuple[RequestTracker, CuttingProxy]) -> RequestTracker:
    server, proxy = behind
    proxy.restart(nothing_wrong)
    return server


@pytest.fixture
def proxy(behind: tuple[RequestTracker, CuttingProxy]) -> CuttingProxy:
    return behind[1]


def channel(server: RequestTracker, customer: Customer | None = None, **more: object) -> RtTickets:
    who = customer or server.customer
    profile = {
        "url": server.url, "queue": server.queue, "requestor": who.email, "secret": NAME,
        "authentication": "password", "user": who.name,
    }  # fmt: skip
    return RtTickets(RtChannel(**{**profile, **more}), KnownSecrets(who.password), Proxies())  # type: ignore[arg-type]


TEXTS = [
    "One line",
    "",
    "Řádek – “quoted” \U0001f600\n\n  indented\ttab\ntrailing  \n\n\n",
    "a" * 100_000,
    "From: x\n.\n-- \nReferences: <a@b>\n",
    '<p>&amp; <script>alert(1)</script> {"json": "\\n"} %s {subject}',
    "0",
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_the_text_arrives_byte_for_byte(tracker: RequestTracker, text: str) -> None:
    message = message_with(text=text, subject='Spojení – "nejde" <b> \\ %')
    ticket = channel(tracker).create(message, ignore, GO)
    stored = tracker.ticket(ticket.id)
    assert (stored.text, stored.subject) == (text, message.subject)
    assert ticket == Ticket(stored.id, stored.id, f"{tracker.url}/SelfService/Display.html?id={stored.id}")


def test_by_token(tracker: RequestTracker) -> None:
    token = KnownSecrets(tracker.customer.token)
    profile = {"url": f"{tracker.url}/REST/2.0/", "queue": tracker.queue, "requestor": tracker.customer.email}
    tickets = RtTickets(RtChannel(**profile, secret=NAME), token, Proxies())  # type: ignore[arg-type]
    made = tickets.create(message_with(), ignore, GO)
    assert tracker.ticket(made.id).text == "Nothing works."


FILES = {
    "all bytes.bin": bytes(range(256)) * 50,
    "žluťoučký kůň.txt": "Příliš žluťoučký kůň\r\n".encode("utf-16"),
    "latin 2.log": "žluť\r\n".encode("iso8859-2"),
    "crlf.txt": b"one\r\ntwo\rthree\n\n\n",
    "empty.txt": b"",
    "prázdný.txt": b"",
    "page.html": b"<html><script>x</script>\xff</html>",
    "message.eml": b"From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n--x--\r\n",
    "a b+c%20d;e='f'&g.zip": b"PK\x05\x06" + bytes(18),
    "logs/deep/app.log": b"in a folder",
    'quo"te\\d.txt': b"quoted",
    "x" * 75 + ".json": b"{}",
    "large.bin": os.urandom(3_000_000),
}


def test_files_arrive_byte_for_byte(tracker: RequestTracker, tmp_path: Path) -> None:
    """Under any name and of any kind, and each is listed so that it is known again."""
    files = [attachment_of(tmp_path, name, content) for name, content in FILES.items()]
    message = message_with(*files)
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)
    made = []
    for file in files:
        progress = [0]
        made.append(tickets.attach(ticket, message, file, progress.append, GO))
        assert progress[-1] == file.size_bytes
    stored = tracker.ticket(ticket.id)
    assert [file.content for file in stored.attachments] == list(FILES.values())
    as_named = {"logs/deep/app.log": "app.log", 'quo"te\\d.txt': "quo'te_d.txt"}
    assert [file.name for file in stored.attachments] == [as_named.get(name, name) for name in FILES]
    assert list(tickets.files(ticket, message, GO)) == made
    assert [(file.name, file.size_bytes) for file in made] == [(name, len(content)) for name, content in FILES.items()]


def test_files_of_the_same_name_and_size_are_told_apart(tracker: RequestTracker, tmp_path: Path) -> None:
    """By their bytes, which are fetched only then."""
    first = attachment_of(tmp_path, "screen.png", b"11")
    second = attachment_of(tmp_path, "screen.png", b"22")
    message = message_with(first, second)
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)
    tickets.attach(ticket, message, second, ignore, GO)
    (found,) = tickets.files(ticket, message, GO)
    assert (found.name, found.size_bytes, found.sha256) == ("screen.png", 2, second.sha256)


def test_more_files_than_a_page_holds(tracker: RequestTracker, tmp_path: Path) -> None:
    """Each reply takes three rows of a page of a hundred."""
    files = [attachment_of(tmp_path, f"{number}.log", b"%d" % number) for number in range(36)]
    message = message_with(*files)
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)
    for file in files:
        tickets.attach(ticket, message, file, ignore, GO)
    assert [file.name for file in tickets.files(ticket, message, GO)] == [file.name for file in files]
    state = tickets.state(ticket, message, None, GO)
    assert state is not None
    assert [update.kind for update in state.updates] == ["status_changed"]


def test_who_is_told(tracker: RequestTracker) -> None:
    """The account sees its ticket, the person gets the mail; each address once."""
    message = message_with(reply_to="Anna@Example.com", copy=("boss@example.com",))
    ticket = channel(tracker).create(message, ignore, GO)
    record = tracker._rest.call("GET", f"/ticket/{ticket.id}")
    assert {one["id"] for one in record["Requestor"]} == {"customer", "Anna@Example.com"}
    assert [one["id"] for one in record["Cc"]] == ["boss@example.com"]
    same = channel(tracker).create(message_with(reply_to=tracker.customer.email.upper()), ignore, GO)
    assert [one["id"] for one in tracker._rest.call("GET", f"/ticket/{same.id}")["Requestor"]] == ["customer"]


# find


def test_it_is_found_by_its_key_alone(tracker: RequestTracker) -> None:
    tickets, stranger = channel(tracker), channel(tracker, tracker.new_customer("stranger"))
    message, other = message_with(), message_with()
    assert tickets.find(message, GO) == ()
    first = tickets.create(message, ignore, GO)
    tickets.create(other, ignore, GO)
    assert tickets.find(message, GO) == (first,)
    second = tickets.create(message, ignore, GO)
    assert tickets.find(message, GO) == (first, second)
    assert stranger.find(message, GO) == ()


def test_it_is_found_by_the_custom_field_when_staff_wrote_another_subject(tracker: RequestTracker) -> None:
    folder = tracker._folder
    data = folder / "key-field"
    data.write_text(KEY_FIELD_DATA)
    environment = {"RT_SITE_CONFIG": str(folder / "configuration.pm"), "RT_SITE_CONFIG_DIR": str(folder / "parts")}
    run_as(Account.unprivileged(), [str(SET_UP), "--action", "insert", "--datafile", str(data)], environment)
    tickets = channel(tracker, key_field=KEY_FIELD)
    message = message_with()
    ticket = tickets.create(message, ignore, GO)
    tracker._rest.call("PUT", f"/ticket/{ticket.id}", {"Subject": "Router of flat 12"})
    assert tickets.find(message, GO) == (ticket,)
    assert channel(tracker).find(message, GO) == ()
    assert tickets.find(message_with(), GO) == ()


# state


def kinds(state: TicketState | None) -> list[tuple[str, str, str]]:
    assert state is not None
    return [(update.kind, update.author, update.text) for update in state.updates]


def test_what_staff_do_is_seen(tracker: RequestTracker, tmp_path: Path) -> None:
    file = attachment_of(tmp_path, "log", b"1")
    message = message_with(file)
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)
    begun = tickets.state(ticket, message, None, GO)
    assert kinds(begun) == []
    assert begun is not None
    assert (begun.status, begun.open, begun.owner) == ("new", True, "")
    assert begun.server_time is not None
    assert tickets.state(ticket, message, begun.mark, GO) is None

    tickets.attach(ticket, message, file, ignore, GO)
    opened = tickets.state(ticket, message, begun.mark, GO)
    assert opened is not None
    (update,) = opened.updates
    assert (update.kind, dict(update.detail)) == (
        "status_changed", {"status": "open", "open": "true", "automatic": "true"},
    )  # fmt: skip

    tracker.reply(ticket.id, "Díváme se na to.\n\nTechnik")
    tracker.set_owner(ticket.id, "root")
    tracker._rest.call("PUT", f"/ticket/{ticket.id}", {"Due": "2026-12-01 10:00:00"})
    tracker.set_status(ticket.id, "stalled")
    html = {"Content": "<p>Restart<br>it &amp; <b>wait</b></p><style>x</style>", "ContentType": "text/html"}
    tracker._rest.call("POST", f"/ticket/{ticket.id}/correspond", html)
    state = tickets.state(ticket, message, opened.mark, GO)
    assert kinds(state) == [
        ("replied", "root", "Díváme se na to.\n\nTechnik"),
        ("owner_changed", "root", ""),
        ("promised", "root", ""),
        ("status_changed", "root", ""),
        ("replied", "root", "Restart\nit & wait"),
    ]
    assert state is not None
    details = [dict(update.detail) for update in state.updates[1:4]]
    assert details == [
        {"owner": "root"}, {"until": "2026-12-01T10:00:00+00:00"}, {"status": "stalled", "open": "true"},
    ]  # fmt: skip
    assert (state.status, state.open, state.owner) == ("stalled", True, "root")
    assert state.server_time is not None
    assert all(abs((update.at - state.server_time).total_seconds()) < 60 for update in state.updates)

    tracker.set_status(ticket.id, "resolved")
    closed = tickets.state(ticket, message, state.mark, GO)
    assert closed is not None
    assert not closed.open
    assert [dict(update.detail) for update in closed.updates] == [{"status": "resolved", "open": "false"}]
    assert tickets.state(ticket, message, closed.mark, GO) is None

    whole = tickets.state(ticket, message, None, GO)
    assert whole is not None
    assert len(whole.updates) == 7
    assert len({update.id for update in whole.updates}) == 7


def test_a_reply_without_words_is_no_answer(tracker: RequestTracker) -> None:
    message = message_with()
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)
    tracker.reply(ticket.id, " \n")
    state = tickets.state(ticket, message, None, GO)
    assert ("acknowledged", "root", "") in kinds(state)
    assert not [one for one in kinds(state) if one[0] == "replied"]


def test_what_the_person_answers_by_mail_is_no_reply_of_staff(tracker: RequestTracker) -> None:
    person = tracker.new_customer("person")
    message = message_with(reply_to=person.email)
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)
    begun = tickets.state(ticket, message, None, GO)
    assert begun is not None
    own = channel(tracker, person)
    words = json_body({"Content": "It still fails.", "ContentType": "text/plain"})
    own._web.send(own._request("POST", f"/ticket/{ticket.id}/correspond", success=(201,), body=words), GO)
    state = tickets.state(ticket, message, begun.mark, GO)
    assert [update for update in (state.updates if state else ()) if update.kind != "status_changed"] == []


# what goes wrong


@pytest.mark.parametrize("fault", [CutAfterCommit(), CutInsideRequest(0.9)], ids=["after commit", "inside request"])
def test_a_lost_answer_is_settled_by_looking(
    tracker: RequestTracker, proxy: CuttingProxy, tmp_path: Path, fault: CutAfterCommit | CutInsideRequest
) -> None:
    """The ticket and the file exist, or they do not; looking tells which."""
    file = attachment_of(tmp_path, "log.bin", os.urandom(200_000))
    message = message_with(file)
    tickets = channel(tracker)
    arrived = isinstance(fault, CutAfterCommit)

    proxy.restart(when("POST", "/ticket", fault))
    with pytest.raises(AmbiguousError):
        tickets.create(message, ignore, GO)
    assert len(tickets.find(message, GO)) == arrived

    proxy.restart(when("POST", "/correspond", fault))
    ticket = tickets.find(message, GO)[0] if arrived else tickets.create(message, ignore, GO)
    with pytest.raises(AmbiguousError):
        tickets.attach(ticket, message, file, ignore, GO)
    assert [(found.name, found.size_bytes) for found in tickets.files(ticket, message, GO)] == (
        [("log.bin", 200_000)] if arrived else []
    )


def test_an_accepted_file_counts_even_when_it_cannot_be_looked_at(
    tracker: RequestTracker, proxy: CuttingProxy, tmp_path: Path
) -> None:
    file = attachment_of(tmp_path, "log", b"1")
    message = message_with(file)
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)
    proxy.restart(when("GET", "/transaction/", CutAfterCommit()))
    made = tickets.attach(ticket, message, file, ignore, GO)
    assert made.id.startswith("transaction/")
    assert len(tracker.ticket(ticket.id).attachments) == 1


def test_refusals(tracker: RequestTracker) -> None:
    """Each in a sentence that says what to do; RT's own words with it where it gives some."""
    message = message_with()
    for tickets, sentence in (
        (channel(tracker, user="nobody-here"), "did not accept the user name, password or token"),
        (channel(tracker, queue="Elsewhere"), "No permission to create tickets in the queue 'Elsewhere'"),
        (channel(tracker, url=f"{tracker.url}/nowhere"), "sends elsewhere"),  # to its page to sign in
    ):
        with pytest.raises(RefusedError) as caught:
            tickets.create(message, ignore, GO)
        assert sentence in str(caught.value)
    stranger = channel(tracker, tracker.new_customer("stranger-2"))
    ticket = channel(tracker).create(message, ignore, GO)
    with pytest.raises(RefusedError):
        stranger.state(ticket, message, None, GO)


def test_stable_ids(tracker: RequestTracker) -> None:
    """An update is noted once, however often it is read."""
    message = message_with()
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)
    tracker.reply(ticket.id, "Hello")

    def read() -> tuple[TicketUpdate, ...]:
        state = tickets.state(ticket, message, None, GO)
        assert state is not None
        return state.updates

    assert read() == read()
