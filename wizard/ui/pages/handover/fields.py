"""What a person can be asked for a report, as lines to type into, each checked for its form."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wizard.errors import WizardError
from wizard.escalation.handing_over_questions import QUESTIONS, Question, checked_particular
from wizard.marking import N_
from wizard.ui.intents import KeepTyped
from wizard.ui.pages.page import Page
from wizard.ui.widgets.choice import Tick
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.text import Text, announce

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("What happened"), ("last_success", "exact_message", "went_down", "recent_changes")),
    (N_("Whom it affects"), ("users_affected", "users_percent", "impact_text", "affects_access")),
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
        self.ticks: dict[str, Tick] = {}
        """Questions whose answer is yes or nothing."""
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
            wide = question.wide or question.choices is not None
            if wide and column:
                row, column = row + 1, 0
            if question.choices is not None:
                grid.addWidget(self._tick(name, question, known.get(name) == "yes"), row, 0, 1, 2)
            else:
                grid.addLayout(self._line(name, question, known.get(name, "")), row, column, 1, 2 if wide else 1)
            column = 0 if wide or column else 1
            row += not column

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what stands in the lines; an emptied line is an empty text."""
        lines = tuple((name, field.text.strip()) for name, field in self.fields.items())
        return (*lines, *((name, "yes" if tick.isChecked() else "") for name, tick in self.ticks.items()))

    def complain(self) -> bool:
        """Mark every line that has not its form, go to the first of them, and return whether there is one."""
        first: Field | None = None
        for name, field in self.fields.items():
            text = field.text.strip()
            message = self._fault(name, text) if text else ""
            self._mark(name, message)
            if message and first is None:
                first = field
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

    def _tick(self, name: str, question: Question, chosen: bool) -> Tick:
        tick = Tick(self._page.theme, self._page.say(question.label), checked=chosen)
        tick.toggled.connect(lambda _on: self._changed())
        self.ticks[name] = tick
        return tick

    def _typed(self, name: str) -> None:
        self._mark(name, "")
        self._changed()

    def _mark(self, name: str, message: str) -> None:
        self.fields[name].mark(message)
        self._complaints[name].setText(message)
        self._complaints[name].setVisible(bool(message))

    def _fault(self, name: str, text: str) -> str:
        environment = self._page.context.environment
        try:
            checked_particular(name, text, environment.now_utc())
        except WizardError as error:
            return environment.texts.error(error)
        return ""
