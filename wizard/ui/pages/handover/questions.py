"""What only the person can say for a report (FACTS B1, B2, B4); everything may be left empty."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.escalation.handing_over_questions import QUESTIONS
from wizard.marking import N_
from wizard.report.particulars import Particulars
from wizard.ui.intents import HandOver, Intent
from wizard.ui.pages.handover.fields import GROUPS, QuestionForm, TypedKeeper
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.text import Icon, Text


class HandoverQuestionsPage(Page):
    """Groups of lines; what is known already is shown, and asked only if the person wants to change it."""

    def __init__(
        self,
        context: PageContext,
        particulars: Particulars,
        pictures: int,
        measurements: int,
        back: Intent,
        *,
        symptom: str = "",
    ) -> None:
        super().__init__(context, stage=3)
        self._known = particulars.typed()
        self._forms: list[QuestionForm] = []
        self._keeper = TypedKeeper(self, self.typed)
        body = self.say(N_("What was measured and tried is in the report already. Leave empty what you do not know."))
        if symptom:
            said = N_("Your problem: “{symptom}”. Whoever helps you reads it first. Leave empty what you do not know.")
            body = self.say(said, {"symptom": symptom})
        self.add_heading(self.say(N_("A few things only you know")), body)
        self.along = QVBoxLayout()
        self.add_layout(self.along)
        prefilled = [name for name in QUESTIONS if name in particulars.prefilled]
        if prefilled or particulars.error_codes:
            self.add(self._known_card(prefilled, particulars.error_codes))
        for title, names in GROUPS:
            asked = [name for name in names if name not in particulars.prefilled]
            if asked:
                self.add(self._form_card(self.say(title), asked, self._known))
        self.fill()
        self.add_back(back)
        self._add_extras(pictures, measurements)
        self.primary = self.right(self.say(N_("Continue")), HandOver("ways"), "arrow-right")
        self._carries_typed(self.primary, "ways")

    @property
    def fields(self) -> dict[str, object]:
        return {name: field for form in self._forms for name, field in form.fields.items()}

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return what stands in the lines; an emptied line is an empty text."""
        return tuple(pair for form in self._forms for pair in form.typed())

    def leaving(self) -> None:
        self._keeper.flush()

    def first_focus(self) -> QWidget | None:
        return next((field.line for form in self._forms for field in form.fields.values()), self.primary)

    def _form_card(self, title: str, names: list[str], known: Mapping[str, str]) -> Card:
        card = Card(self.theme)
        card.add(Text(self.theme, title, "title"))
        form = QuestionForm(self, names, known, self._keeper.start)
        card.add(form)
        self._forms.append(form)
        return card

    def _known_card(self, names: list[str], codes: tuple[str, ...]) -> Card:
        """Return what nobody is asked for, each line with a way to change it."""
        card = Card(self.theme)
        card.add(Text(self.theme, self.say(N_("Known already")), "title"))
        for name in names:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(self.theme.px(0.7))
            line.addWidget(Icon(self.theme, "check", "good", 1.3), 0, Qt.AlignmentFlag.AlignTop)
            label = self.say(QUESTIONS[name].label)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(Text(self.theme, label, "small", "muted"))
            words.addWidget(Text(self.theme, self._known.get(name, ""), "body"))
            line.addLayout(words, 1)
            change = Button(self.theme, self.say(N_("Change")), "quiet")
            change.setAccessibleDescription(label)
            change.clicked.connect(lambda _on=False, name=name, row=row, card=card: self._change(name, row, card))
            line.addWidget(change, 0, Qt.AlignmentFlag.AlignTop)
            card.add(row)
        if codes:
            sentence = self.say(N_("Codes: {codes}"), {"codes": ", ".join(codes)})
            card.add(Text(self.theme, sentence, "small", "muted"))
        return card

    def _change(self, name: str, row: QWidget, card: Card) -> None:
        """Turn a known line into one to type into."""
        form = QuestionForm(self, [name], self._known, self._keeper.start)
        self._forms.append(form)
        card.body.replaceWidget(row, form)
        row.hide()
        row.deleteLater()
        form.fields[name].line.setFocus()

    def _add_extras(self, pictures: int, measurements: int) -> None:
        """Put what helps besides words into the bar, where it is always seen."""
        texts = self.context.environment.texts
        for icon, count, label, sentence, to in (
            (
                "camera",
                pictures,
                N_("Add a picture"),
                texts.plural("{count} picture goes along.", "{count} pictures go along.", pictures),
                "pictures",
            ),
            (
                "route",
                measurements,
                N_("Measure more"),
                texts.plural("{count} more file goes along.", "{count} more files go along.", measurements),
                "measurements",
            ),
        ):
            button = self.left(self.say(label), HandOver("questions"), icon)
            button.clicked.disconnect()
            button.setAccessibleDescription(sentence if count else self.say(N_("None yet.")))
            self._carries_typed(button, to)
            if count:
                self.along.addWidget(Text(self.theme, sentence, "small_strong", "good"))

    def _carries_typed(self, button: Button, to: str) -> None:
        """Let a button keep what was typed, check it, and lead on."""
        if button is self.primary:
            button.clicked.disconnect()
        button.clicked.connect(lambda: self._leave(to))

    def _leave(self, to: str) -> None:
        faulty = [form for form in self._forms if form.complain()]  # every one marks its lines
        if not faulty:
            self._keeper.stop()
            self.wanted.emit(HandOver(to, self.typed()))  # type: ignore[arg-type]  # one of its places
