"""Before anything leaves: to whom, the exact words, every file; each can be opened and left out (FACTS B2, C1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from wizard.marking import N_
from wizard.ui.intents import Intent, LookAtFile, Retick, SaveReport, SendDraft
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.button import IconButton
from wizard.ui.widgets.card import Card, Notice
from wizard.ui.widgets.choice import Tick
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.passage import Passage
from wizard.ui.widgets.text import Icon, Text
from wizard.ui.widgets.turning import Turning

if TYPE_CHECKING:
    from wizard.escalation.model import Draft

MOST_WORDS = 250
"""FACTS B4: a report stays under 250 words."""


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """One file to tick. ``name`` is what ticks go by, ``shown`` the name under which it leaves."""

    name: str
    shown: str
    folder: str
    size_bytes: int
    looked_through: bool
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What the page shows. ``draft`` is exactly what leaves, None where it is only saved; ``text`` is the message.

    ``to`` is whom it goes to in words, ``by_person`` whether the person sends it themselves (their own mail program),
    ``originals`` what the names in it stand for; ``unfriendly`` are words of theirs that may sound harsh. ``left_out``
    are files too large for this way; ``can_untick`` is False where the files were agreed to as they are.
    """

    files: tuple[FileLine, ...]
    text: str
    draft: "Draft | None"
    replaced: int
    originals: Mapping[str, str] = field(default_factory=dict, repr=False)
    to: str = ""
    by_person: bool = False
    can_save: bool = True
    can_untick: bool = True
    left_out: tuple[str, ...] = ()
    unfriendly: tuple[str, ...] = ()
    why_only_folder: str | None = None


