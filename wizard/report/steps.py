"""From events and proofs to what the report tells of them, redacted, in the person's own time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone

from wizard.flow.events import (
    Answered,
    Consented,
    Event,
    FactValue,
    Finished,
    Guided,
    Measured,
    Remeasured,
    Undone,
    facts_then,
)
from wizard.flow.views import Proof
from wizard.marking import N_
from wizard.report.content import Change, Facts, Step
from wizard.report.hygiene import one_line
from wizard.report.model import ReportInput
from wizard.report.particulars import GIVEN, Particulars
from wizard.report.redact import TextFilter
from wizard.report.words import CHOICES, Words

_LONGEST_TEXT = 10_000
_TOLD = (
    "account_email", "order_number", "impact_text", "browser", "steps_to_reproduce", "expected_result",
    "wanted_solution",
)  # fmt: skip
_FIVE_TOLD = ("last_success", "exact_message", "went_down", "recent_changes")
PUT_BACK = N_("Put back as it was: {repair}")
_NOT_TOLD = {"boot_id"}
"""Facts that tell one computer from another, and help nobody."""


@dataclass(frozen=True)
class Teller:
    """Turns what happened into the report's steps and changes."""

    source: ReportInput
    words: Words
    filter: TextFilter

    def said(self, text: str | None) -> str | None:
        """Return a text on one line, clean and redacted; None when there is none."""
        if text is None or not text.strip():
            return None
        return one_line(self.filter.text(text[:_LONGEST_TEXT]))

    def particulars(self) -> Particulars:
        """Return what the person said, clean. What they gave to be passed on stays; what they tell is redacted."""
        source = self.source.particulars
        told = {name: self.said(getattr(source, name)) for name in _TOLD}
        given = {name: self.given(getattr(source, name)) for name in GIVEN}
        five = {name: self.said(getattr(source.five, name)) for name in _FIVE_TOLD}
        return replace(
            source,
            **{**told, **given},  # type: ignore[arg-type]
            transaction_numbers=tuple(filter(None, (self.given(number) for number in source.transaction_numbers))),
            time_slots=tuple(filter(None, (self.said(slot) for slot in source.time_slots))),
            error_codes=(),
            prefilled=frozenset(),
            five=replace(source.five, **five),  # type: ignore[arg-type]
        )

    def given(self, text: str | None) -> str | None:
        """Return what was given to be passed on (FACTS B6), clean and on one line."""
        return one_line(text[:_LONGEST_TEXT]) or None if text is not None else None

    def local(self, moment: datetime) -> datetime:
        """Return a time with the person's own offset."""
        return moment.astimezone(timezone(self.source.utc_offset))

    def steps(self) -> tuple[Step, ...]:
        """Return what happened, in order, without what was taken back."""
        found = (self._at(event)._step(event) for event in self.source.effective)
        return tuple(step for step in found if step is not None)

    def _at(self, event: Event) -> "Teller":
        """Return who tells of an event in the words of its time: a later scan names another channel."""
        facts = facts_then(self.source.effective, event, self.source.facts)
        return replace(self, source=replace(self.source, facts=facts))

    def _step(self, event: Event) -> Step | None:
        match event:
            case Measured():
                return Step(
                    at=self.local(event.at),
                    address=event.step,
                    kind="measured",
                    name=event.probe,
                    title=self._title(event.step, event.probe),
                    result=event.result,
                    reason=self.said(event.reason),
                    facts=self._facts(event.facts),
                    said=event.said,
                    good=event.good,
                    seconds=event.seconds,
                )
            case Answered():
                return Step(
                    at=self.local(event.at),
                    address=event.step,
                    kind="asked",
                    name=None,
                    title=self._title(event.step, None),
                    result=event.choice,
                    answer=self._answer(event),
                    facts={},
                    said=True,
                )
            case Guided():
                return Step(
                    at=self.local(event.at),
                    address=event.step,
                    kind="guide",
                    name=None,
                    title=self._title(event.step, None),
                    result=event.result,
                    facts={},
                    said=event.result != "changed",
                    tried=event.result != "cannot",
                )
            case Finished():
                return Step(
                    at=self.local(event.at),
                    address=event.step,
                    kind="fix",
                    name=event.fix,
                    title=self._title(event.step, event.fix),
                    result=event.result,
                    reason=self.said(event.reason),
                    facts=self._facts(event.facts),
                    seconds=event.seconds,
                    tried=event.result in ("done", "failed", "interrupted"),
                )
            case Undone():
                return Step(
                    at=self.local(event.at),
                    address=event.step,
                    kind="fix",
                    name=event.fix,
                    title=self.words.message(PUT_BACK, {"repair": self._title(event.step, event.fix)}),
                    result=event.result,
                    reason=self.said(event.reason),
                    facts={},
                    seconds=event.seconds,
                    tried=event.result in ("done", "failed"),
                )
            case Remeasured(reading=reading):
                return self._step(reading)
            case _:
                return self._declined(event)

    def _declined(self, event: Event) -> Step | None:
        if not isinstance(event, Consented) or event.granted:
            return None
        return Step(
            at=self.local(event.at),
            address=event.step,
            kind="fix",
            name=event.fix,
            title=self._title(event.step, event.fix),
            result="declined",
            facts={},
            said=True,
        )

    def _title(self, address: str, name: str | None) -> str:
        """Return what the person saw: the step's own title, the probe's or fix's, the step that it verifies."""
        flow_id, _, step_id = self._verified(address).rpartition("/")
        own = self.words.flow(flow_id, f"step.{step_id}.title", self.source.facts)
        if own is None and name is not None and name in self.source.titles:
            own = self.words.message(self.source.titles[name], self.source.facts)
        return one_line(self.filter.text(own)) if own else step_id.replace("_", " ")

    def _verified(self, address: str) -> str:
        return next((proof.of for proof in self.source.proofs if proof.step == address), address)

    def _answer(self, event: Answered) -> str:
        if event.value is not None:
            return self.said(event.value) or ""
        flow_id, _, step_id = self._verified(event.step).rpartition("/")
        own = self.words.flow(flow_id, f"step.{step_id}.choice.{event.choice}", self.source.facts)
        return one_line(self.filter.text(own or self.words.message(CHOICES.get(event.choice, event.choice))))

    def _facts(self, facts: Mapping[str, FactValue]) -> Facts:
        return {name: self.filter.value(value) for name, value in facts.items() if name not in _NOT_TOLD}

    def changes(self) -> tuple[Change, ...]:
        """Return every proof, in order."""
        return tuple(self._change(proof) for proof in self.source.proofs)

    def _change(self, proof: Proof) -> Change:
        name = proof.after.probe if isinstance(proof.after, Measured) else None
        return Change(
            at=self.local(proof.after.at),
            step=proof.step,
            of=proof.of,
            title=self._title(proof.of, name),
            word=proof.word,
            before_result=_result(proof.before),
            after_result=_result(proof.after) or "unknown",
            before=self._reading(proof.before),
            after=self._reading(proof.after),
        )

    def _reading(self, reading: Measured | Answered | None) -> Facts:
        match reading:
            case Measured():
                return self._facts(reading.facts)
            case Answered():
                return {"answer": self._answer(reading)}
            case None:
                return {}


def _result(reading: Measured | Answered | None) -> str | None:
    match reading:
        case Measured():
            return reading.result
        case Answered():
            return reading.choice
        case None:
            return None
