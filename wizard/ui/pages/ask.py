"""One question: answers like radio buttons, or one line to type into; "not sure" is always among them."""

from PySide6.QtWidgets import QButtonGroup, QLineEdit, QVBoxLayout, QWidget

from wizard.flow.events import Answered, WentBack
from wizard.flow.views import AskQuestion, choice_rows
from wizard.marking import N_
from wizard.ui.intents import Answer
from wizard.ui.moment import Moment
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.sizes import choice_of, sentence_of, size_table
from wizard.ui.pages.walk_page import WalkPage
from wizard.ui.widgets.choice import Choice
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.text import Text, announce
from wizard.wording import Wording

_EXAMPLES = {
    "email": N_("name@example.com"),
    "version": N_("2.3.1"),
    "datetime": N_("2026-11-22 14:05"),
    "count": N_("3"),
}


class AskPage(WalkPage):
    """Choose or type, then Continue."""

    def __init__(self, context: PageContext, moment: Moment, view: AskQuestion) -> None:
        super().__init__(context, moment)
        self._view = view
        self.choices: dict[str, Choice] = {}
        self.field: Field | None = None
        wording = Wording(context.environment, moment.flows)
        self.add_heading(wording.title(view), wording.body(view))
        self.add_finding()
        if view.step.input is not None:
            self._add_field(wording)
        self._add_choices(wording)
        self._complaint = Text(self.theme, "", "strong", "bad")
        self._complaint.setVisible(False)
        self.add(self._complaint)
        self._bring_back(moment)
        self.fill()
        self.add_back()
        self.primary = self.right(self.say(N_("Continue")), Answer(""))
        self.primary.clicked.disconnect()
        self.primary.clicked.connect(self._answer)

    def _add_field(self, wording: Wording) -> None:
        view = self._view
        label = wording.step_text(view, "label") or wording.title(view)
        example = self.say(_EXAMPLES.get(view.step.input or "", ""))
        hint = self.say(N_("For example {example}"), {"example": example}) if example else ""
        box = QVBoxLayout()
        box.setSpacing(self.theme.px(0.4))
        box.addWidget(Text(self.theme, label, "title"))
        self.field = Field(self.theme, label, hint)
        if view.step.secret:
            self.field.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.typed.connect(self._typed)
        box.addWidget(self.field)
        self.add_layout(box)

    def _add_choices(self, wording: Wording) -> None:
        self._group = QButtonGroup(self)
        box = QVBoxLayout()
        box.setSpacing(self.theme.px(0.7))
        rows = choice_rows(self._view.step, self._view.facts)
        sentence = sentence_of(self.context, rows)
        if sentence is not None:
            self.text(sentence)
            self.spoken = f"{self.spoken} {sentence}"
        for name in self._view.choices:
            if name == "given":
                continue
            choice = choice_of(self.context, wording.choice(self._view, name), rows, name)
            choice.toggled.connect(self._chosen)
            self._group.addButton(choice)
            box.addWidget(choice)
            self.choices[name] = choice
        self.add_layout(box)
        if sentence is not None:
            self.add(size_table(self.context, rows))

    def _bring_back(self, moment: Moment) -> None:
        """Show the answer that Back took back (research/ux rule 4); one that was asked anew starts empty."""
        if not moment.history or not isinstance(moment.history[-1], WentBack):
            return
        given = [event for event in moment.history if isinstance(event, Answered) and event.step == self._view.address]
        if not given:
            return
        row = given[-1].value if self._view.step.choices_from is not None else None
        if (row or given[-1].choice) in self.choices:
            self.choices[row or given[-1].choice].setChecked(True)
        elif self.field is not None and given[-1].value is not None:
            self.field.line.setText(given[-1].value)

    def first_focus(self) -> QWidget | None:
        return self.field.line if self.field is not None else next(iter(self.choices.values()), None)

    def refuse(self, message: str) -> None:
        """Say under the question what is missing; what was typed stays."""
        if self.field is not None:
            self.field.mark(message)
        self._complaint.setText(message)
        self._complaint.setVisible(True)
        self.scroll_area.ensureWidgetVisible(self._complaint)
        target = self.first_focus()
        if target is not None:
            target.setFocus()
        announce(self, message)

    def _chosen(self, on: bool) -> None:
        if on:
            self._quiet()

    def _typed(self, text: str) -> None:
        if text:
            self._group.setExclusive(False)  # typing takes "not sure" back
            for choice in self.choices.values():
                choice.setChecked(False)
            self._group.setExclusive(True)
        self._quiet()

    def _quiet(self) -> None:
        self._complaint.setVisible(False)
        if self.field is not None:
            self.field.mark("")

    def _answer(self) -> None:
        chosen = next((name for name, choice in self.choices.items() if choice.isChecked()), None)
        if chosen is not None:
            self.wanted.emit(Answer(chosen))
        elif self.field is None:
            self.refuse(self.say(N_("Choose one answer first. If none fits, choose “I'm not sure”.")))
        elif not self.field.text.strip():
            self.refuse(self.say(N_("Type an answer first, or choose “I'm not sure”.")))
        else:
            self.wanted.emit(Answer("given", self.field.text))
