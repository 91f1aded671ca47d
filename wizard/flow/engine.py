"""The pure engine: (flows, history) → next view. No clock, no input or output, no screen.

``next_view`` replays the whole history each time, so the same history always gives the same view, and Back is
nothing but a history with its last interactive event removed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypedDict, assert_never

from wizard.flow.errors import BackRefusedError, FlowCheckError, HistoryError
from wizard.flow.events import (
    Acknowledged,
    Answered,
    Consented,
    Event,
    FactValue,
    Finished,
    Guided,
    History,
    Intended,
    Measured,
    Ordered,
    WentBack,
)
from wizard.flow.model import (
    AskStep,
    CallStep,
    FixStep,
    Flow,
    GuideStep,
    OutcomeStep,
    ProbeStep,
    RankedStep,
    Step,
    VerifyStep,
)
from wizard.flow.views import (
    AskConsent,
    AskQuestion,
    Proof,
    ProofWord,
    Rank,
    RunFix,
    RunProbe,
    ShowGuide,
    ShowOutcome,
    ShowPlan,
    ShowProof,
    Stage,
    View,
)

_INTERACTIVE = (Answered, Guided, Consented, Acknowledged)
_MOST_MOVES = 10_000
"""Automatic moves between two events; a checked flow never comes near it."""


def next_view(flows: Mapping[str, Flow], start: str, history: History) -> View:
    """Return what follows ``history`` in the flow ``start``; ``flows`` are those the session pinned, by id.

    Raises HistoryError when an event does not fit the step it meets, BackRefusedError when one goes back where
    that is not possible, FlowCheckError when a flow names a step it does not have.
    """
    effective = without_taken_back(history)
    replay = _Replay(flows, start)
    for event in effective:
        replay.apply(event)
    return replay.view(can_go_back=_interactive_end(effective) is not None)


def without_taken_back(history: History) -> tuple[Event, ...]:
    """Return the history as it counts: every ``WentBack`` and what it took back removed.

    Raises BackRefusedError where there is nothing to take back or something was changed since.
    """
    effective: list[Event] = []
    for event in history:
        if not isinstance(event, WentBack):
            effective.append(event)
            continue
        end = _interactive_end(effective)
        if end is None:
            raise BackRefusedError("There is nothing to go back to, or something was changed since.")
        del effective[end:]
    return tuple(effective)


def _interactive_end(effective: "list[Event] | tuple[Event, ...]") -> int | None:
    """Return the index of the last interactive event if nothing was changed by it or after it, else None."""
    for index in range(len(effective) - 1, -1, -1):
        event = effective[index]
        if isinstance(event, Intended) or (isinstance(event, Guided) and event.changed_something):
            return None
        if isinstance(event, _INTERACTIVE):
            return index
    return None


@dataclass
class _Frame:
    """One flow being walked: where it stands and what it has seen."""

    flow: Flow
    step: str
    visits: Counter[str] = field(default_factory=Counter)
    results: dict[str, str] = field(default_factory=dict)
    readings: dict[str, list[tuple[int, Measured | Answered]]] = field(default_factory=dict)
    orders: dict[str, Ordered] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    entered: dict[str, set[str]] = field(default_factory=dict)
    first_change: int | None = None

    def current(self) -> Step:
        return self.step_named(self.step)

    def step_named(self, name: str) -> Step:
        try:
            return self.flow.step[name]
        except KeyError:
            raise FlowCheckError(self.flow.id, 0, self.step, f"there is no step {name!r}") from None

    def address(self, step: str | None = None) -> str:
        return f"{self.flow.id}/{step or self.step}"


class _Replay:
    """The state of one replay. Every method moves it; ``view`` only looks."""

    def __init__(self, flows: Mapping[str, Flow], start: str) -> None:
        self._flows = flows
        self._count = 0
        self._changed = False
        self._facts: dict[str, FactValue] = {}
        self._proofs: list[Proof] = []
        self._pending_proof: Proof | None = None
        self._consent: Consented | None = None
        self._intended: Intended | None = None
        self._frames: list[_Frame] = []
        self._push(start)
        self._settle()

    # moving

    def _push(self, flow_id: str) -> None:
        try:
            flow = self._flows[flow_id]
        except KeyError:
            raise FlowCheckError(flow_id, 0, "", f"there is no flow {flow_id!r}") from None
        if any(frame.flow.id == flow_id for frame in self._frames):
            raise FlowCheckError(flow_id, 0, "", "the flow calls itself")
        frame = _Frame(flow, flow.start)
        frame.visits[flow.start] = 1
        self._frames.append(frame)

    @property
    def _frame(self) -> _Frame:
        return self._frames[-1]

    def _follow(self, result: str) -> None:
        """Take the branch ``result`` of the current step, bounded by ``max_visits`` of the step it leads to."""
        frame = self._frame
        step = frame.current()
        frame.results[frame.step] = result
        try:
            target = step.on[result]
        except KeyError:
            raise HistoryError("Step {step} has no branch {result}.", step=frame.address(), result=result) from None
        self._enter(target)

    def _enter(self, target: str) -> None:
        frame = self._frame
        frame.step = target
        frame.visits[target] += 1
        step = frame.current()
        if step.max_visits is not None and frame.visits[target] > step.max_visits:
            self._follow("exhausted")

    def _settle(self) -> None:
        """Move through steps that need no event: calls, ends of called flows, members of a ranked order."""
        for _ in range(_MOST_MOVES):
            if self._pending_proof is not None:
                return
            frame = self._frame
            step = frame.current()
            if isinstance(step, CallStep):
                self._push(step.flow)
            elif isinstance(step, OutcomeStep) and len(self._frames) > 1:
                self._frames.pop()
                self._follow(step.result)
            elif isinstance(step, RankedStep) and frame.step in frame.shown:
                self._next_member(step)
            else:
                return
        raise FlowCheckError(self._frame.flow.id, 0, self._frame.step, "the flow goes round without end")

    def _next_member(self, step: RankedStep) -> None:
        frame = self._frame
        entered = frame.entered.setdefault(frame.step, set())
        member = next((m.step for m in frame.orders[frame.step].order if m.step not in entered), None)
        if member is None:
            self._follow("exhausted")
        else:
            entered.add(member)
            self._enter(member)

    # events

    def apply(self, event: Event) -> None:
        """Take one event; raises HistoryError when it is not what the current step waits for."""
        if event.step != self._frame.address() if not isinstance(event, WentBack) else True:
            raise self._unexpected(event)
        match event, self._frame.current():
            case Acknowledged(), _:
                self._acknowledged(event)
            case _ if self._pending_proof is not None:
                raise self._unexpected(event)
            case Measured(), ProbeStep():
                self._remember_reading(event)
                self._facts.update(event.facts)
                self._follow(event.result)
            case Measured(), VerifyStep() as step:
                self._facts.update(event.facts)
                self._verified(step, event)
            case Answered(), AskStep() as step:
                self._remember_reading(event)
                self._keep_answer(step, event)
                self._follow(event.choice)
            case Answered(), VerifyStep() as step:
                self._verified(step, event)
            case Guided(), GuideStep():
                if event.changed_something:
                    self._note_change()
                self._follow(event.result)
            case Consented(), FixStep() if self._consent is None:
                self._consented(event)
            case Intended(), FixStep() if self._may_begin():
                self._intended = event
                self._note_change()
            case Finished(), FixStep() if self._consent is not None:
                self._finished(event)
            case Ordered(), RankedStep() if self._frame.step not in self._frame.orders:
                self._frame.orders[self._frame.step] = event
            case _:
                raise self._unexpected(event)
        self._count += 1
        self._settle()

    def _unexpected(self, event: Event) -> HistoryError:
        return HistoryError(
            "The record holds {event} of {step}, but the flow stands at {here}.",
            event=type(event).__name__.lower(),
            step=getattr(event, "step", "?"),
            here=self._frame.address(),
        )

    def _may_begin(self) -> bool:
        return self._consent is not None and self._consent.granted and self._intended is None

    def _remember_reading(self, event: Measured | Answered) -> None:
        self._frame.readings.setdefault(self._frame.step, []).append((self._count, event))

    def _keep_answer(self, step: AskStep, event: Answered) -> None:
        if step.fact is not None and not step.secret:
            self._facts[step.fact] = event.value if step.input is not None else event.choice

    def _note_change(self) -> None:
        self._changed = True
        for frame in self._frames:
            if frame.first_change is None:
                frame.first_change = self._count

    def _consented(self, event: Consented) -> None:
        if event.granted:
            self._consent = event
        else:
            self._follow("declined")

    def _finished(self, event: Finished) -> None:
        if self._intended is None and event.result in ("done", "interrupted"):
            raise self._unexpected(event)  # nothing can be done that was never begun
        self._consent = None
        self._intended = None
        self._facts.update(event.facts)
        # Nobody knows how far an interrupted fix came: go where it would be measured.
        self._follow("done" if event.result == "interrupted" else event.result)

    def _acknowledged(self, event: Acknowledged) -> None:
        if self._pending_proof is not None:
            proof, self._pending_proof = self._pending_proof, None
            self._follow(_branch(proof, self._frame))
            return
        if not isinstance(self._frame.current(), RankedStep) or self._frame.step not in self._frame.orders:
            raise self._unexpected(event)
        self._frame.shown.add(self._frame.step)

    def _verified(self, step: VerifyStep, after: Measured | Answered) -> None:
        frame = self._frame
        before = _before_first_change(frame, step.of)
        proof = Proof(frame.address(), frame.address(step.of), _word(frame, step.of, before, after), before, after)
        self._proofs.append(proof)
        target = step.on.get(_branch(proof, frame))
        if target is not None and isinstance(frame.step_named(target), OutcomeStep) and len(self._frames) == 1:
            self._follow(_branch(proof, frame))  # the outcome shows the proof itself
        else:
            self._pending_proof = proof

    # looking

    def view(self, *, can_go_back: bool) -> View:
        """Return the view of the current state."""
        frame = self._frame
        shared = _Shared(frame.address(), self._facts, tuple(self._proofs), can_go_back)
        if self._pending_proof is not None:
            return ShowProof(proof=self._pending_proof, **shared.at("verify"))
        step = frame.current()
        match step:
            case ProbeStep():
                return RunProbe(probe=step.probe, parameters=step.parameters, **shared.at(self._checking()))
            case AskStep():
                return AskQuestion(step=step, choices=_choices(step), **shared.at(self._checking()))
            case VerifyStep():
                return self._verify_view(step, shared)
            case GuideStep():
                return ShowGuide(step=step, **shared.at("fix" if step.changes else self._checking()))
            case FixStep() if self._consent is None:
                return AskConsent(fix=step.fix, parameters=step.parameters, **shared.at("fix"))
            case FixStep():
                return RunFix(
                    fix=step.fix, parameters=step.parameters, intended=self._intended, **shared.at("fix")
                )
            case RankedStep():
                order = frame.orders.get(frame.step)
                if order is None:
                    return Rank(step=step, results=dict(frame.results), **shared.at("fix"))
                return ShowPlan(order=order.order, **shared.at("fix"))
            case OutcomeStep():
                stage: Stage = "verify" if step.result in ("solved", "healthy") else "help"
                word = self._proofs[-1].word if self._proofs else None
                return ShowOutcome(result=step.result, part=step.part, proof=word, **shared.at(stage))
            case CallStep():
                raise AssertionError("a call never waits")
            case _:
                assert_never(step)

    def _checking(self) -> Stage:
        return "fix" if self._changed else "check"

    def _verify_view(self, step: VerifyStep, shared: "_Shared") -> View:
        measured = self._frame.step_named(step.of)
        verifies = self._frame.address(step.of)
        if isinstance(measured, ProbeStep):
            return RunProbe(
                probe=measured.probe, parameters=measured.parameters, verifies=verifies, **shared.at("verify")
            )
        if isinstance(measured, AskStep):
            return AskQuestion(step=measured, choices=_choices(measured), verifies=verifies, **shared.at("verify"))
        raise FlowCheckError(self._frame.flow.id, 0, self._frame.step, f"{step.of!r} can not be measured again")


class _ViewFields(TypedDict):
    address: str
    stage: Stage
    facts: Mapping[str, FactValue]
    proofs: tuple[Proof, ...]
    can_go_back: bool


@dataclass(frozen=True)
class _Shared:
    address: str
    facts: dict[str, FactValue]
    proofs: tuple[Proof, ...]
    can_go_back: bool

    def at(self, stage: Stage) -> _ViewFields:
        return {
            "address": self.address,
            "stage": stage,
            "facts": dict(self.facts),
            "proofs": self.proofs,
            "can_go_back": self.can_go_back,
        }


def _choices(step: AskStep) -> tuple[str, ...]:
    return tuple(result for result in step.on if result != "exhausted")


def _before_first_change(frame: _Frame, of: str) -> Measured | Answered | None:
    readings = frame.readings.get(of, [])
    limit = frame.first_change
    return next((event for index, event in reversed(readings) if limit is None or index < limit), None)


def _is_good(frame: _Frame, of: str, reading: Measured | Answered | None) -> bool | None:
    """Return whether a reading is good; None when there is none or it is unknown."""
    if isinstance(reading, Measured):
        return reading.good
    step = frame.step_named(of)
    if reading is None or not isinstance(step, AskStep) or reading.choice == "not_sure":
        return None
    return reading.choice in step.good


def _word(
    frame: _Frame, of: str, before: Measured | Answered | None, after: Measured | Answered
) -> ProofWord:
    """Bad → good: fixed (or said so); bad → bad: not fixed; anything else: could not measure (DESIGN 3)."""
    match _is_good(frame, of, before), _is_good(frame, of, after):
        case False, True:
            said = isinstance(after, Answered) or after.said
            return "said_so" if said else "fixed"
        case False, False:
            return "not_fixed"
        case _:
            return "could_not_measure"


def _branch(proof: Proof, frame: _Frame) -> str:
    match proof.word:
        case "fixed" | "said_so":
            return "fixed"
        case "not_fixed":
            return "not_fixed"
        case "could_not_measure":
            return "unknown"
        case _:
            assert_never(proof.word)


def walked_steps(flows: Mapping[str, Flow], start: str, history: History) -> Iterator[View]:
    """Yield the view before each event that counts, then the last one: the walk, page by page."""
    effective = without_taken_back(history)
    for length in range(len(effective) + 1):
        yield next_view(flows, start, effective[:length])
