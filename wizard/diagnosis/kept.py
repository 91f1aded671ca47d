"""What of a walk's diagnostics stands on the disk: found again after a kill, and handed to the report."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from wizard.diagnosis.model import (
    CAPTURE_NAME,
    FILE_NAMES,
    LOG_NAME,
    PARTS,
    Collected,
    CollectedFile,
    DiagnosticPart,
    diagnosis_folder,
)
from wizard.diagnosis.running_log import Run, RunningLog
from wizard.session import Session
from wizard.settings import read_bounded
from wizard.system.base import Missing

_MOST_BYTES = 25_000_000


def collected(session: Session) -> Mapping[DiagnosticPart, Collected]:
    """Return the parts that were collected in this walk, also by a process that was killed since.

    Raises SettingsError when the walk's folder cannot be used.
    """
    runs = [entry for entry in RunningLog(session).entries() if isinstance(entry, Run)]
    found = {part: kept_part(session, part, _last_note(runs, part)) for part in PARTS}
    return {part: kept for part, kept in found.items() if kept.files}


def kept_part(session: Session, part: DiagnosticPart, note: str = "") -> Collected:
    """Return a part with those of its files that are there."""
    folder = diagnosis_folder(session)
    files = []
    for name in FILE_NAMES[part]:
        path = folder / name
        if path.is_file() and not path.is_symlink():
            files.append(CollectedFile(path, path.stat().st_size, looked_through=name != CAPTURE_NAME))
    return Collected(part, tuple(files), note)


def _last_note(runs: Iterable[Run], part: DiagnosticPart) -> str:
    return next((run.detail for run in reversed(list(runs)) if run.part == part and run.result == "collected"), "")


def files_for_report(
    session: Session,
) -> tuple[Mapping[str, bytes | Missing], Mapping[str, bytes | Missing]]:
    """Return what goes along by name: texts, to be redacted, with the running log; and recordings of packets.

    Both are empty where nothing was collected. Raises SettingsError when the walk's folder cannot be used.
    """
    parts = collected(session)
    files = [file for part in parts.values() for file in part.files]
    log = RunningLog(session).path
    texts = {file.path.name: file.path for file in files if file.looked_through}
    if log.is_file():
        texts[LOG_NAME] = log
    recordings = {file.path.name: file.path for file in files if not file.looked_through}
    return (
        {name: _content(path) for name, path in texts.items()},
        {name: _content(path) for name, path in recordings.items()},
    )


def _content(path: Path) -> bytes | Missing:
    try:
        content = read_bounded(path, _MOST_BYTES)
    except OSError as error:
        return Missing("not_available", f"{path.name}: {error}")
    return Missing("not_available", f"{path.name} is gone") if content is None else content
