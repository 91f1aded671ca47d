"""The clocks of FACTS D1–D8 over one record: for every rule that applies, what it runs from and when it is over."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from wizard.escalation.ladder_model import StepKind, kind_of
from wizard.escalation.ladder_record import CLIMBING, RESPONSE, SUBSTANTIVE, UPDATE, Record, latest
from wizard.escalation.ladder_rungs import Ladder
from wizard.escalation.model import TicketEvent
from wizard.organisation.channels import Clocks, Role

_TICKETS = frozenset({"rt", "portal"})
"""Kinds of channels whose tickets have an owner that can be seen."""
OVERTAKEN_BY: Mapping[StepKind, frozenset[StepKind]] = {
    "p1_acknowledge": CLIMBING | {"p1_update", "level_2", "tier_2", "p1_final"},
    "p1_update": CLIMBING | {"p1_final"},
    "p1_final": CLIMBING,
    "level_2": CLIMBING | {"tier_2"},
    "tier_2": CLIMBING,
    "ownership": CLIMBING,
    "phone_and_meeting": CLIMBING,
    "deadline_over": CLIMBING,
}
"""Steps that are pointless once a stronger one came due later: it asks for the same, of somebody who can do more."""


@dataclass(frozen=True)
class RunningClock:
    """One clock: the event it runs from, and when it is over. ``role`` is the rung its step goes to, if there is one;
    ``always``: nothing overtakes it.
    """

    kind: StepKind
    anchor: TicketEvent
    due_at: datetime
    role: Role | None
    always: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.anchor.number}"


@dataclass(frozen=True)
class LadderRules:
    """What the rules need. ``outage`` None: nobody said whether the service is down; who hands over stands still, so
    that it counts as down (FACTS D1). A case that can wait (severity *low*) runs on the rungs' times alone.
    """

    record: Record
    clocks: Clocks
    ladder: Ladder
    outage: bool | None

    @property
    def can_wait(self) -> bool:
        return self.record.case.severity == "low"

    @property
    def is_p1(self) -> bool:
        return self.record.case.severity == "p1"

    @property
    def is_down(self) -> bool:
        """Whether it is known that the service is down."""
        return bool(self.outage) or self.is_p1


def running_clocks(rules: LadderRules) -> tuple[RunningClock, ...]:
    """Return every clock that runs or is over, answered or not, soonest first; none before anything arrived."""
    if rules.record.start is None:
        return ()
    found = [clock for rule in _RULES for clock in rule(rules)]
    return tuple(sorted(found, key=lambda clock: (clock.due_at, clock.anchor.number, clock.kind)))


def is_overtaken(clock: RunningClock, clocks: tuple[RunningClock, ...], record: Record, now: datetime) -> bool:
    """Return whether a step is pointless by now: a stronger one came due after it, or the case went one rung up."""
    stronger = OVERTAKEN_BY.get(clock.kind)
    if stronger is None or clock.always:
        return False
    moved_on = _moved_on(record)
    if moved_on is not None and clock.due_at < moved_on.at:
        return True
    return any(other.kind in stronger and clock.due_at < other.due_at <= now for other in clocks)


def _moved_on(record: Record) -> TicketEvent | None:
    """Return when the case reached its rung, or the person last decided about going up."""
    climbed = [event for _, event in record.climbs[1:]]
    decided = [event for key, event in record.steps("step_taken", "step_declined") if kind_of(key) in CLIMBING]
    return latest(*climbed, *decided)


# one function for each rule; each yields at most one clock


def _level_2(rules: LadderRules) -> Iterator[RunningClock]:
    """D1: no update within 60 min. A promise that is not over yet, or was not kept, has its own clock."""
    record = rules.record
    if rules.outage is False and not rules.is_p1:
        return
    if rules.can_wait or record.role != "first_line" or record.promise is not None:
        return
    if record.was_taken("level_2") or record.was_taken("tier_2"):
        return
    anchor = latest(record.start, record.last(UPDATE))
    yield _clock("level_2", anchor, timedelta(minutes=rules.clocks.level_2_min), record.role)


def _tier_2(rules: LadderRules) -> Iterator[RunningClock]:
    """D2: no substantive reply within 120 min. While the service is down, one reply is not the end of it."""
    record = rules.record
    if rules.can_wait or record.role != "first_line" or record.promise is not None or record.was_taken("tier_2"):
        return
    reply = record.last(SUBSTANTIVE, after=record.start)
    if reply is not None and not rules.is_down:
        return
    yield _clock("tier_2", reply or record.start, timedelta(minutes=rules.clocks.tier_2_min), record.role)


def _p1_acknowledge(rules: LadderRules) -> Iterator[RunningClock]:
    """D3: acknowledgement within 15 min."""
    record = rules.record
    if rules.is_p1 and record.last(RESPONSE, after=record.start) is None:
        yield _clock("p1_acknowledge", record.start, timedelta(minutes=rules.clocks.p1_acknowledge_min), record.role)


def _p1_update(rules: LadderRules) -> Iterator[RunningClock]:
    """D3: an interim update every 60 min; once asked for, the next hour begins."""
    record = rules.record
    if not rules.is_p1:
        return
    asked = [event for key, event in record.steps("step_taken", "step_declined") if kind_of(key) == "p1_update"]
    anchor = latest(record.on_rung_since, record.last(UPDATE), *asked)
    yield _clock("p1_update", anchor, timedelta(minutes=rules.clocks.p1_update_min), record.role)


def _p1_final(rules: LadderRules) -> Iterator[RunningClock]:
    """D3: the final update within 4 h; only the end of the case is one."""
    if rules.is_p1:
        record = rules.record
        yield _clock("p1_final", record.start, timedelta(minutes=rules.clocks.p1_final_min), record.role)


def _ownership(rules: LadderRules) -> Iterator[RunningClock]:
    """D6: at once where somebody cannot get in; else for a ticket that nobody owned in the time of an update."""
    record = rules.record
    if record.case.access_affected:
        yield _clock("ownership", record.start, timedelta(), record.role, always=True)
        return
    ticket = next((event for event, entry in record.deliveries if entry.kind in _TICKETS), None)
    if rules.can_wait or ticket is None or record.has_owner:
        return
    anchor = latest(ticket, record.start, record.owner_changed)
    yield _clock("ownership", anchor, timedelta(minutes=rules.clocks.level_2_min), record.role)


def _phone_and_meeting(rules: LadderRules) -> Iterator[RunningClock]:
    """D4: no acknowledgement of an e-mail within 24 h."""
    record, mail = rules.record, _first_mail(rules.record)
    if mail is not None and record.last(RESPONSE, after=mail) is None:
        yield _clock("phone_and_meeting", mail, timedelta(hours=rules.clocks.mail_acknowledge_h), record.role)


def _deadline_over(rules: LadderRules) -> Iterator[RunningClock]:
    """D4: the deadline of an e-mail is over; then the telephone (D5), where the rung may take longer than that."""
    record, mail = rules.record, _first_mail(rules.record)
    deadline = timedelta(hours=rules.clocks.mail_deadline_h)
    if mail is None or record.role is None or rules.ladder.response_time(record.role) <= deadline:
        return
    if record.last(SUBSTANTIVE, after=mail) is None:
        yield _clock("deadline_over", mail, deadline, record.role)


def _promise_missed(rules: LadderRules) -> Iterator[RunningClock]:
    """D4: a deadline they named is over, and no reply came: next rung."""
    record = rules.record
    if record.promise is None or record.role is None:
        return
    promised, until = record.promise
    yield RunningClock("promise_missed", promised, until, rules.ladder.above(record.role))


def _next_rung(rules: LadderRules) -> Iterator[RunningClock]:
    """D5: the rung's response time is over without a substantive reply; declined, it is asked again after as long."""
    record = rules.record
    if record.role is None or _is_promised(record):
        return
    above = rules.ladder.above(record.role)
    if above is None:
        return
    yield _clock(
        "regulator" if above == "regulator" else "next_rung",
        _waiting_since(record),
        rules.ladder.response_time(record.role),
        above,
    )


