"""Answers that have a size, such as apps with their caches: a bar each, one sentence, and the same as a table."""

from collections.abc import Mapping

from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.ui.pages.page import PageContext
from wizard.ui.widgets.choice import Choice
from wizard.ui.widgets.comparison import Cell, Comparison, Line
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.sized_choice import SizedChoice

Rows = Mapping[str, Mapping[str, FactValue]]
"""By choice: app_name, size_bytes and, where there is one, limit_bytes."""


def _size(row: Mapping[str, FactValue], name: str = "size_bytes") -> int | None:
    size = row.get(name)
    return size if isinstance(size, int) and size > 0 else None


def largest(rows: Rows) -> Mapping[str, FactValue] | None:
    """Return the row with the largest size, None where no row has one."""
    return max((row for row in rows.values() if _size(row)), key=lambda row: _size(row) or 0, default=None)


def choice_of(context: PageContext, words: str, rows: Rows, name: str) -> Choice:
    """Return the answer ``name``, with a bar where its row has a size."""
    row, most = rows.get(name, {}), largest(rows)
    size, whole = _size(row), _size(most) if most is not None else None
    if size is None or whole is None:
        return Choice(context.theme, words)
    limit = _size(row, "limit_bytes")
    return SizedChoice(context.theme, words, size / whole, limit / whole if limit is not None else None)


def sentence_of(context: PageContext, rows: Rows) -> str | None:
    """Return what the bars show in words, None where there is no size."""
    most = largest(rows)
    if most is None:
        return None
    limit, size = _size(most, "limit_bytes"), _size(most) or 0
    if limit is None:
        return context.say(N_("{app_name} keeps the most: {size_bytes}."), most)
    if size > limit:
        return context.say(N_("{app_name} keeps the most: {size_bytes}. The line marks {limit_bytes}."), most)
    return context.say(N_("{app_name} keeps the most: {size_bytes}. That is below {limit_bytes}, so it is fine."), most)


def size_table(context: PageContext, rows: Rows) -> Disclosure:
    """Return the opener of the table: each app, its size and its limit."""
    written = context.environment.texts.format_fact
    lines = []
    for row in rows.values():
        size, limit = _size(row), _size(row, "limit_bytes")
        over = size is not None and limit is not None and size > limit
        cell = Cell(written("size_bytes", size), "warn", context.say(N_("over the limit"))) if over else None
        cells = cell or Cell(written("size_bytes", size)), Cell(written("limit_bytes", limit))
        lines.append(Line(str(row.get("app_name", "")), cells))
    columns = (context.say(N_("Saved files")), context.say(N_("Should be at most")))
    table = Comparison(context.theme, columns, tuple(lines))
    return Disclosure(context.theme, context.say(N_("Show as a table")), table)
