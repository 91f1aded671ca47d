"""The report is saved: where it lies, and whom to give it to."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from wizard.marking import N_
from wizard.ui.intents import GoHome, OpenFolder
from wizard.ui.pages.other import support_card
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.card import Banner, Card, icon_row


class SavedPage(Page):
    """Says only what is certain: it lies in that folder. It was not sent."""

    def __init__(self, context: PageContext, folder: Path) -> None:
        super().__init__(context, stage=3)
        title = self.say(N_("Saved"))
        sentence = self.say(N_("The report lies on this computer. Nothing was sent."))
        self.add(Banner(self.theme, "good", title, sentence))
        self.spoken = f"{title}. {sentence}"
        card = Card(self.theme)
        card.body.setSpacing(self.theme.px(0.85))
        card.add(icon_row(self.theme, "folder-open", self.say(N_("Where")), str(folder)))
        next_step = N_("Give the zip file to your support, or attach it to your ticket. It holds all of the report.")
        card.add(icon_row(self.theme, "message", self.say(N_("Next step")), self.say(next_step)))
        if context.environment.practice is not None:
            practice = self.say(N_("This report comes from practice. Nobody needs it."))
            card.add(icon_row(self.theme, "test-pipe", self.say(N_("Practice")), practice))
        self.add(card)
        support = support_card(self)
        if support is not None:
            self.add(support)
        self.fill()
        self.left(self.say(N_("Start page")), GoHome(), "home")
        self.right(self.say(N_("Open the folder")), OpenFolder(str(folder)), "folder-open")

    def first_focus(self) -> QWidget | None:
        return self.primary
