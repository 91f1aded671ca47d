"""Crash logs of a Mac: the person's own (``.ips``, before macOS 12 ``.crash``), and those the system keeps for all."""

import os
from pathlib import Path

from wizard.system import crash_logs as logs
from wizard.system.base import Cancel, CrashLog, Missing

_OF_ALL = Path("Library/Logs/DiagnosticReports")
_OWN_END = ("Library", "Logs", "DiagnosticReports")


def crash_logs(folders: tuple[Path, ...], cancel: Cancel, root: Path) -> tuple[CrashLog, ...] | Missing:
    """Return the crash logs in the folders, newest first; with the person's own also those of the system.

    Those of the system are left out where this user may not read them: apps write theirs into the person's folder.
    """
    of_all = root / _OF_ALL
    asks_own = any(folder.parts[-3:] == _OWN_END for folder in folders)
    if asks_own and of_all not in folders and os.access(of_all, os.R_OK | os.X_OK):
        folders = (*folders, of_all)
    return logs.crash_logs(folders, cancel)
