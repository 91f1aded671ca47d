"""One file of what leaves, shown exactly as it leaves: text as text, a picture as a picture, an archive as its list."""

import io
import zipfile

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout

from wizard.marking import N_
from wizard.ui.intents import Intent, OpenOutside
from wizard.ui.pages.handover.pictures import thumbnail
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.passage import Passage
from wizard.ui.widgets.text import Text

MOST_SHOWN_BYTES = 2_000_000
"""A longer text is shown up to here; all of it can be opened outside."""
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class FileViewPage(Page):
    """Name, size and checksum, then what it holds."""

    def __init__(
        self, context: PageContext, name: str, content: bytes, sha256: str, back: Intent, *, leaves: bool = True
    ) -> None:
        super().__init__(context, stage=3)
        size = context.environment.texts.format_fact("size_bytes", len(content))
        facts = {"size": size, "sha256": sha256}
        sentence = N_("{size}. Exactly these bytes leave.")
        if not leaves:
            sentence = N_("{size}. It stays here: it is not ticked.")
        self.add_heading(name.rpartition("/")[2], self.say(sentence, facts))
        card = Card(self.theme)
        if content.startswith(_PICTURES):
            image = QImage.fromData(content)
            row = QHBoxLayout()
            row.addWidget(thumbnail(self, image, name, em=(48, 27)))
            row.addStretch(1)
            card.body.addLayout(row)
        else:
            self.content = content
            self.passage = Passage(self.theme, name)
            self.passage.setPlainText(self._text(content))
            card.body.addWidget(self.passage, 1)
        self.column.addWidget(card, 1)
        self.add(Text(self.theme, self.say(N_("SHA-256: {sha256}"), facts), "small", "muted").selectable())
        self.add_back(back)
        self.right(self.say(N_("Open outside")), OpenOutside(name), "external-link", kind="outlined")

    def _text(self, content: bytes) -> str:
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                lines = [f"{info.filename}  ({info.file_size} B)" for info in archive.infolist()]
            return "\n".join([self.say(N_("This archive holds:")), *lines])
        shown = content[:MOST_SHOWN_BYTES]
        try:
            text = shown.decode("utf-8", errors="strict" if len(content) <= MOST_SHOWN_BYTES else "ignore")
        except UnicodeDecodeError:
            return self.say(N_("This is no text. Open it outside to look at it."))
        if len(content) > MOST_SHOWN_BYTES:
            text += "\n\n" + self.say(N_("It goes on. Open it outside to see all of it."))
        return text
