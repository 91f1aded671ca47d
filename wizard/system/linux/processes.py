"""Running programs of Linux, closed the gentle way."""

import os
import select
import signal
import time

from wizard.system.base import Cancel, Done, Failed, RunningProcess
from wizard.system.own_processes import is_still

_GLANCE_S = 0.1


def close_process(process: RunningProcess, timeout_s: float, cancel: Cancel) -> Done | Failed:
    """Ask one process to end (SIGTERM) and wait for it. It is never killed: it may have work to save.

    The process is held by a descriptor (pidfd_open(2), Linux 5.3), and its start time compared through it, so that
    a new process with the same number is never asked. Done when it has ended, also by itself.
    """
    label = f"{process.name} ({process.pid})"
    try:
        held = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return Done(f"{label} had already ended")
    except OSError as error:
        return Failed(f"{label} could not be reached: {error.strerror}")
    try:
        if not is_still(process):
            return Done(f"{label} had already ended")
        signal.pidfd_send_signal(held, signal.SIGTERM)
        return _wait(held, label, timeout_s, cancel)
    except ProcessLookupError:
        return Done(f"{label} had already ended")
    except PermissionError:
        return Failed(f"{label} belongs to someone else")
    finally:
        os.close(held)


def _wait(held: int, label: str, timeout_s: float, cancel: Cancel) -> Done | Failed:
    # A pidfd turns readable once its process has ended, even while nobody has collected it (a zombie).
    ended = select.poll()
    ended.register(held, select.POLLIN)
    end_s = time.monotonic() + timeout_s
    while True:
        left_s = end_s - time.monotonic()
        if ended.poll(max(0.0, min(_GLANCE_S, left_s)) * 1000):
            return Done(f"{label} was closed")
        if cancel.requested:
            return Failed(f"{label} was asked to close; waiting for it was stopped")
        if left_s <= 0:
            return Failed(f"{label} was asked to close and is still open after {timeout_s:g} s")
