"""How the wizard works, its keys, and what it keeps."""

from wizard.marking import N_
from wizard.ui.intents import GoHome, Intent, ShowAbout
from wizard.ui.pages.other import support_card
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.card import Card, icon_row
from wizard.ui.widgets.text import Text

_LINES = (
    (
        "stethoscope",
        N_("It measures first"),
        N_("Measuring changes nothing. Each repair asks you before it begins, and tells you how to undo it."),
    ),
    (
        "circle-check",
        N_("It proves each repair"),
        N_("After a repair it measures the same thing again and shows both readings side by side."),
    ),
    (
        "device-laptop",
        N_("It stays on this computer"),
        N_("Nothing leaves this computer by itself. A report is shown to you whole, with private details replaced."),
    ),
    (
        "eye-off",
        N_("What it does not do"),
        N_("It does not guess: what it could not measure is unknown. It touches no documents, mails or passwords."),
    ),
    (
        "world",
        N_("What it asks on the network"),
        N_("To measure, it asks your router and a few well-known servers. It tells them nothing about you."),
    ),
    (
        "tool",
        N_("What it cannot do"),
        N_("It cannot mend broken parts or faults of your provider. Then it helps you tell the right people."),
    ),
    (
        "history",
        N_("Nothing gets lost"),
        N_("Close the window at any time. The start page offers to continue where you left off."),
    ),
    (
        "settings",
        N_("Keys"),
        N_("Tab moves on, Enter presses the filled button, Esc goes back, arrow keys choose an answer."),
    ),
)


class HelpPage(Page):
    """A page, not a dialog; Back leads to where it was opened."""

    def __init__(self, context: PageContext, back: Intent | None = None) -> None:
        super().__init__(context)
        self.add_heading(self.say(N_("How this works")))
        card = Card(self.theme)
        card.body.setSpacing(self.theme.px(0.95))
        for icon, title, text in _LINES:
            card.add(icon_row(self.theme, icon, self.say(title), self.say(text)))
        self.add(card)
        support = support_card(self)
        if support is not None:
            self.text(self.say(N_("Where to get help")), "title")
            self.add(support)
        from wizard import __version__

        version = self.say(N_("Self-Help Wizard {program_version}"), {"program_version": __version__})
        self.add(Text(self.theme, version, "small", "muted").selectable())
        self.fill()
        self.add_back(back or GoHome())
        self.left(self.say(N_("About and licences")), ShowAbout(), "info-circle")
