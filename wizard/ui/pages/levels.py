"""Before and after as two bars against their limit, with one sentence; the table of the proof stands below them."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from wizard.flow.events import FactValue, Measured
from wizard.flow.views import Proof
from wizard.marking import N_
from wizard.ui.pages.page import PageContext
from wizard.ui.widgets.bars import LimitBar, whole_of
from wizard.ui.widgets.text import Text
from wizard.wording import FACT_LABELS, LIMITS

_DRAWN = ("temperature_celsius", "size_bytes")
"""Facts whose size a bar shows better than a figure: heat, and what an app keeps."""
_SENTENCES: Mapping[bool, str] = {
    True: N_("{label}: {before} before, {after} now. Up to {limit} is fine."),
    False: N_("{label}: {before} before, {after} now. It should be {limit} at most."),
}


def add_levels(context: PageContext, proof: Proof, limits: Mapping[str, FactValue], into: QWidget) -> bool:
    """Fill a widget with the bars of a proof; False where it measured nothing that is drawn so."""
    drawn = _drawn(proof, limits)
    if drawn is None:
        return False
    fact, values, limit = drawn
    theme, written = context.theme, context.environment.texts.format_fact
    limit_name = LIMITS[fact][0]
    grid = QGridLayout(into)
    grid.setContentsMargins(0, 0, 0, theme.px(0.8))
    grid.setHorizontalSpacing(theme.px(1.2))
    grid.setVerticalSpacing(theme.px(0.6))
    whole = whole_of(*values, limit)
    names = (context.say(N_("Before")), context.say(N_("After")))
    label = context.say(FACT_LABELS[fact])
    for row, (name, value) in enumerate(zip(names, values, strict=True)):
        over = value > limit
        bar = LimitBar(theme, f"{label}, {name}", value, limit, "bad" if over else "good", whole=whole)
        shown = written(fact, value)
        bar.setAccessibleDescription(shown)
        grid.addWidget(Text(theme, name, "small_strong", "muted", wrap=False), row, 0)
        grid.addWidget(bar, row, 1, Qt.AlignmentFlag.AlignVCenter)
    grid.setColumnStretch(1, 1)
    told = {
        "label": label, "before": written(fact, values[0]), "after": written(fact, values[1]),
        "limit": written(limit_name, limit),
    }  # fmt: skip
    words = " ".join((context.say(_SENTENCES[values[1] <= limit], told), context.say(N_("The line marks it."))))
    grid.addWidget(Text(theme, words, "body"), 2, 0, 1, 2)
    return True


def _drawn(proof: Proof, limits: Mapping[str, FactValue]) -> tuple[str, tuple[float, float], float] | None:
    """Return the fact, its values before and after, and its limit."""
    if not isinstance(proof.before, Measured) or not isinstance(proof.after, Measured):
        return None
    for fact in _DRAWN:
        before, after = proof.before.facts.get(fact), proof.after.facts.get(fact)
        limit = limits.get(LIMITS[fact][0])
        if isinstance(before, int | float) and isinstance(after, int | float) and isinstance(limit, int | float):
            return fact, (float(before), float(after)), float(limit)
    return None
