"""A case and its clock, simulated: what happens at which minute, what the ladder says then."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from wizard.escalation.clock import best_now
from wizard.escalation.ladder import DueStep, StepKind, Timeline, timeline
from wizard.escalation.model import (
    Case,
    ChannelKind,
    DeliveryState,
    Entry,
    EventKind,
    Severity,
    Ticket,
    TicketEvent,
    key_of,
)
from wizard.organisation.channels import Clocks, Role, Rung

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NAMED = (
    Rung(role="first_line", name="Service desk", email="desk@example.com", response_h=48),
    Rung(role="team_lead", name="Jo Lead", email="lead@example.com", response_h=48),
    Rung(role="supervisor", name="Sam Over", email="supervisor@example.com", response_h=72),
    Rung(
        role="operations_manager",
        name="Ola Ops",
        email="ops@example.com",
        phone="+420 601 000 000",
        response_h=168,
        answers_for="stability",
    ),
    Rung(role="operations_manager", name="Pat Product", response_h=168, answers_for="root_cause"),
    Rung(role="director", name="Executive office", phone="+420 601 111 111", response_h=336),
    Rung(role="regulator", name="Ombudsman", email="office@ombudsman.example", response_h=720),
)
"""The rungs of FACTS D5 with people on them."""


class Simulation:
    """One case under a simulated clock. Nothing happens by itself: the test says who does what, and when."""

    def __init__(
        self,
        *,
        severity: Severity = "normal",
        rungs: tuple[Rung, ...] = NAMED,
        clocks: Clocks | None = None,
        access_affected: bool = False,
        outage: bool | None = None,
    ) -> None:
        self.now = START
        self.rungs, self.outage = rungs, outage
        self.clocks = clocks or Clocks()
        self.case = Case(
            id="case",
            session_id="session",
            flow_id="connection",
            title="My connection is slow",
            severity=severity,
            access_affected=access_affected,
            opened_at=START,
            entries=(),
            events=(),
        )

    # time

    def at(self, **since_start: float) -> "Simulation":
        """Go to a moment after the start: ``at(hours=1)``."""
        self.now = START + timedelta(**since_start)
        return self

    def read(self, **since_start: float) -> Timeline:
        """Return the ladder's word, at the present moment or the one given."""
        if since_start:
            self.at(**since_start)
        now = best_now(self.case, self.now)
        return timeline(self.case, self.clocks, self.rungs, now, outage=self.outage)

    def due(self, **since_start: float) -> list[StepKind]:
        return [step.kind for step in self.read(**since_start).due]

    # what happens

    def hand_over(
        self,
        kind: ChannelKind = "rt",
        role: Role = "first_line",
        *,
        delivered: EventKind | None = "sent",
        state: DeliveryState | None = None,
    ) -> str:
        """Hand over (again), now; return the escalation's id. ``delivered`` None: it waits."""
        number = len(self.case.entries) + 1
        escalation_id = f"{number:032x}"
        entry = Entry(
            id=escalation_id,
            key=key_of(escalation_id),
            case_id=self.case.id,
            session_id=self.case.session_id,
            flow_id=self.case.flow_id,
            language="en",
            channel=kind,
            kind=kind,
            role=role,
            purpose="report" if number == 1 else "letter",
            severity=self.case.severity,
            state=state or ("consented" if delivered is None else "sent"),
            to=(),
            subject="",
            consent_sha256="",
            consented_at=self.now,
            next_at=None,
            attempts=1,
            ticket=Ticket(str(number), f"T-{number}") if kind in ("rt", "portal") else None,
        )
        self.case = replace(self.case, entries=(*self.case.entries, entry))
        self.happens("consented", escalation_id=escalation_id)
        if delivered is not None:
            self.happens(delivered, escalation_id=escalation_id)
        return escalation_id

    def set_state(self, escalation_id: str, state: DeliveryState) -> None:
        entries = (replace(one, state=state) if one.id == escalation_id else one for one in self.case.entries)
        self.case = replace(self.case, entries=tuple(entries))

    def happens(
        self,
        kind: EventKind,
        detail: Mapping[str, str] | None = None,
        *,
        escalation_id: str | None = None,
        noted_at: datetime | None = None,
    ) -> TicketEvent:
        """Note that something happens now; ``noted_at`` is this computer's clock where it is another."""
        event = TicketEvent(
            number=len(self.case.events) + 1,
            escalation_id=escalation_id or self.case.entries[-1].id,
            at=self.now,
            noted_at=noted_at or self.now,
            kind=kind,
            detail=detail or {},
        )
        self.case = replace(self.case, events=(*self.case.events, event))
        return event

    # what the person does

    def step(self, kind: StepKind) -> DueStep:
        """Return the one due step of this kind."""
        (found,) = (step for step in self.read().due if step.kind == kind)
        return found

    def show(self) -> list[DueStep]:
        """Notify of everything that came due and was not shown; return it."""
        unseen = list(self.read().unseen)
        for step in unseen:
            self.happens("due", step.detail())
        return unseen

    def take(self, kind: StepKind, channel: ChannelKind = "mail") -> str:
        """Take a due step: what was prepared for it is agreed to, and arrives at once."""
        step = self.step(kind)
        escalation_id = self.hand_over(channel, step.rung.role if step.rung else "first_line")
        self.happens("step_taken", step.detail(escalation_id), escalation_id=escalation_id)
        return escalation_id

    def decline(self, kind: StepKind) -> None:
        self.happens("step_declined", self.step(kind).detail())


Fired = tuple[float, StepKind, Role | None]
"""Hours since the start, what came due, whom it goes to."""


def walk(
    simulation: Simulation,
    end: timedelta,
    *,
    wakes: Iterable[datetime] | None = None,
    take: Callable[[DueStep], bool] = lambda step: True,
    before: Callable[[Simulation], None] = lambda simulation: None,
) -> list[Fired]:
    """Live through a case until ``end``: at each wake everything new is shown, and taken where ``take`` says so.

    ``wakes`` None: exactly when the ladder said that the next step comes due. ``before`` looks
    before anything is shown.
    """
    fired: list[Fired] = []
    planned = iter(wakes) if wakes is not None else None
    while True:
        before(simulation)
        for step in simulation.show():
            hours = (simulation.now - START) / timedelta(hours=1)
            fired.append((hours, step.kind, step.rung.role if step.rung else None))
            if take(step) and step.key in {one.key for one in simulation.read().due}:
                simulation.take(step.kind)
        following = next(planned, None) if planned is not None else simulation.read().next_due_at
        if following is None or following > START + end:
            return fired
        assert following > simulation.now, "a clock that does not go on"
        simulation.now = following
