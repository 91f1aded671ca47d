"""Runs probes and fixes on daemon threads: deadlines, Stop, and one way to build their contexts.

A thread that hangs in the system never holds the program: probes are left behind at their deadline or on Stop
(daemon threads, late reports dropped). A fix is never left in the middle: it is waited for.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, Literal, TypeVar

from wizard.device.base import DeviceDriver
from wizard.errors import WizardError
from wizard.fixes.fix import Fix, FixContext, FixResult, UndoResult
from wizard.flow.catalogue import Parameter
from wizard.flow.events import FactValue
from wizard.flow.model import Scalar
from wizard.marking import N_
from wizard.organisation import Organisation, value
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.system.base import Cancel, Progress, Report, System

_GRACE_S = 0.4
"""How long a stopped probe may take to tidy up before it is left behind; Stop has to work within 1 s."""


class StoppedError(WizardError):
    """The person stopped a measurement; nothing was recorded."""

    def __init__(self) -> None:
        super().__init__(N_("The measurement was stopped. Nothing was changed."))


@dataclass(frozen=True)
class Runner:
    """Builds contexts from the computer, the organisation and the device, and runs what a flow names."""

    system: System
    organisation: Organisation
    device: DeviceDriver
    probes: Mapping[str, Probe]
    fixes: Mapping[str, Fix]
    now_s: Callable[[], float]

    def run_probe(self, name: str, parameters: Mapping[str, Scalar], report: Report, cancel: Cancel) -> ProbeResult:
        """Run one probe to its deadline.

        Returns ``unknown`` with ``timeout`` at the deadline and ``not_available`` when the probe itself breaks.
        Raises StoppedError when ``cancel`` was requested before there was a result.
        """
        probe = self.probes[name]
        gate = _Gate(report)
        inner_cancel = Cancel()
        context = ProbeContext(
            system=self.system,
            organisation=self.organisation,
            device=self.device,
            parameters=self.resolve(probe.signature.parameters, parameters),
            report=gate,
            cancel=inner_cancel,
            now_s=self.now_s,
        )
        work = _Work(lambda: probe.run(context), f"probe {name}")
        deadline = self.now_s() + probe.signature.timeout_s
        while not work.ended.wait(0.05):
            if cancel.requested or self.now_s() >= deadline:
                break
        stopped = cancel.requested
        inner_cancel.set()
        finished = work.ended.wait(_GRACE_S)
        gate.close()
        if stopped:
            raise StoppedError
        if not finished:
            return ProbeResult("unknown", reason="timeout", detail=f"no answer within {probe.signature.timeout_s:g} s")
        if work.error is not None:
            return ProbeResult("unknown", reason="not_available", detail=f"{type(work.error).__name__}: {work.error}")
        assert work.result is not None
        return replace(work.result, facts=_storable(work.result.facts))

    def fix_context(
        self,
        fix: Fix,
        parameters: Mapping[str, Scalar],
        facts: Mapping[str, FactValue],
        work_folder: Path,
        *,
        report: Report,
        cancel: Cancel,
        come_back: tuple[str, ...] = (),
    ) -> FixContext:
        """Build what a fix is given."""
        return FixContext(
            system=self.system,
            organisation=self.organisation,
            device=self.device,
            parameters=self.resolve(fix.signature.parameters, parameters),
            facts=facts,
            work_folder=str(work_folder),
            report=report,
            cancel=cancel,
            now_s=self.now_s,
            come_back=come_back,
        )

    def prepare_fix(self, fix: Fix, context: FixContext) -> Mapping[str, str]:
        """Return what undo and resume will need, to be recorded before the fix begins."""
        state = fix.prepare(context) if fix.prepare is not None else {}
        return {name: _text(value) for name, value in state.items()}

    def run_fix(self, fix: Fix, context: FixContext) -> FixResult:
        """Run one fix to its end; a fault of the fix itself is ``failed`` with what it was."""
        work = _Work(lambda: fix.run(context), f"fix {fix.signature.name}")
        work.ended.wait()
        if work.error is not None:
            return FixResult(
                "failed",
                reason=N_("The repair stopped half way. What it changed is measured next."),
                detail=f"{type(work.error).__name__}: {work.error}",
            )
        assert work.result is not None
        return replace(work.result, facts=_storable(work.result.facts))

    def run_undo(self, fix: Fix, context: FixContext, state: Mapping[str, str]) -> UndoResult:
        """Take one fix back, to its end; a fault of it is ``failed`` with what it was."""
        undo = fix.undo
        assert undo is not None
        work = _Work(lambda: undo(context, state), f"undo {fix.signature.name}")
        work.ended.wait()
        if work.error is not None:
            return UndoResult(
                "failed",
                reason=N_("Putting it back stopped half way. You can try again."),
                detail=f"{type(work.error).__name__}: {work.error}",
            )
        assert work.result is not None
        return work.result

    def resumed(self, fix: Fix, context: FixContext, state: Mapping[str, str]) -> Literal["done", "not_yet"] | None:
        """Return what became of a fix that had begun when the program ended; None when nobody can know."""
        return fix.resumed(context, state) if fix.resumed is not None else None

    def resolve(self, declared: Mapping[str, Parameter], given: Mapping[str, Scalar]) -> Mapping[str, Scalar]:
        """Return all declared parameters: given ones, ``@`` values from the organisation profile, defaults."""
        resolved: dict[str, Scalar] = {}
        for name, parameter in declared.items():
            raw = given.get(name, parameter.default)
            if isinstance(raw, str) and raw.startswith("@"):
                raw = value(self.organisation, raw[1:])
            if raw is None:
                continue
            resolved[name] = float(raw) if parameter.type is float else raw
        return resolved


def _storable(facts: Mapping[str, FactValue]) -> Mapping[str, FactValue]:
    """Return facts that the journal and JSON can hold: the name of a file may be bytes that are no text."""
    stored: dict[str, FactValue] = {}
    for name, fact in facts.items():
        if isinstance(fact, str):
            stored[name] = _text(fact)
        elif isinstance(fact, list):
            stored[name] = [
                {key: _text(cell) if isinstance(cell, str) else cell for key, cell in row.items()} for row in fact
            ]
        else:
            stored[name] = fact
    return stored


def _text(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


class _Gate:
    """Lets reports through until it is closed: what a left-behind thread still says is dropped."""

    def __init__(self, report: Report) -> None:
        self._report: Report | None = report

    def __call__(self, progress: Progress) -> None:
        report = self._report
        if report is not None:
            report(progress)

    def close(self) -> None:
        self._report = None


T = TypeVar("T")


class _Work(Generic[T]):
    """One function on a daemon thread; ``ended`` is set when ``result`` or ``error`` stands."""

    def __init__(self, function: Callable[[], T], name: str) -> None:
        self.ended = threading.Event()
        self.result: T | None = None
        self.error: Exception | None = None
        self._function = function
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def _run(self) -> None:
        try:
            self.result = self._function()
        except Exception as error:
            self.error = error
        finally:
            self.ended.set()
