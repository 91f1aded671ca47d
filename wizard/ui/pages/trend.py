"""How often walks ended well, week by week: one sentence, the picture, and the same as a table."""

from collections.abc import Iterable
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from wizard.marking import N_
from wizard.ui.pages.page import PageContext
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.comparison import Cell, Comparison, Line
from wizard.ui.widgets.table import TableOpener
from wizard.ui.widgets.text import Text
from wizard.ui.widgets.trend import Trend, Week

WEEKS = 8
_LEAST = 3
"""Ended walks below which a trend says nothing."""
_WELL = ("solved", "healthy")


def weeks_of(ended: Iterable[tuple[date, str]], today: date) -> tuple[Week, ...]:
    """Return the last weeks, oldest first, each named by its Monday; ``ended`` are (day, outcome)."""
    monday = today - timedelta(days=today.weekday())
    counts: dict[date, list[str]] = {monday - timedelta(weeks=back): [] for back in range(WEEKS)}
    for day, outcome in ended:
        counts.get(day - timedelta(days=day.weekday()), []).append(outcome)
    return tuple(
        Week(f"{start.day}. {start.month}.", sum(outcome in _WELL for outcome in outcomes), len(outcomes))
        for start, outcomes in sorted(counts.items())
    )


def trend_card(context: PageContext, ended: Iterable[tuple[date, str]], today: date) -> Card | None:
    """Return the card, None where too little has ended to show a trend."""
    weeks = weeks_of(ended, today)
    whole, solved = sum(week.ended for week in weeks), sum(week.solved for week in weeks)
    if whole < _LEAST:
        return None
    theme = context.theme
    facts = {"solved_count": solved, "ended_count": whole, "weeks": WEEKS}
    sentence = context.say(
        N_("In the last {weeks} weeks, {solved_count} of {ended_count} ended well (the filled part)."), facts
    )
    columns = (context.say(N_("Ended well")), context.say(N_("Ended in all")))
    lines = tuple(
        Line(
            context.say(N_("Week from {monday}"), {"monday": week.label}),
            (Cell(str(week.solved)), Cell(str(week.ended))),
        )
        for week in weeks
    )
    card = Card(theme)
    table = TableOpener(theme, context.say(N_("Show as a table")), sentence, (Comparison(theme, columns, lines),))
    row = QHBoxLayout()
    row.addWidget(Text(theme, sentence, "body"), 1)
    row.addWidget(table, 0, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(row)
    card.add(Trend(theme, weeks, sentence))
    card.add(table.content)
    return card
