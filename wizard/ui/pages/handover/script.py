"""What to say on the phone or paste into the chat (FACTS E1, E2), and what to write down meanwhile."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from wizard.escalation.scripts import Script
from wizard.marking import N_
from wizard.ui.intents import CopyText, Intent, OpenPage, SaveReport, SendDraft
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card, icon_row
from wizard.ui.widgets.text import Text

_ICONS = {"phone": "phone", "chat": "message-circle", "page": "world"}
_TITLES = {
    "phone": N_("Call {who}"),
    "chat": N_("Chat with {who}"),
    "page": N_("Write to {who}"),
}
_DONE = {
    "phone": N_("I called"),
    "chat": N_("I chatted"),
    "page": N_("I wrote"),
}


class ScriptPage(Page):
    """Whom to reach, the sentences one under the other, and what to note down. The program itself sends nothing."""

    def __init__(
        self, context: PageContext, script: Script, draft_sha256: str, back: Intent, *, can_save: bool = True
    ) -> None:
        super().__init__(context, stage=3)
        self.script = script
        facts = {"who": script.who}
        title = self.say(_TITLES.get(script.kind, _TITLES["page"]), facts)
        self.add_heading(title, self.say(N_("This program sends nothing here. These words are for you.")))
        self.add(self._reach())
        self.add(self._said())
        if script.note_down:
            self.add(self._notes())
        self.fill()
        self.add_back(back)
        if can_save:
            save = self.left(self.say(N_("Save only")), SaveReport(frozenset(), choose=True), "download")
            save.setAccessibleDescription(self.say(N_("Saves the report, so that you can hand it over later.")))
        self.right(self.say(_DONE.get(script.kind, _DONE["page"])), SendDraft(draft_sha256), "check")

    def first_focus(self) -> QWidget | None:
        return self.copy

    def _reach(self) -> Card:
        script = self.script
        card = Card(self.theme, "accent")
        row = QHBoxLayout()
        place = script.number or script.page or ""
        icon = _ICONS.get(script.kind, "message-circle")
        row.addWidget(icon_row(self.theme, icon, place or script.who, script.hours or ""), 1)
        if script.page:
            page = script.page
            open_page = Button(self.theme, self.say(N_("Open the page")), "outlined", "external-link")
            open_page.clicked.connect(lambda: self.wanted.emit(OpenPage(page)))
            row.addWidget(open_page)
        elif script.number:
            number = script.number
            copy = Button(self.theme, self.say(N_("Copy the number")), "outlined", "copy")
            copy.clicked.connect(lambda: self.wanted.emit(CopyText(number)))
            row.addWidget(copy)
        card.body.addLayout(row)
        return card

    def _said(self) -> Card:
        card = Card(self.theme)
        head = QHBoxLayout()
        label = N_("Say this") if self.script.kind == "phone" else N_("Paste this, line by line")
        head.addWidget(Text(self.theme, self.say(label), "title"), 1)
        self.copy = Button(self.theme, self.say(N_("Copy all")), "quiet", "copy")
        self.copy.clicked.connect(lambda: self.wanted.emit(CopyText("\n".join(self.script.lines))))
        head.addWidget(self.copy)
        card.body.addLayout(head)
        for line in self.script.lines:
            card.add(Text(self.theme, line, "body").selectable())
        return card

    def _notes(self) -> Card:
        card = Card(self.theme)
        card.body.setSpacing(self.theme.px(0.6))
        card.add(Text(self.theme, self.say(N_("Write down")), "title"))
        for line in self.script.note_down:
            card.add(icon_row(self.theme, "clipboard-list", "", line))
        return card
