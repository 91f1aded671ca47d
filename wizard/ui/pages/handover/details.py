"""What a way to people needs besides, and what to have ready (FACTS B6): kept only where it is ticked."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from wizard.escalation.handing_over import Way
from wizard.escalation.handing_over_questions import QUESTIONS
from wizard.escalation.ready import ReadyItem, Verdict, check_item, particulars_of
from wizard.marking import N_
from wizard.ui.intents import HandOver, Intent
from wizard.ui.pages.handover.fields import QuestionForm, TypedKeeper
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.card import Card, Notice
from wizard.ui.widgets.choice import Tick
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.text import Icon, Text, announce

_SECRET = frozenset({"pin", "verification_code", "card_digits", "government_id"})
"""Shown as dots while typed: somebody may look over the shoulder."""
_SIGNS = {"right": ("circle-check", "good"), "wrong": ("circle-x", "bad"), "incomplete": ("dots", "muted")}


class DetailsPage(Page):
    """Lines that go into the message, then the checklist. What is not ticked is forgotten with the page."""

    def __init__(self, context: PageContext, way: Way, known: Mapping[str, str], back: Intent) -> None:
        super().__init__(context, stage=3)
        self._today = context.environment.now_utc().astimezone().date()
        self.form: QuestionForm | None = None
        self.lines: dict[str, ReadyLine] = {}
        self.add_heading(self.say(N_("What you will be asked")), way.usual)
        asked = [name for name in way.asks if name in QUESTIONS]
        if asked:
            card = Card(self.theme)
            card.add(Text(self.theme, self.say(N_("This goes into the message")), "title"))
            self._keeper = TypedKeeper(self, self._message_lines)
            self.form = QuestionForm(self, asked, known, self._keeper.start)
            card.add(self.form)
            self.add(card)
        shown = [item for item in way.ready_items if item.particular not in asked and item.particular not in known]
        if shown:
            self.add(self._checklist(shown))
        self.fill()
        self.add_back(back)
        label = N_("Show me what to say") if way.by_person and way.kind != "mail" else N_("Show me what leaves")
        self.primary = self.right(self.say(label), HandOver("preview"), "arrow-right")
        self.primary.clicked.disconnect()
        self.primary.clicked.connect(self._go_on)

    def first_focus(self) -> QWidget | None:
        if self.form is not None and self.form.fields:
            return next(iter(self.form.fields.values())).line
        return self.primary

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what may be written down: the lines of the message, and of the checklist what is ticked."""
        asked = self._message_lines()
        ticked = {name: line.field.text for name, line in self.lines.items() if line.is_ticked}
        return (*asked, *particulars_of(ticked, self._today).items())

    def leaving(self) -> None:
        if self.form is not None:
            self._keeper.flush()

    def _message_lines(self) -> tuple[tuple[str, str], ...]:
        return self.form.typed() if self.form is not None else ()

    def _checklist(self, items: list[ReadyItem]) -> Card:
        card = Card(self.theme)
        card.add(Text(self.theme, self.say(N_("Have this ready")), "title"))
        sentence = N_("Type it here to see whether it has the right form. It is forgotten unless you tick it.")
        card.add(Text(self.theme, self.say(sentence), "small", "muted"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(1.2))
        grid.setVerticalSpacing(self.theme.px(0.9))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for number, item in enumerate(items):
            line = ReadyLine(self, item)
            grid.addWidget(line, number // 2, number % 2, Qt.AlignmentFlag.AlignTop)
            self.lines[item.name] = line
        card.body.addLayout(grid)
        never = N_("PIN, card, ID, date of birth, codes and address are never kept and never sent by this program.")
        card.add(Notice(self.theme, self.say(never), "accent", "shield-check"))
        return card

    def verdict(self, item: ReadyItem, text: str) -> Verdict:
        return check_item(item.name, text, self._today)

    def _go_on(self) -> None:
        if self.form is None or not self.form.complain():
            if self.form is not None:
                self._keeper.stop()
            self.wanted.emit(HandOver("preview", self.typed()))


class ReadyLine(QWidget):
    """One thing to have ready: its line, whether its form is right, and a tick where it may be kept."""

    def __init__(self, page: DetailsPage, item: ReadyItem) -> None:
        super().__init__()
        self._page = page
        self._item = item
        self._state = "empty"
        theme = page.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(0.2))
        label = page.say(item.label)
        box.addWidget(Text(theme, label, "strong"))
        self.field = Field(theme, label, page.say(item.form), height_em=2.9)
        if item.name in _SECRET:
            self.field.line.setEchoMode(QLineEdit.EchoMode.PasswordEchoOnEdit)
        box.addWidget(self.field)
        below = QGridLayout()
        below.setColumnStretch(1, 1)
        self._sign = Icon(theme, "dots", "muted", 1.1)
        self._said = Text(theme, "", "small_strong", "muted")
        below.addWidget(self._sign, 0, 0)
        below.addWidget(self._said, 0, 1)
        box.addLayout(below)
        self.tick: Tick | None = None
        if item.kept:
            self.tick = Tick(theme, page.say(N_("Put it into the report")), checked=False)
            self.tick.setAccessibleDescription(label)
            box.addWidget(self.tick)
        self._sign.setVisible(False)
        self._said.setVisible(False)
        self.field.typed.connect(self._typed)
        self.field.line.editingFinished.connect(self._finished)

    @property
    def is_ticked(self) -> bool:
        return self.tick is not None and self.tick.isChecked()

    def _typed(self, text: str) -> None:
        verdict = self._page.verdict(self._item, text)
        self._show(verdict, is_final=False)

    def _finished(self) -> None:
        """What is still incomplete when the line is left is wrong."""
        self._show(self._page.verdict(self._item, self.field.text), is_final=True)

    def _show(self, verdict: Verdict, *, is_final: bool) -> None:
        state = "wrong" if is_final and verdict.state == "incomplete" else verdict.state
        shown = state in _SIGNS
        self._sign.setVisible(shown)
        self._said.setVisible(shown)
        message = self._page.say(verdict.message, verdict.facts) if verdict.message else ""
        if shown:
            icon, token = _SIGNS[state]
            self._sign.show_icon(icon, token)  # type: ignore[arg-type]  # tokens of the table above
            self._said.use_token(token)  # type: ignore[arg-type]
            self._said.setText(self._page.say(N_("This has the right form.")) if state == "right" else message)
        self.field.mark(message if state == "wrong" else "")
        if state != self._state and state in ("right", "wrong"):
            announce(self.field.line, self._said.text())
        self._state = state
