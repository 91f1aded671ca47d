"""The report before it is saved: the exact message, the exact files, and what was replaced."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from wizard.marking import N_
from wizard.ui.intents import Intent, SaveReport
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.choice import Tick
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.passage import Passage
from wizard.ui.widgets.text import Icon, Text

if TYPE_CHECKING:
    from wizard.report.bundle import ReportBundle

MOST_WORDS = 250
"""FACTS B4: a report stays under 250 words."""


class ReportPage(Page):
    """Two cards side by side: what it says, what goes with it. Unticking a file changes the message too."""

    def __init__(self, context: PageContext, bundle: "ReportBundle", back: Intent) -> None:
        super().__init__(context, stage=3)
        self._bundle = bundle
        body = self.say(N_("This is everything the report holds, word for word. Private details are already replaced."))
        self.add_heading(self.say(N_("Your report")), body)
        self.message = Passage(self.theme, self.say(N_("Message")))
        self._count = Text(self.theme, "", "small", "muted", wrap=False)
        self.ticks: dict[str, Tick] = {}
        columns = QHBoxLayout()
        columns.setSpacing(self.theme.px(1))
        columns.addWidget(self._message_card(), 3)
        columns.addWidget(self._files_card(), 2)
        self.column.addLayout(columns, 1)
        self.add_back(back)
        self.left(self.say(N_("Choose a folder")), SaveReport(frozenset(), choose=True), "folder-open")
        self.save = self.right("", SaveReport(frozenset(), choose=False), "download")
        for button, choose in ((self.bar.buttons[1], True), (self.save, False)):
            button.clicked.disconnect()
            button.clicked.connect(lambda _checked=False, choose=choose: self._save(choose))
        self._refresh()

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(name for name, tick in self.ticks.items() if tick.isChecked())

    def _message_card(self) -> Card:
        card = Card(self.theme)
        head = QHBoxLayout()
        head.addWidget(Text(self.theme, self.say(N_("Message")), "title"), 1)
        head.addWidget(self._count)
        card.body.addLayout(head)
        card.body.addWidget(self.message, 1)
        return card

    def _files_card(self) -> Card:
        card = Card(self.theme, padding_em=1.3)
        card.add(Text(self.theme, self.say(N_("Files")), "title"))
        grid = QGridLayout()
        grid.setVerticalSpacing(self.theme.px(0.1))
        grid.setColumnStretch(0, 1)
        for row, file in enumerate(self._bundle.listing):
            size = self.context.environment.texts.format_fact("size_bytes", file.size_bytes)
            hint = "" if file.looked_through else self.say(N_("A picture: look at it yourself before it goes along."))
            tick = Tick(self.theme, file.name.rpartition("/")[2], hint)
            tick.setAccessibleDescription(f"{size} {hint}".strip())
            tick.toggled.connect(self._refresh)
            grid.addWidget(tick, row, 0)
            grid.addWidget(Text(self.theme, size, "small", "muted", wrap=False), row, 1, Qt.AlignmentFlag.AlignRight)
            self.ticks[file.name] = tick
        card.body.addLayout(grid)
        card.body.addStretch(1)
        card.add(self._replaced())
        return card

    def _replaced(self) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(0.6))
        row.addWidget(Icon(self.theme, "eye-off", "good", 1.4), 0, Qt.AlignmentFlag.AlignTop)
        texts = self.context.environment.texts
        sentence = texts.plural(
            "{count} private detail replaced", "{count} private details replaced", self._bundle.replaced
        )
        row.addWidget(Text(self.theme, sentence, "small_strong", "good"), 1)
        box.addLayout(row)
        if self._bundle.originals:
            names = QWidget()
            lines = QVBoxLayout(names)
            lines.setContentsMargins(0, 0, 0, 0)
            for name, value in self._bundle.originals.items():
                facts = {"placeholder": name, "original": value}
                line = self.say(N_("{placeholder} stands for {original}"), facts)
                lines.addWidget(Text(self.theme, line, "small", "muted"))
            box.addWidget(Disclosure(self.theme, self.say(N_("Show them, only here")), names))
        return holder

    def _refresh(self) -> None:
        ticked = self.ticked
        chosen = self._bundle.select(ticked) if ticked else self._bundle
        self.message.setPlainText(chosen.text.strip())
        facts = {"words": len(chosen.text.split()), "most": MOST_WORDS}
        self._count.setText(self.say(N_("{words} of {most} words"), facts))
        size = sum(file.size_bytes for file in chosen.listing) if ticked else 0
        self.save.rename(self.say(N_("Save {size_bytes}"), {"size_bytes": size}), "download")
        self.bar.arrange()

    def _save(self, choose: bool) -> None:
        if self.ticked:
            self.wanted.emit(SaveReport(self.ticked, choose))
        else:
            self.refuse(self.say(N_("No file is ticked. Tick at least one, then save.")))
