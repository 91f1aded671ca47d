"""A window on a real display for a screen reader, with a service desk that accepts: ``python -m … FOLDER``."""

import sys
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtWidgets import QApplication

import wizard.escalation.channels as channels
from tests.ui.conftest import _environments
from tests.ui.handover_desk import Desk, TurnedClock, with_channels
from wizard.ui.front import front_of
from wizard.ui.theme import Theme
from wizard.ui.window import Window


def main() -> int:
    app = QApplication(["read"])
    desk = Desk()
    channels.open_channel = lambda *_args, **_named: desk  # type: ignore[assignment,misc]  # played
    with ExitStack() as stack:
        environment = with_channels(_environments(stack, Path(sys.argv[1]))("full-cache-stubborn"), TurnedClock())
        window = Window(front_of(environment), Theme(app), environment, hold_ms=0)
        window.show()
        status = app.exec()
        window.controller.close()
    return status


if __name__ == "__main__":
    raise SystemExit(main())
