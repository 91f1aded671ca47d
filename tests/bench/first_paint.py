"""A child of the benchmark: opens a window, prints when its first paint is done, then ends or rests.

Usage: first_paint.py wizard|bare|sentence [rest]. ``sentence`` is a bare window with one label: it needs a font. With
``rest`` it stays for 3 s after the paint and prints its memory.
Times are CLOCK_MONOTONIC seconds, so the parent subtracts its own from before the start; ``worked`` is processor time.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

if sys.argv[1] == "wizard":
    from wizard.app import prepare_qt

    prepare_qt()  # as its own start does before anything of Qt is imported

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

REST_MS = 3000


class FirstPaint(QObject):
    """Waits for the first paint of the window, then for the event loop to come round.

    Qt paints a window with all that is in it at once: when the loop comes round, the whole first page can be seen
    (heading, search field, every card, both bars). Only the window's own events are looked at, so that the
    measurement costs a window with many widgets no more than one with none.
    """

    def __init__(self, rest: bool) -> None:
        super().__init__()
        self._rest = rest
        self._seen = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._seen and event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self._seen = True
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        print(f"painted {time.monotonic():.6f}\nworked {time.process_time():.6f}", flush=True)
        QTimer.singleShot(REST_MS if self._rest else 0, self._leave)

    def _leave(self) -> None:
        if self._rest:
            memory = Path("/proc/self/smaps_rollup").read_text("ascii")
            kilobytes = next(line.split()[1] for line in memory.splitlines() if line.startswith("Pss:"))
            print(f"memory_bytes {int(kilobytes) * 1024}", flush=True)
        QApplication.quit()


def main() -> int:
    what, rest = sys.argv[1], "rest" in sys.argv[2:]
    watch = FirstPaint(rest)
    original = QApplication.exec

    def exec_with_filter(*_arguments: object) -> int:
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                window.installEventFilter(watch)
        return original()

    if what in ("bare", "sentence"):
        application = QApplication(sys.argv[:1])  # noqa: F841  (it has to be kept)
        window = QLabel("What is not working?") if what == "sentence" else QWidget()
        window.resize(980, 720)
        window.setWindowTitle("first_paint.py bare")
        window.show()
        window.installEventFilter(watch)
        return original()
    QApplication.exec = exec_with_filter  # type: ignore[method-assign]
    from wizard.app import main as wizard_main

    return wizard_main([])


if __name__ == "__main__":
    sys.exit(main())
