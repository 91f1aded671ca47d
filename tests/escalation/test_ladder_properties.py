"""Whatever happens, and however time is walked through: the ladder says the same, and never anything that is not so."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.escalation.ladder_cases import NAMED, START, Simulation
from wizard.escalation.model import EventKind

_OTHERS: tuple[EventKind, ...] = (
    "acknowledged", "replied", "commented", "status_changed", "owner_changed", "promised", "clock_moved",
)  # fmt: skip
_DAYS = 30


@st.composite
def cases(draw: st.DrawFn) -> Simulation:
    """A case with anything in its record: also what no server should ever say."""
    simulation = Simulation(
        severity=draw(st.sampled_from(("p1", "high", "normal", "low"))),
        access_affected=draw(st.booleans()),
        outage=draw(st.sampled_from((None, True, False))),
        rungs=draw(st.sampled_from(((), NAMED, NAMED[:3], NAMED[2:4]))),
    )
    simulation.hand_over(draw(st.sampled_from(("rt", "mail", "portal", "phone", "folder"))))
    happenings = draw(
        st.lists(
            st.tuples(st.integers(0, _DAYS * 1440), st.sampled_from((*_OTHERS, "hand_over")), st.integers(0, 10**4)),
            max_size=12,
        )
    )
    for minute, kind, number in sorted(happenings):
        simulation.at(minutes=minute)
        if kind == "hand_over":
            roles = ("first_line", "team_lead", "supervisor", "director")
            simulation.hand_over(("mail", "rt")[number % 2], roles[number % 4])  # type: ignore[arg-type]
            continue
        details = {
            "status_changed": {"status": "x", "open": ("true", "false", "")[number % 3]},
            "owner_changed": {"owner": ("", "jana")[number % 2]},
            "promised": {"until": (START + timedelta(minutes=number * 3)).isoformat() if number % 5 else "soon"},
            "clock_moved": {"offset_s": str(number - 5_000)},
        }
        simulation.happens(kind, details.get(kind))
    return simulation


def keys(simulation: Simulation) -> list[str]:
    return [step.key for step in simulation.read().due]


@given(cases(), st.lists(st.integers(1, _DAYS * 1440), max_size=30))
@settings(max_examples=150, deadline=None)
def test_however_the_time_is_walked_through_the_same_is_due_at_the_end(
    simulation: Simulation, wakes: Sequence[int]
) -> None:
    """Notifying at any wakes changes nothing but that it was shown; asleep all the time, it is the same."""
    record = simulation.case
    walked = Simulation(
        rungs=simulation.rungs, outage=simulation.outage, severity=record.severity, access_affected=False
    )
    walked.case = replace(record, events=())
    following = iter(record.events)
    event = next(following, None)
    told: list[str] = []
    for minute in sorted({*wakes, _DAYS * 1440}):
        walked.at(minutes=minute)
        while event is not None and event.at <= walked.now:
            number = len(walked.case.events) + 1
            walked.case = replace(walked.case, events=(*walked.case.events, replace(event, number=number)))
            event = next(following, None)
        told += [f"{step.kind} {step.due_at}" for step in walked.show()]
    simulation.at(minutes=_DAYS * 1440)
    asleep = simulation.read()
    awake = walked.read()
    assert [(step.kind, step.due_at) for step in awake.due] == [(step.kind, step.due_at) for step in asleep.due]
    assert awake.next_due_at == asleep.next_due_at
    assert walked.show() == []  # everything that is due was told
    assert {f"{step.kind} {step.due_at}" for step in awake.due} <= set(told)


@given(cases(), st.integers(0, 40 * 1440))
@settings(max_examples=200, deadline=None)
def test_what_is_due_is_due_and_what_comes_is_to_come(simulation: Simulation, minute: int) -> None:
    told = simulation.read(minutes=minute)
    now = max(simulation.now, *(event.at for event in simulation.case.events))
    assert all(step.due_at <= now for step in told.due)
    assert all(step.due_at > now for step in told.upcoming)
    assert told.next_due_at == min((step.due_at for step in told.upcoming), default=None)
    every = [step.key for step in (*told.due, *told.upcoming)]
    assert len(every) == len(set(every))
    assert [line.at for line in told.lines] == sorted(line.at for line in told.lines)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_once_answered_a_step_does_not_come_again_for_the_same_cause(simulation: Simulation) -> None:
    simulation.at(days=_DAYS)
    for step in simulation.read().due:
        simulation.happens("step_declined", step.detail())
        assert step.key not in keys(simulation)


@given(cases())
@settings(max_examples=100, deadline=None)
def test_an_open_case_that_arrived_always_has_a_next_step(simulation: Simulation) -> None:
    """Until the last rung there is something due, or a time when it will be."""
    simulation.at(days=_DAYS)
    told = simulation.read()
    over = {"They say that it is solved. Close it, if that is so.", "This case is closed."}
    top = NAMED[2].role if simulation.rungs == NAMED[:3] else None
    top = NAMED[3].role if simulation.rungs == NAMED[2:4] else top
    last = told.role in ("regulator", top) or (top is not None and told.role == "director")
    if told.summary.message not in over and not last:
        assert told.due or told.next_due_at is not None


def test_a_case_with_thousands_of_lines_is_read_at_once() -> None:
    simulation = Simulation(severity="p1")
    simulation.hand_over("rt")
    first = simulation.case.events
    events = tuple(
        replace(first[-1], number=number, kind=_OTHERS[number % 3], at=START + timedelta(seconds=number))
        for number in range(3, 20_000)
    )
    simulation.case = replace(simulation.case, events=(*first, *events))
    assert len(simulation.read(days=1).lines) == 19_999
