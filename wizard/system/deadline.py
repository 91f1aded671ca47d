"""Calls that know no deadline of their own (name lookups, dead network drives), held to one."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from wizard.system.base import Cancel, Missing

Answer = TypeVar("Answer")

_GLANCE_S = 0.05


def within(timeout_s: float, cancel: Cancel | None, work: Callable[[], Answer]) -> Answer | Missing:
    """Run ``work`` on a daemon thread and return its answer, or Missing ``timeout`` when it is late or stopped.

    A late thread is left to end by itself: such calls cannot be broken off, only no longer awaited.
    An exception of ``work`` is raised here.
    """
    done = threading.Event()
    answers: list[Answer] = []
    faults: list[BaseException] = []

    def call() -> None:
        try:
            answers.append(work())
        except BaseException as fault:
            faults.append(fault)
        finally:
            done.set()

    threading.Thread(target=call, name="deadline", daemon=True).start()
    end = time.monotonic() + timeout_s
    while not done.wait(min(_GLANCE_S, max(0.0, end - time.monotonic()))):
        if cancel is not None and cancel.requested:
            return Missing("timeout", "stopped")
        if time.monotonic() >= end:
            return Missing("timeout", f"no answer within {timeout_s:g} s")
    if faults:
        raise faults[0]
    return answers[0]
