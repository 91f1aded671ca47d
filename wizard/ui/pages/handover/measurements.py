"""More measurements for when a service is down (FACTS C2): each begun, stopped and failing on its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.marking import N_
from wizard.session import ConsentPage
from wizard.ui.colours import Token
from wizard.ui.intents import CollectMore, HandOver, StopCollecting
from wizard.ui.moment import Live
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.bars import WorkBar
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card, icon_row
from wizard.ui.widgets.text import Icon, Text, announce

PartState = Literal["none", "collected", "failed"]
_ROWS: Mapping[str, tuple[str, str, str]] = {
    "snapshot": ("device-desktop", N_("State of this computer"), N_("Processor, memory, disk, the busiest programs")),
    "route": ("route", N_("The way to the service"), N_("Three looks at every station on the way")),
    "configuration": ("settings", N_("Network settings"), N_("Adapters, addresses, name servers")),
    "capture": ("activity", N_("Network traffic"), N_("30 seconds of who talks to whom, asked for separately")),
}
_STATES: Mapping[PartState, tuple[str, Token]] = {
    "none": ("circle-dashed", "muted"),
    "collected": ("circle-check", "good"),
    "failed": ("alert-triangle", "warn"),
}


@dataclass(frozen=True, kw_only=True)
class PartLine:
    """One part: how it stands, and that in words."""

    state: PartState
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All parts. ``consent`` has to be agreed to before traffic is recorded; ``no_capture`` says why it cannot be."""

    lines: Mapping[str, PartLine]
    consent: ConsentPage
    no_capture: str = ""
    running: frozenset[str] = field(default_factory=frozenset)


class MeasurementsPage(Page):
    """A row for each part; recording traffic opens its own question on the page."""

    def __init__(self, context: PageContext, parts: Parts) -> None:
        super().__init__(context, stage=3)
        self.parts = parts
        self.bars: dict[str, WorkBar] = {}
        self.stops: dict[str, Button] = {}
        self._said: dict[str, Text] = {}
        body = self.say(N_("With these at hand, support asks much less back. Nothing on this computer is changed."))
        if parts.running:
            body = self.say(N_("You may go back meanwhile. What is done by then is kept."))
        self.add_heading(self.say(N_("More measurements")), body)
        for part, (icon, title, sentence) in _ROWS.items():
            self.add(self._row(part, icon, self.say(title), self.say(sentence)))
        self.question = self._consent(parts.consent)
        self.add(self.question)
        self.fill()
        self.add_back(HandOver("questions"))
        left = [part for part in _ROWS if part != "capture" and parts.lines[part].state != "collected"]
        if parts.running:
            return
        if left:
            self.left(self.say(N_("Skip this")), HandOver("questions"))
            self.right(self.say(N_("Measure now")), CollectMore(frozenset(left)), "stethoscope")
        else:
            again = frozenset(_ROWS) - {"capture"}
            self.left(self.say(N_("Measure again")), CollectMore(again), "refresh")
            self.right(self.say(N_("Continue")), HandOver("questions"), "arrow-right")

    def show_live(self, live: Live) -> None:
        """Show how far each part is; the facts name the part that moved."""
        part = live.facts.get("part")
        if isinstance(part, str) and part in self.bars and live.fraction is not None:
            self.bars[part].advance(live.fraction)

    def _row(self, part: str, icon: str, title: str, sentence: str) -> Card:
        line = self.parts.lines[part]
        card = Card(self.theme, padding_em=1.1)
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(0.9))
        row.addWidget(Icon(self.theme, icon, "accent", 1.6))
        words = QVBoxLayout()
        words.setSpacing(self.theme.px(0.1))
        words.addWidget(Text(self.theme, title, "title"))
        words.addWidget(Text(self.theme, sentence, "small", "muted"))
        row.addLayout(words, 1)
        if part in self.parts.running:
            bar = WorkBar(self.theme, title)
            bar.setFixedWidth(self.theme.px(9))
            row.addWidget(bar)
            self.bars[part] = bar
            stop = Button(self.theme, self.say(N_("Stop")), "quiet", "x")
            stop.setAccessibleDescription(title)
            stop.clicked.connect(lambda: self.wanted.emit(StopCollecting(part)))
            row.addWidget(stop)
            self.stops[part] = stop
        elif part == "capture" and not self.parts.running and not self.parts.no_capture:
            self.record = Button(self.theme, self.say(N_("Record")), "outlined")
            self.record.setAccessibleDescription(title)
            self.record.clicked.connect(self._ask)
            row.addWidget(self.record)
        sign, token = _STATES[line.state]
        row.addWidget(Icon(self.theme, sign, token, 1.4))
        card.body.addLayout(row)
        if line.sentence:
            card.add(Text(self.theme, line.sentence, "small", token if line.state != "none" else "muted"))
        return card

    def _consent(self, consent: ConsentPage) -> Card:
        """Return the question that comes before a recording: exactly the words that are hashed into the record."""
        card = Card(self.theme, "warn")
        card.add(Text(self.theme, consent.title, "title"))
        for icon, text in (
            ("eye", consent.changes),
            ("clock", consent.duration),
            ("shield-check", consent.stays),
            ("arrow-back-up", consent.undo),
        ):
            card.add(icon_row(self.theme, icon, "", text, "warn"))
        row = QHBoxLayout()
        row.addStretch(1)
        keep = Button(self.theme, self.say(N_("Leave it")), "outlined")
        keep.clicked.connect(lambda: card.setVisible(False))
        record = Button(self.theme, consent.button, "outlined", "activity")
        record.clicked.connect(lambda: self.wanted.emit(CollectMore(frozenset({"capture"}))))
        row.addWidget(keep)
        row.addWidget(record)
        card.body.addLayout(row)
        card.setVisible(False)
        self._first_answer: QWidget = keep
        return card

    def _ask(self) -> None:
        self.question.setVisible(True)
        self._first_answer.setFocus()
        # Its place is known only once the column was laid out anew.
        QTimer.singleShot(0, self, lambda: self.scroll_area.ensureWidgetVisible(self.question))
        announce(self, self.parts.consent.title)
