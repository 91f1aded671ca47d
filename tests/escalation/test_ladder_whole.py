"""The whole ladder under a simulated clock, weeks of it: every rule of FACTS D1–D8 at its exact time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.escalation.ladder_cases import START, Fired, Simulation, walk

NOBODY_ANSWERS_A_MAIL: list[Fired] = [
    (1, "level_2", "first_line"),  # D1: no update in 60 min
    (2, "tier_2", "first_line"),  # D2: no substantive reply in 120 min
    (24, "phone_and_meeting", "first_line"),  # D4: no acknowledgement in 24 h
    (48, "next_rung", "team_lead"),  # D5; D4: the mail's 48 h deadline
    (72, "phone_and_meeting", "team_lead"),
    (96, "next_rung", "supervisor"),  # D5: the team lead's 48 h
    (120, "phone_and_meeting", "supervisor"),
    (144, "deadline_over", "supervisor"),  # D4: 48 h, though this rung may take 72 h
    (168, "next_rung", "operations_manager"),  # D5: the supervisor's 72 h
    (192, "phone_and_meeting", "operations_manager"),
    (216, "deadline_over", "operations_manager"),
    (336, "next_rung", "director"),  # D5: the operations manager's 7 d; this is day 14
    (360, "phone_and_meeting", "director"),
    (384, "deadline_over", "director"),
    (672, "regulator", "regulator"),  # D5: the director's 14 d; D8
    (672, "public_channel", "director"),  # D8: private channels are stuck
]
NOBODY_ANSWERS_A_P1_TICKET: list[Fired] = [
    (0.25, "p1_acknowledge", "first_line"),  # D3: acknowledgement in 15 min
    (1, "level_2", "first_line"),  # D1
    (1, "p1_update", "first_line"),  # D3: interim update every 60 min
    (1, "ownership", "first_line"),  # D6
    (2, "tier_2", "first_line"),  # D2
    (2, "p1_update", "first_line"),
    (3, "p1_update", "first_line"),
    (4, "p1_final", "first_line"),  # D3: final update in 4 h
    (4, "p1_update", "first_line"),
]


def test_fourteen_days_and_on_to_the_end_when_nobody_answers_a_mail() -> None:
    simulation = Simulation()
    simulation.hand_over("mail")
    assert walk(simulation, timedelta(days=40)) == NOBODY_ANSWERS_A_MAIL
    assert simulation.read().role == "regulator"


def test_the_first_hours_of_a_major_incident_that_nobody_answers() -> None:
    simulation = Simulation(severity="p1", outage=True)
    simulation.hand_over("rt")
    fired = walk(simulation, timedelta(hours=4), take=lambda step: step.kind != "next_rung")
    assert fired == NOBODY_ANSWERS_A_P1_TICKET


def test_a_major_incident_is_asked_about_every_hour_until_it_goes_up() -> None:
    simulation = Simulation(severity="p1")
    simulation.hand_over("rt")
    fired = walk(simulation, timedelta(hours=47.9))
    assert [hours for hours, kind, _ in fired if kind == "p1_update"] == list(range(1, 48))
    assert [hours for hours, kind, _ in fired if kind == "p1_final"] == [4]


@pytest.mark.parametrize("kind", ["mail", "rt", "portal", "phone", "folder"])
def test_every_rung_is_reached_at_its_time_whatever_the_channel(kind: str) -> None:
    simulation = Simulation()
    simulation.hand_over(kind)  # type: ignore[arg-type]
    fired = walk(simulation, timedelta(days=40))
    climbs = [(hours, role) for hours, kind, role in fired if kind in ("next_rung", "regulator")]
    assert climbs == [
        (48, "team_lead"),
        (96, "supervisor"),
        (168, "operations_manager"),
        (336, "director"),
        (672, "regulator"),
    ]


def minutes(step: int, end: timedelta) -> Iterator[datetime]:
    for number in range(1, int(end / timedelta(minutes=step)) + 1):
        yield START + timedelta(minutes=step * number)


@pytest.mark.parametrize("step", [1, 5, 60])
def test_minute_by_minute_fires_the_same_as_from_step_to_step(step: int) -> None:
    """Each once, none early, none late: the ladder's own next time is when something happens, and nothing between."""
    end = timedelta(days=3)
    planned, by_minutes = Simulation(), Simulation()
    planned.hand_over("mail")
    by_minutes.hand_over("mail")
    assert walk(by_minutes, end, wakes=minutes(step, end)) == walk(planned, end)


def test_after_a_week_asleep_one_letter_is_due_and_not_the_reminders_before_it() -> None:
    simulation = Simulation()
    simulation.hand_over("mail")
    assert simulation.due(days=7) == ["next_rung"]
    simulation.take("next_rung")
    assert simulation.due() == []
    assert simulation.read().next_due == "phone_and_meeting"


def test_a_person_who_does_nothing_is_told_each_thing_once() -> None:
    simulation = Simulation(outage=True)
    simulation.hand_over("rt")
    end = timedelta(days=14)
    fired = walk(simulation, end, wakes=minutes(30, end), take=lambda step: False)
    assert fired == [
        (1, "level_2", "first_line"),
        (1, "ownership", "first_line"),
        (2, "tier_2", "first_line"),
        (48, "next_rung", "team_lead"),
    ]
    assert simulation.due() == ["next_rung"]  # it is still there to be taken
    assert simulation.read().unseen == ()
