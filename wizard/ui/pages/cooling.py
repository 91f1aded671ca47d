"""A guide that watches the temperature shows it: the curve so far, one sentence about it, the table behind it."""

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout

from wizard.flow.model import GuideStep, Scalar
from wizard.marking import N_
from wizard.probes.registry import PROBES
from wizard.ui.moment import Live
from wizard.ui.pages.curve import HEAT, Curve
from wizard.ui.pages.figures import figures_of, live_sentence
from wizard.ui.pages.page import PageContext
from wizard.ui.widgets.card import Card, icon_row
from wizard.ui.widgets.figures import Figures
from wizard.ui.widgets.table import TableOpener
from wizard.ui.widgets.text import Text, announce

HEAT_PROBE = "computer.temperature"
_CLEARLY_CELSIUS = 1.0
"""Sensors waver by a degree: less is no change."""


class CoolingCard(Card):
    """``show_live`` shows what the watch reads; ``watching`` says what happens once it is cool."""

    def __init__(self, context: PageContext, step: GuideStep, watching: str) -> None:
        super().__init__(context.theme)
        self._context = context
        probe = PROBES[HEAT_PROBE]
        self._limits = context.environment.runner.resolve(probe.signature.parameters, step.watch_parameters)
        self._was_dangerous = False
        self.curve = Curve(context, probe, self._limits)
        self.curve.line.make_low()
        self.figures = Figures(context.theme, 1)
        self.sentence = Text(context.theme, live_sentence(context, {}, self._limits), "body")
        of = self.curve.line.accessibleName()
        table = TableOpener(context.theme, context.say(N_("Show as a table")), of, self.curve.parts)
        for parts in ((self.figures, self.curve.line), (self.sentence, table)):
            row = QHBoxLayout()
            row.setSpacing(context.theme.px(1.5))
            for part in parts:
                row.addWidget(part, 0 if part is self.figures or part is table else 1)
            self.body.addLayout(row)
        self.add(table.content)
        self.add(icon_row(context.theme, "eye", "", watching))

    def show_live(self, live: Live) -> None:
        """Show what came in since the last time."""
        self.curve.show_live(live)
        if HEAT not in live.facts:
            return
        self.figures.show_figures(figures_of(self._context, live.facts, self._limits)[:1])
        self.sentence.setText(heat_sentence(self._context, self.curve.line.samples, live.facts, self._limits))
        danger, latest = live.facts.get("danger_celsius"), live.facts.get(HEAT)
        dangerous = isinstance(danger, int | float) and isinstance(latest, int | float) and latest >= danger
        if dangerous and not self._was_dangerous:
            announce(self, self.sentence.text())
        self._was_dangerous = dangerous


def heat_sentence(
    context: PageContext,
    samples: tuple[float | None, ...],
    facts: Mapping[str, object],
    limits: Mapping[str, Scalar],
) -> str:
    """Return what the curve means: danger first, else whether it cools down, and what is fine."""
    known = [sample for sample in samples if sample is not None]
    danger = facts.get("danger_celsius")
    if not known:
        return live_sentence(context, {}, limits)
    first, latest = known[0], known[-1]
    if isinstance(danger, int | float) and latest >= danger:
        return context.say(N_("So hot that the computer may switch itself off. Save your work."))
    written = context.environment.texts.format_fact
    told = {
        "first": written(HEAT, first), "latest": written(HEAT, latest),
        "limit": written("max_celsius", limits.get("max_celsius")),
    }  # fmt: skip
    if latest <= first - _CLEARLY_CELSIUS:
        return context.say(N_("It cools down: {first} at first, {latest} now. Up to {limit} is fine."), told)
    if latest >= first + _CLEARLY_CELSIUS:
        return context.say(N_("It gets hotter: {first} at first, {latest} now. Up to {limit} is fine."), told)
    return context.say(N_("It stays as it was: {latest}. Up to {limit} is fine."), told)
