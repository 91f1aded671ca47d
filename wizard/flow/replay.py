"""One replay of a history: frames, visits, readings, and the view that comes out. ``engine`` is its way in."""

from collections.abc import Mapping

from wizard.flow import proof as judgement
from wizard.flow.catalogue import EXHAUSTED, GIVEN
from wizard.flow.errors import HistoryError
from wizard.flow.events import (
    Acknowledged,
    Answered,
    Consented,
    Event,
    FactValue,
    Finished,
    Guided,
    Intended,
    Measured,
    Ordered,
    Remeasured,
    UndoEvent,
    Undoing,
    Undone,
    WentBack,
)
from wizard.flow.frame import Frame
from wizard.flow.model import (
    AskStep,
    FixStep,
    Flow,
    GuideStep,
    OutcomeStep,
    ProbeStep,
    RankedStep,
    Step,
    VerifyStep,
)
from wizard.flow.position import Position
from wizard.flow.repairs import Repairs
from wizard.flow.standing import Standing, filled
from wizard.flow.views import (
    Proof,
    ProofWord,
    Repair,
    View,
    choice_rows,
)
from wizard.marking import N_


class Replay:
    """The state of one replay. ``apply`` moves it; ``view`` only looks."""

    def __init__(self, flows: Mapping[str, Flow], start: str) -> None:
        self._flows = flows
        self._count = 0
        self._changed = False
        self._facts: dict[str, FactValue] = {}
        self._proofs: tuple[Proof, ...] = ()
        self._word: ProofWord | None = None
        self._before_undo: tuple[ProofWord | None, bool] = (None, False)
        self._changed_since_proof = False
        self._pending_proof: Proof | None = None
        self._consent: Consented | None = None
        self._intended: Intended | None = None
        self._repairs = Repairs()
        self._position = Position(flows, start)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where each open flow stands, ``flow/step``, the caller first."""
        return self._position.addresses

    @property
    def taken(self) -> list[tuple[str, str, str]]:
        """The branches followed so far: (flow, step, result), also those followed by themselves."""
        return self._position.taken

    @property
    def _frame(self) -> Frame:
        return self._position.frame

    def _follow(self, result: str) -> None:
        self._position.follow(result)

    def _settle(self) -> None:
        if self._pending_proof is None:
            self._position.settle()

    # events

    def apply(self, event: Event) -> None:
        """Take one event; raises HistoryError when it is not what the current step waits for."""
        if isinstance(event, Undoing | Undone | Remeasured):
            self._put_back(event)
            return
        if isinstance(event, WentBack) or event.step != self._frame.address():
            raise self._unexpected(event)
        if isinstance(event, Acknowledged):
            self._acknowledged(event)
        elif self._pending_proof is not None:
            raise self._unexpected(event)
        else:
            self._dispatch(event, self._frame.current())
        self._count += 1
        self._settle()

    def _dispatch(self, event: Event, step: Step) -> None:
        match event, step:
            case Measured(), ProbeStep() | VerifyStep():
                self._measured(step, event)
            case Answered(), AskStep() | VerifyStep():
                self._answered(step, event)
            case Guided(), GuideStep():
                if event.changed_something:
                    self._note_change()
                self._follow(event.result)
            case Consented(), FixStep() if self._consent is None:
                self._consented(event)
            case Intended(), FixStep() if self._may_begin():
                self._intended = event
                self._repairs.begin(event, filled(step, self._facts))
                self._note_change()
            case Finished(), FixStep() if self._consent is not None or event.result == "not_available":
                self._finished(event)  # what must not be done here at all is never asked for
            case Ordered(), RankedStep() if self._frame.step not in self._frame.orders:
                self._ordered(step, event)
            case _:
                raise self._unexpected(event)

    def _unexpected(self, event: Event) -> HistoryError:
        return HistoryError(
            N_("The record holds {event} of {step}, but the flow stands at {here}."),
            event=type(event).__name__.lower(),
            step=getattr(event, "step", "?"),
            here=self._frame.address(),
        )

    def _may_begin(self) -> bool:
        return self._consent is not None and self._consent.granted and self._intended is None

    def _measured(self, step: ProbeStep | VerifyStep, event: Measured) -> None:
        if isinstance(step, VerifyStep) and not isinstance(self._frame.step_named(step.of), ProbeStep):
            raise self._unexpected(event)
        self._facts.update(event.facts)
        if isinstance(step, VerifyStep):
            self._verified(step, event)
        else:
            self._remember_reading(event)
            self._follow(event.result)

    def _answered(self, step: AskStep | VerifyStep, event: Answered) -> None:
        asked = self._frame.step_named(step.of) if isinstance(step, VerifyStep) else step
        if not isinstance(asked, AskStep) or event.choice == EXHAUSTED or event.choice not in asked.on:
            raise self._unexpected(event)
        if asked.choices_from is not None:
            self._take_row(asked, event)
        if asked.fact is not None and not asked.secret:
            is_choice = asked.input is None and asked.choices_from is None
            self._facts[asked.fact] = event.choice if is_choice else event.value
        if isinstance(step, VerifyStep):
            self._verified(step, event)
        else:
            self._remember_reading(event)
            self._follow(event.choice)

    def _take_row(self, asked: AskStep, event: Answered) -> None:
        """Make facts of the row that was chosen; where there are rows, nothing else is an answer."""
        rows = choice_rows(asked, self._facts)
        if event.choice != GIVEN or not rows:
            return
        if event.value not in rows:
            raise self._unexpected(event)
        self._facts.update({name: cell for name, cell in rows[event.value].items() if name != "choice"})

    def _remember_reading(self, event: Measured | Answered) -> None:
        self._frame.readings.setdefault(self._frame.step, []).append((self._count, event))

    def _note_change(self) -> None:
        self._changed = True
        self._changed_since_proof = True
        for frame in self._position.frames:
            frame.changes.append(self._count)

    def _consented(self, event: Consented) -> None:
        if event.granted:
            self._consent = event
        else:
            self._follow("declined")

    def _finished(self, event: Finished) -> None:
        if self._intended is None and event.result in ("done", "interrupted"):
            raise self._unexpected(event)  # nothing can be done that was never begun
        if self._intended is not None:
            self._repairs.end(event)
        self._consent = None
        self._intended = None
        self._facts.update(event.facts)
        # Nobody knows how far an interrupted fix came: go where it would be measured.
        self._follow("done" if event.result == "interrupted" else event.result)

    def _ordered(self, step: RankedStep, event: Ordered) -> None:
        members = {fix.step for fix in step.fixes}
        if not all(member.step in members for member in event.order):
            raise self._unexpected(event)
        self._frame.orders[self._frame.step] = event
        if not event.order:  # a plan of nothing is no page
            self._frame.shown.add(self._frame.step)

    def _acknowledged(self, event: Acknowledged) -> None:
        if self._pending_proof is not None:
            proof, self._pending_proof = self._pending_proof, None
            self._follow(judgement.branch(proof.word))
            return
        if not isinstance(self._frame.current(), RankedStep) or self._frame.step not in self._frame.orders:
            raise self._unexpected(event)
        self._frame.shown.add(self._frame.step)

    def _verified(self, step: VerifyStep, after: Measured | Answered) -> None:
        frame = self._frame
        before = frame.reading_before_change(step.of)
        word = judgement.word(frame.step_named(step.of), before, after)
        proof = Proof(frame.address(), frame.address(step.of), word, before, after)
        self._proofs += (proof,)
        measured = frame.step_named(step.of)
        if isinstance(measured, ProbeStep):
            self._repairs.prove(proof, measured.probe, filled(measured, self._facts))
        else:
            self._repairs.prove(proof, None, {})
        # A person's yes to what was just measured as fixed confirms it: the walk stays fixed.
        confirmed = proof.word == "said_so" and self._word == "fixed" and not self._changed_since_proof
        self._word = "fixed" if confirmed else proof.word
        self._changed_since_proof = False
        target = step.on.get(judgement.branch(word))
        if target is not None and isinstance(frame.step_named(target), OutcomeStep) and len(self._position.frames) == 1:
            self._follow(judgement.branch(word))  # the outcome shows the proof itself
        else:
            self._pending_proof = proof

    def _put_back(self, event: UndoEvent) -> None:
        """Take an event of putting a repair back: it stands beside the flow, at a proof or at the end."""
        at_rest = self._pending_proof is not None or isinstance(self._frame.current(), OutcomeStep)
        repair = self._repairs.take(event) if at_rest else None
        if repair is None:
            raise self._unexpected(event)
        self._count += 1
        if isinstance(event, Undoing):
            self._before_undo = self._word, self._changed_since_proof
        if isinstance(event, Undoing) or (isinstance(event, Undone) and repair.is_back):
            self._note_change()
            if self._word is not None:  # what was proved with the repair says nothing without it
                self._word = "could_not_measure"
        elif isinstance(event, Undone) and not repair.is_half_back:  # nothing was touched
            self._word, self._changed_since_proof = self._before_undo
        elif isinstance(event, Remeasured):
            self._facts.update(event.reading.facts)
            self._prove_again(repair, event.reading)

    def _prove_again(self, repair: Repair, reading: Measured) -> None:
        """Hold the reading without the repair against the one before it, as the proof of the repair did."""
        earlier = repair.proof
        assert earlier is not None
        flow_id, _, step_id = earlier.of.rpartition("/")
        word = judgement.word(self._flows[flow_id].step[step_id], earlier.before, reading)
        proof = Proof(earlier.step, earlier.of, word, earlier.before, reading)
        self._proofs += (proof,)
        self._word = word
        self._changed_since_proof = False
        if self._pending_proof is not None and self._pending_proof.of == earlier.of:
            self._pending_proof = proof

    # looking

    def view(self, *, can_go_back: bool) -> View:
        """Return the view of the current state."""
        return Standing(
            frame=self._frame,
            facts=self._facts,
            proofs=self._proofs,
            repairs=self._repairs.all,
            pending_proof=self._pending_proof,
            word=self._word,
            consent=self._consent,
            intended=self._intended,
            changed=self._changed,
            can_go_back=can_go_back,
        ).view()
