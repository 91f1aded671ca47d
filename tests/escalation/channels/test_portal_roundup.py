"""A real roundup, through the example that ships with the documentation: made once, complete, found and followed."""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.escalation.channels.fakes import KnownSecrets, attachment_of, message_with
from tests.tickets.cutting_proxy import CuttingProxy
from tests.tickets.faults import CutAfterCommit, CutInsideAnswer, CutInsideRequest, Fault, nothing_wrong, when
from tests.tickets.roundup_server import RoundupServer, roundup_server
from tests.tickets.ticket_server import Customer
from wizard.escalation.channels.base import Channel
from wizard.escalation.channels.portal import PortalTickets
from wizard.escalation.channels.web import ignore
from wizard.escalation.errors import AmbiguousError, BusyError, NotReachedError, RefusedError
from wizard.escalation.model import Ticket
from wizard.organisation.portal import PortalChannel
from wizard.system.cancel import Cancel
from wizard.system.http import Proxies

GO = Cancel()
EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "portal-examples" / "roundup.toml"


@pytest.fixture(scope="module")
def behind() -> Iterator[tuple[RoundupServer, CuttingProxy]]:
    with CuttingProxy() as proxy, roundup_server(proxy.url) as server:
        proxy.server = server.address
        yield server, proxy


@pytest.fixture
def tracker(behind: tuple[RoundupServer, CuttingProxy]) -> RoundupServer:
    behind[1].restart(nothing_wrong)
    return behind[0]


@pytest.fixture
def proxy(behind: tuple[RoundupServer, CuttingProxy]) -> CuttingProxy:
    return behind[1]


def channel(server: RoundupServer, customer: Customer | None = None, password: str | None = None) -> PortalTickets:
    who = customer or server.customer
    text = EXAMPLE.read_text(encoding="utf-8").replace("https://tracker.example.com/support", server.url)
    text = text.replace("https://tracker.example.com", server.origin).replace('"customer"', f'"{who.name}"')
    profile = msgspec.convert(tomllib.loads(text)["channels"]["support_tracker"], PortalChannel)
    return PortalTickets(profile, KnownSecrets(password or who.password), Proxies())


def test_what_it_can() -> None:
    profile = msgspec.convert(tomllib.loads(EXAMPLE.read_text())["channels"]["support_tracker"], PortalChannel)
    tickets: Channel = PortalTickets(profile, KnownSecrets(), Proxies())
    assert (tickets.abilities.find, tickets.abilities.separate_files, tickets.abilities.state) == (True, True, True)


@pytest.mark.parametrize(
    "text", ["Řádek – “quoted” \U0001f600\n\n  in\ttab\n\nend", "a" * 100_000, '{"x": "{subject}"} <b>&amp;', "0"]
)
def test_the_ticket_holds_the_text(tracker: RoundupServer, text: str) -> None:
    """roundup takes blanks and line ends away at both ends of a text; everything between them is kept."""
    message = message_with(text=text, subject="Spojení – nejde <b> %")
    ticket = channel(tracker).create(message, ignore, GO)
    stored = tracker.ticket(ticket.id)
    assert (stored.text, stored.subject) == (text, message.subject)
    assert ticket == Ticket(stored.id, stored.id, f"{tracker.url}/issue{stored.id}")


FILES = {
    "all bytes.bin": bytes(range(256)) * 50,
    "žluťoučký kůň.txt": "Příliš žluťoučký kůň\r\n".encode("utf-16"),
    "latin 2.log": "žluť\r\n".encode("iso8859-2"),
    "page.html": b"<html>\r\n--boundary--\r\n\xff</html>\n\n",
    "a b+c%20d;e='f'&g.zip": b"PK\x05\x06" + bytes(18),
    "large.bin": os.urandom(3_000_000),
}


def test_files_arrive_byte_for_byte(tracker: RoundupServer, tmp_path: Path) -> None:
    files = [attachment_of(tmp_path, name, content) for name, content in FILES.items()]
    message = message_with(*files)
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)
    for file in files:
        progress = [0]
        tickets.attach(ticket, message, file, progress.append, GO)
        assert progress[-1] == file.size_bytes
    assert {file.name: file.content for file in tracker.ticket(ticket.id).attachments} == FILES
    assert sorted((file.name, file.size_bytes, file.sha256) for file in tickets.files(ticket, message, GO)) == sorted(
        (file.name, file.size_bytes, file.sha256) for file in files
    )


def test_an_empty_file_is_refused_before_anything_is_sent(tracker: RoundupServer, tmp_path: Path) -> None:
    message = message_with(attachment_of(tmp_path, "empty.txt", b""))
    with pytest.raises(RefusedError, match=r"empty\.txt is empty"):
        channel(tracker).create(message, ignore, GO)
    assert tracker.tickets_with(message.key) == ()


def test_it_is_found_by_its_key(tracker: RoundupServer) -> None:
    tickets, message, other = channel(tracker), message_with(), message_with()
    assert tickets.find(message, GO) == ()
    first = tickets.create(message, ignore, GO)
    tickets.create(other, ignore, GO)
    assert tickets.find(message, GO) == (first,)
    second = tickets.create(message, ignore, GO)
    assert tickets.find(message, GO) == (first, second)


