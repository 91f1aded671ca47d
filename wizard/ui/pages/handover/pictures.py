"""Pictures of the screen for the report (FACTS B2: two): taking them, and looking at each before it goes along."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from wizard.marking import N_
from wizard.ui.intents import EditPicture, Intent, RemovePicture, TakePicture
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card, Notice
from wizard.ui.widgets.text import Text
from wizard.ui.widgets.turning import Turning

MOST_PICTURES = 2
"""FACTS B2."""
_THUMBNAIL_EM = (22.0, 13.0)


class ScreenshotsPage(Page):
    """The pictures so far, and three ways to another one."""

    def __init__(self, context: PageContext, pictures: dict[str, QImage], back: Intent) -> None:
        super().__init__(context, stage=3)
        body = self.say(
            N_("A picture says what words leave out. Show the window with the problem first, then take it.")
        )
        self.add_heading(self.say(N_("Pictures of your screen")), body)
        self.cards: dict[str, Card] = {}
        row = Turning(self.theme.px(1), ends=len(pictures) < MOST_PICTURES)
        for number, (name, image) in enumerate(pictures.items(), start=1):
            row.add(self._picture(number, name, image), 1)
        if pictures:
            self.add(row)
        self.ways: list[Button] = []
        if len(pictures) < MOST_PICTURES:
            self.add(self._new())
        hint = N_("Nobody but you can hide what a picture shows. Black out names, numbers and other windows.")
        self.add(Notice(self.theme, self.say(hint), "warn", "eye-off"))
        self.fill()
        self.add_back(back)
        self.right(self.say(N_("Continue")), back, kind="filled" if pictures else "outlined")

    def first_focus(self) -> QWidget | None:
        return self.ways[0] if self.ways else self.primary

    def _picture(self, number: int, name: str, image: QImage) -> Card:
        card = Card(self.theme)
        title = self.say(N_("Picture {number}"), {"number": number})
        card.add(Text(self.theme, title, "title"))
        card.add(thumbnail(self, image, title))
        buttons = Turning(self.theme.px(0.5), ends=True)
        change = Button(self.theme, self.say(N_("Black out or mark")), "outlined", "crop")
        change.setAccessibleDescription(title)
        change.clicked.connect(lambda: self.wanted.emit(EditPicture(name)))
        remove = Button(self.theme, self.say(N_("Remove")), "quiet", "trash")
        remove.setAccessibleDescription(title)
        remove.clicked.connect(lambda: self.wanted.emit(RemovePicture(name)))
        buttons.add(change)
        buttons.add(remove)
        card.add(buttons)
        self.cards[name] = card
        return card

    def _new(self) -> Card:
        card = Card(self.theme)
        card.add(
            Text(self.theme, self.say(N_("This window steps aside for a moment while the picture is taken.")), "body")
        )
        buttons = Turning(self.theme.px(0.5), ends=True)
        for label, source, icon in (
            (N_("Take a picture"), "screen", "camera"),
            (N_("Paste"), "clipboard", "clipboard"),
            (N_("Choose a file"), "file", "photo"),
        ):
            button = Button(self.theme, self.say(label), "outlined", icon)
            button.clicked.connect(lambda _checked=False, source=source: self.wanted.emit(TakePicture(source)))
            buttons.add(button)
            self.ways.append(button)
        card.add(buttons)
        return card


def thumbnail(page: Page, image: QImage, name: str, em: tuple[float, float] = _THUMBNAIL_EM) -> QLabel:
    """Return a view of a picture, no larger than so many times the font size."""
    label = QLabel()
    label.setAccessibleName(name)
    room = QSize(page.theme.px(em[0]), page.theme.px(em[1]))
    ratio = page.devicePixelRatioF()
    kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    pixmap = QPixmap.fromImage(image.scaled(room * ratio, kept, smooth))
    pixmap.setDevicePixelRatio(ratio)
    label.setPixmap(pixmap)
    return label
