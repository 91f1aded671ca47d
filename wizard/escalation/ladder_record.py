"""A case's record as the clocks of the ladder read it: when it arrived, who said what, which steps were taken."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from functools import cached_property

from wizard.escalation.clock import settled
from wizard.escalation.ladder_model import StepKind, kind_of
from wizard.escalation.ladder_rungs import ROLES, Ladder
from wizard.escalation.model import Case, Entry, EventKind, TicketEvent
from wizard.organisation.channels import Role

DELIVERED: frozenset[EventKind] = frozenset({"created", "sent", "said_so"})
"""From the first of these on somebody has it; nothing that only waits here starts a clock."""
SUBSTANTIVE: frozenset[EventKind] = frozenset({"replied", "promised"})
UPDATE: frozenset[EventKind] = SUBSTANTIVE | {"commented", "status_changed", "owner_changed"}
"""News. An acknowledgement is none: it says only that it arrived (FACTS D2)."""
RESPONSE: frozenset[EventKind] = UPDATE | {"acknowledged"}
CLIMBING: frozenset[StepKind] = frozenset({"next_rung", "promise_missed", "regulator"})
"""Kinds of steps that lead to the next rung."""
_STEPS: frozenset[EventKind] = frozenset({"due", "step_taken", "step_declined"})
_NOT_DONE = frozenset({"failed", "cancelled"})


class Record:
    """Questions to a case's events, times settled (``clock.settled``); a later event has a higher number."""

    def __init__(self, case: Case, ladder: Ladder) -> None:
        self.case = case
        self.events = settled(case.events)
        self._ladder = ladder
        self._entries = {entry.id: entry for entry in case.entries}

    # where it stands

    @cached_property
    def deliveries(self) -> tuple[tuple[TicketEvent, Entry], ...]:
        """The first event of each escalation that tells that somebody has it, in order."""
        first: dict[str, TicketEvent] = {}
        for event in self.events:
            if event.kind in DELIVERED and event.escalation_id in self._entries:
                first.setdefault(event.escalation_id, event)
        return tuple((event, self._entries[event.escalation_id]) for event in first.values())

    @cached_property
    def start(self) -> TicketEvent | None:
        """What the clocks run from: the first delivery, or the last time a closed ticket was opened again."""
        first = next((event for event, _ in self.deliveries), None)
        return latest(first, *self._reopened())

    @cached_property
    def climbs(self) -> tuple[tuple[Role, TicketEvent], ...]:
        """Each rung that was reached, and by which event, lowest first."""
        reached: list[tuple[Role, TicketEvent]] = []
        delivered = {event.number: entry.role for event, entry in self.deliveries}
        for event in self.events:
            role = delivered.get(event.number) or self._climb_by_person(event, reached)
            if role is not None and (not reached or ROLES.index(role) > ROLES.index(reached[-1][0])):
                reached.append((role, event))
        return tuple(reached)

    @property
    def role(self) -> Role | None:
        """The rung it is on; None before anything arrived."""
        return self.climbs[-1][0] if self.climbs else None

    @property
    def on_rung_since(self) -> TicketEvent | None:
        """What the clocks of this rung run from."""
        return latest(self.start, self.climbs[-1][1]) if self.climbs else None

    @cached_property
    def is_solved(self) -> bool:
        """Whether every ticket whose status is known is closed, and nothing was handed over after that."""
        status = {event.escalation_id: event for event in self.events if _opens(event) is not None}
        if not status or any(_opens(event) for event in status.values()):
            return False
        last = max(event.number for event in status.values())
        return all(event.number < last for event, _ in self.deliveries)

    @property
    def is_closed(self) -> bool:
        return self.case.closed or any(event.kind == "closed" for event in self.events)

    # what was said

    def last(self, kinds: Collection[EventKind], after: TicketEvent | None = None) -> TicketEvent | None:
        """Return the latest thing of these kinds that somebody did, by its time; after another event, if given."""
        found = (event for event in self.events if event.kind in kinds and _is_somebodys(event))
        return latest(*(event for event in found if after is None or _order(event) > _order(after)))

    @cached_property
    def promise(self) -> tuple[TicketEvent, datetime] | None:
        """The deadline they named last on this rung, while no reply has come since (FACTS D4)."""
        promised = self.last({"promised"}, after=self.on_rung_since)
        if promised is None or self.last({"replied"}, after=promised) is not None:
            return None
        until = _moment(promised.detail.get("until", ""))
        return None if until is None else (promised, max(until, promised.at))

    @cached_property
    def owner_changed(self) -> TicketEvent | None:
        """The last change of the owner, also to nobody."""
        return latest(*(event for event in self.events if event.kind == "owner_changed"))

    @property
    def has_owner(self) -> bool:
        return self.owner_changed is not None and bool(_owner(self.owner_changed))

    # the steps

    def steps(self, *answers: EventKind) -> Iterator[tuple[str, TicketEvent]]:
        """Return key and event of the steps that were shown, taken or declined, without those that came to nothing."""
        return ((key, event) for key, event in self._all_steps if event.kind in answers)

    def was_taken(self, kind: StepKind) -> bool:
        """Return whether the person took a step of this kind since the clocks run."""
        since = self.start.number if self.start is not None else 0
        return any(kind_of(key) == kind and event.number > since for key, event in self.steps("step_taken"))

    def was_shown(self, key: str, due_at: datetime) -> bool:
        """Return whether a step was shown when it was due; not by a clock that turned out to be ahead of the time."""
        put_right = max((event.number for event in self.events if event.kind == "clock_moved"), default=-1)
        return any(
            shown == key and (event.at >= due_at or event.number > put_right) for shown, event in self.steps("due")
        )

    def _climb_by_person(self, event: TicketEvent, reached: list[tuple[Role, TicketEvent]]) -> Role | None:
        """Return the rung that the person reached without us (they called); None for any other event."""
        if event.kind != "step_taken" or kind_of(event.detail.get("step", "")) not in CLIMBING or not reached:
            return None
        if event.detail.get("escalation"):
            return None  # what was made for it tells, once it is delivered
        role = next((one for one in ROLES if one == event.detail.get("role")), None)
        return role or self._ladder.above(reached[-1][0])

    @cached_property
    def _all_steps(self) -> tuple[tuple[str, TicketEvent], ...]:
        delivered = {entry.id for _, entry in self.deliveries}
        found = []
        for event in self.events:
            key, made = event.detail.get("step", ""), event.detail.get("escalation", "")
            entry = self._entries.get(made) if event.kind == "step_taken" else None
            came_to_nothing = entry is not None and entry.state in _NOT_DONE and made not in delivered
            if event.kind in _STEPS and key and not came_to_nothing:
                found.append((key, event))
        return tuple(found)

    def _reopened(self) -> Iterator[TicketEvent]:
        was_open: dict[str, bool] = {}
        for event in self.events:
            is_open = _opens(event)
            if is_open is None:
                continue
            if is_open and was_open.get(event.escalation_id) is False:
                yield event
            was_open[event.escalation_id] = is_open


def latest(*events: TicketEvent | None) -> TicketEvent | None:
    """Return the event with the latest time, of equal ones the one noted last; None when there is none."""
    return max((event for event in events if event is not None), key=_order, default=None)


def _is_somebodys(event: TicketEvent) -> bool:
    """Return whether an event is news: not a rule of the other side at work, not a ticket put back to nobody."""
    if event.kind == "owner_changed":
        return bool(_owner(event))
    return event.kind == "acknowledged" or event.detail.get("automatic") != "true"


def _owner(event: TicketEvent) -> str:
    return event.detail.get("owner", "").strip()


def _order(event: TicketEvent) -> tuple[datetime, int]:
    return event.at, event.number


def _opens(event: TicketEvent) -> bool | None:
    """Return whether a change of status leaves a ticket open; None for every other event, and where it is unknown."""
    if event.kind != "status_changed":
        return None
    return {"true": True, "false": False}.get(event.detail.get("open", ""))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
