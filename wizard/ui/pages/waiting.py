"""While the report is being put together."""

from wizard.marking import N_
from wizard.ui.intents import Intent
from wizard.ui.moment import Live
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.bars import WorkBar

_TICKS = 40


class WaitingPage(Page):
    """A sentence and a bar; Back leads to what was typed."""

    def __init__(self, context: PageContext, back: Intent) -> None:
        super().__init__(context, stage=3)
        body = self.say(N_("It looks at this computer once more and replaces private details. A few seconds."))
        self.add_heading(self.say(N_("Putting the report together")), body)
        self.progress = WorkBar(self.theme, self.say(N_("How far the report has come")))
        self.add(self.progress)
        self.fill()
        self.add_back(back)
        self._timer = self.startTimer(250)
        self._count = 0

    def timerEvent(self, event: object) -> None:
        self._count += 1
        self.progress.advance(self._count / _TICKS)

    def show_live(self, live: Live) -> None:
        """Show the share done, where it is reported."""
        if live.fraction is not None:
            self.progress.advance(live.fraction)