def test_what_staff_do_is_seen(tracker: RoundupServer) -> None:
    message = message_with()
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)
    begun = tickets.state(ticket, message, None, GO)
    assert begun is not None
    assert (begun.status, begun.open, begun.owner, begun.updates) == ("unread", True, "", ())
    assert tickets.state(ticket, message, begun.mark, GO) is None

    tracker.reply(ticket.id, "Díváme se na to.\n\nTechnik")
    tracker.set_owner(ticket.id, "staff")
    state = tickets.state(ticket, message, begun.mark, GO)
    assert state is not None
    assert (state.status, state.open, state.owner) == ("chatting", True, "staff")
    assert sorted((update.kind, update.author, update.text) for update in state.updates) == [
        ("owner_changed", "", ""),
        ("replied", "staff", "Díváme se na to.\n\nTechnik"),
        ("status_changed", "", ""),
    ]
    assert state.server_time is not None
    assert all(abs((update.at - state.server_time).total_seconds()) < 60 for update in state.updates)
    assert tickets.state(ticket, message, state.mark, GO) is None

    tracker.set_status(ticket.id, "resolved")
    closed = tickets.state(ticket, message, state.mark, GO)
    assert closed is not None
    assert not closed.open
    assert [dict(update.detail) for update in closed.updates] == [{"status": "resolved", "open": "false"}]


CUTS = [CutAfterCommit(), CutInsideRequest(0.7), CutInsideAnswer(0.3)]


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: type(cut).__name__)
@pytest.mark.parametrize("path", ["/msg", "/issue/@poe"])
def test_what_makes_nothing_by_itself_is_simply_tried_again(
    tracker: RoundupServer, proxy: CuttingProxy, path: str, cut: Fault
) -> None:
    """A message and a link that works once are no ticket."""
    message = message_with()
    tickets = channel(tracker)
    proxy.restart(when("POST", path, cut))
    with pytest.raises(NotReachedError):
        tickets.create(message, ignore, GO)
    assert tracker.tickets_with(message.key) == ()
    ticket = tickets.create(message, ignore, GO)
    assert tracker.tickets_with(message.key) == (ticket.id,)


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: type(cut).__name__)
def test_a_lost_answer_is_settled_by_looking(
    tracker: RoundupServer, proxy: CuttingProxy, tmp_path: Path, cut: Fault
) -> None:
    file = attachment_of(tmp_path, "log.bin", os.urandom(50_000))
    message = message_with(file)
    tickets = channel(tracker)
    arrived = not isinstance(cut, CutInsideRequest)

    proxy.restart(when("POST", "/@poe/", cut))
    with pytest.raises(AmbiguousError):
        tickets.create(message, ignore, GO)
    assert len(tickets.find(message, GO)) == arrived
    ticket = tickets.find(message, GO)[0] if arrived else tickets.create(message, ignore, GO)

    proxy.restart(when("POST", "/file", cut))
    with pytest.raises(NotReachedError):  # uploaded or not: nothing names it yet
        tickets.attach(ticket, message, file, ignore, GO)
    assert tickets.files(ticket, message, GO) == ()

    proxy.restart(when("PATCH", "/issue/", cut))
    with pytest.raises(AmbiguousError):
        tickets.attach(ticket, message, file, ignore, GO)
    found = tickets.files(ticket, message, GO)
    assert [one.sha256 for one in found] == ([file.sha256] if arrived else [])


def test_a_ticket_that_changed_in_between_is_not_overwritten(
    tracker: RoundupServer, proxy: CuttingProxy, tmp_path: Path
) -> None:
    """The link to the file carries the ticket's tag; when staff were quicker it is tried again later."""
    file = attachment_of(tmp_path, "log", b"1")
    message = message_with(file)
    tickets = channel(tracker)
    ticket = tickets.create(message, ignore, GO)

    def staff_are_quicker(request: object) -> Fault:
        if getattr(request, "method", "") == "PATCH":
            proxy.restart(nothing_wrong)
            tracker.set_owner(ticket.id, "staff")
        return nothing_wrong(request)  # type: ignore[arg-type]

    proxy.restart(staff_are_quicker)
    with pytest.raises(BusyError):
        tickets.attach(ticket, message, file, ignore, GO)
    tickets.attach(ticket, message, file, ignore, GO)
    stored = tracker.ticket(ticket.id)
    assert (stored.owner, [one.name for one in stored.attachments]) == ("staff", ["log"])


def test_a_wrong_password_and_then_too_many(tracker: RoundupServer) -> None:
    """roundup locks an account after a few wrong ones, and says for how long."""
    customer = tracker.new_customer("forgetful")
    tickets = channel(tracker, customer, password="wrong")  # noqa: S106 - that is the point
    with pytest.raises(RefusedError, match="did not accept the user name, password or token"):
        tickets.create(message_with(), ignore, GO)
    with pytest.raises(BusyError) as caught:
        for _ in range(9):
            with pytest.raises(RefusedError):
                tickets.create(message_with(), ignore, GO)
    assert caught.value.retry_after_s == 150
