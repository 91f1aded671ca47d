"""What is due when nobody answers (FACTS D1–D8): computed from stored UTC times alone, no clock of its own.

A step is never taken by itself. It is due from its time on, until the person takes or declines it, its cause is gone
(they answered), or a stronger step came due after it: after a week asleep one letter to the next rung is due, not the
five reminders that went before it.
"""

from datetime import datetime
from typing import Literal

from wizard.escalation.ladder_clocks import LadderRules, RunningClock, is_overtaken, running_clocks
from wizard.escalation.ladder_model import DueStep, StepKind, Timeline, TimelineLine
from wizard.escalation.ladder_record import CLIMBING, Record
from wizard.escalation.ladder_rungs import Ladder
from wizard.escalation.ladder_sentences import STEP_TITLES, reason, whom
from wizard.escalation.model import Case
from wizard.escalation.timeline import lines_of, summary
from wizard.organisation.channels import Clocks, Rung

__all__ = ["DueStep", "StepKind", "Timeline", "TimelineLine", "timeline"]

_MOST_URGENT_FIRST: tuple[StepKind, ...] = (
    "regulator", "promise_missed", "next_rung", "p1_final", "p1_acknowledge", "tier_2", "level_2", "p1_update",
    "ownership", "deadline_over", "phone_and_meeting", "public_channel",
)  # fmt: skip
_CALLS = frozenset({"p1_acknowledge", "p1_update", "phone_and_meeting", "deadline_over"})


def timeline(
    case: Case, clocks: Clocks, rungs: tuple[Rung, ...], now: datetime, *, outage: bool | None = None
) -> Timeline:
    """Return how the case stands at ``now`` (the best-known time: ``clock.best_now``).

    ``outage`` False: the service works for others, so that D1 does not apply; None: not known. Times of ``rungs`` are
    the profile's; without any the usual ones of FACTS D5 hold, and nobody is known to address.
    """
    ladder = Ladder(rungs)
    record = Record(case, ladder)
    over = record.is_closed or record.is_solved
    running = () if over else running_clocks(LadderRules(record, clocks, ladder, outage))
    answered = {key for key, _ in record.steps("step_taken", "step_declined")}
    steps = [
        _step(clock, record, clocks, ladder)
        for clock in running
        if clock.key not in answered and not is_overtaken(clock, running, record, now)
    ]
    due = [step for step in steps if step.due_at <= now]
    upcoming = tuple(step for step in steps if step.due_at > now)
    due.sort(key=lambda step: (_MOST_URGENT_FIRST.index(step.kind), step.due_at))
    following = upcoming[0] if upcoming else None
    return Timeline(
        lines=lines_of(case, record.events),
        due=tuple(due),
        upcoming=upcoming,
        next_due_at=following.due_at if following else None,
        next_due=following.kind if following else None,
        summary=summary(
            case,
            closed=record.is_closed,
            solved=record.is_solved,
            arrived=record.start is not None,
            answered=any(event.kind == "replied" for event in record.events),
            due=due[0].title if due else None,
            following=(following.title, following.due_at) if following else None,
        ),
        role=record.role,
        roles=ladder.tasks(),
    )


def _step(clock: RunningClock, record: Record, clocks: Clocks, ladder: Ladder) -> DueStep:
    on_rung = () if clock.role is None else ladder.at(clock.role)
    rung = on_rung[0] if on_rung else None
    reference = _reference(record)
    assert record.role is not None
    return DueStep(
        kind=clock.kind,
        anchor=clock.anchor.number,
        since=clock.anchor.at,
        due_at=clock.due_at,
        rung=rung,
        beside=on_rung[1:],
        way=_way(clock, rung, record.case),
        title=STEP_TITLES[clock.kind],
        sentence=reason(
            clock.kind,
            clocks=clocks,
            response_h=ladder.response_time(record.role).total_seconds() / 3600,
            until=clock.due_at,
            role=clock.role,
            reference=reference,
            access=record.case.access_affected,
        ),
        whom=whom(clock.kind, rung),
        reference=reference,
        shown=record.was_shown(clock.key, clock.due_at),
    )


def _way(clock: RunningClock, rung: Rung | None, case: Case) -> Literal["write", "call"]:
    """Return how: e-mail first, the telephone when time is short (FACTS D5)."""
    if clock.kind in _CALLS or (clock.kind == "ownership" and case.access_affected):
        return "call"
    time_is_short = case.severity == "p1" or case.access_affected
    reached_by_phone_alone = rung is not None and bool(rung.phone) and not (rung.email or rung.channel)
    climbs = clock.kind in CLIMBING and rung is not None and bool(rung.phone)
    return "call" if reached_by_phone_alone or (climbs and time_is_short) else "write"


def _reference(record: Record) -> str:
    """Return the number to quote: the latest ticket's, else the key of the first report."""
    numbers = [entry.ticket.number for _, entry in record.deliveries if entry.ticket is not None]
    return numbers[-1] if numbers else next((entry.key for _, entry in record.deliveries), "")
