"""A child of the benchmark: from what is pressed to the next page painted, through a walk in practice.

Answers questions and goes on from instructions, over and over; every page counts but those that measure. Prints one
line for each step: its milliseconds, and the CPU time that the process took for it.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from PySide6.QtCore import QEventLoop, QTimer

from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.ui.front import front_of
from wizard.ui.intents import Answer, GoBack, GoHome, Intent, ShowHelp, ShowHistory, StartFlow
from wizard.ui.interpreter import collect_new_only, share_processor
from wizard.ui.pages.running import RunningPage
from wizard.ui.theme import Theme, application
from wizard.ui.window import Window

ROUNDS = 8
LONGEST_MS = 10_000
STEPS: tuple[Intent, ...] = (
    StartFlow("password_reset"),
    Answer("today"),
    Answer("no"),
    GoBack(),
    GoHome(),
    ShowHelp(),
    GoHome(),
    ShowHistory(),
    GoHome(),
)
"""What is pressed: no page of these waits for a measurement."""


def painted_after(window: Window, intent: Intent) -> tuple[float, float]:
    """Return the milliseconds until another page than before is painted, and those of the processor."""
    old, loop = window.page, QEventLoop()
    begun, worked = time.perf_counter(), time.process_time()
    window.handle(intent)
    while window.page is old:
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, LONGEST_MS)
        if time.perf_counter() - begun > LONGEST_MS / 1000:
            raise TimeoutError(f"no page followed {intent}")
    loop.processEvents()  # the layout
    window.repaint()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000


def measure_to_the_end(window: Window) -> None:
    """Let a measurement end: how long it takes is no step."""
    loop = QEventLoop()
    while isinstance(window.page, RunningPage):
        loop.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, LONGEST_MS)


def main() -> None:
    app = application(sys.argv[0])
    share_processor()
    with compose(parse(["--practice", "healthy"])) as environment:
        window = Window(front_of(environment), Theme(app), environment, hold_ms=0)
        window.show()
        collect_new_only()
        settle = QEventLoop()
        QTimer.singleShot(1500, settle.quit)
        settle.exec()
        for turn in range(ROUNDS + 1):
            for step in STEPS:
                measure_to_the_end(window)
                wall_ms, processor_ms = painted_after(window, step)
                if turn:  # the first turn loads pages: it is printed as such
                    print(f"step {type(step).__name__} {wall_ms:.1f} {processor_ms:.1f}", flush=True)
                else:
                    print(f"first {type(step).__name__} {wall_ms:.1f} {processor_ms:.1f}", flush=True)
        window.controller.close()
        window.close()


if __name__ == "__main__":
    main()
