"""Everything that was handed over: where each stands, and what is due next."""

from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.marking import N_
from wizard.ui.colours import Token
from wizard.ui.intents import Intent, ShowCase
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card, icon_row
from wizard.ui.widgets.text import Icon, Text


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One problem in words. ``is_due`` marks a step that waits for the person, ``is_closed`` one that is over."""

    case_id: str
    title: str
    state: str
    next_time: str = ""
    icon: str = "send"
    colour: Token = "accent"
    is_due: bool = False
    is_closed: bool = False


class CasesPage(Page):
    """Newest first; what waits for the person stands out."""

    def __init__(self, context: PageContext, cases: tuple[CaseLine, ...], back: Intent) -> None:
        super().__init__(context)
        self.cases = cases
        self.add_heading(
            self.say(N_("Handed over")), self.say(N_("What you sent, what came back, and what to do next."))
        )
        self.rows = {case.case_id: self._row(case) for case in cases}
        for row in self.rows.values():
            self.add(row)
        if not cases:
            card = Card(self.theme)
            card.add(
                icon_row(self.theme, "send", "", self.say(N_("Nothing yet. Reports that you send are listed here.")))
            )
            self.add(card)
        self.fill()
        self.add_back(back)

    def first_focus(self) -> QWidget | None:
        first = next(iter(self.rows.values()), None)
        return first.findChild(Button) if first is not None else super().first_focus()

    def _row(self, case: CaseLine) -> Card:
        card = Card(self.theme, "warn" if case.is_due else "plain", padding_em=1.2)
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(0.8))
        row.addWidget(Icon(self.theme, case.icon, case.colour, 1.7))
        words = QVBoxLayout()
        words.setSpacing(self.theme.px(0.1))
        words.addWidget(Text(self.theme, case.title, "title"))
        words.addWidget(Text(self.theme, case.state, "small", "muted"))
        if case.next_time:
            words.addWidget(Text(self.theme, case.next_time, "small_strong", "warn" if case.is_due else "muted"))
        row.addLayout(words, 1)
        button = Button(self.theme, self.say(N_("Show")), "outlined" if case.is_due else "quiet", "chevron-right")
        button.setAccessibleDescription(f"{case.title}. {case.state} {case.next_time}".strip())
        button.clicked.connect(lambda: self.wanted.emit(ShowCase(case.case_id)))
        row.addWidget(button)
        card.body.addLayout(row)
        return card
