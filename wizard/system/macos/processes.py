"""Running programs of a Mac, closed the gentle way: as their own menu's "Quit" does, so that work can be saved.

Nothing is ever killed. A program without a window gets SIGTERM.
"""

import time
from typing import Any

from wizard.system.base import Cancel, Done, Failed, RunningProcess
from wizard.system.own_processes import is_still

_GLANCE_S = 0.1


def close_process(process: RunningProcess, timeout_s: float, cancel: Cancel) -> Done | Failed:
    """Ask one process to quit and wait for it; done when it has ended, also by itself.

    It is asked by its number, and only while the process with this number is the one that was found.
    """
    import psutil

    label = f"{process.name} ({process.pid})"
    if not is_still(process):
        return Done(f"{label} had already ended")
    try:
        application = _application(process.pid)
        if application is not None:
            if not application.terminate():
                return Failed(f"{label} could not be asked to quit")
        else:
            psutil.Process(process.pid).terminate()  # it looks once more whether the number is still this process's
    except psutil.NoSuchProcess:
        return Done(f"{label} had already ended")
    except psutil.AccessDenied:
        return Failed(f"{label} belongs to someone else")
    return _wait(process, label, timeout_s, cancel)


def _application(pid: int) -> Any | None:
    """Return the program with windows that has this number (NSRunningApplication); None for any other process."""
    try:
        import AppKit  # type: ignore[import-not-found, import-untyped, unused-ignore]

        return AppKit.NSRunningApplication.runningApplicationWithProcessIdentifier_(pid)
    except (ImportError, AttributeError):
        return None


def _wait(process: RunningProcess, label: str, timeout_s: float, cancel: Cancel) -> Done | Failed:
    end_s = time.monotonic() + timeout_s
    while True:
        if not is_still(process):
            return Done(f"{label} was closed")
        left_s = end_s - time.monotonic()
        if left_s <= 0:
            return Failed(f"{label} was asked to close and is still open after {timeout_s:g} s")
        if cancel.wait(min(_GLANCE_S, left_s)):
            return Failed(f"{label} was asked to close; waiting for it was stopped")
