"""Exactly once: whatever goes wrong wherever, one ticket with every file; over a channel without find never two."""

import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.escalation.outbox_case import FILES, Clock, Desk, make_draft
from tests.escalation.scripted_server import (
    LOOKING,
    MAKING,
    NO_FIND,
    Fault,
    KilledError,
    ScriptedChannel,
    Server,
    in_turn,
)
from wizard.escalation.model import Draft
from wizard.journal.database import Database


def only_fitting(script: tuple[str, ...]) -> Fault:
    """Follow a script; what cannot happen to a request that only asks is passed over there."""
    fault = in_turn(script)

    def fitting(request: str) -> str:
        happens = fault(request)
        return happens if request in ("create", "attach") or happens in LOOKING else "ok"

    return fitting


def assert_once(desk: Desk, draft: Draft) -> None:
    server = desk.channel.server
    assert server.keys == [draft.key]
    assert sorted(server.files[0]) == sorted(FILES), "each file once, every byte"
    entry = desk.outbox.entry(draft.id)
    assert (entry.state, entry.files_arrived, entry.problem) == ("sent", 2, None)
    assert entry.ticket is not None and entry.ticket.id == "1"
    kinds = desk.kinds(draft.case_id)
    assert kinds.count("created") == 1 and kinds.count("attached") == 2 and kinds[-1] == "sent"


def handed_over(folder: Path, script: tuple[str, ...]) -> tuple[Desk, Draft]:
    desk = Desk(folder, ScriptedChannel(Server(), only_fitting(script)))
    draft = make_draft()
    desk.consent(draft)
    desk.drive()
    return desk, draft


@pytest.mark.parametrize("length", [1, 2])
def test_every_order_of_faults_leaves_one_ticket_with_every_file(tmp_path: Path, length: int) -> None:
    for number, script in enumerate(itertools.product(MAKING, repeat=length)):
        desk, draft = handed_over(tmp_path / str(number), script)
        assert_once(desk, draft)
        desk.outbox.close()


@pytest.mark.parametrize("seed", range(4))
def test_long_runs_of_faults_leave_one_ticket_with_every_file(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(60):
        script = tuple(chance.choice(MAKING) for _ in range(chance.randrange(3, 14)))
        desk, draft = handed_over(tmp_path / str(number), script)
        assert_once(desk, draft)
        desk.outbox.close()


@pytest.mark.parametrize("length", [1, 2])
def test_without_find_there_are_never_two(tmp_path: Path, length: int) -> None:
    """What nobody can look up is unknown, and stays so until the person says what they found."""
    unknown = 0
    for number, script in enumerate(itertools.product(MAKING, repeat=length)):
        desk = Desk(tmp_path / str(number), ScriptedChannel(Server(), in_turn(script), NO_FIND))
        draft = make_draft(kind="mail")
        desk.consent(draft)
        desk.drive()
        entry, sent = desk.outbox.entry(draft.id), len(desk.channel.server.keys)
        assert sent <= 1
        assert entry.state in ("sent", "unknown")
        assert entry.state == "unknown" or sent == 1, "said to be sent, but it is not there"
        unknown += entry.state == "unknown"
        desk.clock.forward(86_400)
        desk.outbox.wake(desk.clock())
        assert desk.send() == ()
        desk.send(only=draft.id)
        assert len(desk.channel.server.keys) == sent, "sent again unasked"
        desk.outbox.close()
    assert unknown


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, at: int, after: bool) -> Iterator[list[int]]:
    """Let the process die at transaction ``at``, before or after its commit; yields the number of transactions."""
    count = [0]
    original = Database.transaction

    @contextmanager
    def dying_transaction(self: Database) -> Iterator[object]:
        count[0] += 1
        mine = count[0] == at
        if mine and not after:
            raise KilledError
        with original(self) as connection:
            yield connection
        if mine:
            raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(Database, "transaction", dying_transaction)
        yield count


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("script", [(), ("after", "ok", "after", "ok", "inside"), ("busy", "killed_after")])
def test_dying_at_any_write_of_the_outbox_leaves_one_ticket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: tuple[str, ...], after: bool
) -> None:
    """Every single transaction of the delivery, one after the other, before its commit and after it."""
    deaths = 0
    for at in itertools.count(1):
        desk = Desk(tmp_path / str(at), ScriptedChannel(Server(), only_fitting(script)))
        draft = make_draft()
        desk.consent(draft)
        with dying(monkeypatch, at, after) as count:
            desk.drive()
        assert_once(desk, draft)
        desk.outbox.close()
        if count[0] < at:
            break
        deaths += 1
    assert deaths >= 6


def test_a_server_that_takes_it_in_late_gets_no_second_one(tmp_path: Path) -> None:
    """The request hangs in the server for 50 s after the connection is gone; the first look finds nothing."""
    server, clock = Server(), Clock()
    desk = Desk(tmp_path, ScriptedChannel(server, in_turn(["inside"])), clock)
    draft = make_draft(files=())
    desk.consent(draft)
    desk.send()
    assert desk.channel.requests == ["create", "find"]
    assert desk.outbox.entry(draft.id).waits_for == "look"
    clock.forward(50)
    server.make(draft.key)
    desk.drive()
    assert server.keys == [draft.key]
    assert desk.outbox.entry(draft.id).state == "sent"


def test_nothing_is_repeated_before_two_late_looks_however_often_it_is_asked_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ScriptedChannel(Server(), in_turn(["inside"])))
    draft = make_draft(files=())
    desk.consent(draft)
    desk.send()
    for _ in range(5):
        desk.outbox.release(draft.id, desk.clock())
        desk.send(only=draft.id)
        desk.clock.forward(11)
    assert desk.channel.requests == ["create", *["find"] * 6]
    desk.clock.forward(5)  # 60 s after the answer was lost: the first empty answer that counts
    desk.send(only=draft.id)
    desk.clock.forward(29)
    desk.send(only=draft.id)
    assert desk.channel.requests.count("create") == 1
    desk.clock.forward(1)
    desk.send(only=draft.id)
    assert desk.channel.requests[-2:] == ["find", "create"]
    assert desk.channel.server.keys == [draft.key]


def test_of_several_tickets_the_oldest_is_taken_and_the_others_are_noted(tmp_path: Path) -> None:
    server = Server()
    desk = Desk(tmp_path, ScriptedChannel(server, in_turn(["after"])))
    draft = make_draft(files=())
    server.make("WZ-SOMEBODYELSE")
    server.make(draft.key)
    desk.consent(draft)
    desk.drive()
    entry = desk.outbox.entry(draft.id)
    assert entry.ticket is not None and entry.ticket.number == "2"
    (created,) = (event for event in desk.outbox.case(draft.case_id).events if event.kind == "created")
    assert created.detail["also"] == "3"
