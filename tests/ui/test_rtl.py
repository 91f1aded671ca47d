"""A language that is written from right to left: everything stands on the other side, charts run as they always do."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QTransform
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_layout import NAMES, assert_nothing_is_cut, put, window_of
from wizard.environment import Environment
from wizard.texts import Texts
from wizard.ui.icons import POINTING, IconShelf
from wizard.ui.qt_words import load_qt_words
from wizard.ui.theme import Theme
from wizard.ui.widgets.bars import WorkBar
from wizard.ui.widgets.chain import Chain, Link
from wizard.ui.widgets.choice import Choice
from wizard.ui.widgets.sparkline import Sparkline
from wizard.ui.window import Window

_HEBREW = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתםןץף", "")
BOX = (400, 120)


class MirroredTexts(Texts):
    """A made-up language with letters that run from right to left."""

    def message(self, msgid: str, facts: Mapping[str, object] = {}) -> str:
        return super().message(msgid, facts).casefold().translate(_HEBREW)

    def flow(self, flow_id: str, key: str, facts: Mapping[str, object] = {}) -> str | None:
        text = super().flow(flow_id, key, facts)
        return None if text is None else text.casefold().translate(_HEBREW)


@pytest.fixture(scope="module")
def mirrored(qapp: QApplication, shared_environment: Environment) -> Iterator[Window]:
    load_qt_words("he")
    texts = MirroredTexts("he", "linux", shared_environment.library.folder)
    with window_of(qapp, replace(shared_environment, texts=texts), 14, (980, 720)) as window:
        yield window
    load_qt_words("en")
    assert not QApplication.isRightToLeft()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_and_back_is_on_the_right(name: str, mirrored: Window) -> None:
    page = put(mirrored, name)
    assert page.isRightToLeft()
    assert mirrored.width() <= 980
    assert_nothing_is_cut(page)
    assert_nothing_overlaps(page)
    if page.back is not None and page.primary is not None and page.primary is not page.back:
        back, primary = (one.mapTo(page, QPoint(0, 0)).x() for one in (page.back, page.primary))
        assert back > primary, "Back stands where a line begins"


def assert_nothing_overlaps(page: QWidget) -> None:
    """No two buttons or answers of a page lie over each other."""
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QAbstractButton

    from wizard.ui.widgets.disclosure import Opener

    boxes = [
        (one, QRect(one.mapTo(page, QPoint(0, 0)), one.size()))
        for one in page.findChildren(QAbstractButton)
        if one.isVisible() and not isinstance(one, Opener)
    ]
    for index, (one, box) in enumerate(boxes):
        for other, its_box in boxes[index + 1 :]:
            if one.parentWidget() is other.parentWidget():
                assert not box.intersects(its_box), (one.accessibleName(), other.accessibleName())


@pytest.mark.parametrize("name", sorted(POINTING))
def test_an_icon_that_points_is_mirrored(name: str, qapp: QApplication) -> None:
    shelf = IconShelf()
    usual = shelf.pixmap(name, "#000000", 64, 1.0).toImage()
    other = shelf.pixmap(name, "#000000", 64, 1.0, mirrored=True).toImage()
    assert usual != other
    flipped = usual.transformed(QTransform().scale(-1, 1))
    assert _different_pixels(flipped, other) < 64 * 64 / 50, "the same strokes on the other side"


def test_the_theme_mirrors_what_points_and_nothing_else(theme: Theme, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    names = ("arrow-left", "chevron-right", "check", "clock", "help")
    usual = {name: theme.pixmap(name, "text", 2, widget).toImage() for name in names}
    widget.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for name in names:
        same = theme.pixmap(name, "text", 2, widget).toImage() == usual[name]
        assert same == (name not in POINTING), name


def _picture(widget: QWidget, direction: Qt.LayoutDirection) -> QImage:
    widget.setLayoutDirection(direction)
    widget.resize(*BOX)
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def _pictures(widget: QWidget, qtbot: QtBot) -> tuple[QImage, QImage]:
    qtbot.addWidget(widget)
    return _picture(widget, Qt.LayoutDirection.LeftToRight), _picture(widget, Qt.LayoutDirection.RightToLeft)


def test_time_runs_from_left_to_right_everywhere(theme: Theme, qtbot: QtBot) -> None:
    line = Sparkline(theme, 100, "100 ms")
    line.add((20.0, 60.0, None, 130.0, 90.0))
    usual, other = _pictures(line, qtbot)
    assert usual == other


def test_a_bar_fills_and_a_mark_stands_where_a_line_begins(theme: Theme, qtbot: QtBot) -> None:
    bar = WorkBar(theme, "bar")
    bar.advance(0.3)
    usual, other = _pictures(bar, qtbot)
    assert usual != other
    assert _different_pixels(usual.transformed(QTransform().scale(-1, 1)), other) < 200
    usual, other = _pictures(Choice(theme, "o"), qtbot)
    assert _different_pixels(usual.transformed(QTransform().scale(-1, 1)), other) < 200


def test_the_way_of_a_message_begins_on_the_right(theme: Theme, qtbot: QtBot) -> None:
    chain = Chain(theme)
    chain.show_links((Link("check", "o", "good"), Link("check", "o", "unknown"), Link("check", "o", "bad")), "")
    usual, other = _pictures(chain, qtbot)
    red = theme.colour("bad")
    middle = BOX[0] // 2

    def reds(image: QImage) -> tuple[int, int]:
        places = [x for x in range(BOX[0]) for y in range(0, BOX[1], 3) if image.pixelColor(x, y) == red]
        return sum(x < middle for x in places), sum(x >= middle for x in places)

    assert reds(usual)[0] < reds(usual)[1]
    assert reds(other)[0] > reds(other)[1]


def _different_pixels(first: QImage, second: QImage) -> int:
    return sum(
        first.pixelColor(x, y) != second.pixelColor(x, y) and abs(
            first.pixelColor(x, y).lightness() - second.pixelColor(x, y).lightness()) > 60
        for x in range(first.width()) for y in range(first.height())
    )  # fmt: skip
