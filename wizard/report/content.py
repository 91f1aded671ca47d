"""What a report says, redacted, before it is written down: the one source of text, HTML and JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from wizard.flow.events import FactValue
from wizard.flow.model import OutcomeResult
from wizard.flow.views import ProofWord
from wizard.report.particulars import Particulars

Facts = Mapping[str, FactValue]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened, in order. ``title`` is what the person saw; ``answer`` what a person said.

    ``kind``: ``measured``, ``asked``, ``guide`` or ``fix``. ``tried`` marks what may have changed something;
    ``good`` judges a reading, None where nothing does.
    """

    at: datetime
    address: str
    kind: Literal["measured", "asked", "guide", "fix"]
    name: str | None
    title: str
    result: str
    answer: str | None = None
    reason: str | None = None
    facts: Facts
    said: bool = False
    good: bool | None = None
    seconds: float = 0.0
    tried: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """One proof: the reading before the first change and after the last, and the word."""

    at: datetime
    step: str
    of: str
    title: str
    word: ProofWord
    before_result: str | None
    after_result: str
    before: Facts
    after: Facts


@dataclass(frozen=True)
class Lack:
    """A part of the report that could not be collected, and why. ``part`` and ``reason`` are catalogue messages."""

    part: str
    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Diagnostic:
    """One file that may go along. ``looked_through`` is False where no machine can redact it (a picture, a recording).

    ``ticked`` is False for what goes only where the person asks for it.
    """

    name: str
    data: bytes = field(repr=False)
    sha256: str
    looked_through: bool = True
    ticked: bool = True


@dataclass(frozen=True, kw_only=True)
class Content:
    """The whole report. Every text in it is clean and redacted; None where something was not given.

    Numbers, names and addresses that the person gave to be passed on stand in ``said`` as they were given;
    ``deadline`` is until when an answer is asked for.
    """

    session_id: str
    flow_id: str
    symptom: str
    language: str
    practice: str | None
    program_version: str
    organisation_name: str
    support_name: str
    made_at: datetime
    started_at: datetime
    ended_at: datetime | None
    outcome: OutcomeResult | None
    part: str | None
    proof: ProofWord | None
    said: Particulars
    device: Mapping[str, str | None]
    device_said: bool
    operating_system: str | None
    codes: tuple[str, ...]
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    articles: tuple[tuple[str, str], ...]
    diagnostics: tuple[Diagnostic, ...]
    lacks: tuple[Lack, ...]
    redacted: bool
    replaced: int
    legend: Mapping[str, str]
    deadline: datetime | None = None
    """All times carry the person's own offset."""
