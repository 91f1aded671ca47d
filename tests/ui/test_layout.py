"""Nothing is cut off: twice the font on a small screen, and a language 40 % longer than English."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from wizard.environment import Environment
from wizard.texts import Texts
from wizard.ui import pictures
from wizard.ui.front import front_of
from wizard.ui.pages.page import Page
from wizard.ui.theme import Theme
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.choice import Choice, ProblemCard, Tick
from wizard.ui.widgets.stages import Stages
from wizard.ui.widgets.text import Text
from wizard.ui.window import Window

with pictures.picture_environment() as _made_up:
    NAMES = tuple(pictures.pages(_made_up))


class LongTexts(Texts):
    """A made-up language: every message is 40 % longer."""

    def message(self, msgid: str, facts: Mapping[str, object] = {}) -> str:
        return _longer(super().message(msgid, facts))

    def flow(self, flow_id: str, key: str, facts: Mapping[str, object] = {}) -> str | None:
        text = super().flow(flow_id, key, facts)
        return None if text is None else _longer(text)


def _longer(text: str) -> str:
    more = max(1, round(len(text) * 0.4))
    return f"{text} {('šířež ' * more)[:more].strip() or 'ž'}"


@contextmanager
def window_of(app: QApplication, environment: Environment, font_px: int, size: tuple[int, int]) -> Iterator[Window]:
    """A window of a person with this font size; one for all pages, as opening one takes its time."""
    usual = QFont(app.font())
    font = QFont(usual)
    font.setPixelSize(font_px)
    app.setFont(font)
    window = Window(front_of(environment), Theme(app), environment, hold_ms=0)
    window.resize(*size)
    window.show()
    yield window
    assert window.controller.close()
    window.close()
    app.setFont(usual)


@pytest.fixture(scope="module")
def large(qapp: QApplication, shared_environment: Environment) -> Iterator[Window]:
    """Twice the usual font on a small screen."""
    with window_of(qapp, shared_environment, 28, (1366, 768)) as window:
        yield window


@pytest.fixture(scope="module")
def narrow(qapp: QApplication, shared_environment: Environment) -> Iterator[Window]:
    """Twice the usual font in a window as wide as usual, which is half as many letters."""
    with window_of(qapp, shared_environment, 28, (980, 720)) as window:
        yield window


@pytest.fixture(scope="module")
def wordy(qapp: QApplication, shared_environment: Environment) -> Iterator[Window]:
    """The usual font and size in a language 40 % longer."""
    texts = LongTexts("en", "linux", shared_environment.library.folder)
    with window_of(qapp, replace(shared_environment, texts=texts), 14, (980, 720)) as window:
        yield window


def assert_nothing_is_cut(page: Page) -> None:
    """Fail when something runs out of the page or out of its own box."""
    if isinstance(page, Page):
        assert_stages_are_whole(page)
    assert page.scroll_area.horizontalScrollBar().maximum() == 0, "the page is wider than the window"
    for text in page.findChildren(Text):
        if text.isVisible() and text.text():
            needed = text.heightForWidth(text.width()) if text.wordWrap() else text.sizeHint().height()
            assert text.height() >= needed, f"cut below: {text.text()!r}"
            assert text.width() >= text.minimumSizeHint().width() or not text.wordWrap(), f"cut: {text.text()!r}"
            if not text.wordWrap():
                assert text.width() >= text.sizeHint().width(), f"cut: {text.text()!r}"
    for button in page.findChildren(Button):
        if button.isVisible():
            assert button.width() >= button.sizeHint().width(), f"cut: {button.text()!r}"
    for choice in (*page.findChildren(ProblemCard), *page.findChildren(Choice), *page.findChildren(Tick)):
        if choice.isVisible():
            assert choice.height() >= choice.heightForWidth(choice.width()), choice.accessibleName()
            assert choice.width() >= choice.minimumSizeHint().width(), choice.accessibleName()


def assert_stages_are_whole(page: Page) -> None:
    """The row of stages is painted: no name runs over the next stage or out of the window."""
    for stages in page.findChildren(Stages):
        places = stages.places()
        assert places[-1][1] <= stages.width(), "the last stage is cut"
        assert all(end <= following[0] for (_, end, _), following in pairwise(places)), "stages overlap"
        assert any(shown for *_, shown in places)


def put(window: Window, name: str) -> Page:
    """Show the page of this name and let the layouts settle."""
    make = pictures.pages(window.environment)[name]
    window.show_page(lambda: make(window.context))
    for _ in range(3):
        QApplication.processEvents()
    assert window.page is not None
    return window.page


@pytest.mark.parametrize("name", NAMES)
def test_twice_the_font_on_a_small_screen(name: str, large: Window) -> None:
    page = put(large, name)
    assert large.width() <= 1366, "the window grew beyond the screen"
    assert large.height() <= 768
    assert_nothing_is_cut(page)


@pytest.mark.parametrize("name", NAMES)
def test_twice_the_font_in_a_window_of_usual_width(name: str, narrow: Window) -> None:
    page = put(narrow, name)
    assert narrow.width() <= 980, "the window grew beyond its width"
    assert_nothing_is_cut(page)


@pytest.mark.parametrize("name", NAMES)
def test_a_longer_language(name: str, wordy: Window) -> None:
    page = put(wordy, name)
    assert wordy.width() <= 980
    assert_nothing_is_cut(page)


@pytest.mark.parametrize(
    ("asked", "size", "found"),
    [
        ({"QT_SCALE_FACTOR": "3.3333"}, "1152x648", "sharpness 3.33"),  # 320 dpi on 3840 × 2160, 96 being 1
        (
            {"QT_FONT_DPI": "320", "QT_ENABLE_HIGHDPI_SCALING": "0"},
            "3840x2160",
            "sharpness 1.00, font 40 px",
        ),  # the font alone is that much larger
        ({"QT_SCALE_FACTOR": "1.25"}, "1366x768", "sharpness 1.25"),
    ],
    ids=["320 dpi by sharpness", "320 dpi by font", "125 % on a small screen"],
)
def test_other_sharpness(asked: dict[str, str], size: str, found: str) -> None:
    """In a program of its own, as sharpness is the same for all of a program."""
    done = subprocess.run(
        (sys.executable, "-m", "tests.ui.check_pages", size),
        cwd=Path(__file__).parent.parent.parent, env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **asked},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert found in done.stdout


def test_the_check_finds_what_is_cut(theme: Theme, qtbot: QtBot) -> None:
    """The check itself: a text in a box that is too low is found."""
    from PySide6.QtWidgets import QScrollArea

    class Cut(QWidget):
        def __init__(self) -> None:
            super().__init__()
            self.scroll_area = QScrollArea(self)
            self.text = Text(theme, "A text that needs several lines " * 5)
            self.text.setParent(self)
            self.text.setGeometry(0, 0, 100, 20)

    cut = Cut()
    qtbot.addWidget(cut)
    cut.show()
    with pytest.raises(AssertionError, match="cut below"):
        assert_nothing_is_cut(cut)  # type: ignore[arg-type]