class PreviewPage(Page):
    """Two cards side by side: what it says, what goes with it. Unticking a file changes the message too."""

    def __init__(self, context: PageContext, preview: Preview, back: Intent) -> None:
        super().__init__(context, stage=3)
        self.preview = preview
        self._add_words(preview)
        if preview.why_only_folder:
            self.add(Notice(self.theme, preview.why_only_folder, "accent", "folder-open"))
        if preview.left_out:
            sentence = N_("Too large for this way, so left out: {files}. Another way may take it.")
            facts = {"files": ", ".join(name.rpartition("/")[2] for name in preview.left_out)}
            self.add(Notice(self.theme, self.say(sentence, facts), "warn", "file"))
        self._hint = Notice(self.theme, "", "warn", "message")
        self.add(self._hint)
        self._address = QVBoxLayout()
        self._address.setSpacing(self.theme.px(0.1))
        self.message = Passage(self.theme, self.say(N_("Message")))
        self._count = Text(self.theme, "", "small", "muted", wrap=False)
        self.ticks: dict[str, Tick] = {}
        self.looks: dict[str, IconButton] = {}
        columns = Turning(self.theme.px(1))
        columns.add(self._message_card(), 3)
        columns.add(self._files_card(), 2)
        self.column.addWidget(columns, 1)
        self.add_back(back)
        if preview.can_save:
            label = N_("Choose a folder") if preview.draft is None else N_("Save only")
            save = self.left(self.say(label), SaveReport(frozenset(), choose=True), "folder-open")
            save.clicked.disconnect()
            save.clicked.connect(lambda: self._save(choose=True))
        self.send = self.right("", Retick(frozenset()), "send")
        self.send.clicked.disconnect()
        self.send.clicked.connect(self._send)
        self.show_preview(preview)

    def _add_words(self, preview: Preview) -> None:
        """Put the heading: a question where something leaves, a name where it is only saved."""
        if preview.draft is None:
            body = N_("This is everything the report holds, word for word. Private details are already replaced.")
            self.add_heading(self.say(N_("Your report")), self.say(body))
        else:
            body = N_("This is everything that leaves your computer. Private details are already replaced.")
            self.add_heading(self.say(N_("Send this to {to}?"), {"to": preview.to}), self.say(body))

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(name for name, tick in self.ticks.items() if tick.isChecked())

    def show_preview(self, preview: Preview) -> None:
        """Show what leaves now; called again when the choice of files has changed."""
        self.preview = preview
        draft = preview.draft
        self.message.setPlainText(preview.text.strip("\n"))
        facts = {"words": len(preview.text.split()), "most": MOST_WORDS}
        self._count.setText(self.say(N_("{words} of {most} words"), facts))
        self._show_address(draft)
        self._hint.setVisible(bool(preview.unfriendly))
        if preview.unfriendly:
            words = {"words": ", ".join(preview.unfriendly)}
            self._hint.say(self.say(N_("Your own words hold: {words}. A calmer word often helps sooner."), words))
        size = sum(file.size_bytes for file in preview.files if file.chosen)
        if draft is not None:
            size = len(draft.text.encode()) + sum(file.size_bytes for file in draft.files)
        self._name_button(size)
        self.send.setEnabled(True)

    def _name_button(self, size_bytes: int) -> None:
        facts = {"size_bytes": size_bytes}
        if self.preview.draft is None:
            self.send.rename(self.say(N_("Save {size_bytes}"), facts), "download")
        elif self.preview.by_person:
            self.send.rename(self.say(N_("Open in my mail program")), "mail")
        else:
            self.send.rename(self.say(N_("Send {size_bytes}"), facts), "send")
        self.bar.arrange()

    def _show_address(self, draft: "Draft | None") -> None:
        while self._address.count():
            item = self._address.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        if draft is None:
            return
        lines = [(N_("To: {to}"), ", ".join(draft.to) or self.preview.to)]
        if draft.copy:
            lines.append((N_("Copy to: {to}"), ", ".join(draft.copy)))
        if draft.reply_to:
            lines.append((N_("Answers go to: {to}"), draft.reply_to))
        lines.append((N_("Subject: {to}"), draft.subject))
        lines += [(N_("Also handed over: {to}"), f"{name}: {text}") for name, text in draft.fields.items()]
        for message, text in lines:
            self._address.addWidget(Text(self.theme, self.say(message, {"to": text}), "small", "muted"))

    def _message_card(self) -> Card:
        card = Card(self.theme)
        head = QHBoxLayout()
        head.addWidget(Text(self.theme, self.say(N_("Message")), "title"), 1)
        head.addWidget(self._count)
        card.body.addLayout(head)
        card.body.addLayout(self._address)
        card.body.addWidget(self.message, 1)
        return card

    # files

    def _files_card(self) -> Card:
        card = Card(self.theme, padding_em=1.3)
        title = N_("Files") if self.preview.draft is None else N_("Attached")
        card.add(Text(self.theme, self.say(title), "title"))
        rows = QVBoxLayout()
        rows.setSpacing(self.theme.px(0.1))
        folder = ""
        for file in self.preview.files:
            if file.folder != folder:
                folder = file.folder
                rows.addWidget(Text(self.theme, folder, "small", "muted"))
            rows.addLayout(self._file(file))
        card.body.addLayout(rows)
        card.body.addStretch(1)
        card.add(self._replaced())
        return card

    def _file(self, file: FileLine) -> QBoxLayout:
        size = self.context.environment.texts.format_fact("size_bytes", file.size_bytes)
        hint = "" if file.looked_through else self.say(N_("Look at it yourself: no machine can hide what it shows."))
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(0.3))
        look = IconButton(self.theme, "eye", self.say(N_("Look at {name}"), {"name": file.shown}))
        look.clicked.connect(lambda: self.wanted.emit(LookAtFile(file.name)))
        self.looks[file.name] = look
        shown_size = Text(self.theme, size, "small", "muted", wrap=False)
        middle = Qt.AlignmentFlag.AlignVCenter
        if not self.preview.can_untick:
            row.addWidget(Text(self.theme, file.shown, "body"), 1, middle)
            row.addWidget(shown_size, 0, middle)
            row.addWidget(look)
            return row
        tick = Tick(self.theme, file.shown, hint, checked=file.chosen)
        tick.setAccessibleDescription(f"{size} {hint}".strip())
        tick.toggled.connect(self._ticked)
        row.addWidget(tick, 1)
        row.addWidget(shown_size, 0, middle)
        row.addWidget(look)
        self.ticks[file.name] = tick
        return row

    def _replaced(self) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(0.6))
        row.addWidget(Icon(self.theme, "eye-off", "good", 1.4), 0, Qt.AlignmentFlag.AlignTop)
        preview, texts = self.preview, self.context.environment.texts
        sentence = texts.plural("{count} private detail replaced", "{count} private details replaced", preview.replaced)
        row.addWidget(Text(self.theme, sentence, "small_strong", "good"), 1)
        box.addLayout(row)
        if preview.originals:
            names = QWidget()
            lines = QVBoxLayout(names)
            lines.setContentsMargins(0, 0, 0, 0)
            for name, value in preview.originals.items():
                facts = {"placeholder": name, "original": value}
                line = self.say(N_("{placeholder} stands for {original}"), facts)
                lines.addWidget(Text(self.theme, line, "small", "muted"))
            box.addWidget(Disclosure(self.theme, self.say(N_("Show them, only here")), names))
        return holder

    def _ticked(self) -> None:
        """Ask for the report with what is ticked now; until it is there, nothing can be sent."""
        if self.preview.draft is None and not self.ticked:
            return  # nothing to show; saving says what is missing
        self.send.setEnabled(False)
        self.wanted.emit(Retick(self.ticked))

    # leaving

    def _send(self) -> None:
        if self.preview.draft is None:
            self._save(choose=False)
        else:
            self.wanted.emit(SendDraft(self.preview.draft.sha256))

    def _save(self, *, choose: bool) -> None:
        if self.preview.draft is not None or self.ticked:
            chosen = self.ticked | ({"report.txt"} if self.preview.draft is not None else set())
            self.wanted.emit(SaveReport(frozenset(chosen), choose))
        else:
            self.refuse(self.say(N_("No file is ticked. Tick at least one, then save.")))
