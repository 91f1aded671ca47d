"""What a fix is: a change, with its consent text, its price and what it leaves behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from wizard.device.base import DeviceDriver
from wizard.flow.catalogue import FixSignature
from wizard.flow.events import FactValue
from wizard.flow.model import Scalar
from wizard.organisation import Organisation
from wizard.system.base import Cancel, Report, System


@dataclass(frozen=True)
class ConsentText:
    """What the person reads before a fix: catalogue messages, may use facts and parameters as ``{name}``.

    ``changes_unmeasured`` and ``button_unmeasured`` stand in their places where a figure in these is not known.
    """

    title: str
    changes: str
    duration: str
    stays: str
    undo: str
    button: str
    changes_unmeasured: str | None = None
    button_unmeasured: str | None = None


@dataclass(frozen=True)
class FixContext:
    """Everything a fix may use. ``facts`` are the session's latest; ``work_folder`` is private to this session."""

    system: System
    organisation: Organisation
    device: DeviceDriver
    parameters: Mapping[str, Scalar]
    facts: Mapping[str, FactValue]
    work_folder: str
    report: Report
    cancel: Cancel
    now_s: Callable[[], float]
    noted: Mapping[str, str] = field(default_factory=dict)
    """What ``prepare`` returned, as it stands in the journal."""
    come_back: tuple[str, ...] = ()
    """The command that goes on with this walk in a new process, as this one was started; empty: there is none."""


@dataclass(frozen=True)
class FixResult:
    """How a fix ended. ``reason`` is a catalogue message for the person, filled with ``facts``.

    ``detail`` is English, for Details.
    """

    result: Literal["done", "failed", "not_available"]
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    reason: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class UndoResult:
    """How taking a fix back ended; ``reason`` and ``detail`` as above. Nothing was touched unless ``done``, ``failed``.

    ``changed_since``: somebody else has changed the same setting after the fix, so that it is theirs now.
    """

    result: Literal["done", "failed", "not_available", "changed_since"]
    reason: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class Fix:
    """A registered fix. ``singly`` names why consent is never part of ``consent = "all"``.

    ``undo`` takes the recorded state back; None says that it cannot be undone, and the consent text says so. It looks
    first: what is back already is ``done``, what somebody else has changed is left alone (``changed_since``).
    ``prepare`` returns the state to record before the fix begins (undo data, boot id). ``resumed`` decides
    after a restart of the program whether an unfinished fix is done (a boot id changed), not done yet, or
    unknown (None: measure).
    """

    signature: FixSignature
    title: str
    consent: ConsentText
    run: Callable[[FixContext], FixResult]
    risk: Literal["none", "low", "data_loss", "restart"] = "low"
    minutes: float = 1.0
    singly: Literal["data_loss", "restart", "elevation"] | None = None
    needs_administrator: bool = False
    undo: Callable[[FixContext, Mapping[str, str]], UndoResult] | None = None
    prepare: Callable[[FixContext], Mapping[str, str]] | None = None
    resumed: Callable[[FixContext, Mapping[str, str]], Literal["done", "not_yet"] | None] | None = None
    can_stop: bool = False
