"""Answers files for unattended walks (DESIGN 10): which choices to give, which repairs to allow."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import msgspec

from wizard.errors import UsageError
from wizard.fixes.registry import FIXES
from wizard.flow.model import AskStep, Flow, GuideStep, VerifyStep
from wizard.marking import N_

MOST_BYTES = 1_000_000


HandoverValue = bool | int | float | str | tuple[str, ...]


class AnswersFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``consent = "all"`` or a list of fixes; ``[answers.<flow>]`` with ``step = "choice"`` or one per visit.

    ``"all"`` leaves out loss of data, restart and elevation: those are named, ``consent = ["all", "cache.clear"]``.
    ``[handover]`` says how a walk that needs a person is handed over: ``consent = true``, ``channel``, particulars.
    """

    consent: str | tuple[str, ...] = ()
    answers: dict[str, dict[str, str | tuple[str, ...]]] = {}
    handover: dict[str, HandoverValue] = {}


class Answers:
    """The answers of one walk; counts the visits of each step."""

    def __init__(self, file: AnswersFile) -> None:
        self._file = file
        self._consent = _consent_list(file)
        self._visits: Counter[str] = Counter()

    @property
    def handover(self) -> Mapping[str, HandoverValue]:
        """The ``[handover]`` table; empty: nothing is handed over."""
        return self._file.handover

    def check(self, flows: Mapping[str, Flow]) -> None:
        """Raise UsageError for the first flow, step or answer that does not exist: before anything is done."""
        for flow_id, steps in self._file.answers.items():
            if flow_id not in flows:
                raise UsageError(N_("The answers name the flow {flow}, but there is none of that name."), flow=flow_id)
            for step_id, given in steps.items():
                _check_step(flows[flow_id], step_id, (given,) if isinstance(given, str) else given)

    def allows(self, fix: str) -> bool:
        """Return whether this fix may run unattended."""
        return fix in self._consent or ("all" in self._consent and FIXES[fix].singly is None)

    def next_answer(self, flow: str, step: str) -> str:
        """Return the answer of this visit; raises UsageError naming the step when there is none."""
        given = self._file.answers.get(flow, {}).get(step)
        visit = self._visits[f"{flow}/{step}"]
        self._visits[f"{flow}/{step}"] += 1
        if isinstance(given, str):
            return given
        if given is not None and visit < len(given):
            return given[visit]
        raise UsageError(
            N_("The answers do not say what to do at {step} (visit {visit}). Add it under [answers.{flow}]."),
            step=f"{flow}/{step}",
            visit=visit + 1,
            flow=flow,
        )


def _check_step(flow: Flow, step_id: str, given: tuple[str, ...]) -> None:
    step, address = flow.step.get(step_id), f"{flow.id}/{step_id}"
    if isinstance(step, VerifyStep):
        step = flow.step.get(step.of)
    match step:
        case AskStep(input=None, choices_from=None):
            possible = tuple(step.on)
        case AskStep():
            return  # what is typed, or found, is checked when it is asked for
        case GuideStep():
            watching = () if step.watch is None else ("watch",)
            possible = (*(result for result in step.on if result not in ("exhausted", "changed")), *watching)
        case _:
            raise UsageError(N_("The answers name {step}, but nothing is asked there."), step=address)
    for answer in given:
        if answer not in possible:
            raise no_such_answer(answer, address, possible)


def no_such_answer(answer: str, address: str, possible: tuple[str, ...]) -> UsageError:
    """Return what is wrong with an answer that a step does not have."""
    message = N_("The answers say {answer} at {step}, but the answers there are: {choices}.")
    return UsageError(message, answer=answer, step=address, choices=", ".join(possible))


def _consent_list(file: AnswersFile) -> tuple[str, ...]:
    return (file.consent,) if isinstance(file.consent, str) else file.consent


def load_answers(path: Path) -> Answers:
    """Read an answers file; raises UsageError with file and what is wrong in it."""
    try:
        with path.open("rb") as source:
            content = source.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise OSError(f"larger than {MOST_BYTES} bytes")
        text = content.decode()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(N_("The answers file {path} cannot be read: {answer}."), path=path, answer=error) from error
    try:
        file = msgspec.convert(tomllib.loads(text), AnswersFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError, ValueError) as error:
        raise UsageError(N_("The answers file {path} is not usable: {answer}."), path=path, answer=error) from error
    unknown = next((name for name in _consent_list(file) if name != "all" and name not in FIXES), None)
    if unknown is not None:
        raise UsageError(
            N_("The answers file {path} allows {fix}, but there is no such repair."), path=path, fix=unknown
        )
    return Answers(file)
