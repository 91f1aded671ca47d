"""Sends echoes at an even pace, whatever a single one takes, and hands out their fates in the order of sending.

An echo that waits for its answer holds a thread, so several are under way at a time: at 50 ms apart and 1 s of
patience never more than 20. The order matters: a lost echo is known a second later than one that came back, and
who counts as they come in sees too little loss.
"""

import math
import queue
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

from wizard.system.base import Cancel, Echo, Missing

SPACING_S = 0.05
PATIENCE_S = 1.0
"""An echo that takes longer is lost. TCP asks again after 1 s (RFC 6298), so a lost packet shows there as well."""
_MOST_THREADS = 24
_GLANCE_S = 0.1

Fate = float | Missing | None
"""Round trip in ms, None for a lost echo, Missing when it could not be sent."""


@dataclass(frozen=True)
class Pace:
    """How many echoes for how long; ``speed`` is how much faster than the clock a simulated network runs.

    A simulated network (``speed`` over 1) counts its seconds by echoes, so that a busy computer changes no answer.
    """

    most: int
    seconds: float
    speed: float = 1.0


class EchoSeries:
    """One series over echoes to one address."""

    def __init__(self, first: Echo, open_another: Callable[[], Echo | Missing], pace: Pace, cancel: Cancel) -> None:
        self._first: Echo | None = first
        self._open_another = open_another
        self._pace = pace
        self._cancel = cancel
        self._jobs: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._fates: queue.SimpleQueue[tuple[int, Fate]] = queue.SimpleQueue()
        self._early: dict[int, Fate] = {}
        self._threads = 0
        self._sent = 0
        self._known = 0
        self._handed_out = 0
        self._started = 0.0
        self._last_sent = 0.0

    @property
    def elapsed_s(self) -> float:
        """The time since the first echo, in the network's own time."""
        if self._pace.speed > 1:
            return self._sent * SPACING_S
        return time.monotonic() - self._started

    @property
    def has_later_answer(self) -> bool:
        """Whether an echo came back that was sent after those handed out so far."""
        return any(isinstance(fate, float) for fate in self._early.values())

    def go_on(self, pace: Pace) -> None:
        """Let the series be longer than it was meant to be; may be called before it has ended."""
        self._pace = pace

    def fates(self) -> Generator[Fate, None, None]:
        """Yield the fate of each echo in the order of sending; ends when all are known or a stop was requested.

        An echo that has no fate long after its time (a call that hangs) ends the series as well.
        """
        self._started = self._last_sent = time.monotonic()
        try:
            while not self._cancel.requested:
                if self._is_due():
                    self._send()
                    self._last_sent = time.monotonic()
                while self._handed_out in self._early:
                    fate = self._early.pop(self._handed_out)
                    self._handed_out += 1
                    yield fate
                if self._all_sent() and (
                    self._handed_out == self._sent or time.monotonic() > self._last_sent + 2 * PATIENCE_S
                ):
                    return
                self._collect()
        finally:
            for _ in range(self._threads):
                self._jobs.put(None)

    def _all_sent(self) -> bool:
        return self._sent >= self._pace.most or self.elapsed_s >= self._pace.seconds

    def _is_due(self) -> bool:
        under_way = self._sent - self._known
        return not self._all_sent() and under_way < _MOST_THREADS and self._due_in_s() <= 0

    def _due_in_s(self) -> float:
        """How long until the next echo, by the clock on the wall."""
        even = self._started + self._sent * SPACING_S / self._pace.speed
        # Who was held up catches up, but never in a burst, which some routers answer with loss.
        after_the_last = self._last_sent + (SPACING_S / 2 / self._pace.speed if self._sent else 0.0)
        return max(even, after_the_last) - time.monotonic()

    def _send(self) -> None:
        if self._sent - self._known >= self._threads:
            echo, self._first = self._first, None
            self._threads += 1
            threading.Thread(target=self._work, args=(echo,), name="echo", daemon=True).start()
        self._jobs.put(self._sent)
        self._sent += 1

    def _collect(self) -> None:
        """Take the fates that have come in; waits until the next echo is due at most."""
        wait_s = _GLANCE_S if self._all_sent() else min(_GLANCE_S, max(0.001, self._due_in_s()))
        try:
            index, fate = self._fates.get(timeout=wait_s)
            while True:
                self._early[index] = fate
                self._known += 1
                index, fate = self._fates.get_nowait()
        except queue.Empty:
            return

    def _work(self, echo: Echo | None) -> None:
        own = echo if echo is not None else self._open_another()
        try:
            while (index := self._jobs.get()) is not None:
                if isinstance(own, Missing):  # no further socket to be had: leave it to those that have one
                    self._jobs.put(index)
                    return
                self._fates.put((index, _send(own)))
        finally:
            if not isinstance(own, Missing):
                own.close()


def _send(echo: Echo) -> Fate:
    try:
        fate = echo.send(PATIENCE_S)
        if isinstance(fate, float | int) and not 0 <= fate < math.inf:
            return Missing("not_available", f"a round trip of {fate} ms")
        return fate
    except Exception as error:  # one broken echo is a reading that could not be had, not the end of the program
        return Missing("not_available", f"{type(error).__name__}: {error}")
