"""The first page: say what is not working, go on where you left off, or have the computer checked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from wizard.marking import N_
from wizard.ui.front import Found, HandedOver, Unfinished
from wizard.ui.intents import AskAPerson, ResumeWalk, ShowCases, ShowOther, StartCheckUp, StartFlow
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card, Notice
from wizard.ui.widgets.choice import ProblemCard
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.text import Icon, Text, announce

if TYPE_CHECKING:
    from wizard.first_page import FlowCard

SEARCH_PAUSE_MS = 150
_MOST_FREQUENT = ("connection", "wifi_channel", "restart_firmware", "app_cache", "crash_export", "password_reset")
"""Flows that come first, in this order; all others follow in the library's."""
_LEAST_LETTERS = 3
_TWO_COLUMNS_EM = 40


class HomePage(Page):
    """Search, the interrupted walk, one card per problem, the check-up.

    ``search`` answers None while what it looks in is not read yet.
    """

    def __init__(self, context: PageContext, search: Callable[[str], Found | None]) -> None:
        super().__init__(context)
        self._search = search
        self._found: Found | None = None
        self.add_heading(self.say(N_("What is not working?")))
        hint = self.say(N_("Tell it in your own words: “video keeps freezing”"))
        self.field = Field(self.theme, self.say(N_("Tell what is not working")), hint, "search")
        self.add(self.field)
        self._place = QVBoxLayout()
        self.add_layout(self._place)
        self._sent = QVBoxLayout()
        self.add_layout(self._sent)
        self._advice = Notice(self.theme, "", "accent")
        self._advice.setVisible(False)
        self.person = Button(self.theme, self.say(N_("Get help from a person")), "outlined", "lifebuoy")
        self.person.clicked.connect(lambda: self.wanted.emit(AskAPerson(self.field.text.strip())))
        self.person.setVisible(False)
        self._advice.row.addWidget(self.person)
        self.add(self._advice)
        self.cards: dict[str, ProblemCard] = {}
        self.found_cards: dict[str, ProblemCard] = {}
        self._hidden: dict[str, FlowCard] = {}
        self._grid = ProblemGrid(self._make_cards(), self.theme.px(_TWO_COLUMNS_EM), self.theme.px(0.85))
        self.add(self._grid)
        self.fill()
        self.left(self.say(N_("Something else")), ShowOther(), "dots")
        self.right(self.say(N_("Check my computer")), StartCheckUp(), "stethoscope")
        self.show_unfinished(context.front.unfinished)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.field.typed.connect(self._typed)

    def show_unfinished(self, walks: tuple[Unfinished, ...]) -> None:
        """Offer the latest interrupted walk."""
        if not walks or self._place.count():
            return
        walk = walks[0]
        card = Card(self.theme, "accent")
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(1))
        card.body.addLayout(row)
        row.addWidget(Icon(self.theme, "player-track-next", "accent", 1.9))
        words = QVBoxLayout()
        words.setSpacing(self.theme.px(0.15))
        words.addWidget(Text(self.theme, self.say(N_("Continue where you left off")), "title"))
        detail = self.say(N_("{title}. Begun {started}."), {"title": walk.title, "started": walk.started})
        words.addWidget(Text(self.theme, detail, "small", "muted"))
        row.addLayout(words, 1)
        self.go_on = Button(self.theme, self.say(N_("Continue")), "filled")
        self.go_on.setAccessibleDescription(detail)
        self.go_on.clicked.connect(lambda: self.wanted.emit(ResumeWalk(walk.session_id)))
        row.addWidget(self.go_on)
        self._place.addWidget(card)
        QWidget.setTabOrder(self.field.line, self.go_on)

    def show_handed_over(self, waiting: HandedOver | None) -> None:
        """Say what was handed over and is not over yet; what waits for the person stands out."""
        while self._sent.count():
            item = self._sent.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if waiting is None:
            return
        card = Card(self.theme, "warn" if waiting.is_due else "plain", padding_em=1.2)
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(1))
        card.body.addLayout(row)
        row.addWidget(
            Icon(self.theme, "bell" if waiting.is_due else "send", "warn" if waiting.is_due else "accent", 1.7)
        )
        words = QVBoxLayout()
        words.setSpacing(self.theme.px(0.15))
        words.addWidget(Text(self.theme, waiting.title, "title"))
        words.addWidget(Text(self.theme, waiting.sentence, "small", "muted"))
        row.addLayout(words, 1)
        show = Button(self.theme, self.say(N_("Show")), "outlined")
        show.setAccessibleDescription(f"{waiting.title}. {waiting.sentence}")
        show.clicked.connect(lambda: self.wanted.emit(ShowCases()))
        row.addWidget(show)
        self._sent.addWidget(card)

    def first_focus(self) -> QWidget:
        return self.field.line

    def escape(self) -> None:
        """Empty the search; there is no way back from here."""
        self.field.line.clear()

    def enter(self) -> None:
        """In the search, start what fits best; elsewhere, press the filled button."""
        if self.window().focusWidget() is not self.field.line:
            super().enter()
            return
        self.look()
        if self._found is not None and self._found.flows and not self._found.person:
            self.wanted.emit(StartFlow(self._found.flows[0]))

    def _make_cards(self) -> list[ProblemCard]:
        rank = {flow_id: index for index, flow_id in enumerate(_MOST_FREQUENT)}
        for card in sorted(self.context.front.cards, key=lambda card: rank.get(card.flow_id, len(rank))):
            if card.home:
                self.cards[card.flow_id] = problem_card(self, card)
            else:
                self._hidden[card.flow_id] = card
        return list(self.cards.values())

    def _fitting(self, flow_id: str) -> ProblemCard | None:
        """Return the card of a flow that was found; one that does not stand here from the start is made now."""
        shown = self.cards.get(flow_id) or self.found_cards.get(flow_id)
        if shown is None and flow_id in self._hidden:
            shown = self.found_cards[flow_id] = problem_card(self, self._hidden[flow_id])
        return shown

    def _typed(self, text: str) -> None:
        if len(text.strip()) >= _LEAST_LETTERS:
            self._pause.start()
        else:
            self._pause.stop()
            self._show(None)

    def look(self) -> None:
        self._pause.stop()
        text = self.field.text.strip()
        self._show(self._search(text) if len(text) >= _LEAST_LETTERS else None)

    def _show(self, found: Found | None) -> None:
        if found == self._found:
            return
        self._found = found
        if found is None:
            self._advice.setVisible(False)
            self._grid.show_only(list(self.cards.values()))
            return
        fitting = [card for flow_id in found.flows if (card := self._fitting(flow_id)) is not None]
        if found.person:
            sentence = self.say(N_("Nothing fits that well. Choose what comes closest, or get help from a person."))
            fitting += [card for card in self.cards.values() if card not in fitting]
        else:
            sentence = self.say(N_("This fits best. Press Enter to start the first one."))
        self._advice.say(sentence)
        self.person.setVisible(found.person)
        self._advice.setVisible(True)
        self._grid.show_only(fitting)
        announce(self, sentence)


