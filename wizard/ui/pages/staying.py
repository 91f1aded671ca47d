"""Asked when the window is closed while a report waits: go on sending in the background, or close."""

from wizard.marking import N_
from wizard.ui.intents import GoHome, Leave, StayInBackground
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.card import Card, icon_row


class StayingPage(Page):
    """Closing loses nothing either way; it says what each way means."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        sentence = N_("It is sent as soon as the network is back.")
        self.add_heading(self.say(N_("A report still waits to be sent")), self.say(sentence))
        card = Card(self.theme)
        keep = self.say(
            N_("The window goes away. An icon stays next to the clock until the report is sent, then it goes too.")
        )
        card.add(icon_row(self.theme, "send", self.say(N_("Keep trying in the background")), keep))
        close = self.say(N_("The report stays safe here. It is sent when you open this program again."))
        card.add(icon_row(self.theme, "clock", self.say(N_("Close now")), close))
        self.add(card)
        self.fill()
        self.left(self.say(N_("Start page")), GoHome(), "home")
        self.right(self.say(N_("Close now")), Leave(), kind="outlined")
        self.right(self.say(N_("Keep trying in the background")), StayInBackground(), "send")
