r"""Crash logs of Windows: those of Windows Error Reporting, its dumps, and an app's own (Crashpad).

A report lies in the person's ``WER`` folder or, when a service sent it, in the same folder of the whole computer.
"""

import sys
from dataclasses import replace
from pathlib import Path

from wizard.system.base import Cancel, CrashLog, Missing
from wizard.system.crash_logs import MAX_LOGS
from wizard.system.crash_logs import crash_logs as logs_in
from wizard.system.windows.files_paths import extended, plain
from wizard.system.windows.folders import LOCAL_APP_DATA, PROGRAM_DATA, known_folder  # type: ignore[attr-defined,unused-ignore]

assert sys.platform == "win32"


def crash_logs(folders: tuple[Path, ...], cancel: Cancel) -> tuple[CrashLog, ...] | Missing:
    """Return the crash logs in the folders, newest first; for the person's ``WER`` folders also in the computer's.

    What cannot be read of the computer's is left out: it belongs to the system or to another user.
    """
    own = logs_in(tuple(extended(folder) for folder in folders), cancel)
    if isinstance(own, Missing):
        return own
    shared = logs_in(tuple(extended(folder) for folder in _of_the_computer(folders)), cancel)
    if isinstance(shared, Missing):
        return shared
    readable = tuple(log for log in shared if log.format != "unreadable")
    newest = sorted((*own, *readable), key=lambda log: log.at_utc or "", reverse=True)[:MAX_LOGS]
    return tuple(replace(log, path=plain(log.path)) if log.path else log for log in newest)


def _of_the_computer(folders: tuple[Path, ...]) -> list[Path]:
    local, program_data = known_folder(LOCAL_APP_DATA), known_folder(PROGRAM_DATA)
    if isinstance(local, Missing) or isinstance(program_data, Missing):
        return []
    reports = local / "Microsoft" / "Windows" / "WER"
    return [program_data / folder.relative_to(local) for folder in folders if folder.is_relative_to(reports)]
