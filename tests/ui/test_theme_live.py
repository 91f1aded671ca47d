"""A system that turns dark (or light) while the program runs: every page looks as if it had been opened so."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from wizard.ui import pictures
from wizard.ui.front import front_of
from wizard.ui.theme import Theme
from wizard.ui.window import Window

PAGES = (
    "home", "about", "check-up", "ask-typed", "running-found", "guide", "channel", "consent", "proof",
    "outcome-escalate", "report", "handover-questions", "screenshots", "history", "speed-found",
)  # fmt: skip
"""Together they hold every kind of widget."""


class System:
    """What the system prefers; ``turn`` tells the program as Qt does."""

    def __init__(self, app: QApplication) -> None:
        self.dark = False
        self._app = app

    def turn(self, *, dark: bool) -> None:
        self.dark = dark
        scheme = Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light
        self._app.styleHints().colorSchemeChanged.emit(scheme)


@pytest.fixture
def system(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> System:
    played = System(qapp)
    monkeypatch.setattr(Theme, "system_is_dark", lambda _self: played.dark)
    return played


@pytest.fixture
def window(qapp: QApplication, system: System) -> Iterator[Window]:
    theme = Theme(qapp)
    with pictures.picture_environment() as environment:
        window = Window(front_of(environment), theme, environment, hold_ms=0)
        window.resize(980, 720)
        window.show()
        yield window
        window.controller.close()
        window.close()
        window.deleteLater()
    forget_old_pages()
    theme.choose("system")


def forget_old_pages() -> None:
    """Delete what an event loop would have deleted by now: a new style sheet goes through every widget there is."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def drawn(window: Window) -> QImage:
    for _ in range(3):
        QApplication.processEvents()
    forget_old_pages()
    if window.focusWidget() is not None:
        window.focusWidget().clearFocus()  # a cursor that blinks is no colour
    return window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.mark.parametrize("dark", [True, False])
def test_every_page_turns_with_the_system(window: Window, system: System, dark: bool) -> None:
    makers = pictures.pages(window.environment)
    for name in PAGES:
        make = makers[name]
        window.show_page(lambda make=make: make(window.context))  # type: ignore[misc]
        window.rebuild_top()
        system.turn(dark=not dark)
        before = drawn(window)
        system.turn(dark=dark)
        turned = drawn(window)
        assert turned.pixelColor(2, 400) != before.pixelColor(2, 400), name
        window.show_page(lambda make=make: make(window.context))  # type: ignore[misc]
        window.rebuild_top()
        assert turned == drawn(window), f"{name}: something kept the colours it had"


def test_what_was_chosen_holds_against_the_system(window: Window, system: System) -> None:
    window.theme.choose("light")
    light = drawn(window)
    system.turn(dark=True)
    assert drawn(window) == light
    window.theme.choose("system")
    assert drawn(window) != light
