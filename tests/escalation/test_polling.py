"""How sent tickets stand: news once each, one silent ticket stops no other, the server's clock wins."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from tests.escalation.outbox_case import NOW, Desk, make_draft
from tests.escalation.scripted_server import ScriptedChannel, Server
from wizard.escalation.channels.base import Abilities, Channel
from wizard.escalation.clock import best_now
from wizard.escalation.errors import AmbiguousError, BusyError, NotReachedError, SecretError
from wizard.escalation.model import Case, Draft, Entry, TicketState, TicketUpdate
from wizard.escalation.outbox_looks import MOST_TEXT, MOST_UPDATES, MOST_WORD
from wizard.escalation.polling import poll
from wizard.system.cancel import Cancel


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data", ScriptedChannel(Server()))


def sent(desk: Desk, **changes: object) -> Draft:
    draft = make_draft(files=(), **changes)
    desk.consent(draft)
    desk.send()
    return draft


def look(desk: Desk, *states: TicketState | Exception | None, poll_min: int = 5) -> tuple[Case, ...]:
    desk.channel.states = list(states)
    cases = poll(desk.outbox, lambda _entry: desk.channel, desk.clock, Cancel(), poll_min=poll_min)
    assert desk.channel.states == [], "not everything was asked for"
    return cases


def standing(
    updates: Sequence[TicketUpdate] = (), *, status: str = "new", is_open: bool = True, owner: str = "", **more: object
) -> TicketState:
    return TicketState(status=status, open=is_open, owner=owner, updates=tuple(updates), **more)  # type: ignore[arg-type]


def reply(identity: str, text: str = "Please restart the router.", minutes: int = 10) -> TicketUpdate:
    return TicketUpdate(id=identity, at=NOW + timedelta(minutes=minutes), kind="replied", author="root", text=text)


def test_a_reply_is_news_once(desk: Desk) -> None:
    draft = sent(desk)
    (case,) = look(desk, standing([reply("46")], mark="47"))
    assert case.id == draft.case_id
    event = case.events[-1]
    assert (event.kind, event.at, event.noted_at) == ("replied", NOW + timedelta(minutes=10), desk.clock())
    assert event.detail == {"author": "root", "text": "Please restart the router."}
    desk.clock.forward(300)
    assert look(desk, standing([reply("46")], mark="47")) == ()
    desk.clock.forward(300)
    assert len(look(desk, standing([reply("46"), reply("48", "And now?")], mark="49"))) == 1
    assert desk.kinds(draft.case_id).count("replied") == 2
    assert desk.channel.marks == [None, "47", "47"]


def test_it_asks_again_only_after_its_interval(desk: Desk) -> None:
    sent(desk)
    look(desk, standing())
    desk.clock.forward(4 * 60 + 59)
    look(desk)
    desk.clock.forward(1)
    look(desk, None)
    desk.clock.forward(300)
    look(desk, poll_min=6)
    desk.clock.now = NOW - timedelta(days=1)
    look(desk, None)


def looks_in(desk: Desk, hours: float) -> int:
    """Return how often a ticket of which nothing is heard is looked at while a timer asks every five minutes."""
    asked = 0
    for _ in range(round(hours * 12)):
        desk.clock.forward(300)
        desk.channel.states = [None]
        poll(desk.outbox, lambda _entry: desk.channel, desk.clock, Cancel())
        asked += not desk.channel.states
    return asked


def test_the_longer_nothing_is_heard_the_more_seldom_it_asks(desk: Desk) -> None:
    draft = sent(desk)
    assert looks_in(desk, 23.5) == 23.5 * 12
    desk.clock.forward(3600)
    assert looks_in(desk, 24) == 24
    desk.clock.forward(6 * 86_400)
    assert looks_in(desk, 72) == 3
    # A step that came due here is nothing that was heard.
    desk.outbox.add_event(draft.id, "due", desk.clock(), desk.clock(), {"step": "telephone"})
    assert looks_in(desk, 24) == 1


def test_a_reply_after_weeks_brings_the_usual_pace_back(desk: Desk) -> None:
    sent(desk)
    desk.clock.forward(30 * 86_400)
    late = TicketUpdate(id="46", at=desk.clock(), kind="replied", author="root", text="We look at it now.")
    assert len(look(desk, standing([late]))) == 1
    assert looks_in(desk, 2) == 24


def test_whoever_opens_the_program_looks_at_an_old_ticket_at_once(desk: Desk) -> None:
    sent(desk)
    desk.clock.forward(30 * 86_400)
    look(desk, standing())
    desk.clock.forward(8 * 86_400)
    look(desk, None)
    desk.clock.forward(600)
    look(desk)
    desk.outbox.looks.begin()
    look(desk, None)
    desk.clock.forward(600)
    desk.outbox.looks.begin()
    look(desk)


def test_what_changed_without_a_history_is_noted_once(desk: Desk) -> None:
    draft = sent(desk)
    assert look(desk, standing()) == ()
    for state, kinds in (
        (standing(owner="Karel"), ["owner_changed"]),
        (standing(owner="Karel"), []),
        (standing(owner="Karel", status="open"), ["status_changed"]),
        (standing(owner="", status="open"), ["owner_changed"]),
        (standing(status="resolved", is_open=False), ["status_changed"]),
    ):
        desk.clock.forward(300)
        before = len(desk.outbox.case(draft.case_id).events)
        news = look(desk, state)
        events = desk.outbox.case(draft.case_id).events[before:]
        assert [event.kind for event in events] == kinds
        assert bool(news) == bool(kinds)
    assert events[-1].detail == {"status": "resolved", "open": "false"}


def test_what_the_history_tells_is_not_told_twice(desk: Desk) -> None:
    draft = sent(desk)
    taken = TicketUpdate(id="9", at=NOW, kind="owner_changed", detail={"owner": "Karel"})
    opened = TicketUpdate(id="10", at=NOW, kind="status_changed", detail={"status": "open", "open": "true"})
    look(desk, standing([taken, opened], status="open", owner="Karel"))
    desk.clock.forward(300)
    look(desk, standing(status="open", owner="Karel"))
    assert desk.kinds(draft.case_id)[-2:] == ["owner_changed", "status_changed"]
    assert desk.kinds(draft.case_id).count("owner_changed") == 1


def test_a_ticket_with_an_owner_at_the_first_look_has_one(desk: Desk) -> None:
    draft = sent(desk)
    look(desk, standing(owner="Karel"))
    assert desk.outbox.case(draft.case_id).events[-1].detail == {"owner": "Karel"}


def test_a_closed_ticket_is_looked_at_more_seldom_and_one_day_no_more(desk: Desk) -> None:
    sent(desk)
    look(desk, standing(status="resolved", is_open=False))
    desk.clock.forward(59 * 60)
    look(desk)
    desk.clock.forward(60)
    look(desk, standing(status="resolved", is_open=False))
    desk.clock.forward(13 * 86_400)
    look(desk, standing(status="resolved", is_open=False))
    desk.clock.forward(2 * 86_400)
    look(desk)


def test_a_ticket_that_is_opened_again_is_looked_at_as_before(desk: Desk) -> None:
    draft = sent(desk)
    look(desk, standing(status="resolved", is_open=False))
    desk.clock.forward(3600)
    assert len(look(desk, standing(status="open"))) == 1
    assert desk.outbox.case(draft.case_id).events[-1].detail == {"status": "open", "open": "true"}
    desk.clock.forward(300)
    look(desk, None)


def test_a_closed_case_and_what_has_no_ticket_are_not_looked_at(desk: Desk) -> None:
    over = sent(desk)
    desk.outbox.close_case(over.case_id, NOW)
    desk.consent(make_draft(files=()))
    sent(desk, kind="mail")
    look(desk)


def test_a_ticket_whose_file_was_refused_is_looked_at(desk: Desk) -> None:
    desk.channel.fault = lambda request: "refused" if request == "attach" else "ok"
    draft = make_draft()
    desk.consent(draft)
    desk.send()
    assert desk.outbox.entry(draft.id).state == "failed"
    assert len(look(desk, standing([reply("1")]))) == 1


@pytest.mark.parametrize(
    "error",
    [NotReachedError("no network"), AmbiguousError("lost"), SecretError("locked"), KeyError("Status"), ValueError("x")],
)
def test_one_ticket_that_cannot_be_asked_about_stops_no_other(desk: Desk, error: Exception) -> None:
    silent, speaking = sent(desk), sent(desk)
    (case,) = look(desk, error, standing([reply("1")]))
    assert case.id == speaking.case_id
    seen = desk.outbox.looks.last(silent.id)
    assert seen is not None and seen.problem is not None and seen.answered_at is None
    desk.clock.forward(300)
    desk.outbox.looks.person_is_there()
    look(desk, standing(), None)
    seen = desk.outbox.looks.last(silent.id)
    assert seen is not None
    assert (seen.problem, seen.answered_at, seen.status, seen.open) == (None, desk.clock(), "new", True)
    assert desk.outbox.looks.last("nothing") is None


def test_a_channel_that_cannot_be_opened_stops_no_other(desk: Desk) -> None:
    silent, _ = sent(desk), sent(desk)

    def opened(entry: Entry) -> Channel:
        if entry.id == silent.id:
            raise SecretError("The keyring is locked.")
        return desk.channel

    desk.channel.states = [standing([reply("1")])]
    assert len(poll(desk.outbox, opened, desk.clock, Cancel())) == 1


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(desk: Desk) -> None:
    sent(desk)
    look(desk, BusyError("busy", retry_after_s=1200))
    desk.clock.forward(1199)
    look(desk)
    desk.clock.forward(1)
    look(desk, standing())


def test_where_nothing_is_told_nothing_is_asked(desk: Desk) -> None:
    sent(desk)
    desk.channel.abilities = Abilities(find=True, separate_files=True, state=False)
    look(desk)


def test_a_stopped_poll_asks_nothing_more(desk: Desk) -> None:
    sent(desk)
    cancel = Cancel()
    cancel.set()
    assert poll(desk.outbox, lambda _entry: desk.channel, desk.clock, cancel) == ()


def test_the_clock_of_the_server_wins(desk: Desk) -> None:
    draft = sent(desk)
    assert len(look(desk, standing(server_time=NOW + timedelta(seconds=3600)))) == 1
    case = desk.outbox.case(draft.case_id)
    assert case.clock_offset_s == 3600
    assert (case.events[-1].kind, case.events[-1].detail) == ("clock_moved", {"offset_s": "3600"})
    desk.clock.forward(300)
    assert look(desk, standing(server_time=desk.clock() + timedelta(seconds=3601))) == ()
    assert desk.outbox.case(draft.case_id).clock_offset_s == 3600, "the way of the answer is no moved clock"
    desk.clock.now += timedelta(seconds=3600)  # somebody put it right
    assert len(look(desk, standing(server_time=desk.clock()))) == 1
    assert desk.outbox.case(draft.case_id).clock_offset_s == 0


def test_a_clock_that_is_right_is_known_and_no_news(desk: Desk) -> None:
    draft = sent(desk)
    assert look(desk, standing(server_time=NOW + timedelta(seconds=1))) == ()
    assert desk.outbox.case(draft.case_id).clock_offset_s == 1


def test_two_servers_that_disagree_keep_their_own_clocks(desk: Desk) -> None:
    one, other = sent(desk, channel="desk"), sent(desk, channel="portal")
    for _ in range(3):
        late = standing(server_time=desk.clock() + timedelta(seconds=3600))
        look(desk, late, standing(server_time=desk.clock()))
        desk.clock.forward(300)
    assert desk.outbox.case(one.case_id).clock_offset_s == 3600
    assert desk.outbox.case(other.case_id).clock_offset_s == 0
    assert desk.kinds(one.case_id).count("clock_moved") == 1
    assert desk.kinds(other.case_id).count("clock_moved") == 0


def test_a_very_long_reply_is_kept_in_bounds(desk: Desk) -> None:
    draft = sent(desk)
    look(desk, standing([reply("1", "x" * 1_000_000)]))
    assert len(desk.outbox.case(draft.case_id).events[-1].detail["text"]) == 20_000


def test_without_its_secret_it_waits_for_a_person_and_asks_the_keyring_once_a_day(desk: Desk) -> None:
    """A locked keyring opens a window each time it is asked."""
    sent(desk)
    look(desk, SecretError("The keyring is locked."))
    for _ in range(23):
        desk.clock.forward(3600)
        look(desk)
    desk.clock.forward(3600)
    look(desk, SecretError("The keyring is locked."))
    desk.clock.forward(300)
    desk.restart()
    look(desk)  # `wizard outbox send` by a timer is no person
    desk.outbox.looks.begin()  # a window was opened
    look(desk, SecretError("The keyring is locked."))
    desk.clock.forward(300)
    desk.outbox.looks.begin()  # it goes on
    look(desk)
    desk.outbox.looks.person_is_there()
    look(desk, standing([reply("46")]))
    desk.clock.forward(300)
    look(desk, None)


def test_a_person_who_is_there_makes_no_server_asked_before_its_time(desk: Desk) -> None:
    sent(desk)
    look(desk, BusyError("Busy.", retry_after_s=3600))
    desk.clock.forward(600)
    desk.outbox.looks.person_is_there()
    look(desk)


def test_a_time_beyond_the_servers_own_holds_no_clock(desk: Desk) -> None:
    draft = sent(desk)
    far = TicketUpdate(id="1", at=NOW + timedelta(days=3650), kind="commented", author="root", text="?")
    look(desk, standing([far], server_time=desk.clock()))
    case = desk.outbox.case(draft.case_id)
    assert case.events[-1].at == desk.clock()
    desk.clock.forward(60)
    assert best_now(case, desk.clock()) == desk.clock()


def test_a_server_that_never_ends_fills_no_disk(desk: Desk) -> None:
    draft = sent(desk)
    for turn in range(3):
        flood = [reply(f"{turn}-{number}", "x" * 50_000) for number in range(MOST_UPDATES // 2)]
        look(desk, standing(flood, owner="o" * 1_000_000, status="s" * 1_000_000))
        desk.clock.forward(300)
    events = desk.outbox.case(draft.case_id).events
    assert len([event for event in events if event.kind == "replied"]) == MOST_UPDATES
    assert max(len(text) for event in events for text in event.detail.values()) == MOST_TEXT
    assert all(len(event.detail.get("owner", "")) <= MOST_WORD for event in events)
