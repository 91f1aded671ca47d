"""The trend in the history: counted by week, said in a sentence, and there as a table."""

from datetime import date

from pytestqt.qtbot import QtBot

from wizard.environment import Environment
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.trend import WEEKS, trend_card, weeks_of
from wizard.ui.theme import Theme
from wizard.ui.widgets.comparison import Comparison
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


def test_too_little_for_a_trend(shared_environment: Environment, theme: Theme) -> None:
    assert trend_card(PageContext.of(theme, shared_environment), ENDED[:2], TODAY) is None
