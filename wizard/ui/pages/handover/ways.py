"""Which way to people: the advice in one sentence, every way there is, and the questions that would change it."""

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from wizard.escalation.advice import Question
from wizard.escalation.handing_over import Way, Ways
from wizard.marking import N_
from wizard.ui.intents import AnswerAdvice, ChooseWay, Intent
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card, Notice
from wizard.ui.widgets.choice import Choice
from wizard.ui.widgets.text import Text


class WaysPage(Page):
    """The best way is chosen already; any other is one press away."""

    def __init__(self, context: PageContext, ways: Ways, back: Intent, chosen: str = "") -> None:
        super().__init__(context, stage=3)
        self._ways = ways
        self.choices: dict[str, Choice] = {}
        self.answers: dict[tuple[str, str], Button] = {}
        self.add_heading(self.say(N_("Who should hear about it?")))
        self.add(Notice(self.theme, ways.sentence, "accent", "lifebuoy"))
        self.spoken = f"{self.spoken}. {ways.sentence}"
        if ways.advice.questions:
            self.add(self._question(ways.advice.questions[0]))
        names = [way.name for way in ways.ways]
        chosen = chosen if chosen in names and not ways.advice.questions else names[0]
        self._group = QButtonGroup(self)
        box = QVBoxLayout()
        box.setSpacing(self.theme.px(0.7))
        for number, way in enumerate(ways.ways):
            is_best = number == 0 and not ways.advice.questions
            choice = Choice(self.theme, self._title(way, best=is_best), way.usual)
            choice.setChecked(way.name == chosen)
            choice.toggled.connect(self._name_button)
            self._group.addButton(choice)
            box.addWidget(choice)
            self.choices[way.name] = choice
        self.add_layout(box)
        texts = context.environment.texts
        for note in ways.advice.notes:
            self.add(Notice(self.theme, note.text(texts), "plain"))
        self.fill()
        self.add_back(back)
        self.primary = self.right(self.say(N_("Continue")), ChooseWay(""), "arrow-right")
        self.primary.clicked.disconnect()
        self.primary.clicked.connect(self._choose)
        self._name_button()

    def first_focus(self) -> QWidget | None:
        return next(iter(self.choices.values()), self.primary)

    def _title(self, way: Way, *, best: bool) -> str:
        return self.say(N_("{way} (best for this)"), {"way": way.title}) if best else way.title

    def _question(self, question: Question) -> Card:
        """Return the first question still open; one press answers it, and the advice changes with the answer."""
        card = Card(self.theme)
        texts = self.context.environment.texts
        asked = question.title.text(texts)
        card.add(Text(self.theme, asked, "title"))
        for choice in question.choices:
            button = Button(self.theme, choice.label.text(texts), "quiet", "chevron-right")
            button.setAccessibleDescription(asked)
            intent = AnswerAdvice(question.name, choice.name)
            button.clicked.connect(lambda _on=False, intent=intent: self.wanted.emit(intent))
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            card.body.addLayout(row)
            self.answers[question.name, choice.name] = button
        return card

    @property
    def _chosen(self) -> Way:
        return next(way for way in self._ways.ways if self.choices[way.name].isChecked())

    def _name_button(self) -> None:
        """Say on the button which way it is: the choice may lie below what can be seen."""
        if self.primary is not None and self._group.checkedButton() is not None:
            self.primary.rename(self.say(N_("Continue: {way}"), {"way": self._chosen.title}), "arrow-right")
            self.bar.arrange()

    def _choose(self) -> None:
        self.wanted.emit(ChooseWay(self._chosen.name))
