"""The trend in the history: counted by week, said in a sentence, and there as a table."""

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from wizard.environment import Environment
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.trend import WEEKS, trend_card, weeks_of
from wizard.ui.theme import Theme
from wizard.ui.widgets.comparison import Comparison
from wizard.ui.widgets.disclosure import Opener
from wizard.ui.widgets.text import Text
from wizard.ui.widgets.trend import Trend

TODAY = date(2026, 11, 22)  # a Sunday
ENDED = [
    (date(2026, 11, 22), "solved"),
    (date(2026, 11, 16), "escalate"),
    (date(2026, 11, 15), "healthy"),
    (date(2025, 11, 20), "solved"),
]


def test_by_week_and_nothing_older() -> None:
    weeks = weeks_of(ENDED, TODAY)
    assert len(weeks) == WEEKS
    assert [(week.label, week.solved, week.ended) for week in weeks[-2:]] == [("9. 11.", 1, 1), ("16. 11.", 1, 2)]
    assert sum(week.ended for week in weeks) == 3


def test_sentence_picture_and_table(shared_environment: Environment, theme: Theme, qtbot: QtBot) -> None:
    card = trend_card(PageContext.of(theme, shared_environment), ENDED, TODAY)
    assert card is not None
    qtbot.addWidget(card)
    trend, table = card.findChild(Trend), card.findChild(Comparison)
    assert trend is not None and table is not None
    assert "2 of 3" in trend.accessibleName()
    assert trend.weeks[-1].ended == 2


def test_the_table_opens_by_keyboard_and_names_every_cell(
    shared_environment: Environment, theme: Theme, qtbot: QtBot
) -> None:
    card = trend_card(PageContext.of(theme, shared_environment), ENDED, TODAY)
    assert card is not None
    qtbot.addWidget(card)
    card.show()
    opener, table = card.findChild(Opener), card.findChild(Comparison)
    assert opener is not None and table is not None
    assert not table.isVisible()
    qtbot.keyClick(opener, Qt.Key.Key_Return)
    assert table.isVisible()
    said = [text.accessibleName() for text in table.findChildren(Text) if text.accessibleName()]
    assert "Week from 16. 11., Ended well: 1" in said
    assert "Week from 16. 11., Ended in all: 2" in said


def test_the_latest_week_stands_where_a_line_ends(theme: Theme, qtbot: QtBot) -> None:
    """Filled and outlined tell the two apart without colour; from right to left the latest week is on the left."""
    trend = Trend(theme, weeks_of(ENDED[:1], TODAY), "")
    qtbot.addWidget(trend)
    trend.resize(400, 120)

    def filled() -> list[int]:
        image = trend.grab().toImage()
        middle = image.height() // 2
        return [x for x in range(image.width()) if image.pixelColor(x, middle) == theme.colour("good")]

    usual = filled()
    trend.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    other = filled()
    assert usual and other
    assert min(usual) > 200 > max(other)


def test_too_little_for_a_trend(shared_environment: Environment, theme: Theme) -> None:
    assert trend_card(PageContext.of(theme, shared_environment), ENDED[:2], TODAY) is None
