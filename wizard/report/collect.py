"""From the input to the content: only what is on the list, and nothing that was not redacted first.

A part that cannot be collected is named with its reason and never stops the others.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from wizard.flow.events import Finished, Measured
from wizard.marking import N_
from wizard.report.content import Change, Content, Lack, Step
from wizard.report.diagnostics import collect_diagnostics
from wizard.report.errors import ReportStoppedError
from wizard.report.hygiene import one_line
from wizard.report.model import ReportInput
from wizard.report.plain import PlainText
from wizard.report.redact import Redactor, TextFilter
from wizard.report.steps import Teller
from wizard.report.words import Words
from wizard.system.base import Cancel

_VERSION = re.compile(r"\d+(?:\.\d+){1,3}(?:[-.+][0-9A-Za-z.]{1,20})?")
DEVICE_FACTS = ("model", "serial", "hardware", "firmware_version")
CODE_FACTS = ("code_hex", "error_code")
"""How the names of facts end that hold an exact code (FACTS C1)."""
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
    kept = list(report_input.public_targets)
    said = report_input.particulars
    kept += [said.account_email] if said.account_email and "@" in said.account_email else []
    numbers = [said.order_number, report_input.session_id]
    numbers += [article.number for article in report_input.articles]
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

    @property
    def teller(self) -> Teller:
        return Teller(self.source, self.words, self.filter)

    def content(self) -> Content:
        source, teller = self.source, self.teller
        device = source.device
        device_facts = {name: teller.said(getattr(device, name, None)) for name in DEVICE_FACTS}
        no_steps: tuple[Step, ...] = ()
        no_changes: tuple[Change, ...] = ()
        steps = self._part(N_("Steps"), teller.steps, no_steps)
        changes = self._part(N_("Measurements"), teller.changes, no_changes)
        said = teller.particulars()
        configuration = source.configuration if isinstance(source.configuration, Mapping) else {}
        operating_system = teller.said(configuration.get("operating_system"))
        no_codes: tuple[str, ...] = ()
        codes = self._part(N_("Codes"), self._codes, no_codes)
        diagnostics, lacks = collect_diagnostics(source, steps, changes, self.filter, self.cancel)
        return Content(
            session_id=source.session_id,
            flow_id=source.flow_id,
            symptom=teller.said(source.flow_title) or "",
            language=source.language,
            practice=source.practice_scene,
            program_version=source.program_version,
            organisation_name=one_line(source.organisation_name),
            support_name=one_line(source.support_name),
            made_at=teller.local(source.now_utc),
            started_at=teller.local(source.started_utc),
            ended_at=None if source.ended_utc is None else teller.local(source.ended_utc),
            outcome=source.outcome,
            part=teller.said(source.part),
            proof=source.proofs[-1].word if source.proofs else None,
            said=said,
            device=device_facts,
            device_said=bool(device and device.said),
            operating_system=operating_system,
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

    def _articles(self) -> tuple[tuple[str, str], ...]:
        flow_id = self.source.flow_id
        fitting = (article for article in self.source.articles if flow_id in article.flows or not article.flows)
        return tuple((one_line(article.number), one_line(article.title)) for article in fitting)

    def _codes(self) -> tuple[str, ...]:
        """Return the exact codes that were measured or said, each once, in order."""
        codes: dict[str, None] = {}
        readings = [event.facts for event in self.source.effective if isinstance(event, Measured | Finished)]
        for facts in (*readings, self.source.facts):
            for name, value in facts.items():
                if name.endswith(CODE_FACTS) and isinstance(value, str) and value.strip():
                    codes[one_line(self.filter.text(value))] = None
        return tuple(codes)
