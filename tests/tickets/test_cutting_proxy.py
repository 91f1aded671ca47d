"""Each cut happens where it claims to: seen from the client, from the real server behind, and in the proxy's notes."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
import urllib3

from tests.tickets import faults
from tests.tickets.certificates import CertificateAuthority
from tests.tickets.cutting_proxy import CuttingProxy
from tests.tickets.faults import (
    Answer,
    CutAfterCommit,
    CutBeforeRequest,
    CutInsideAnswer,
    CutInsideRequest,
    Fault,
    Pass,
    Plan,
    RequestLine,
    Stall,
)
from tests.tickets.filing import RoundupClient, file_in_request_tracker, request_tracker_client
from tests.tickets.request_tracker import RequestTracker
from tests.tickets.roundup_server import RoundupServer
from tests.tickets.ticket_server import Rest

BROKEN = urllib3.exceptions.ProtocolError


@pytest.fixture
def proxy(roundup_proxy: CuttingProxy) -> CuttingProxy:
    return roundup_proxy


@pytest.fixture
def customer(roundup: RoundupServer, proxy: CuttingProxy) -> Iterator[Rest]:
    client = RoundupClient(roundup)
    yield client.rest
    client.close()


def create(customer: Rest, key: str) -> None:
    customer.call("POST", "/issue", {"title": f"Broken [{key}]"})


def stored(roundup: RoundupServer, key: str) -> int:
    return len(roundup.tickets_with(f"[{key}]"))


def test_nothing_wrong(roundup: RoundupServer, proxy: CuttingProxy, customer: Rest) -> None:
    create(customer, "WZ-pass")
    assert stored(roundup, "WZ-pass") == 1
    (note,) = proxy.notes(1)
    assert (note.request.method, note.request.path, note.answered) == ("POST", "/support/rest/data/issue", 201)
    assert note.bytes_to_server == note.request_bytes
    assert note.bytes_to_client == note.answer_bytes > 0


@pytest.mark.parametrize("reset", [False, True])
def test_cut_before_the_request(roundup: RoundupServer, proxy: CuttingProxy, customer: Rest, reset: bool) -> None:
    proxy.restart(faults.in_turn(CutBeforeRequest(reset)))
    key = f"WZ-before-{reset}"
    with pytest.raises(BROKEN):
        create(customer, key)
    assert stored(roundup, key) == 0
    (note,) = proxy.notes(1)
    assert (note.bytes_to_server, note.answered, note.bytes_to_client) == (0, None, 0)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.95, 1.0])
def test_cut_inside_the_request(roundup: RoundupServer, proxy: CuttingProxy, customer: Rest, share: float) -> None:
    """Wherever it is cut, in the headers or in the body: half a request is no ticket."""
    proxy.restart(faults.in_turn(CutInsideRequest(share)))
    key = f"WZ-inside-{share}"
    with pytest.raises(BROKEN):
        create(customer, key)
    (note,) = proxy.notes(1)
    assert 0 < note.bytes_to_server < note.request_bytes
    assert note.bytes_to_client == 0
    assert stored(roundup, key) == 0


def test_an_upload_that_is_cut_is_kept_in_part_by_roundup(roundup: RoundupServer, roundup_proxy: CuttingProxy) -> None:
    """Why a channel must not take a file that it finds by its name for its own without comparing the bytes."""
    client = RoundupClient(roundup)
    try:
        number = client.file("Part [WZ-part]", "Text")
        roundup_proxy.restart(faults.in_turn(CutInsideRequest(0.5)))
        with pytest.raises(BROKEN):
            client.attach(number, "part.bin", bytes(10_000))
        roundup_proxy.notes(1)
        assert roundup.ticket(number).attachments == ()
        (found,) = client.rest.call("GET", "/file?name=part.bin")["data"]["collection"]
        kept = client.rest.raw("GET", f"/file/{found['id']}/binary_content", {"Accept": "*/*"})
        assert 0 < len(kept) < 10_000
    finally:
        client.close()


def test_cut_after_the_commit(roundup: RoundupServer, proxy: CuttingProxy, customer: Rest) -> None:
    """The ambiguous one: the server has the ticket, the client got no byte."""
    proxy.restart(faults.in_turn(CutAfterCommit()))
    with pytest.raises(BROKEN):
        create(customer, "WZ-after")
    (note,) = proxy.notes(1)
    assert (note.answered, note.bytes_to_client) == (201, 0)
    assert note.answer_bytes > 0
    assert stored(roundup, "WZ-after") == 1


def test_cuts_before_request_tracker(rt: RequestTracker, rt_proxy: CuttingProxy) -> None:
    rt_proxy.restart(faults.in_turn(CutAfterCommit(), CutInsideRequest(0.9)))
    client = request_tracker_client(rt)
    try:
        for key in ("WZ-cut-after", "WZ-cut-inside"):
            with pytest.raises(BROKEN):
                file_in_request_tracker(client, rt, f"Broken [{key}]", "Text")
    finally:
        client.close()
    after, inside = rt_proxy.notes(2)
    assert (after.answered, after.bytes_to_client) == (201, 0)
    assert 0 < inside.bytes_to_server < inside.request_bytes
    assert len(rt.tickets_with("[WZ-cut-after]")) == 1
    assert rt.tickets_with("[WZ-cut-inside]") == ()


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_cut_inside_the_answer(roundup: RoundupServer, proxy: CuttingProxy, customer: Rest, share: float) -> None:
    proxy.restart(faults.in_turn(CutInsideAnswer(share)))
    key = f"WZ-answer-{share}"
    with pytest.raises(BROKEN):
        create(customer, key)
    (note,) = proxy.notes(1)
    assert note.answered == 201
    assert 0 < note.bytes_to_client < note.answer_bytes
    assert stored(roundup, key) == 1


@pytest.mark.parametrize("committed", [False, True])
def test_stall(roundup: RoundupServer, proxy: CuttingProxy, committed: bool) -> None:
    """The client gives up first; what the server has is decided before that."""
    proxy.restart(faults.in_turn(Stall(committed)))
    key = f"WZ-stall-{committed}"
    headers = {
        **urllib3.make_headers(basic_auth="customer:customer-password"),
        "X-Requested-With": "rest",
        "Origin": roundup.origin,
    }
    with urllib3.PoolManager(retries=False, timeout=2.0) as pool, pytest.raises(urllib3.exceptions.ReadTimeoutError):
        pool.request("POST", f"{proxy.url}/support/rest/data/issue", json={"title": f"Broken [{key}]"}, headers=headers)
    (note,) = proxy.notes(1)
    assert (note.answered, note.bytes_to_client) == (201 if committed else None, 0)
    assert stored(roundup, key) == int(committed)


def test_a_stalled_client_is_let_go_when_the_proxy_ends(roundup: RoundupServer) -> None:
    ended = threading.Event()
    waiting = threading.Event()

    def stall(_request: RequestLine) -> Fault:
        waiting.set()
        return Stall()

    def ask(url: str) -> None:
        with urllib3.PoolManager(retries=False, timeout=60.0) as pool, pytest.raises(BROKEN):
            pool.request("GET", url)
        ended.set()

    with CuttingProxy(roundup.address, stall) as proxy:
        thread = threading.Thread(target=ask, args=(proxy.url,))
        thread.start()
        assert waiting.wait(10)
    thread.join(10)
    assert ended.is_set()


def test_refusing(roundup: RoundupServer, proxy: CuttingProxy, customer: Rest) -> None:
    with proxy.refusing(), pytest.raises(urllib3.exceptions.NewConnectionError):
        create(customer, "WZ-refused")
    assert proxy.notes() == ()
    create(customer, "WZ-refused")
    assert stored(roundup, "WZ-refused") == 1


@pytest.mark.parametrize(
    "answer",
    [
        faults.signed_out(),
        faults.too_large(),
        faults.too_many(7),
        faults.server_error(),
        faults.bad_gateway(),
        faults.page_instead_of_json(),
        faults.redirect("http://elsewhere.example/"),
    ],
    ids=lambda answer: str(answer.status),
)
def test_answers_in_the_servers_place(roundup: RoundupServer, answer: Answer) -> None:
    with CuttingProxy(roundup.address, faults.in_turn(answer)) as proxy, urllib3.PoolManager(retries=False) as pool:
        got = pool.request("POST", f"{proxy.url}/support/rest/data/issue", json={}, redirect=False)
        assert (got.status, got.data) == (answer.status, answer.body)
        for name, value in answer.headers:
            assert got.headers[name] == value
        (note,) = proxy.notes(1)
        assert (note.bytes_to_server, note.answered) == (0, None)


def test_too_many_names_the_moment_too() -> None:
    (_, said), _ = faults.too_many(90, as_date=True).headers
    left = parsedate_to_datetime(said) - datetime.now(UTC)
    assert timedelta(seconds=80) < left <= timedelta(seconds=90)


def test_when_picks_the_request(roundup: RoundupServer, proxy: CuttingProxy, customer: Rest) -> None:
    proxy.restart(faults.when("POST", "/issue", CutAfterCommit()))
    customer.call("GET", "/issue?title=none")
    with pytest.raises(BROKEN):
        create(customer, "WZ-when")
    create(customer, "WZ-when")
    assert stored(roundup, "WZ-when") == 2
    assert [note.fault for note in proxy.notes(3)] == [Pass(), CutAfterCommit(), Pass()]
    assert "CutAfterCommit" in str(proxy.notes()[1])


def test_a_body_in_chunks_arrives_whole(proxy: CuttingProxy, roundup: RoundupServer) -> None:
    """An upload of unknown size is sent in chunks (RFC 9112, 7.1); the proxy counts and forwards them as they are."""
    proxy.restart(faults.in_turn(Answer(201)))
    parts = [b"a" * 70_000, b"b", b"c" * 20]
    with urllib3.PoolManager(retries=False) as pool:
        assert pool.request("POST", proxy.url, body=iter(parts), headers={"X-Test": "chunks"}).status == 201
    (note,) = proxy.notes(1)
    assert note.request_bytes > sum(len(part) for part in parts)


def test_the_same_seed_does_the_same() -> None:
    def drawn(plan: Plan) -> list[str]:
        return [type(plan(RequestLine(number, "GET", "/"))).__name__ for number in range(12)]

    assert drawn(faults.seeded(3, 10)) == drawn(faults.seeded(3, 10))
    assert drawn(faults.seeded(3, 10)) != drawn(faults.seeded(4, 10))
    assert drawn(faults.seeded(3, 10))[10:] == ["Pass", "Pass"]


def test_every_fault_is_drawn() -> None:
    plans = [faults.seeded(seed, 1, share_of_faults=1.0) for seed in range(300)]
    drawn = [plan(RequestLine(0, "POST", "/")) for plan in plans]
    kinds = {type(fault) for fault in drawn}
    assert kinds == {CutBeforeRequest, CutInsideRequest, CutAfterCommit, CutInsideAnswer, Stall, Answer}
    assert {fault.status for fault in drawn if isinstance(fault, Answer)} == {200, 429, 500, 502}


@pytest.mark.parametrize(
    ("variant", "trusted"), [("good", True), ("expired", False), ("other host", False), ("unknown authority", False)]
)
def test_encrypted_front(
    roundup: RoundupServer,
    authority: CertificateAuthority,
    tmp_path_factory: pytest.TempPathFactory,
    variant: str,
    trusted: bool,
) -> None:
    contexts = {
        "good": lambda: authority.server_context(),
        "expired": lambda: authority.server_context(expired=True),
        "other host": lambda: authority.server_context("elsewhere.example"),
        "unknown authority": lambda: CertificateAuthority(tmp_path_factory.mktemp("other")).server_context(),
    }
    with (
        CuttingProxy(roundup.address, tls=contexts[variant]()) as front,
        urllib3.PoolManager(retries=False, ssl_context=authority.client_context()) as pool,
    ):
        if trusted:
            assert pool.request("GET", f"{front.url}/support/").status == 200
        else:
            with pytest.raises(urllib3.exceptions.SSLError, match="certificate"):
                pool.request("GET", f"{front.url}/support/")


def test_cuts_are_felt_through_encryption(roundup: RoundupServer, authority: CertificateAuthority) -> None:
    plan = faults.in_turn(CutAfterCommit(), CutInsideAnswer(0.5), Pass())
    with (
        CuttingProxy(roundup.address, plan, authority.server_context()) as front,
        urllib3.PoolManager(retries=False, ssl_context=authority.client_context()) as pool,
    ):
        for _ in range(2):
            with pytest.raises((urllib3.exceptions.ProtocolError, urllib3.exceptions.SSLError)):
                pool.request("GET", f"{front.url}/support/")
        assert pool.request("GET", f"{front.url}/support/").status == 200
