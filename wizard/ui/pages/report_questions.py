"""What only the person can say for a report (FACTS B1, B2); everything may be left empty."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wizard.errors import WizardError
from wizard.flow.model import InputKind
from wizard.inputs import checked_input
from wizard.marking import N_
from wizard.ui.intents import ComposeReport, Intent
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.text import Text, announce

if TYPE_CHECKING:
    from wizard.handover import Particulars


@dataclass(frozen=True)
class _Question:
    name: str
    label: str
    kind: InputKind
    wide: bool = False


_QUESTIONS = (
    _Question("account_email", N_("Account e-mail"), "email"),
    _Question("order_number", N_("Order number"), "serial"),
    _Question("last_success", N_("What was the last thing that worked?"), "text", wide=True),
    _Question("exact_message", N_("What does the message on the screen say, word for word?"), "text", wide=True),
    _Question("went_down", N_("When did it begin?"), "datetime"),
    _Question("users_affected", N_("How many people does it affect?"), "count"),
    _Question("recent_changes", N_("What was changed shortly before?"), "text", wide=True),
)
_HINTS = {
    "account_email": N_("name@example.com"),
    "went_down": N_("2026-11-22 14:05"),
    "users_affected": N_("3"),
    "recent_changes": N_("An update, a new device, a moved router"),
}


class ReportQuestionsPage(Page):
    """One form: short lines side by side, long ones under each other."""

    def __init__(self, context: PageContext, back: Intent, known: dict[str, str] | None = None) -> None:
        super().__init__(context, stage=3)
        body = self.say(N_("What was measured and tried is in the report already. Leave empty what you do not know."))
        self.add_heading(self.say(N_("A few things only you know")), body)
        self.fields: dict[str, Field] = {}
        self._complaints: dict[str, Text] = {}
        card = Card(self.theme)
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(1.2))
        grid.setVerticalSpacing(self.theme.px(0.9))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        row, column = 0, 0
        for question in _QUESTIONS:
            if question.wide and column:
                row, column = row + 1, 0
            box = self._field(question, (known or {}).get(question.name, ""))
            grid.addLayout(box, row, column, 1, 2 if question.wide else 1)
            column = 0 if question.wide or column else 1
            row += not column
        card.body.addLayout(grid)
        self.add(card)
        self.fill()
        self.add_back(back)
        self.primary = self.right(self.say(N_("Show me the report")), ComposeReport(()), "file-text")
        self.primary.clicked.disconnect()
        self.primary.clicked.connect(self._compose)

    def first_focus(self) -> QWidget:
        return self.fields["account_email"].line

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what was typed, empty lines left out."""
        return tuple((name, field.text.strip()) for name, field in self.fields.items() if field.text.strip())

    def _field(self, question: _Question, known: str) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(self.theme.px(0.25))
        label = self.say(question.label)
        box.addWidget(Text(self.theme, label, "strong"))
        field = Field(self.theme, label, self.say(_HINTS.get(question.name, "")), height_em=2.9)
        field.line.setText(known)
        field.typed.connect(lambda _text, name=question.name: self._complain(name, ""))
        box.addWidget(field)
        complaint = Text(self.theme, "", "small_strong", "bad")
        complaint.setVisible(False)
        box.addWidget(complaint)
        box.addStretch(1)
        self.fields[question.name] = field
        self._complaints[question.name] = complaint
        return box

    def _complain(self, name: str, message: str) -> None:
        self.fields[name].mark(message)
        self._complaints[name].setText(message)
        self._complaints[name].setVisible(bool(message))

    def _compose(self) -> None:
        first: Field | None = None
        kinds = {question.name: question.kind for question in _QUESTIONS}
        now_utc = self.context.environment.now_utc()
        for name, text in self.typed():
            message = self._fault(kinds[name], text, now_utc)
            self._complain(name, message)
            if message and first is None:
                first = self.fields[name]
                announce(self, message)
        if first is not None:
            self.scroll_area.ensureWidgetVisible(first)
            first.line.setFocus()
            return
        self.wanted.emit(ComposeReport(self.typed()))

    def _fault(self, kind: InputKind, text: str, now_utc: datetime) -> str:
        try:
            checked_input(kind, text, now_utc)
        except WizardError as error:
            return self.context.environment.texts.error(error)
        return ""


def particulars_of(typed: tuple[tuple[str, str], ...]) -> "Particulars":
    """Return what was typed as the report takes it; runs where the report is built."""
    from wizard.handover import Particulars
    from wizard.report.model import FiveThings

    given = dict(typed)
    users = given.get("users_affected")
    return Particulars(
        account_email=given.get("account_email"),
        order_number=given.get("order_number"),
        five=FiveThings(
            last_success=given.get("last_success"),
            exact_message=given.get("exact_message"),
            went_down=given.get("went_down"),
            users_affected=int(users) if users is not None else None,
            recent_changes=given.get("recent_changes"),
        ),
    )
