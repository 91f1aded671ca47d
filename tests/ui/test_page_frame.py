"""The frame of every page: buttons and column stay in line, and the bar keeps its height without a button."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from wizard.environment import Environment
from wizard.flow.views import RunFix
from wizard.ui import picture_walks
from wizard.ui.intents import GoHome
from wizard.ui.moment import moment_of
from wizard.ui.page_for import page_for
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.theme import Theme
from wizard.ui.widgets.bottom_bar import BottomBar
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.text import Text


@pytest.fixture
def context(shared_environment: Environment, theme: Theme) -> PageContext:
    return PageContext.of(theme, shared_environment)


def middle(widget: QWidget | None, page: Page) -> float:
    assert widget is not None
    return widget.mapTo(page, QPoint(0, 0)).x() + widget.width() / 2


@pytest.mark.parametrize("width", [700, 980, 1366])
@pytest.mark.parametrize("cards", [1, 30])
def test_the_column_stays_in_line_with_the_buttons(context: PageContext, qtbot: QtBot, width: int, cards: int) -> None:
    page = Page(context)
    qtbot.addWidget(page)
    for _ in range(cards):
        card = Card(page.theme)
        card.add(Text(page.theme, "A card", "body"))
        page.add(card)
    page.left("Back", GoHome())
    page.resize(width, 600)
    page.show()
    qtbot.waitUntil(lambda: page.scroll_area.verticalScrollBar().isVisible() == (cards > 1))
    content = page.column.parentWidget()
    bar_column = page.bar.buttons[0].parentWidget()
    qtbot.waitUntil(lambda: abs(middle(content, page) - middle(bar_column, page)) <= 1)


def test_the_bar_keeps_its_height_without_a_button(theme: Theme, qtbot: QtBot) -> None:
    empty, full = BottomBar(theme), BottomBar(theme)
    full.add_left(Button(theme, "Back", "outlined", "arrow-left"))
    for bar in (empty, full):
        qtbot.addWidget(bar)
        bar.resize(700, bar.sizeHint().height())
    assert empty.sizeHint().height() == full.sizeHint().height()


def words_of(page: Page) -> str:
    return " ".join(text.text() for text in page.findChildren(Text))


def test_a_short_repair_says_that_it_is_short(context: PageContext, qtbot: QtBot) -> None:
    player = picture_walks.full_cache(context.environment).until(lambda view: isinstance(view, RunFix))
    page = page_for(context, moment_of(player.session))
    qtbot.addWidget(page)
    assert "less than a minute" in words_of(page)
    assert "Leave this window open" in words_of(page)


def test_a_restart_asks_nobody_to_leave_the_computer_on(context: PageContext, qtbot: QtBot) -> None:
    player: Any = picture_walks.Player(context.environment, "slow_computer", {})
    player.until(lambda view: isinstance(view, RunFix) and view.fix == "computer.restart")
    page = page_for(context, moment_of(player.session))
    qtbot.addWidget(page)
    assert "restarts by itself" in words_of(page)
    assert "computer on until" not in words_of(page)
