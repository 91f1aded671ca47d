"""One problem that was handed over: its tickets, everything that happened with exact times, what is due (FACTS D)."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from wizard.marking import N_
from wizard.ui.colours import Token
from wizard.ui.intents import CloseCase, CopyText, DeclineStep, Intent, PrepareStep, ShowEntry
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card, Notice, icon_row
from wizard.ui.widgets.text import Icon, Text


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """One escalation of the case in words."""

    escalation_id: str
    title: str
    state: str
    icon: str
    colour: Token


@dataclass(frozen=True, kw_only=True)
class DueCard:
    """A step of the ladder that waits for the person; ``step`` names it for ``PrepareStep``."""

    step: str
    title: str
    sentence: str
    button: str


@dataclass(frozen=True, kw_only=True)
class TimeLine:
    """One line of the record. ``text`` is what a person of the other side wrote, if they did."""

    time: str
    sentence: str
    text: str = ""
    icon: str = "clock"
    colour: Token = "muted"


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A case as the page shows it. ``next_due`` says when something comes due next, in words; ``plain`` all of it."""

    case_id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    entries: tuple[EntryLine, ...]
    due: tuple[DueCard, ...]
    lines: tuple[TimeLine, ...]
    next_due: str
    closed: bool
    plain: str


class CasePage(Page):
    """What waits for the person first, then where it stands, then the record, newest line last."""

    def __init__(self, context: PageContext, view: CaseView, back: Intent) -> None:
        super().__init__(context)
        self.view = view
        self.prepare: dict[str, Button] = {}
        self.add_heading(view.title, view.next_due)
        for due in view.due:
            self.add(self._due(due))
        self.add(self._standing(view))
        self.add(self._record(view))
        self.fill()
        self.add_back(back)
        copy = self.left(self.say(N_("Copy all")), CopyText(view.plain), "copy")
        copy.setAccessibleDescription(self.say(N_("Copies times and ticket numbers, as evidence.")))
        if not view.closed:
            self.right(self.say(N_("It is solved")), CloseCase(view.case_id), "check", kind="outlined")

    def _due(self, due: DueCard) -> Card:
        card = Card(self.theme, "warn")
        card.add(icon_row(self.theme, "bell", due.title, due.sentence, "warn"))
        row = QHBoxLayout()
        row.addStretch(1)
        no = Button(self.theme, self.say(N_("Not now")), "quiet")
        no.setAccessibleDescription(due.title)
        no.clicked.connect(lambda: self.wanted.emit(DeclineStep(self.view.case_id, due.step)))
        yes = Button(self.theme, due.button, "outlined", "arrow-right")
        yes.setAccessibleDescription(due.title)
        yes.clicked.connect(lambda: self.wanted.emit(PrepareStep(self.view.case_id, due.step)))
        row.addWidget(no)
        row.addWidget(yes)
        card.body.addLayout(row)
        self.prepare[due.step] = yes
        return card

    def _standing(self, view: CaseView) -> Card:
        card = Card(self.theme)
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(1.2))
        grid.setColumnStretch(1, 1)
        for row, (label, text) in enumerate(view.facts):
            grid.addWidget(Text(self.theme, label, "small", "muted", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(self.theme, text, "body").selectable(), row, 1)
        card.body.addLayout(grid)
        for entry in view.entries:
            line = QHBoxLayout()
            line.setSpacing(self.theme.px(0.7))
            line.addWidget(Icon(self.theme, entry.icon, entry.colour, 1.4))
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Text(self.theme, entry.title, "body"))
            words.addWidget(Text(self.theme, entry.state, "small", "muted"))
            line.addLayout(words, 1)
            show = Button(self.theme, self.say(N_("Show")), "quiet", "chevron-right")
            show.setAccessibleDescription(f"{entry.title}. {entry.state}")
            show.clicked.connect(lambda _on=False, name=entry.escalation_id: self.wanted.emit(ShowEntry(name)))
            line.addWidget(show)
            card.body.addLayout(line)
        return card

    def _record(self, view: CaseView) -> Card:
        card = Card(self.theme)
        card.add(Text(self.theme, self.say(N_("What happened")), "title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(0.9))
        grid.setVerticalSpacing(self.theme.px(0.5))
        grid.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        for row, line in enumerate(view.lines):
            grid.addWidget(Icon(self.theme, line.icon, line.colour, 1.2), row, 0, top)
            grid.addWidget(Text(self.theme, line.time, "small", "muted", wrap=False), row, 1, top)
            words = QVBoxLayout()
            words.setSpacing(self.theme.px(0.15))
            words.addWidget(Text(self.theme, line.sentence, "body"))
            if line.text:
                words.addWidget(Text(self.theme, line.text, "body", "muted").selectable())
            grid.addLayout(words, row, 2)
        card.body.addLayout(grid)
        if not view.closed and not view.due:
            card.add(
                Notice(
                    self.theme,
                    self.say(N_("You need not do anything now. This program tells you while it is open.")),
                    "accent",
                    "clock",
                )
            )
        return card
