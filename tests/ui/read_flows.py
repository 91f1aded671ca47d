"""Windows on a real display, each on a scene, one after the other: ``python -m … FOLDER SCENE…``.

A line on standard input closes one and opens the next.
"""

import functools
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import _environments
from tests.ui.scenes import WAITS_FOR_DEADLINE
from wizard.ui.front import front_of
from wizard.ui.theme import Theme
from wizard.ui.window import Window

HURRY = 100.0
"""Times as fast as usual goes the clock on the wall where the person waits for a deadline."""


def _close(window: Window, *_of_the_notifier: object) -> None:
    sys.stdin.readline()
    window.close()


def main() -> int:
    app = QApplication(["read"])
    theme = Theme(app)
    began, began_s = datetime.now(UTC), time.monotonic()
    for number, scene in enumerate(sys.argv[2:]):
        with ExitStack() as stack:
            folder = Path(sys.argv[1]) / str(number)
            folder.mkdir()
            environment = _environments(stack, folder)(scene)
            if scene in WAITS_FOR_DEADLINE:
                environment = replace(
                    environment,
                    now_utc=lambda: began + timedelta(seconds=(time.monotonic() - began_s) * HURRY),
                )
            window = Window(front_of(environment), theme, environment, hold_ms=0)
            window.setWindowTitle(f"{number} {scene}")
            notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
            notifier.activated.connect(functools.partial(_close, window))
            window.show()
            app.exec()
            notifier.setEnabled(False)
            window.controller.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
