"""One picture before it goes along: black out, cut, frame, point, name; every change can be taken back."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from wizard.marking import N_
from wizard.ui.intents import Intent, KeepPicture
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.screenshot import png
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.picture_editor import PictureEditor, Tool
from wizard.ui.widgets.text import Text, announce
from wizard.ui.widgets.tool_button import ToolButton

_TOOLS: tuple[tuple[Tool, str, str, str], ...] = (
    (
        "black",
        N_("Black out"),
        "eye-off",
        N_("Drag over what nobody should see. It is gone for good from this picture."),
    ),
    ("crop", N_("Cut"), "crop", N_("Drag around what should stay. The rest is cut off.")),
    ("frame", N_("Frame"), "marquee-2", N_("Drag around what matters. It gets a red frame.")),
    ("arrow", N_("Arrow"), "arrow-up-right", N_("Drag towards what matters. A red arrow points at it.")),
    ("note", N_("Note"), "typography", N_("Type a few words, then press on the picture where they belong.")),
)
_BY_KEYBOARD = N_("By keyboard: arrow keys mark and move, with Shift they change the size, Enter applies.")
LONGEST_NOTE = 80


class PictureEditingPage(Page):
    """The picture, large, the tools over it and what the chosen one does."""

    def __init__(self, context: PageContext, name: str, image: QImage, back: Intent) -> None:
        super().__init__(context, stage=3)
        self._name = name
        self.add_heading(self.say(N_("What may others see?")))
        self.editor = PictureEditor(self.theme, self.say(N_("Picture of your screen")), image)
        self.tools: dict[Tool, ToolButton] = {}
        self._group = QButtonGroup(self)
        grid = QGridLayout()
        grid.setSpacing(self.theme.px(0.4))
        for column, (tool, label, icon, _) in enumerate(_TOOLS):
            button = ToolButton(self.theme, self.say(label), icon)
            button.clicked.connect(lambda _checked=False, tool=tool: self._choose(tool))
            grid.addWidget(button, 0, column)
            self._group.addButton(button)
            self.tools[tool] = button
        self.undo = Button(self.theme, self.say(N_("Undo")), "outlined", "arrow-back-up")
        self.undo.clicked.connect(self._undo)
        grid.addWidget(self.undo, 0, len(_TOOLS) + 1)
        grid.setColumnStretch(len(_TOOLS), 1)
        self.add_layout(grid)
        self._hint = Text(self.theme, "", "body", "muted")
        self.add(self._hint)
        self.note = Field(self.theme, self.say(N_("Note")), self.say(N_("This is the message")), height_em=2.6)
        self.note.line.setMaxLength(LONGEST_NOTE)
        self.note.typed.connect(self._noted)
        self.add(self.note)
        card = Card(self.theme, padding_em=0.5)
        card.body.addWidget(self.editor, 1)
        self.column.addWidget(card, 1)
        self.add(Text(self.theme, self.say(_BY_KEYBOARD), "small", "muted"))
        self.add_back(back)
        self.right(self.say(N_("Keep this picture")), KeepPicture(name, b""), "check")
        assert self.primary is not None
        self.primary.clicked.disconnect()
        self.primary.clicked.connect(lambda: self.wanted.emit(KeepPicture(self._name, png(self.editor.image))))
        self.editor.changed.connect(self._changed)
        self.editor.marked.connect(self._say_place)
        self.undo.setEnabled(False)
        self._choose("black")

    def first_focus(self) -> QWidget | None:
        return self.tools["black"]

    def _choose(self, tool: Tool) -> None:
        self.editor.tool = tool
        self.tools[tool].setChecked(True)
        self._hint.setText(self.say(next(hint for name, _, _, hint in _TOOLS if name == tool)))
        self.note.setVisible(tool == "note")
        if tool == "note":
            self.note.line.setFocus()

    def _noted(self, text: str) -> None:
        self.editor.note = text.strip()

    def _undo(self) -> None:
        self.editor.undo()

    def _changed(self) -> None:
        self.undo.setEnabled(self.editor.can_undo)
        announce(self, self.say(N_("The picture was changed.")))

    def _say_place(self, area: QRect) -> None:
        image = self.editor.image
        facts = {
            "left_percent": round(100 * area.left() / max(1, image.width())),
            "top_percent": round(100 * area.top() / max(1, image.height())),
            "width_percent": round(100 * area.width() / max(1, image.width())),
            "height_percent": round(100 * area.height() / max(1, image.height())),
        }
        place = N_("Marked from {left_percent} across and {top_percent} down, {width_percent} by {height_percent}")
        announce(self.editor, self.say(place, facts))
