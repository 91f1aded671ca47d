"""The window under test: drawn offscreen unless the caller names another platform; a simulated computer behind it."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from wizard.environment import Environment
from wizard.escalation.outbox import Outbox
from wizard.flow.load import FlowLibrary
from wizard.journal.journal import Journal
from wizard.organisation import load_organisation
from wizard.practice.context import practice
from wizard.resources import flows
from wizard.settings import load_settings
from wizard.texts import Texts
from wizard.ui.front import front_of
from wizard.ui.theme import Theme
from wizard.ui.window import Window

MakeEnvironment = Callable[..., Environment]
MakeWindow = Callable[[Environment], Window]


@pytest.fixture(scope="module", autouse=True)
def nothing_left() -> Iterator[None]:
    """Windows of one file end with it: thousands of them, unseen, would be painted anew with each change of colours."""
    yield
    if QApplication.instance() is None:
        return
    for widget in QApplication.topLevelWidgets():
        widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A light theme, whatever the system prefers."""
    theme = Theme(qapp)
    theme.choose("light")
    yield theme
    theme.choose("system")


def _environments(stack: ExitStack, folder: Path) -> MakeEnvironment:
    def make(scene: str = "healthy", *, language: str = "en", shown_as_practice: bool = False) -> Environment:
        settings = load_settings({"WIZARD_HOME": str(folder / "home")})
        settings.prepare()
        organisation = load_organisation(None, folder / "none.toml", folder / "none.toml")
        played = stack.enter_context(
            practice(scene, organisation, folder, platform="linux", firmware_bytes=100_000, speed=100.0)
        )
        journal = Journal(settings.journal_path)
        stack.callback(journal.close)
        library = FlowLibrary((flows(),))
        return Environment(
            system=played.system,
            organisation=played.organisation,
            device=played.device,
            device_record=played.device_record,
            journal=journal,
            library=library,
            texts=Texts(language, "linux", library.folder),
            settings=settings,
            now_s=time.monotonic,
            practice=scene if shown_as_practice else None,
            open_outbox=Outbox,
            observe=played.observe,
        )

    return make


@pytest.fixture
def make_environment(tmp_path: Path) -> Iterator[MakeEnvironment]:
    """Everything a walk needs, on a simulated computer of a practice scene that runs a hundred times as fast."""
    with ExitStack() as stack:
        yield _environments(stack, tmp_path)


@pytest.fixture(scope="module")
def shared_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """A healthy computer for tests that only look."""
    with ExitStack() as stack:
        yield _environments(stack, tmp_path_factory.mktemp("shared"))()


@pytest.fixture
def environment(make_environment: MakeEnvironment) -> Environment:
    """A healthy computer."""
    return make_environment()


@pytest.fixture
def left_windows(qapp: QApplication) -> Iterator[list[Window]]:
    """Windows that are left as a person leaves them, and leave no thread behind."""
    before = set(threading.enumerate())
    windows: list[Window] = []
    yield windows
    for window in windows:
        assert window.controller.close(), "the work did not end within the time that leaving allows"
        if not window.close():  # a repair was just consented to: the courier is not asked to leave then
            window.outbox_watch.close()
        window.deleteLater()
    qapp.sendPostedEvents()
    left = [thread for thread in set(threading.enumerate()) - before if thread.name in ("walk", "courier")]
    for thread in left:  # the courier's may be in the middle of a look; it ends by itself right after
        thread.join(5)
    assert not [_where_it_stands(thread) for thread in left if thread.is_alive()]


@pytest.fixture
def make_window(left_windows: list[Window], theme: Theme) -> MakeWindow:
    """Windows with everything loaded."""

    def make(environment: Environment) -> Window:
        window = Window(front_of(environment), theme, environment, hold_ms=0)
        left_windows.append(window)
        window.show()
        return window

    return make


@pytest.fixture
def make_loading_window(left_windows: list[Window], theme: Theme) -> MakeWindow:
    """Windows that show the first page of an environment, and are still to load it."""

    def make(environment: Environment) -> Window:
        window = Window(front_of(environment), theme, hold_ms=0)
        left_windows.append(window)
        return window

    return make


def _where_it_stands(thread: threading.Thread) -> str:
    frame = sys._current_frames().get(thread.ident or 0)
    return f"{thread.name}: {''.join(traceback.format_stack(frame)) if frame else 'ended'}"
