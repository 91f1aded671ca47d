"""A child of the benchmark: the longest stalls of the window, idle and during a full check-up, in one process.

A 1 ms timer on the window's thread notes the gaps between its ticks. Prints p99.9 and the longest gap (ms) of both.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from PySide6.QtCore import QEventLoop, Qt, QTimer

from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.ui.front import front_of
from wizard.ui.intents import StartCheckUp
from wizard.ui.interpreter import collect_new_only, share_processor
from wizard.ui.pages.check_up import CheckUpResultPage
from wizard.ui.theme import Theme, application
from wizard.ui.window import Window

IDLE_MS = 8000
CHECK_MS = 60_000


class Gaps:
    """Notes how long the window's thread was away from its event loop."""

    def __init__(self) -> None:
        self.gaps_ms: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start(1)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps_ms.append((now - self._last) * 1000)
        self._last = now

    def report(self, phase: str) -> None:
        """Print what was seen, and begin anew."""
        ordered = sorted(self.gaps_ms)
        print(f"{phase} {ordered[int(len(ordered) * 0.999)]:.1f} {ordered[-1]:.1f}", flush=True)
        self.gaps_ms.clear()


def wait(window: Window, milliseconds: int) -> None:
    """Run the event loop for a while, or until the check-up shows its result."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    look = QTimer()
    look.timeout.connect(lambda: loop.quit() if isinstance(window.page, CheckUpResultPage) else None)
    look.start(50)
    loop.exec()


def main() -> None:
    app = application(sys.argv[0])
    share_processor()
    with compose(parse([])) as environment:
        window = Window(front_of(environment), Theme(app), environment)
        window.show()
        collect_new_only()  # as after the first paint
        wait(window, 1500)  # the first paint is another benchmark's
        gaps = Gaps()
        wait(window, IDLE_MS)
        gaps.report("idle")
        window.handle(StartCheckUp())
        wait(window, CHECK_MS)
        gaps.report("check-up")
        window.controller.close()
        window.close()


if __name__ == "__main__":
    main()
