"""Crash logs of Linux: apport's reports, an app's own, and what systemd noted of programs that broke down."""

from pathlib import Path

from wizard.system import crash_logs as logs
from wizard.system.base import Cancel, CrashLog, Missing
from wizard.system.command import Runner
from wizard.system.linux.coredump import core_dumps


def crash_logs(folders: tuple[Path, ...], cancel: Cancel, run: Runner) -> tuple[CrashLog, ...] | Missing:
    """Return the crash logs in the folders, newest first, and with them the core dumps that systemd lists.

    A log may hold a code, a core dump never does: so where there are too many, the dumps are left out.
    """
    found = logs.crash_logs(folders, cancel)
    if isinstance(found, Missing) or not folders:
        return found
    dumps = core_dumps(cancel, run)
    if cancel.requested:
        return Missing("timeout", "reading the crash logs was stopped")
    everything = (*found, *dumps[: max(0, logs.MAX_LOGS - len(found))])
    return tuple(sorted(everything, key=lambda log: log.at_utc or "", reverse=True))
