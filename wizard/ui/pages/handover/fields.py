"""What a person can be asked for a report, as lines to type into, each checked for its form."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wizard.errors import WizardError
from wizard.escalation.ready import check_item
from wizard.flow.model import InputKind
from wizard.inputs import checked_input
from wizard.marking import N_
from wizard.ui.intents import KeepTyped
from wizard.ui.pages.page import Page
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.text import Text, announce


@dataclass(frozen=True)
class Question:
    """One line. ``kind`` is the form it must have, or ``item`` the entry of FACTS B6 that checks it."""

    label: str
    kind: InputKind = "text"
    hint: str = ""
    item: str | None = None
    wide: bool = False


QUESTIONS: Mapping[str, Question] = {
    "last_success": Question(N_("What was the last thing that worked?"), wide=True),
    "exact_message": Question(N_("What does the message on the screen say, word for word?"), wide=True),
    "went_down": Question(N_("When did it begin?"), "datetime", N_("2026-11-22 14:05")),
    "recent_changes": Question(
        N_("What was changed shortly before?"), hint=N_("An update, a new device, a moved router"), wide=True
    ),
    "users_affected": Question(N_("How many people does it affect?"), "count", N_("3")),
    "users_percent": Question(N_("What share of all people is that, in percent?"), "count", N_("50")),
    "impact_text": Question(
        N_("What does it cost, in money or in work not done?"), hint=N_("Two orders lost since morning"), wide=True
    ),
    "account_email": Question(N_("Account e-mail"), "email", N_("name@example.com")),
    "order_number": Question(N_("Order number"), "serial"),
    "account_number": Question(N_("Account number"), hint=N_("12 digits"), item="account_number"),
    "full_name": Question(N_("Full legal name"), item="full_name"),
    "device_serial": Question(N_("Serial number or IMEI"), item="serial_or_imei"),
    "invoice_number": Question(N_("Invoice number"), item="invoice_number"),
    "reference_number": Question(N_("Reference number"), item="reference_number"),
    "transaction_numbers": Question(
        N_("Two recent transaction numbers"),
        hint=N_("Two numbers with a comma between them"),
        item="transaction_numbers",
    ),
    "call_back_number": Question(
        N_("Telephone number with country code"), hint=N_("+420 601 234 567"), item="call_back_number"
    ),
    "time_slot_1": Question(N_("When can they call you?"), hint=N_("Today between 15:00 and 17:00")),
    "time_slot_2": Question(N_("And when else?"), hint=N_("Tomorrow between 9:00 and 11:00")),
    "browser": Question(N_("Which browser and its version?"), hint=N_("Firefox 145")),
    "steps_to_reproduce": Question(N_("How can somebody else see the problem, step by step?"), wide=True),
    "expected_result": Question(N_("What should happen instead?"), wide=True),
    "wanted_solution": Question(N_("What exactly do you ask for?"), wide=True),
}
"""By the name in ``Particulars.typed``; in the order in which they are asked."""
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("What happened"), ("last_success", "exact_message", "went_down", "recent_changes")),
    (N_("Whom it affects"), ("users_affected", "users_percent", "impact_text")),
    (N_("Who you are"), ("account_email", "order_number")),
)
"""What is asked first, whichever way is taken afterwards."""
ASKED_FIRST = frozenset(name for _, names in GROUPS for name in names)
KEEP_MS = 800
"""How long after the last key what was typed is put on the disk."""


class TypedKeeper(QTimer):
    """Puts what was typed on a page on the disk: after a pause, and when the page is left."""

    def __init__(self, page: Page, typed: Callable[[], tuple[tuple[str, str], ...]]) -> None:
        super().__init__(page)
        self._page = page
        self._typed = typed
        self.setSingleShot(True)
        self.setInterval(KEEP_MS)
        self.timeout.connect(self._keep)

    def flush(self) -> None:
        """Keep at once what was typed since."""
        if self.isActive():
            self.stop()
            self._keep()

    def _keep(self) -> None:
        self._page.wanted.emit(KeepTyped(self._typed()))


class QuestionForm(QWidget):
    """Lines in two columns, long ones over both; ``known`` stands in them already."""

    def __init__(self, page: Page, names: Iterable[str], known: Mapping[str, str], changed: Callable[[], None]) -> None:
        super().__init__()
        self._page = page
        self.fields: dict[str, Field] = {}
        self._complaints: dict[str, Text] = {}
        self._changed = changed
        theme = page.theme
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(1.2))
        grid.setVerticalSpacing(theme.px(0.9))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        row, column = 0, 0
        for name in names:
            question = QUESTIONS[name]
            if question.wide and column:
                row, column = row + 1, 0
            grid.addLayout(self._line(name, question, known.get(name, "")), row, column, 1, 2 if question.wide else 1)
            column = 0 if question.wide or column else 1
            row += not column

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what stands in the lines; an emptied line is an empty text."""
        return tuple((name, field.text.strip()) for name, field in self.fields.items())

    def complain(self) -> bool:
        """Mark every line that has not its form, go to the first of them, and return whether there is one."""
        first: Field | None = None
        for name, text in self.typed():
            message = self._fault(name, text) if text else ""
            self._mark(name, message)
            if message and first is None:
                first = self.fields[name]
                announce(self._page, message)
        if first is None:
            return False
        self._page.scroll_area.ensureWidgetVisible(first)
        first.line.setFocus()
        return True

    def _line(self, name: str, question: Question, known: str) -> QVBoxLayout:
        theme, say = self._page.theme, self._page.say
        box = QVBoxLayout()
        box.setSpacing(theme.px(0.25))
        label = say(question.label)
        box.addWidget(Text(theme, label, "strong"))
        field = Field(theme, label, say(question.hint), height_em=2.9)
        field.line.setText(known)
        field.typed.connect(lambda _text: self._typed(name))
        box.addWidget(field)
        complaint = Text(theme, "", "small_strong", "bad")
        complaint.setVisible(False)
        box.addWidget(complaint)
        box.addStretch(1)
        self.fields[name] = field
        self._complaints[name] = complaint
        return box

    def _typed(self, name: str) -> None:
        self._mark(name, "")
        self._changed()

    def _mark(self, name: str, message: str) -> None:
        self.fields[name].mark(message)
        self._complaints[name].setText(message)
        self._complaints[name].setVisible(bool(message))

    def _fault(self, name: str, text: str) -> str:
        environment = self._page.context.environment
        question = QUESTIONS[name]
        if question.item is not None:
            verdict = check_item(question.item, text, environment.now_utc().astimezone().date())
            fits = verdict.state in ("right", "empty")
            return "" if fits or verdict.message is None else self._page.say(verdict.message, verdict.facts)
        try:
            checked_input(question.kind, text, environment.now_utc())
        except WizardError as error:
            return environment.texts.error(error)
        return ""
