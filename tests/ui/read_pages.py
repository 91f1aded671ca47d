"""Shows every page on a real display, the next one for each line on standard input: ``python -m … ``."""

import sys

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from wizard.ui import pictures
from wizard.ui.front import front_of
from wizard.ui.moment import Live
from wizard.ui.pages.running import RunningPage
from wizard.ui.theme import Theme
from wizard.ui.window import Window

TICKS = 50


def _tick(window: Window) -> None:
    """Let the measurement that is shown go on: as many samples as five seconds bring."""
    assert isinstance(window.page, RunningPage)
    for number in range(TICKS):
        facts = {"latency_ms": 100.0 + number, "loss_percent": 1.0, "sent": 28 + number}
        window.page.show_live(Live(0.64 + number / 1000, facts, (100.0 + number,)))
        QApplication.processEvents()


def main() -> int:
    app = QApplication(["read"])
    with pictures.picture_environment() as environment:
        window = Window(front_of(environment), Theme(app), environment, hold_ms=0)
        makers = pictures.pages(environment)
        window.show()

        def show() -> None:
            name = sys.stdin.readline().strip()
            if not name:
                app.quit()
                return
            if name == "running ticking":
                _tick(window)
            else:
                window.show_page(lambda: makers[name](window.context))
            window.setWindowTitle(name)
            print(name, flush=True)  # the answer to the line

        notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(show)
        status = app.exec()
        window.controller.close()
    return status


if __name__ == "__main__":
    raise SystemExit(main())
