"""A repair under way: how far it is; it can be stopped only where stopping is safe."""

import math

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from wizard.fixes.registry import FIXES
from wizard.flow.views import RunFix
from wizard.marking import N_
from wizard.ui.intents import StopWork
from wizard.ui.moment import Live, Moment
from wizard.ui.pages.figures import MOST_FIGURES, figures_of
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.walk_page import WalkPage
from wizard.ui.widgets.bars import WorkBar
from wizard.ui.widgets.card import Card, Notice
from wizard.ui.widgets.figures import Figures
from wizard.ui.widgets.text import Text
from wizard.wording import Wording

_TICK_MS = 250
_RESTART = "computer.restart"


class FixingPage(WalkPage):
    """No Back, no leaving: a repair ends before anything else begins."""

    is_working = True

    def __init__(self, context: PageContext, moment: Moment, view: RunFix) -> None:
        super().__init__(context, moment)
        self._fix = FIXES[view.fix]
        self._begun_s = context.environment.now_s()
        self._counted = False
        wording = Wording(context.environment, moment.flows)
        self.add_heading(wording.title(view), wording.body(view))
        card = Card(self.theme)
        self.figures = Figures(self.theme, MOST_FIGURES)
        self.figures.setVisible(False)
        card.add(self.figures)
        about = {"about_minutes": math.ceil(self._fix.minutes)}
        longer = N_("This is being done now. It takes about {about_minutes}.")
        short = N_("This is being done now. It takes less than a minute.")
        sentence = self.say(longer if self._fix.minutes > 1 else short, about)
        card.add(Text(self.theme, sentence, "body"))
        self.progress = WorkBar(self.theme, self.say(N_("How far the repair has come")))
        card.add(self.progress)
        self.add(card)
        stay = N_("Leave this window open and the computer on until it is done.")
        if view.fix == _RESTART:
            stay = N_("The computer restarts by itself. Afterwards this goes on where it was.")
        self.add(Notice(self.theme, self.say(stay), "accent"))
        self.fill()
        self.stop = self.right(self.say(N_("Stop")), StopWork(), "square", "outlined") if self._fix.can_stop else None
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._advance_by_time)
        self._tick.start()

    def first_focus(self) -> QWidget | None:
        return self.stop

    def escape(self) -> None:
        """Say why there is no way back now."""
        self.refuse(self.say(N_("This repair must finish first. It is never left half done.")))

    def show_live(self, live: Live) -> None:
        """Show what the repair reports."""
        if live.fraction is not None:
            self._counted = True
            self.progress.advance(live.fraction)
        figures = figures_of(self.context, live.facts, {})
        if figures:
            self.figures.show_figures(figures)
            self.figures.setVisible(True)

    def finish(self, moment: Moment) -> None:
        """Fill the bar for the moment before the next page."""
        self._tick.stop()
        self.progress.finish()
        self.hold_still()

    def _advance_by_time(self) -> None:
        """Move by the usual length while the repair itself does not count; ever slower, so never too early."""
        if not self._counted:
            passed = self.context.environment.now_s() - self._begun_s
            self.progress.advance(1 - math.exp(-1.5 * passed / (self._fix.minutes * 60)))
