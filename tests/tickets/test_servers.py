"""The laboratory itself: what a customer files is what staff see, and nobody sees another customer's ticket."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from tests.tickets.filing import (
    RoundupClient,
    attach_in_request_tracker,
    file_in_request_tracker,
    request_tracker_client,
)
from tests.tickets.request_tracker import RequestTracker
from tests.tickets.roundup_server import RoundupServer
from tests.tickets.server_process import Account, LaboratoryError, running
from tests.tickets.ticket_server import Customer, Rest, StoredAttachment

EVERY_BYTE = bytes(range(256)) * 400 + b"\r\n"
TEXT = "Síť nejde.\nSince 8:00."


@pytest.fixture
def rt_customer(rt: RequestTracker) -> Iterator[Rest]:
    client = request_tracker_client(rt)
    yield client
    client.close()


@pytest.fixture
def roundup_customer(roundup: RoundupServer) -> Iterator[RoundupClient]:
    client = RoundupClient(roundup)
    yield client
    client.close()


def test_request_tracker_keeps_what_a_customer_files(rt: RequestTracker, rt_customer: Rest) -> None:
    number = file_in_request_tracker(rt_customer, rt, "No network [WZ-keep]", TEXT)
    attach_in_request_tracker(rt_customer, number, "report.bin", EVERY_BYTE)
    assert rt.tickets_with("[WZ-keep]") == (number,)
    ticket = rt.ticket(number)
    assert (ticket.subject, ticket.text, ticket.owner) == ("No network [WZ-keep]", TEXT, "")
    assert ticket.attachments == (StoredAttachment("report.bin", EVERY_BYTE),)


def test_roundup_keeps_what_a_customer_files(roundup: RoundupServer, roundup_customer: RoundupClient) -> None:
    number = roundup_customer.file("No network [WZ-keep]", TEXT)
    roundup_customer.attach(number, "zpráva.bin", EVERY_BYTE)
    assert roundup.tickets_with("[WZ-keep]") == (number,)
    ticket = roundup.ticket(number)
    assert (ticket.subject, ticket.text, ticket.owner) == ("No network [WZ-keep]", TEXT, "")
    assert ticket.attachments == (StoredAttachment("zpráva.bin", EVERY_BYTE),)


def test_request_tracker_acknowledges_by_itself_and_staff_answer(rt: RequestTracker, rt_customer: Rest) -> None:
    number = file_in_request_tracker(rt_customer, rt, "Slow [WZ-reply]", TEXT)
    assert f"[laboratory #{number}] AutoReply: Slow [WZ-reply]" in rt.mail()
    rt.reply(number, "We are looking.")
    rt.set_owner(number, rt.staff)
    rt.set_status(number, "stalled")
    ticket = rt.ticket(number)
    assert (ticket.messages, ticket.owner, ticket.status) == (("We are looking.",), "root", "stalled")
    history = rt_customer.call("GET", f"/ticket/{number}/history?fields=Type,Creator&per_page=100")["items"]
    seen = [(item["Type"], item["Creator"]["id"]) for item in history]
    assert ("Correspond", "root") in seen
    assert "EmailRecord" not in {kind for kind, _ in seen}, "a customer would see the acknowledgement"


def test_staff_answer_in_roundup(roundup: RoundupServer, roundup_customer: RoundupClient) -> None:
    number = roundup_customer.file("Slow [WZ-reply]", TEXT)
    roundup.reply(number, "We are looking.")
    roundup.set_owner(number, roundup.staff)
    roundup.set_status(number, "in-progress")
    ticket = roundup.ticket(number)
    assert (ticket.messages, ticket.owner, ticket.status) == (("We are looking.",), "staff", "in-progress")
    assert "We are looking." in roundup.mail()


def test_a_customer_of_request_tracker_has_no_more_rights_than_one(rt: RequestTracker, rt_customer: Rest) -> None:
    number = file_in_request_tracker(rt_customer, rt, "Private [WZ-rights]", TEXT)
    stranger = request_tracker_client(rt, customer=rt.new_customer("stranger"))
    try:
        assert stranger.call("GET", "/tickets?query=Subject%20LIKE%20'WZ-rights'")["total"] == 0
        with pytest.raises(LaboratoryError, match="403"):
            stranger.call("GET", f"/ticket/{number}")
        with pytest.raises(LaboratoryError, match="403"):
            rt_customer.call("POST", "/ticket", {"Queue": "General", "Subject": "x"})
        rt_customer.call("PUT", f"/ticket/{number}", {"Status": "resolved", "Owner": "root"})
    finally:
        stranger.close()
    assert (rt.ticket(number).status, rt.ticket(number).owner) == ("new", "")


def test_without_its_own_address_a_customer_of_request_tracker_loses_its_ticket(
    rt: RequestTracker, rt_customer: Rest
) -> None:
    """Why the channel must name the customer as requestor: find would say there is none."""
    fields = {"Queue": rt.queue, "Subject": "Lost [WZ-lost]", "Content": TEXT, "ContentType": "text/plain"}
    number = rt_customer.call("POST", "/ticket", fields)["id"]
    assert rt.tickets_with("[WZ-lost]") == (number,)
    assert rt_customer.call("GET", "/tickets?query=Subject%20LIKE%20'WZ-lost'")["total"] == 0


def test_a_second_customer_of_roundup_can_sign_in(roundup: RoundupServer) -> None:
    client = RoundupClient(roundup, customer=roundup.new_customer("second"))
    try:
        assert roundup.ticket(client.file("Mine [WZ-second]", TEXT)).text == TEXT
    finally:
        client.close()


def test_roundup_refuses_writing_without_its_headers(roundup: RoundupServer) -> None:
    customer: Customer = roundup.customer
    signed_in = dict(urllib3.make_headers(basic_auth=f"{customer.name}:{customer.password}"))
    client = Rest(f"{roundup.url}/rest/data", signed_in)
    try:
        with pytest.raises(LaboratoryError, match="Required Header Missing"):
            client.call("POST", "/issue", {"title": "x"})
    finally:
        client.close()


def test_a_server_that_dies_at_its_start_says_why(tmp_path: Path) -> None:
    account = Account(os.geteuid(), os.getegid())
    command = ["sh", "-c", "echo no such database; exit 3"]
    with (
        pytest.raises(LaboratoryError, match=r"(?s)ended with 3.*no such database"),
        running(account, command, tmp_path / "log", lambda: False, {}),
    ):
        raise AssertionError("it was taken for running")


def test_a_server_and_its_children_end_with_the_block(tmp_path: Path) -> None:
    """The child ignores the kind signal and outlives its parent; it holds the fifo open as long as it lives."""
    fifo = tmp_path / "alive"
    os.mkfifo(fifo, stat.S_IRUSR | stat.S_IWUSR)
    account = Account(os.geteuid(), os.getegid())
    command = ["sh", "-c", f"sh -c 'trap \"\" TERM; exec >{fifo}; echo up; while :; do sleep 100; done' & wait"]
    alive = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with running(account, command, tmp_path / "log", lambda: os.read(alive, 3) == b"up\n", {}):
            pass
        os.set_blocking(alive, True)
        assert os.read(alive, 1) == b"", "a child of the server still runs"
    finally:
        os.close(alive)
