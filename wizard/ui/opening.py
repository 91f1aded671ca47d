"""Opens the window, runs it until it is closed, and returns how the program ends."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon

from wizard.ui.front import Front, front_of
from wizard.ui.interpreter import share_processor
from wizard.ui.qt_words import load_qt_words
from wizard.ui.theme import Theme, application
from wizard.ui.top import program_name
from wizard.ui.window import Window

if TYPE_CHECKING:
    from wizard.environment import Environment

DESKTOP_FILE = "org.selfhelpwizard.SelfHelpWizard"
"""How Linux desktops know the program (assets/packaging)."""
_ICON_EM = 5


def open_window(environment: "Environment") -> int:
    """Open the window, run until it is closed, and return the exit status."""
    return _run(front_of(environment), environment, None)


def open_first_page(front: Front, compose: Callable[[], AbstractContextManager["Environment"]]) -> int:
    """Open the window on its first page alone; ``compose`` puts the rest together off its thread, once it is seen.

    What was composed is left again at the end. Where it cannot be put together, a page says why.
    """
    with ExitStack() as stack:
        return _run(front, None, lambda: stack.enter_context(compose()))


def _run(front: Front, environment: "Environment | None", compose: "Callable[[], Environment] | None") -> int:
    app = application("self-help-wizard")
    share_processor()
    app.setApplicationName(program_name(front))
    app.setDesktopFileName(DESKTOP_FILE)
    theme = Theme(app, front.accent)
    theme.choose(front.settings.choices.theme)
    load_qt_words(front.texts.language)
    window = Window(front, theme, environment)
    if compose is not None:
        window.load_after_painting(compose)
    window.setWindowIcon(QIcon(theme.pixmap("lifebuoy", "accent", _ICON_EM, window)))
    window.fit_to_screen()
    window.show()
    status = app.exec()
    window.controller.close()
    return status
