"""Where a replay came to rest, and the one view that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict, assert_never

from wizard.flow.catalogue import EXHAUSTED, GIVEN
from wizard.flow.errors import FlowCheckError
from wizard.flow.events import Consented, FactValue, Intended
from wizard.flow.frame import Frame
from wizard.flow.model import (
    AskStep,
    CallStep,
    FixStep,
    GuideStep,
    OutcomeResult,
    OutcomeStep,
    ProbeStep,
    RankedStep,
    Scalar,
    VerifyStep,
)
from wizard.flow.views import (
    AskConsent,
    AskQuestion,
    Proof,
    ProofWord,
    Rank,
    Repair,
    RunFix,
    RunProbe,
    ShowGuide,
    ShowOutcome,
    ShowPlan,
    ShowProof,
    Stage,
    View,
    choice_rows,
)


class _ViewFields(TypedDict):
    address: str
    stage: Stage
    facts: Mapping[str, FactValue]
    proofs: tuple[Proof, ...]
    repairs: tuple[Repair, ...]
    can_go_back: bool


@dataclass(frozen=True)
class Standing:
    """What is known where a walk stands. ``pending_proof`` waits to be seen, ``word`` is what the last one said.

    ``changed``: whether anything was changed on the way. ``consent`` and ``intended`` are those of the current fix.
    """

    frame: Frame
    facts: Mapping[str, FactValue]
    proofs: tuple[Proof, ...]
    repairs: tuple[Repair, ...]
    pending_proof: Proof | None
    word: ProofWord | None
    consent: Consented | None
    intended: Intended | None
    changed: bool
    can_go_back: bool

    def view(self) -> View:
        """Return what is to be shown or done here."""
        frame = self.frame
        if self.pending_proof is not None:
            return ShowProof(proof=self.pending_proof, **self._at("verify"))
        step = frame.current()
        match step:
            case ProbeStep():
                return RunProbe(probe=step.probe, parameters=filled(step, self.facts), **self._at(self._checking()))
            case AskStep():
                return AskQuestion(step=step, choices=_choices(step, self.facts), **self._at(self._checking()))
            case VerifyStep():
                return self._verify_view(step)
            case GuideStep():
                return ShowGuide(step=step, **self._at("fix" if step.changes else self._checking()))
            case FixStep() if self.consent is None:
                return AskConsent(fix=step.fix, parameters=filled(step, self.facts), **self._at("fix"))
            case FixStep():
                return RunFix(
                    fix=step.fix, parameters=filled(step, self.facts), intended=self.intended, **self._at("fix")
                )
            case RankedStep():
                order = frame.orders.get(frame.step)
                if order is None:
                    return Rank(step=step, results=dict(frame.results), **self._at("fix"))
                return ShowPlan(order=order.order, **self._at("fix"))
            case OutcomeStep():
                result = self._outcome(step)
                stage: Stage = "verify" if result in ("solved", "healthy") else "help"
                return ShowOutcome(
                    result=result,
                    part=step.part,
                    proof=self.word,
                    needs_person=result not in ("solved", "healthy") and step.needs_person,
                    **self._at(stage),
                )
            case CallStep():
                raise AssertionError("a call never waits")
            case _:
                assert_never(step)

    def _outcome(self, step: OutcomeStep) -> OutcomeResult:
        """Return the outcome as it stands: without the repair that solved it, it is solved only where measured so."""
        was_put_back = any(repair.is_back or repair.is_half_back for repair in self.repairs)
        lost = was_put_back and step.result == "solved" and self.word in ("not_fixed", "could_not_measure")
        return "escalate" if lost else step.result

    def _checking(self) -> Stage:
        return "fix" if self.changed else "check"

    def _verify_view(self, step: VerifyStep) -> View:
        measured = self.frame.step_named(step.of)
        verifies = self.frame.address(step.of)
        if isinstance(measured, ProbeStep):
            return RunProbe(
                probe=measured.probe, parameters=filled(measured, self.facts), verifies=verifies, **self._at("verify")
            )
        if isinstance(measured, AskStep):
            choices = _choices(measured, self.facts)
            return AskQuestion(step=measured, choices=choices, verifies=verifies, **self._at("verify"))
        raise FlowCheckError(self.frame.flow.id, 0, self.frame.step, f"{step.of!r} can not be measured again")

    def _at(self, stage: Stage) -> _ViewFields:
        return {
            "address": self.frame.address(),
            "stage": stage,
            "facts": dict(self.facts),
            "proofs": self.proofs,
            "repairs": self.repairs,
            "can_go_back": self.can_go_back,
        }


def filled(step: ProbeStep | FixStep, facts: Mapping[str, FactValue]) -> Mapping[str, Scalar]:
    """Return the parameters with what questions were answered; one that was not is left to its default."""
    found: dict[str, Scalar] = {}
    for name, written in step.parameters.items():
        known = facts.get(written[1:]) if isinstance(written, str) and written.startswith("$") else written
        if isinstance(known, str | int | float | bool):
            found[name] = known
    return found


def _choices(step: AskStep, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    """Return the answers in authored order, the rows of ``choices_from`` where the branch ``given`` stands."""
    own = tuple(result for result in step.on if result != EXHAUSTED)
    if step.choices_from is None:
        return own
    rows = choice_rows(step, facts)
    return tuple(choice for result in own for choice in (rows if result == GIVEN else (result,)))
