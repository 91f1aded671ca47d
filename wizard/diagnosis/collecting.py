"""Runs the chosen parts side by side: each fails, ends and is stopped alone, and the log says when."""

import hashlib
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from wizard.diagnosis.model import (
    CAPTURE_NAME,
    PARTS,
    Collected,
    DiagnosticPart,
    DiagnosticResult,
    diagnosis_folder,
)
from wizard.diagnosis.parts import COLLECT, STOPPED, Part
from wizard.diagnosis.running_log import LoggedFile, Run, RunningLog
from wizard.environment import Environment
from wizard.errors import WizardError
from wizard.journal.hold import held
from wizard.session import Session
from wizard.system.base import Cancel, Missing, Progress, Report
from wizard.system.capture_file import temporary_prefix

_GLANCE_S = 0.05
_GRACE_S = 0.4
"""How long a stopped part may take to tidy up before it is left behind."""


def collect_service_diagnostics(
    environment: Environment,
    session: Session,
    parts: frozenset[DiagnosticPart],
    report: Report,
    cancel: Cancel,
    *,
    stops: Mapping[DiagnosticPart, Cancel] | None = None,
) -> Mapping[DiagnosticPart, DiagnosticResult]:
    """Collect the chosen parts into the walk's private folder; blocks for 30 s with a recording, else for a few.

    ``cancel`` stops all of them, ``stops`` one alone. ``report`` is called from several threads; its facts name the
    ``part``, and ``result`` is ``collected``, ``stopped`` or a reason once that part has ended. ``capture`` needs
    ``agree_to_capture`` just before. Each part that fails is Missing with its reason; nothing else is affected.
    Raises SettingsError when the walk's folder cannot be used, JournalConflictError when another window collects.
    """
    folder = diagnosis_folder(session)
    with held(folder / "collecting.lock", session.id):
        _sweep(folder)
        under_way = {part: _Work(session, part, report) for part in PARTS if part in parts}
        results: dict[DiagnosticPart, DiagnosticResult] = {}
        for work in under_way.values():
            work.begin()
        while under_way:
            for part, work in tuple(under_way.items()):
                if work.ended.wait(_GLANCE_S / len(under_way)):
                    results[part] = work.conclude()
                    del under_way[part]
                elif cancel.requested or (stops and part in stops and stops[part].requested):
                    work.stop(late=False)
                elif environment.now_s() >= work.deadline_s:
                    work.stop(late=True)
        return {part: results[part] for part in PARTS if part in results}


def _sweep(folder: Path) -> None:
    """Remove what a killed program left of an unfinished recording."""
    import shutil

    for left in folder.glob(temporary_prefix(folder / CAPTURE_NAME) + "*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


class _Work:
    """One part on a daemon thread: a fault of it is its own, and one that hangs is left behind."""

    def __init__(self, session: Session, part: DiagnosticPart, report: Report) -> None:
        self.ended = threading.Event()
        self._session = session
        self._part = part
        self._report: Report | None = report
        self._cancel = Cancel()
        self._result: DiagnosticResult | None = None
        self._log = RunningLog(session)
        self._stopped_s: float | None = None
        self._late = False
        self._collect, timeout_s = COLLECT[part]
        self.deadline_s = session.environment.now_s() + timeout_s
        self._run = Run(part=part, started=session.environment.now_utc())

    def begin(self) -> None:
        threading.Thread(target=self._work, name=f"diagnosis {self._part}", daemon=True).start()

    def stop(self, *, late: bool) -> None:
        """Ask it to stop; after a moment it is left behind, and whatever it still says is dropped."""
        now_s = self._session.environment.now_s()
        if self._stopped_s is None:
            self._stopped_s, self._late = now_s, late
            self._cancel.set()
        elif now_s - self._stopped_s >= _GRACE_S:
            self.ended.set()

    def conclude(self) -> DiagnosticResult:
        """Return how it ended, and note it; a log that cannot be written takes nothing from what was collected."""
        result = self._result
        if result is None or (isinstance(result, Missing) and self._late):
            result = Missing("timeout", "no answer in time") if self._late else STOPPED
        with suppress(WizardError):
            self._log.end(self._run, _ended(self._run, result, self._session))
        self._tell(Progress(1.0, result=_word(result)))
        self._report = None
        return result

    def _work(self) -> None:
        try:
            self._log.append(self._run)  # first of all: what cannot be noted is not begun
            result = self._collect(Part(self._session, self._tell, self._cancel))
        except WizardError as error:
            result = Missing("not_available", str(error))
        except Exception as error:  # a fault of one part is not one of the others
            result = Missing("not_available", f"{type(error).__name__}: {error}")
        if not self.ended.is_set():
            self._result = result
        self.ended.set()

    def _tell(self, progress: Progress) -> None:
        report = self._report
        if report is not None:
            report(replace(progress, facts={**progress.facts, "part": self._part}))


def _word(result: DiagnosticResult) -> str:
    if isinstance(result, Collected):
        return "collected"
    return "stopped" if result == STOPPED else result.reason


def _ended(begun: Run, result: DiagnosticResult, session: Session) -> Run:
    files = result.files if isinstance(result, Collected) else ()
    return msgspec.structs.replace(
        begun,
        ended=session.environment.now_utc(),
        result=_word(result),
        detail=result.note if isinstance(result, Collected) else result.detail,
        files=tuple(
            LoggedFile(name=file.path.name, size_bytes=file.size_bytes, sha256=_sha256(file.path)) for file in files
        ),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
