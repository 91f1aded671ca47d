"""Waiting for work that blocks on a thread of its own: its progress is told, and it is broken off in time."""

import threading
import time
from collections.abc import Callable
from typing import Protocol


class UnderWay(Protocol):
    """Work that was begun. ``ended`` is set when it is over; ``gone_bytes`` only grows."""

    ended: threading.Event
    gone_bytes: int

    def start(self) -> None:
        """Begin, on a thread."""

    def give_up(self) -> None:
        """Let nothing more leave; returns at once."""


def run(
    work: UnderWay,
    limit_s: float,
    stop_requested: Callable[[], bool],
    progress: Callable[[int], None],
) -> bool | None:
    """Wait for work; True when it ended, False when the person stopped it, None when it took too long.

    ``progress`` is called on the caller's thread, with the bytes gone so far, whenever that number has grown.
    """
    end, told = time.monotonic() + limit_s, 0
    work.start()
    while True:
        done = work.ended.wait(0.05)
        if work.gone_bytes > told:
            told = work.gone_bytes
            progress(told)
        if done:
            return True
        if stop_requested() or time.monotonic() > end:
            work.give_up()
            return False if stop_requested() else None
