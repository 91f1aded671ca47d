"""From the input to the content: only what is on the list, and nothing that was not redacted first.

A part that cannot be collected is named with its reason and never stops the others.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TypeVar

from wizard.flow.events import Answered, Consented, Event, FactValue, Finished, Guided, Measured
from wizard.flow.views import Proof
from wizard.marking import N_
from wizard.report.content import Change, Content, Facts, Lack, Step
from wizard.report.diagnostics import collect_diagnostics
from wizard.report.errors import ReportStoppedError
from wizard.report.hygiene import one_line
from wizard.report.model import ReportInput
from wizard.report.redact import PlainText, Redactor, TextFilter
from wizard.report.words import CHOICES, Words
from wizard.system.base import Cancel

PUBLIC_RESOLVERS = (
    "1.1.1.1", "1.0.0.1", "8.8.8.8", "8.8.4.4", "9.9.9.9", "149.112.112.112", "208.67.222.222", "208.67.220.220",
    "2606:4700:4700::1111", "2606:4700:4700::1001", "2001:4860:4860::8888", "2001:4860:4860::8844",
    "2620:fe::fe", "2620:119:35::35",
)  # fmt: skip
"""Name servers that everybody uses: they say nothing of anybody, and much of a fault."""
_VERSION = re.compile(r"\d+(?:\.\d+){1,3}(?:[-.+][0-9A-Za-z.]{1,20})?")
_LONGEST_TEXT = 10_000
_NOT_COLLECTED = N_("it could not be put together")
T = TypeVar("T")


def collect(report_input: ReportInput, words: Words, cancel: Cancel | None = None) -> tuple[Content, TextFilter]:
    """Return the redacted content, and the filter with its map of names. Raises ReportStoppedError when stopped."""
    filter_: TextFilter = (
        Redactor(report_input.identity, kept_values(report_input), cancel) if report_input.redact else PlainText()
    )
    return _Collector(report_input, words, filter_, cancel).content(), filter_


def kept_values(report_input: ReportInput) -> tuple[str, ...]:
    """Return what stays as it is: the account's e-mail, order, the device's serial, versions, public targets."""
    device = report_input.device
    kept = [*report_input.public_targets, *PUBLIC_RESOLVERS]
    kept += [report_input.account_email] if report_input.account_email and "@" in report_input.account_email else []
    numbers = [report_input.order_number, report_input.session_id, *(article.number for article in report_input.articles)]
    if device is not None:
        numbers += [device.serial]
    kept += [value for value in numbers if value and re.search(r"\d", value) and len(value.split()) == 1]
    kept += [version for version in _versions(report_input) if _VERSION.fullmatch(version)]
    return tuple(kept)


def _versions(report_input: ReportInput) -> Iterable[str]:
    device = report_input.device
    if device is not None:
        yield from (value for value in (device.firmware_version, device.hardware) if value)
    yield report_input.program_version
    readings = [report_input.facts, *(e.facts for e in report_input.history if isinstance(e, Measured | Finished))]
    for facts in readings:
        yield from (value for name, value in facts.items() if "version" in name and isinstance(value, str))


@dataclass
class _Collector:
    source: ReportInput
    words: Words
    filter: TextFilter
    cancel: Cancel | None
    lacks: list[Lack] = field(default_factory=list)

    def content(self) -> Content:
        source = self.source
        device = source.device
        fields = None if device is None else (device.model, device.serial, device.hardware, device.firmware_version)
        device_facts = dict(
            zip(("model", "serial", "hardware", "firmware_version"), map(self._said, fields or (None,) * 4), strict=True)
        )
        account, order = self._said(source.account_email), self._said(source.order_number)
        no_steps: tuple[Step, ...] = ()
        no_changes: tuple[Change, ...] = ()
        steps = self._part(N_("Steps"), self._steps, no_steps)
        changes = self._part(N_("Measurements"), self._changes, no_changes)
        five = source.five
        said = [self._said(text) for text in (five.last_success, five.exact_message, five.went_down, five.recent_changes)]
        no_codes: tuple[str, ...] = ()
        codes = self._part(N_("Codes"), self._codes, no_codes)
        diagnostics, lacks = collect_diagnostics(source, steps, changes, self.filter, self.cancel)
        return Content(
            session_id=source.session_id,
            flow_id=source.flow_id,
            symptom=one_line(source.flow_title),
            language=source.language,
            practice=source.practice_scene,
            program_version=source.program_version,
            organisation_name=one_line(source.organisation_name),
            support_name=one_line(source.support_name),
            made_at=self._local(source.now_utc),
            started_at=self._local(source.started_utc),
            ended_at=None if source.ended_utc is None else self._local(source.ended_utc),
            outcome=source.outcome,
            part=self._said(source.part),
            proof=source.proofs[-1].word if source.proofs else None,
            account=account,
            order=order,
            device=device_facts,
            device_said=bool(device and device.said),
            last_success=said[0],
            exact_message=said[1],
            went_down=said[2],
            users_affected=five.users_affected,
            users_percent=five.users_percent,
            recent_changes=said[3],
            codes=codes,
            steps=steps,
            changes=changes,
            articles=self._articles(),
            diagnostics=diagnostics,
            lacks=(*self.lacks, *lacks),
            redacted=source.redact,
            replaced=self.filter.replaced,
            legend=self.filter.legend,
        )

    def _part(self, name: str, build: Callable[[], T], otherwise: T) -> T:
        """Build one part of the report; whatever goes wrong in it is noted, and the others go on."""
        try:
            return build()
        except ReportStoppedError:
            raise
        except Exception as error:  # the report must survive any fault of one of its parts
            self.lacks.append(Lack(name, _NOT_COLLECTED, self.filter.text(f"{type(error).__name__}: {error}")))
            return otherwise

    def _said(self, text: str | None) -> str | None:
        if text is None or not text.strip():
            return None
        return one_line(self.filter.text(text[:_LONGEST_TEXT]))

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(timezone(self.source.utc_offset))

    def _articles(self) -> tuple[tuple[str, str], ...]:
        fitting = (article for article in self.source.articles if self.source.flow_id in article.flows or not article.flows)
        return tuple((one_line(article.number), one_line(article.title)) for article in fitting)

    def _codes(self) -> tuple[str, ...]:
        """Return the exact codes that were measured or said, each once, in order."""
        codes: dict[str, None] = {}
        for facts in (*(e.facts for e in self.source.effective if isinstance(e, Measured | Finished)), self.source.facts):
            for name, value in facts.items():
                if name.endswith(("code_hex", "error_code")) and isinstance(value, str) and value.strip():
                    codes[one_line(self.filter.text(value))] = None
        return tuple(codes)

    # steps

    def _steps(self) -> tuple[Step, ...]:
        found = (self._step(event) for event in self.source.effective)
        return tuple(step for step in found if step is not None)

    def _step(self, event: Event) -> Step | None:
        match event:
            case Measured():
                return Step(
                    at=self._local(event.at),
                    address=event.step,
                    kind="measured",
                    name=event.probe,
                    title=self._title(event.step, event.probe),
                    result=event.result,
                    reason=self._said(event.reason),
                    facts=self._facts(event.facts),
                    said=event.said,
                    seconds=event.seconds,
                )
            case Answered():
                return Step(
                    at=self._local(event.at),
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
                    at=self._local(event.at),
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
                    at=self._local(event.at),
                    address=event.step,
                    kind="fix",
                    name=event.fix,
                    title=self._title(event.step, event.fix),
                    result=event.result,
                    reason=self._said(event.reason),
                    facts=self._facts(event.facts),
                    seconds=event.seconds,
                    tried=event.result in ("done", "failed", "interrupted"),
                )
            case _:
                return self._declined(event)

    def _declined(self, event: Event) -> Step | None:
        if not isinstance(event, Consented) or event.granted:
            return None
        return Step(
            at=self._local(event.at),
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
        if own is None and name is not None:
            own = self.words.message(self.source.titles.get(name, name), self.source.facts)
        return one_line(self.filter.text(own)) if own else step_id.replace("_", " ")

    def _verified(self, address: str) -> str:
        return next((proof.of for proof in self.source.proofs if proof.step == address), address)

    def _answer(self, event: Answered) -> str:
        if event.value is not None:
            return self._said(event.value) or ""
        flow_id, _, step_id = self._verified(event.step).rpartition("/")
        own = self.words.flow(flow_id, f"step.{step_id}.choice.{event.choice}", self.source.facts)
        return one_line(self.filter.text(own or self.words.message(CHOICES.get(event.choice, event.choice))))

    def _facts(self, facts: Mapping[str, FactValue]) -> Facts:
        return {name: self.filter.value(value) for name, value in facts.items()}

    # proofs

    def _changes(self) -> tuple[Change, ...]:
        return tuple(self._change(proof) for proof in self.source.proofs)

    def _change(self, proof: Proof) -> Change:
        name = proof.after.probe if isinstance(proof.after, Measured) else None
        return Change(
            at=self._local(proof.after.at),
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
