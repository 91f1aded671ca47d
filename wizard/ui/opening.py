"""Opens the window, runs it until it is closed, and returns how the program ends."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from wizard.system import platform_name
from wizard.ui import jobs
from wizard.ui.faults import Faults
from wizard.ui.front import Front, front_of
from wizard.ui.intents import ResumeWalk
from wizard.ui.interpreter import share_processor
from wizard.ui.qt_words import load_qt_words
from wizard.ui.single_instance import SingleInstance
from wizard.ui.theme import Theme, application
from wizard.ui.top import program_name
from wizard.ui.window import Window
from wizard.ui.window_place import restore_place

if TYPE_CHECKING:
    from wizard.environment import Environment

DESKTOP_FILE = "org.selfhelpwizard.SelfHelpWizard"
"""How Linux desktops know the program (assets/packaging)."""
_ICON_EM = 5


def open_window(environment: "Environment", go_on: str | None = None, only: bool = False) -> int:
    """Open the window, run until it is closed, and return the exit status.

    ``go_on``: the walk to begin with, if it can be continued. ``only``: where a window of this person is open already,
    that one comes forward instead.
    """
    front = front_of(environment)
    if not only:
        return _run(front, environment, None, go_on)
    instance = SingleInstance(front.settings.window_folder)
    if not instance.claim() and instance.call_the_other():
        return 0
    try:
        return _run(front, environment, None, go_on, instance)
    finally:
        instance.release()


def open_first_page(
    front: Front, compose: Callable[[], AbstractContextManager["Environment"]], go_on: str | None = None
) -> int:
    """Open the window on its first page alone; ``compose`` puts the rest together off its thread, once it is seen.

    What was composed is left again at the end. Where it cannot be put together, a page says why. Where a window of
    this person is open already, that one comes forward instead.
    """
    instance = SingleInstance(front.settings.window_folder)
    if not instance.claim() and instance.call_the_other():
        return 0
    with ExitStack() as stack:
        stack.callback(instance.release)
        return _run(front, None, lambda: stack.enter_context(compose()), go_on, instance)


def _run(
    front: Front,
    environment: "Environment | None",
    compose: "Callable[[], Environment] | None",
    go_on: str | None,
    instance: SingleInstance | None = None,
) -> int:
    app = _application()
    share_processor()
    app.setApplicationName(program_name(front))
    app.setDesktopFileName(DESKTOP_FILE)
    theme = Theme(app, front.accent)
    theme.choose(front.settings.choices.theme)
    load_qt_words(front.texts.language)
    window = Window(front, theme, environment)
    if compose is not None:
        window.load_after_painting(compose)
    else:
        window.controller.run_beside(jobs.forget_start_at_login, lambda _answer: None)
    window.after_painting(lambda: _set_icon(window))
    window.after_painting(lambda: _heed_the_session(app, window))
    if not restore_place(window, front.settings.window_folder):
        window.fit_to_screen()
    faults = Faults(window)
    if instance is not None:
        instance.asked.connect(lambda token: _come_forward(window, token))
        window.after_painting(instance.listen)
    window.after_painting(faults.watch)
    if go_on is not None and _can_go_on(go_on, front, environment):
        window.handle(ResumeWalk(go_on))
    window.show()
    status = app.exec()
    window.controller.close()
    window.outbox_watch.close()
    faults.end()
    return status


def _application() -> QApplication:
    if platform_name() != "macos":
        return application("self-help-wizard")
    from wizard.ui.quitting import QuittingApplication

    return application("self-help-wizard", QuittingApplication)


def _heed_the_session(app: QApplication, window: Window) -> None:
    """Be told of a logout: by the session's manager, or as macOS does it."""
    app.commitDataRequest.connect(lambda _manager: window.leaving.session_ends())
    if platform_name() == "macos":
        app.quit_asked.connect(window.leaving.session_ends)  # type: ignore[attr-defined]  # QuittingApplication


def _can_go_on(session_id: str, front: Front, environment: "Environment | None") -> bool:
    from wizard.journal.peek import interrupted

    walks = interrupted(front.settings.journal_path, environment.practice if environment is not None else None)
    return any(walk.session == session_id for walk in walks)


def _set_icon(window: Window) -> None:
    """Give the window its picture; desktops that know the program have one before."""
    from PySide6.QtGui import QIcon

    window.setWindowIcon(QIcon(window.theme.pixmap("lifebuoy", "accent", _ICON_EM, window)))


def _come_forward(window: Window, token: str) -> None:
    """Show the window before all others; ``token`` lets a desktop that guards the focus give it."""
    if token:
        os.environ["XDG_ACTIVATION_TOKEN"] = token
    window.leaving.come_back()
