"""The user's own running programs, found by their exact name (POSIX, through psutil)."""

import os
from typing import TYPE_CHECKING

from wizard.system.base import Missing, RunningProcess

if TYPE_CHECKING:
    import psutil


def processes_named(names: tuple[str, ...]) -> tuple[RunningProcess, ...] | Missing:
    """Return the user's own processes whose name is one of ``names``, letter by letter; oldest first."""
    import psutil

    wanted = frozenset(names)
    own = os.getuid()
    found = []
    try:
        for process in psutil.process_iter():
            try:
                with process.oneshot():
                    name = process.name()
                    if name not in wanted or process.uids().real != own or _has_ended(process):
                        continue
                    found.append(RunningProcess(process.pid, name, process.create_time()))
            except psutil.Error:
                continue
    except OSError as error:
        return Missing("not_available", f"processes: {error.strerror}")
    return tuple(sorted(found, key=lambda process: (process.started, process.pid)))


def is_still(process: RunningProcess) -> bool:
    """Return whether the process that was found still runs; another with its number is not it."""
    import psutil

    try:
        current = psutil.Process(process.pid)
        return current.create_time() == process.started and not _has_ended(current)
    except psutil.Error:
        return False


def _has_ended(process: "psutil.Process") -> bool:
    import psutil

    return process.status() in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
