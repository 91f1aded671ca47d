"""What the engine answers: one frozen view per kind of page or piece of work, a closed union."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from wizard.flow.events import Answered, FactValue, Intended, Measured, OrderedMember, Undone
from wizard.flow.model import AskStep, GuideStep, OutcomeResult, RankedStep, Scalar

Stage = Literal["check", "fix", "verify", "help"]
ProofWord = Literal["fixed", "not_fixed", "could_not_measure", "said_so"]


@dataclass(frozen=True)
class Proof:
    """One verify: the word, and the reading before the first change and after it (promise 1)."""

    step: str
    of: str
    word: ProofWord
    before: Measured | Answered | None
    after: Measured | Answered


@dataclass(frozen=True, kw_only=True)
class Repair:
    """A fix that began, and what became of it since.

    ``number`` counts the repairs of the walk from 0. ``result`` is null while nobody knows. ``proof`` is the first
    one after it, with the probe that measured it. ``undoing``: putting it back began and has no end yet.
    ``cut_short``: a try to put it back had no end when the next one began.
    """

    number: int
    step: str
    fix: str
    parameters: Mapping[str, Scalar]
    state: Mapping[str, str]
    result: str | None = None
    proof: Proof | None = None
    probe: str | None = None
    probe_parameters: Mapping[str, Scalar] = field(default_factory=dict)
    undoing: bool = False
    cut_short: bool = False
    undone: Undone | None = None
    remeasured: Measured | None = None

    @property
    def is_back(self) -> bool:
        """Whether it was put back as it was."""
        return self.undone is not None and self.undone.result == "done"

    @property
    def is_half_back(self) -> bool:
        """Whether putting it back began, and nobody saw how far it came."""
        if self.undone is None or self.undoing:
            return self.undoing
        return self.undone.result == "failed" or (self.cut_short and not self.is_back)


@dataclass(frozen=True, kw_only=True)
class _View:
    """``address`` is ``flow/step``; ``facts`` are the latest values; ``proofs`` all proofs so far, in order;
    ``repairs`` what was changed by fixes."""

    address: str
    stage: Stage
    facts: Mapping[str, FactValue]
    proofs: tuple[Proof, ...]
    can_go_back: bool
    repairs: tuple[Repair, ...] = ()

    @property
    def flow_id(self) -> str:
        return self.address.rpartition("/")[0]

    @property
    def step_id(self) -> str:
        return self.address.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True)
class RunProbe(_View):
    """Measure now; answered by ``Measured``. ``verifies`` is the address of the step measured again, if any."""

    probe: str
    parameters: Mapping[str, Scalar]
    verifies: str | None = None


@dataclass(frozen=True, kw_only=True)
class AskQuestion(_View):
    """Ask; answered by ``Answered``. ``verifies`` as above: texts are those of the step it names."""

    step: AskStep
    choices: tuple[str, ...]
    verifies: str | None = None


def choice_rows(step: AskStep, facts: Mapping[str, FactValue]) -> dict[str, Mapping[str, FactValue]]:
    """Return the rows that are choices of a question with ``choices_from``, by their column ``choice``."""
    rows = facts.get(step.choices_from) if step.choices_from is not None else None
    if not isinstance(rows, list):
        return {}
    return {choice: dict(row) for row in rows if isinstance(choice := row.get("choice"), str) and choice not in step.on}


@dataclass(frozen=True, kw_only=True)
class ShowGuide(_View):
    """Show instructions; answered by ``Guided``."""

    step: GuideStep


@dataclass(frozen=True, kw_only=True)
class AskConsent(_View):
    """Ask for consent to one execution; answered by ``Consented``."""

    fix: str
    parameters: Mapping[str, Scalar]


@dataclass(frozen=True, kw_only=True)
class RunFix(_View):
    """Repair now: ``Intended`` first, then ``Finished``. ``intended`` is set when it began and has no result yet."""

    fix: str
    parameters: Mapping[str, Scalar]
    intended: Intended | None = None


@dataclass(frozen=True, kw_only=True)
class Rank(_View):
    """Compute the order of a group; answered by ``Ordered``. ``results`` are those of this frame's steps so far."""

    step: RankedStep
    results: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ShowPlan(_View):
    """Show the whole order; answered by ``Acknowledged``."""

    order: tuple[OrderedMember, ...]


@dataclass(frozen=True, kw_only=True)
class ShowProof(_View):
    """Show before and after when the flow goes on; answered by ``Acknowledged``. An outcome shows its own proofs."""

    proof: Proof


@dataclass(frozen=True, kw_only=True)
class ShowOutcome(_View):
    """The end. ``proof`` is the word of the whole walk: the last proof's, or *fixed* where a person confirmed what was
    just measured; null when nothing was verified. ``needs_person`` is what the flow says of its end; see ``ending``.
    """

    result: OutcomeResult
    part: str | None
    proof: ProofWord | None
    needs_person: bool


View = RunProbe | AskQuestion | ShowGuide | AskConsent | RunFix | Rank | ShowPlan | ShowProof | ShowOutcome