def _public_channel(rules: LadderRules) -> Iterator[RunningClock]:
    """D8: private channels are stuck when a rung's response time is over; once in a case."""
    record = rules.record
    if record.role is None or _is_promised(record) or record.was_taken("public_channel"):
        return
    if rules.ladder.public_channel(record.role):
        response_time = rules.ladder.response_time(record.role)
        yield _clock("public_channel", _waiting_since(record), response_time, record.role)


_RULES: tuple[Callable[[LadderRules], Iterator[RunningClock]], ...] = (
    _level_2, _tier_2, _p1_acknowledge, _p1_update, _p1_final, _ownership, _phone_and_meeting, _deadline_over,
    _promise_missed, _next_rung, _public_channel,
)  # fmt: skip


def _clock(
    kind: StepKind, anchor: TicketEvent | None, after: timedelta, role: Role | None, *, always: bool = False
) -> RunningClock:
    assert anchor is not None  # no clock runs before something arrived
    return RunningClock(kind, anchor, anchor.at + after, role, always)


def _first_mail(record: Record) -> TicketEvent | None:
    """Return the first e-mail of this rung that arrived; a later opening of the ticket starts its times anew.

    None at the regulator's: no management of ours to call there.
    """
    if record.role == "regulator":
        return None
    mail = next((event for event, one in record.deliveries if one.kind == "mail" and one.role == record.role), None)
    return None if mail is None else latest(mail, record.on_rung_since)


def _waiting_since(record: Record) -> TicketEvent | None:
    """Return what the rung's response time runs from: its start, the last real answer, or the last *not yet*."""
    declined = [event for key, event in record.steps("step_declined") if kind_of(key) in CLIMBING]
    return latest(record.on_rung_since, record.last(SUBSTANTIVE), *declined)


def _is_promised(record: Record) -> bool:
    """Return whether a deadline they named stands, or its being missed waits for the person's word."""
    if record.promise is None:
        return False
    key = f"promise_missed:{record.promise[0].number}"
    return key not in {declined for declined, _ in record.steps("step_declined")}
