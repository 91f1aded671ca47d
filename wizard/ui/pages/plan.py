"""The whole order of what will be tried, with the chance and the minutes of each, and why it is this order."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from wizard.flow.views import ShowPlan
from wizard.marking import N_
from wizard.ui.intents import GoOn
from wizard.ui.moment import Moment
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.walk_page import WalkPage
from wizard.ui.widgets.bars import ChanceBar
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.steps import Number
from wizard.ui.widgets.text import Text
from wizard.wording import Wording


class PlanPage(WalkPage):
    """One line each; the first one stands out."""

    def __init__(self, context: PageContext, moment: Moment, view: ShowPlan) -> None:
        super().__init__(context, moment)
        wording = Wording(context.environment, moment.flows)
        why = N_("First comes what helps most often for the time it takes. After each step it is measured again.")
        self.add_heading(wording.title(view), wording.body(view) or self.say(why))
        self.add_finding()
        card = Card(self.theme)
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(1.2))
        grid.setVerticalSpacing(self.theme.px(1.1))
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        card.body.addLayout(grid)
        for column, title in ((1, N_("Step")), (2, N_("Chance that it helps")), (4, N_("Takes"))):
            grid.addWidget(Text(self.theme, self.say(title), "small_strong", "muted"), 0, column)
        texts = context.environment.texts
        for number, row in enumerate(wording.plan_rows(view), start=1):
            mark = Number(self.theme, number)
            mark.use_state("now" if number == 1 else "later")
            chance = texts.format_fact("chance_percent", row.chance_percent)
            takes = texts.format_fact("minutes", row.minutes)
            words = Text(self.theme, row.title, "title" if number == 1 else "body")
            facts = {"step": row.title, "chance": chance, "takes": takes}
            words.setAccessibleName(self.say(N_("{step}: chance {chance}, takes {takes}"), facts))
            name = self.say(N_("{step}: chance that it helps"), facts)
            grid.addWidget(mark, number, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(words, number, 1)
            grid.addWidget(ChanceBar(self.theme, name, row.chance_percent), number, 2, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(Text(self.theme, chance, "body", wrap=False), number, 3)
            grid.addWidget(Text(self.theme, takes, "body", "muted", wrap=False), number, 4)
        self.add(card)
        self.fill()
        self.add_back()
        self.right(self.say(N_("Start with step 1")), GoOn())