def problem_card(page: Page, flow: "FlowCard") -> ProblemCard:
    """Return the card that starts a flow: its title, what is done, and how long it takes."""
    minutes = page.context.front.texts.format_fact("flow_minutes", flow.minutes).replace(" ", "\N{NO-BREAK SPACE}")
    facts = {"summary": flow.summary, "flow_minutes": minutes}
    card = ProblemCard(page.theme, flow.icon, flow.title, page.say(N_("{summary}, {flow_minutes}"), facts))
    card.clicked.connect(lambda: page.wanted.emit(StartFlow(flow.flow_id)))
    return card


class ProblemGrid(QWidget):
    """Cards in two columns, in one where the window is narrow."""

    def __init__(self, cards: list[ProblemCard], two_columns_px: int, gap_px: int) -> None:
        super().__init__()
        self._two_columns_px = two_columns_px
        self._shown = cards
        self._columns = 2
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(gap_px)
        self._arrange()

    def show_only(self, cards: list[ProblemCard]) -> None:
        """Show these cards, in this order."""
        for card in self._shown:
            card.setVisible(card in cards)
        self._shown = cards
        self._arrange()
        for card in cards:
            card.setVisible(True)

    def resizeEvent(self, event: object) -> None:
        columns = 2 if self.width() >= self._two_columns_px else 1
        if columns != self._columns:
            self._columns = columns
            self._arrange()

    def _arrange(self) -> None:
        while self._layout.count():
            self._layout.takeAt(0)
        for column in range(2):
            self._layout.setColumnStretch(column, 1 if column < self._columns else 0)
        for row in range(self._layout.rowCount()):
            self._layout.setRowStretch(row, 0)
        self._layout.setRowStretch(len(self._shown), 1)  # below the last row: cards stay as low as they can be
        for index, card in enumerate(self._shown):
            self._layout.addWidget(card, index // self._columns, index % self._columns)
        for first, second in zip(self._shown, self._shown[1:], strict=False):
            QWidget.setTabOrder(first, second)
