"""What a walk came to: the JSON document of ``wizard walk --json`` and the exit status (DESIGN 10)."""

from typing import Literal

import msgspec

from wizard.flow.ending import needs_person
from wizard.flow.engine import without_taken_back
from wizard.flow.events import Answered, Consented, Event, FactValue, Finished, Guided, Measured, Remeasured, Undone
from wizard.flow.views import Proof, ProofWord, ShowOutcome
from wizard.session import Session

FORMAT = 1
HEALTHY, PROBLEM_REMAINS, WRONG_USAGE, CANNOT_TELL = 0, 1, 2, 3


class VerifiedSummary(msgspec.Struct, frozen=True):
    """One proof: what was measured before the first change, and after it."""

    flow: str
    probe: str
    result: ProofWord
    before: dict[str, FactValue]
    after: dict[str, FactValue]


class StepSummary(msgspec.Struct, frozen=True):
    """One step of the walk and how it ended."""

    flow: str
    step: str
    kind: Literal["probe", "verify", "ask", "guide", "consent", "fix", "undo"]
    result: str
    seconds: float


class EscalationSummary(msgspec.Struct, frozen=True):
    """What became of handing over; ``ticket`` is the number people say, null while there is none."""

    key: str
    state: str
    ticket: str | None


class UndoSummary(msgspec.Struct, frozen=True):
    """A repair that can be, or was, put back as it was.

    ``available``: ``wizard undo SESSION`` does it now. ``result`` is null while nobody tried, ``measured`` what was
    measured since: the result of the probe that had proved the repair.
    """

    fix: str
    available: bool
    result: str | None
    measured: str | None


class WalkSummary(msgspec.Struct, frozen=True):
    """The whole walk. ``outcome`` is null while it can be continued, and so is ``needs_person``.

    ``needs_person`` tells what cannot be done here and is somebody's to mend from what the person chose not to do.
    """

    format: int
    flow: str
    session: str
    practice: str | None
    outcome: str | None
    proof: ProofWord | None
    verified: list[VerifiedSummary]
    steps: list[StepSummary]
    report: str | None
    escalation: EscalationSummary | None = None
    undo: list[UndoSummary] = []
    needs_person: bool | None = None


def summarise(session: Session, report: str | None, escalation: EscalationSummary | None = None) -> WalkSummary:
    """Return the summary of a walk, finished or not."""
    view = session.view
    outcome = view if isinstance(view, ShowOutcome) else None
    return WalkSummary(
        format=FORMAT,
        flow=session.flow_id,
        session=session.id,
        practice=session.record.practice,
        outcome=outcome.result if outcome else None,
        proof=outcome.proof if outcome else None,
        verified=[_verified(proof) for proof in view.proofs],
        steps=[summary for event in without_taken_back(session.history) if (summary := _step(event, view.proofs))],
        report=report,
        escalation=escalation,
        undo=undo_summary(session),
        needs_person=needs_person(outcome, session.history) if outcome else None,
    )


def undo_summary(session: Session) -> list[UndoSummary]:
    """Return the repairs that can be put back as they were, and those that were, in order."""
    offered = session.undoable
    return [
        undo_of(session, repair.number)
        for repair in session.view.repairs
        if repair == offered or repair.undone is not None
    ]


def undo_of(session: Session, number: int) -> UndoSummary:
    """Return how one repair of the walk stands."""
    repair = session.view.repairs[number]
    return UndoSummary(
        repair.fix,
        repair == session.undoable,
        repair.undone.result if repair.undone is not None else None,
        repair.remeasured.result if repair.remeasured is not None else None,
    )


def exit_status(outcome: ShowOutcome) -> int:
    """Return 0 for healthy, fixed or said so; 1 while a problem remains; 3 when nobody could tell. 1 wins over 3.

    What cannot be done here and is nobody's fault tells nothing about the problem: 3.
    """
    if outcome.result in ("hardware", "escalate"):
        return PROBLEM_REMAINS
    if outcome.result == "not_supported":
        return PROBLEM_REMAINS if outcome.needs_person else CANNOT_TELL
    if outcome.proof == "not_fixed":
        return PROBLEM_REMAINS
    return CANNOT_TELL if outcome.proof == "could_not_measure" else HEALTHY


def _verified(proof: Proof) -> VerifiedSummary:
    flow = proof.step.rpartition("/")[0]
    probe = proof.after.probe if isinstance(proof.after, Measured) else "ask"
    return VerifiedSummary(flow, probe, proof.word, _facts(proof.before), _facts(proof.after))


def _facts(reading: Measured | Answered | None) -> dict[str, FactValue]:
    if isinstance(reading, Measured):
        return reading.facts
    return {} if reading is None else {"answer": reading.choice}


def _step(event: Event, proofs: tuple[Proof, ...]) -> StepSummary | None:
    flow, _, step = getattr(event, "step", "").rpartition("/")
    match event:
        case Measured():
            verified = any(proof.after is event for proof in proofs)
            return StepSummary(flow, step, "verify" if verified else "probe", event.result, event.seconds)
        case Answered():
            return StepSummary(flow, step, "ask", event.choice, 0.0)
        case Guided():
            return StepSummary(flow, step, "guide", event.result, 0.0)
        case Consented():
            return StepSummary(flow, step, "consent", "granted" if event.granted else "declined", 0.0)
        case Finished():
            return StepSummary(flow, step, "fix", event.result, event.seconds)
        case Undone():
            return StepSummary(flow, step, "undo", event.result, event.seconds)
        case Remeasured(reading=reading):
            flow, _, step = reading.step.rpartition("/")
            return StepSummary(flow, step, "verify", reading.result, reading.seconds)
        case _:
            return None
