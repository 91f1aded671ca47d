"""Which line of a guide is being counted, and how long it still takes. Pure: the clock is handed in."""

import math


class Countdown:
    """Counts the lines that have seconds, one after the other; waits for the person at lines that have none."""

    def __init__(self, seconds: tuple[int, ...], lines: int) -> None:
        self._seconds = (*seconds, *([0] * (lines - len(seconds))))
        self._ends_s: float | None = None
        self.active = 0
        """Index of the line that is to be done now; the number of lines once all are done."""

    @property
    def running(self) -> bool:
        return self._ends_s is not None

    @property
    def can_start(self) -> bool:
        """Whether a countdown is still to come that waits for the person."""
        return not self.running and self._next_counted() is not None

    def start(self, now_s: float) -> None:
        """Begin the next countdown; what stands before it is taken for done."""
        following = self._next_counted()
        if following is not None and not self.running:
            self._begin(following, now_s)

    def tick(self, now_s: float) -> None:
        """Move on where a countdown has ended; the next one begins by itself when it follows at once."""
        while self._ends_s is not None and now_s >= self._ends_s:
            ended, self._ends_s = self._ends_s, None
            self.active += 1
            if self.active < len(self._seconds) and self._seconds[self.active]:
                self._begin(self.active, ended)

    def left_s(self, now_s: float) -> tuple[int, int]:
        """Return the whole seconds left and the whole length: of the running countdown, else of the next one."""
        if self._ends_s is not None:
            return max(0, math.ceil(self._ends_s - now_s)), self._seconds[self.active]
        following = self._next_counted()
        if following is not None:
            return self._seconds[following], self._seconds[following]
        return 0, max((*self._seconds, 1))

    def _next_counted(self) -> int | None:
        return next((index for index in range(self.active, len(self._seconds)) if self._seconds[index]), None)

    def _begin(self, line: int, now_s: float) -> None:
        self.active = line
        self._ends_s = now_s + self._seconds[line]
