"""Pages for work that ended without a result: stopped by the person, or waiting for a restart."""

from wizard.marking import N_
from wizard.ui.intents import GoHome, Leave, WorkAgain
from wizard.ui.moment import Moment
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.walk_page import WalkPage
from wizard.ui.widgets.card import Card, icon_row


class StoppedPage(WalkPage):
    """A stopped measurement: nothing was recorded, nothing changed."""

    def __init__(self, context: PageContext, moment: Moment) -> None:
        super().__init__(context, moment)
        sentence = self.say(N_("The measurement was stopped. Nothing was changed."))
        self.add_heading(self.say(N_("Stopped")), sentence)
        card = Card(self.theme)
        later = self.say(N_("You can go on later. The start page offers to continue where you left off."))
        card.add(icon_row(self.theme, "clock", self.say(N_("What now?")), later))
        self.add(card)
        self.fill()
        self.add_back()
        self.left(self.say(N_("Start page")), GoHome(), "home")
        self.right(self.say(N_("Measure again")), WorkAgain(), "refresh")


class RestartPage(WalkPage):
    """The computer is about to restart; the walk goes on afterwards."""

    def __init__(self, context: PageContext, moment: Moment) -> None:
        super().__init__(context, moment)
        sentence = N_("The computer will restart. Start this program again afterwards: it goes on here.")
        self.add_heading(self.say(N_("Waiting for the restart")), self.say(sentence))
        card = Card(self.theme)
        saved = self.say(N_("Everything so far is saved. After the restart, choose Continue on the start page."))
        card.add(icon_row(self.theme, "rotate", self.say(N_("What happens next")), saved))
        self.add(card)
        self.fill()
        self.left(self.say(N_("Start page")), GoHome(), "home")
        self.right(self.say(N_("Close")), Leave())
