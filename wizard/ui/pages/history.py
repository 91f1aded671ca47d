"""What was done before: go on with it, make a report of it, or delete it."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.figures import sentence_start
from wizard.marking import N_
from wizard.ui.colours import Token
from wizard.ui.intents import AskForReport, DeleteHistory, DeleteWalk, GoHome, Intent, ResumeWalk
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.pages.trend import trend_card
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card, icon_row
from wizard.ui.widgets.text import Icon, Text, announce
from wizard.ui.widgets.turning import Turning


@dataclass(frozen=True)
class PastWalk:
    """One earlier walk, in words; ``outcome`` is the journal's, None while it can be continued."""

    session_id: str
    title: str
    began: str
    ending: str
    outcome: str | None
    can_continue: bool
    can_undo: bool = False
    day: date | None = None


_SIGNS: dict[str | None, tuple[str, Token]] = {
    "solved": ("circle-check", "good"),
    "healthy": ("circle-check", "good"),
    "hardware": ("package", "warn"),
    "escalate": ("lifebuoy", "accent"),
    "not_supported": ("circle-minus", "muted"),
    None: ("hourglass", "accent"),
}


class HistoryPage(Page):
    """Newest first. Deleting asks on the page itself, never in a dialog."""

    def __init__(self, context: PageContext, walks: tuple[PastWalk, ...], back: Intent | None = None) -> None:
        super().__init__(context)
        keep = {"keep_days": context.environment.keep_days}
        body = self.say(N_("It stays on this computer for {keep_days}, then it is deleted."), keep)
        self.add_heading(self.say(N_("History")), body)
        ended = [(walk.day, walk.outcome) for walk in walks if walk.day is not None and walk.outcome is not None]
        trend = trend_card(context, ended, context.environment.now_utc().date())
        if trend is not None:
            self.add(trend)
        self.rows = tuple(WalkRow(self, walk) for walk in walks)
        for row in self.rows:
            self.add(row)
        if not walks:
            card = Card(self.theme)
            empty = self.say(N_("Nothing yet. What you do here will be listed."))
            card.add(icon_row(self.theme, "history", "", empty))
            self.add(card)
        self.fill()
        self.add_back(back or GoHome())
        if walks:
            delete = self.left(self.say(N_("Delete my history")), DeleteHistory(), "trash")
            self.question = Confirmation(
                self,
                self.say(N_("Delete all of it? This cannot be undone. Saved reports stay in their folders.")),
                self.say(N_("Delete all")),
                DeleteHistory(),
                delete,
            )
            self.column.insertWidget(self.column.count() - 1, self.question)
            delete.clicked.disconnect()
            delete.clicked.connect(self.question.ask)


class Confirmation(Card):
    """A question that opens on the page; ``opener`` gets the focus back when the answer is to keep it."""

    def __init__(self, page: Page, sentence: str, delete: str, intent: Intent, opener: Button) -> None:
        super().__init__(page.theme, "warn")
        self._page = page
        self._opener = opener
        self._sentence = sentence
        line = Turning(page.theme.px(0.7))
        head = QWidget()
        head.setMinimumWidth(page.theme.px(12))
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(page.theme.px(0.7))
        row.addWidget(Icon(page.theme, "alert-triangle", "warn", 1.5))
        row.addWidget(Text(page.theme, sentence, "body"), 1)
        line.add(head, 1)
        self.keep = Button(page.theme, page.say(N_("Keep it")), "outlined")
        self.keep.clicked.connect(self.close_question)
        self.confirm = Button(page.theme, delete, "outlined", "trash")
        self.confirm.clicked.connect(lambda: page.wanted.emit(intent))
        line.add(self.keep)
        line.add(self.confirm)
        self.body.addWidget(line)
        self.setVisible(False)

    def ask(self) -> None:
        self.setVisible(True)
        self.keep.setFocus()
        self._page.scroll_area.ensureWidgetVisible(self)
        announce(self._page, self._sentence)

    def close_question(self) -> None:
        self.setVisible(False)
        self._opener.setFocus()


class WalkRow(Card):
    """One walk: what, when, how it ended, and what can be done with it."""

    def __init__(self, page: Page, walk: PastWalk) -> None:
        super().__init__(page.theme, padding_em=1.2)
        theme = page.theme
        line = Turning(theme.px(0.8))
        head = QWidget()
        head.setMinimumWidth(theme.px(12))
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(0.8))
        icon, token = _SIGNS.get(walk.outcome, ("circle-minus", "muted"))
        row.addWidget(Icon(theme, icon, token, 1.7))
        words = QWidget()
        box = QVBoxLayout(words)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(0.1))
        box.addWidget(Text(theme, walk.title, "title"))
        facts = {"began": sentence_start(walk.began), "ending": walk.ending}
        box.addWidget(Text(theme, page.say(N_("{began}. {ending}."), facts), "small", "muted"))
        row.addWidget(words, 1)
        buttons = Turning(theme.px(0.8), ends=True)
        line.add(head, 1)
        line.add(buttons)
        named = {"title": walk.title, "began": walk.began}
        if walk.can_undo:
            self.undo = Button(theme, page.say(N_("Undo")), "quiet", "arrow-back-up")
            self.undo.clicked.connect(lambda: page.wanted.emit(ResumeWalk(walk.session_id)))
            self.undo.setAccessibleDescription(page.say(N_("{title}, {began}"), named))
            buttons.add(self.undo)
        if walk.can_continue:
            self.go_on = Button(theme, page.say(N_("Continue")), "quiet", "player-play")
            self.go_on.clicked.connect(lambda: page.wanted.emit(ResumeWalk(walk.session_id)))
            self.go_on.setAccessibleDescription(page.say(N_("{title}, {began}"), named))
            buttons.add(self.go_on)
        self.report = Button(theme, page.say(N_("Report")), "quiet", "file-text")
        self.report.clicked.connect(lambda: page.wanted.emit(AskForReport(walk.session_id)))
        self.delete = Button(theme, page.say(N_("Delete")), "quiet", "trash")
        for button in (self.report, self.delete):
            button.setAccessibleDescription(page.say(N_("{title}, {began}"), named))
            buttons.add(button)
        self.body.addWidget(line)
        sentence = page.say(N_("Delete this one? It cannot be undone."))
        self.question = Confirmation(page, sentence, page.say(N_("Delete")), DeleteWalk(walk.session_id), self.delete)
        self.body.addWidget(self.question)
        self.delete.clicked.connect(self.question.ask)
