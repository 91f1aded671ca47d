"""When the wizard itself cannot go on: what happened, what it means, what to do next; codes only under Details."""

import traceback
from pathlib import Path

from wizard.errors import WizardError
from wizard.marking import N_
from wizard.ui.intents import GoHome, Intent, OpenFolder
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.card import Card, Notice
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.text import Text


class TroublePage(Page):
    """An error of the program's own tree in its words, any other fault with its trace under Details."""

    def __init__(self, context: PageContext, error: Exception, again: Intent | None = None, report: str = "") -> None:
        """``report``: where what is known of a fault was written for support; empty where nothing was."""
        super().__init__(context)
        known = isinstance(error, WizardError)
        title = N_("This cannot go on here") if known else N_("The wizard has a problem of its own")
        safe = self.say(N_("What was done so far is saved. You can continue from the start page."))
        self.add_heading(self.say(title), safe)
        if isinstance(error, WizardError):
            self.add(Notice(self.theme, context.front.texts.error(error), "warn"))
            self.spoken = f"{self.spoken} {context.front.texts.error(error)}"
        else:
            sentence = N_("Try once more. If it comes back, give the details below to support.")
            if report:
                sentence = N_("Try once more. If it comes back, give this file to support: {path}")
            self.add(Notice(self.theme, self.say(sentence, {"path": report}), "warn"))
        card = Card(self.theme)
        details = "".join(traceback.format_exception(error)).strip()
        card.add(Text(self.theme, details, "small", "muted").selectable())
        self.add(Disclosure(self.theme, self.say(N_("Details")), card, self.copying()))
        self.fill()
        if again is not None:
            self.left(self.say(N_("Try again")), again, "refresh")
        if report:
            self.left(self.say(N_("Open the folder")), OpenFolder(str(Path(report).parent)), "folder-open")
        self.right(self.say(N_("Start page")), GoHome(), "home")
