"""The best-known time: a server's before this computer's, never back, the same in every zone and after any sleep."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.escalation.ladder_cases import START, Simulation
from wizard.escalation.clock import best_now, corrected, settled
from wizard.texts import Texts

HOUR = timedelta(hours=1)


def test_without_a_server_this_computers_clock_counts() -> None:
    assert corrected(START, None, None) == START


@pytest.mark.parametrize("offset_s", [-86_400.0, -0.5, 0.0, 3_600.0])
def test_the_servers_time_wins(offset_s: float) -> None:
    assert corrected(START, offset_s, None) == START + timedelta(seconds=offset_s)


def test_it_is_never_before_what_already_happened() -> None:
    assert corrected(START, None, START + HOUR) == START + HOUR
    assert corrected(START + 2 * HOUR, None, START + HOUR) == START + 2 * HOUR


@pytest.mark.parametrize("offset_s", [1e18, -1e18, float("inf"), float("nan")])
def test_a_correction_that_leaves_the_calendar_is_none(offset_s: float) -> None:
    assert corrected(START, offset_s, None) == START


def test_the_answer_is_utc() -> None:
    summer = START.astimezone(timezone(timedelta(hours=2)))
    assert corrected(summer, 0, None).tzinfo is UTC


@given(st.lists(st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400)), max_size=20))
def test_however_the_clock_jumps_the_time_of_a_record_never_goes_back(jumps: list[timedelta]) -> None:
    """Events are noted with the best-known time; the computer's clock jumps at will."""
    simulation = Simulation()
    simulation.hand_over()
    known = [simulation.now]
    for jump in jumps:
        simulation.now = best_now(simulation.case, START + jump)
        known.append(simulation.now)
        simulation.happens("commented")
    assert known == sorted(known)


# a wrong clock, and a server that tells


def test_a_clock_that_is_a_day_ahead_brings_nothing_due_once_the_server_told() -> None:
    simulation = Simulation(outage=True)
    simulation.hand_over("rt")
    simulation.case = replace(simulation.case, clock_offset_s=-86_400.0)
    simulation.now = START + timedelta(days=1, minutes=59)
    assert simulation.due() == []
    simulation.now = START + timedelta(days=1, minutes=60)
    assert "level_2" in simulation.due()


def test_a_clock_that_is_set_back_holds_nothing_back_once_the_server_told() -> None:
    simulation = Simulation(outage=True)
    simulation.hand_over("rt")
    simulation.case = replace(simulation.case, clock_offset_s=10 * 86_400.0)
    simulation.now = START - timedelta(days=10) + HOUR
    assert "level_2" in simulation.due()


def test_what_a_wrong_clock_wrote_is_put_right() -> None:
    """Ten years ahead when the mail was sent; a ticket server tells it an hour later."""
    simulation = Simulation(outage=False)
    simulation.now = START + timedelta(days=3_650)
    simulation.hand_over("mail")
    simulation.now = START + HOUR
    simulation.happens("clock_moved", {"offset_s": str(-3_650 * 86_400)}, noted_at=START + timedelta(days=3_650) + HOUR)
    simulation.case = replace(simulation.case, clock_offset_s=-3_650 * 86_400.0)
    assert [event.at for event in settled(simulation.case.events)] == [START, START, START + HOUR]
    assert best_now(simulation.case, START + timedelta(days=3_650) + HOUR) == START + HOUR
    assert simulation.read().next_due_at == START + 2 * HOUR


def test_a_time_that_a_server_told_is_not_moved_by_more_than_it_must() -> None:
    simulation = Simulation()
    simulation.hand_over("rt")
    simulation.at(minutes=30, seconds=2).happens("replied", noted_at=START + timedelta(days=1))
    simulation.at(minutes=30).happens("clock_moved", {"offset_s": "-86400"}, noted_at=START + timedelta(days=1))
    assert [event.at for event in settled(simulation.case.events)][-2:] == [START + timedelta(minutes=30)] * 2


@pytest.mark.parametrize("offset_s", ["", "far", "1e300"])
def test_an_unreadable_correction_moves_to_the_moment_it_was_told(offset_s: str) -> None:
    simulation = Simulation()
    simulation.now = START + timedelta(days=1)
    simulation.hand_over()
    simulation.at(hours=1).happens("clock_moved", {"offset_s": offset_s})
    assert {event.at for event in settled(simulation.case.events)} == {START + HOUR}


def test_what_a_wrong_clock_showed_too_early_is_shown_again_in_time() -> None:
    simulation = Simulation(outage=True)
    simulation.hand_over("rt")
    simulation.happens("clock_moved", {"offset_s": "90"})
    simulation.now = START + timedelta(days=1)
    assert [step.kind for step in simulation.show()] == ["tier_2", "ownership"]
    simulation.at(minutes=5).happens("clock_moved", {"offset_s": "-86100"}, noted_at=START + timedelta(days=1))
    assert simulation.show() == []
    assert [step.kind for step in simulation.at(minutes=120).show()] == ["tier_2", "ownership"]


def test_a_step_shown_by_a_clock_that_is_behind_is_shown_once() -> None:
    simulation = Simulation(outage=True)
    simulation.hand_over("rt")
    step = simulation.at(minutes=60).read().unseen[0]
    simulation.at(minutes=55).happens("due", step.detail())
    assert step.key not in {one.key for one in simulation.at(minutes=61).read().unseen}


# daylight saving is only how it is written


@contextmanager
def wall_clock(zone: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system sets no zone by a variable")
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "2026-03-29 03:30"),  # 01:30, and 02:00 is left out
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25 02:30"),  # 02:30, and once more
    ],
)
def test_an_hour_is_an_hour_over_daylight_saving(sent: datetime, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with wall_clock("Europe/Prague", monkeypatch):
        simulation = Simulation(outage=True)
        simulation.now = sent
        simulation.hand_over("rt")
        told = simulation.read()
        assert told.next_due_at == sent + HOUR
        assert shown in told.summary.text(Texts("en", "linux"))
        simulation.now = sent + HOUR
        assert "level_2" in simulation.due()


def test_the_zone_of_the_time_given_changes_nothing() -> None:
    simulation = Simulation(outage=True)
    simulation.hand_over("rt")
    simulation.now = (START + HOUR).astimezone(timezone(timedelta(hours=-11)))
    assert "level_2" in simulation.due()
