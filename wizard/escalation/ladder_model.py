"""What the ladder says: steps that are due or will be, and the lines of a case. Frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from wizard.escalation.model import EventKind
from wizard.escalation.sentence import Sentence
from wizard.organisation.channels import Role, Rung

StepKind = Literal[
    "p1_acknowledge",  # D3: 15 min without an acknowledgement
    "p1_update",  # D3: 60 min without an interim update
    "p1_final",  # D3: 4 h and still open
    "level_2",  # D1
    "tier_2",  # D2
    "ownership",  # D6
    "phone_and_meeting",  # D4: 24 h without an acknowledgement of a mail
    "deadline_over",  # D4: the 48 h deadline of a mail passed
    "promise_missed",  # D4: a deadline they named passed: next rung
    "next_rung",  # D5: the rung's response time is over
    "public_channel",  # D8
    "regulator",  # D5, D8: the inner path is used up
]

_KINDS: Mapping[str, StepKind] = {kind: kind for kind in get_args(StepKind)}


def kind_of(key: str) -> StepKind | None:
    """Return the kind of a step from its key, None for what is no key."""
    return _KINDS.get(key.partition(":")[0])


@dataclass(frozen=True, kw_only=True)
class DueStep:
    """A prepared next step, never taken by itself.

    ``anchor`` is the number of the event its clock runs from: together with the kind it is the *cause*, and a cause
    fires once. ``rung`` is whom it goes to (None: nobody is known), ``beside`` others on the same rung (FACTS D7).
    ``way``: write (e-mail first) or call (time is short). ``shown``: a *due* event tells that the person saw it.
    ``whom`` says how the addressee is reached, or whom to ask for one. ``reference`` is the number to quote.
    """

    kind: StepKind
    anchor: int
    since: datetime
    due_at: datetime
    rung: Rung | None
    beside: tuple[Rung, ...] = ()
    way: Literal["write", "call"] = "write"
    title: str
    sentence: Sentence
    whom: Sentence
    reference: str
    shown: bool = False

    @property
    def key(self) -> str:
        """The cause: what stands in ``detail["step"]`` of the events *due*, *step_taken*, *step_declined*."""
        return f"{self.kind}:{self.anchor}"

    def detail(self, escalation_id: str | None = None) -> Mapping[str, str]:
        """Return the detail to note with *due*, *step_taken* (with the escalation made for it) or *step_declined*."""
        given = {"step": self.key, "role": self.rung.role if self.rung else "", "escalation": escalation_id or ""}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, kw_only=True)
class TimelineLine:
    """One line of a case's record. ``text`` is what the other side wrote, as it came, empty otherwise."""

    at: datetime
    number: int
    kind: EventKind
    sentence: Sentence
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """``due`` is what can be done now, most urgent first; ``upcoming`` what comes due if nothing happens, soonest
    first. ``summary`` says in one sentence how the case stands. ``role`` is the rung it is on, None before it left.
    """

    lines: tuple[TimelineLine, ...]
    due: tuple[DueStep, ...]
    upcoming: tuple[DueStep, ...]
    next_due_at: datetime | None
    next_due: StepKind | None
    summary: Sentence
    role: Role | None = None
    roles: tuple[Sentence, ...] = field(default=())
    """Who does what in a handover (FACTS D7)."""

    @property
    def unseen(self) -> tuple[DueStep, ...]:
        """What came due and was not shown yet: one notification each, then a *due* event with ``step.detail()``."""
        return tuple(step for step in self.due if not step.shown)
