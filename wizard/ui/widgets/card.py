"""Cards: a surface with a hairline and round corners; plain, or in a tone that says how things stand."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.colours import Token, Tone
from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import box, smooth
from wizard.ui.widgets.text import Icon, Text

_GROUND: dict[Tone, tuple[Token, Token]] = {
    "plain": ("surface", "line"),
    "accent": ("accent_soft", "accent"),
    "good": ("good_soft", "good"),
    "warn": ("warn_soft", "warn"),
    "bad": ("bad_soft", "bad"),
}
SIGN: dict[Tone, str] = {
    "plain": "info-circle",
    "accent": "info-circle",
    "good": "circle-check",
    "warn": "alert-triangle",
    "bad": "circle-x",
}
"""The sign that goes with a tone: colour never stands alone."""


def tone_token(tone: Tone) -> Token:
    """Return the colour of a tone's letters and signs."""
    return "text" if tone == "plain" else tone


class Card(QFrame):
    """A box for things that belong together; add to ``body``."""

    def __init__(self, theme: Theme, tone: Tone = "plain", padding_em: float = 1.55) -> None:
        super().__init__()
        self._theme = theme
        self._tone: Tone = tone
        self.body = QVBoxLayout(self)
        inside = theme.px(padding_em)
        self.body.setContentsMargins(inside, round(inside * 0.85), inside, round(inside * 0.85))
        self.body.setSpacing(theme.px(0.5))

    def use_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def add(self, widget: QWidget) -> None:
        self.body.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        fill, border = _GROUND[self._tone]
        box(painter, self._theme, QRectF(self.rect()), self._theme.colour(fill), self._theme.colour(border))
        painter.end()


class Notice(Card):
    """One sentence with its sign: what is being watched, what stands in the way, what was not possible."""

    def __init__(self, theme: Theme, text: str, tone: Tone = "accent", icon: str | None = None) -> None:
        super().__init__(theme, tone)
        self.row = QHBoxLayout()
        self.row.setSpacing(theme.px(0.7))
        self.body.addLayout(self.row)
        self._icon = Icon(theme, icon or SIGN[tone], tone_token(tone), 1.5)
        self.text = Text(theme, text, "body")
        self.row.addWidget(self._icon)
        self.row.addWidget(self.text, 1)
        self.setAccessibleName(text)

    def say(self, text: str) -> None:
        self.text.setText(text)
        self.setAccessibleName(text)


class Banner(Card):
    """The one word on top of a result, large, with its sign and a sentence beneath."""

    def __init__(self, theme: Theme, tone: Tone, title: str, sentence: str, icon: str | None = None) -> None:
        super().__init__(theme, tone)
        row = QHBoxLayout()
        row.setSpacing(theme.px(1.4))
        self.body.addLayout(row)
        row.addWidget(Icon(theme, icon or SIGN[tone], tone_token(tone), 3.4), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(theme.px(0.2))
        row.addLayout(words, 1)
        self.title = Text(theme, title, "banner")
        words.addWidget(self.title)
        if sentence:
            words.addWidget(Text(theme, sentence, "body", "muted"))
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)


def icon_row(theme: Theme, icon: str, title: str, text: str, token: Token = "accent") -> QWidget:
    """Return an icon with a title and a text beside it: a line of a list of promises."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(1.0))
    sign = Icon(theme, icon, token, 1.75)
    layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(theme.px(0.1))
    if title:
        words.addWidget(Text(theme, title, "title"))
    words.addWidget(Text(theme, text, "body", "muted" if title else "text"))
    layout.addLayout(words, 1)
    return row
