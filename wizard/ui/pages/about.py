"""Which version this is, under which licence, and what it is built from."""

from wizard import __version__
from wizard.licences import licence_folder, parts, texts
from wizard.marking import N_
from wizard.ui.intents import Intent, OpenFolder, ShowHelp
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.card import Card, icon_row
from wizard.ui.widgets.comparison import Cell, Comparison, Line
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.passage import Passage


class AboutPage(Page):
    """Reached from the help page; Back leads there."""

    def __init__(self, context: PageContext, back: Intent | None = None) -> None:
        super().__init__(context)
        version = self.say(N_("Self-Help Wizard {program_version}"), {"program_version": __version__})
        free = N_("Free software under the Apache licence 2.0: use it, change it and pass it on.")
        self.add_heading(self.say(N_("About this program")), version)
        card = Card(self.theme)
        card.add(icon_row(self.theme, "heart", self.say(N_("Yours to use")), self.say(free)))
        self.add(card)
        folder = licence_folder()
        self.text(self.say(N_("What it is built from")), "title")
        lines = tuple(Line(part.name, (Cell(part.licence),)) for part in parts(folder))
        built = Card(self.theme)
        built.add(Comparison(self.theme, (self.say(N_("Licence")),), lines))
        self.add(built)
        self._folder = folder
        self.licences = Passage(self.theme, self.say(N_("The licences, word for word")))
        card = Card(self.theme)
        card.add(self.licences)
        self.wording = Disclosure(self.theme, self.say(N_("The licences, word for word")), card)
        self.wording.button.toggled.connect(self._read)
        self.add(self.wording)
        self.fill()
        self.add_back(back or ShowHelp())
        if folder is not None:
            self.left(self.say(N_("Open the licence texts")), OpenFolder(str(folder)), "folder-open")

    def _read(self, opened: bool) -> None:
        """Read them once they are wanted: they are some hundred pages."""
        if opened and not self.licences.toPlainText():
            rule = "─" * 24
            self.licences.setPlainText("\n\n\n".join(f"{name}\n{rule}\n{text}" for name, text in texts(self._folder)))
