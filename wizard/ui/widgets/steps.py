"""Numbered instructions: the one to do now stands out, the ones done carry a tick."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.colours import Token
from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import centred_pixmap, smooth
from wizard.ui.widgets.text import Text


class Number(QWidget):
    """The number of a line in a circle."""

    def __init__(self, theme: Theme, number: int) -> None:
        super().__init__()
        self._theme = theme
        self._number = number
        self._state = "later"
        self.setFixedSize(theme.px(2), theme.px(2))

    def use_state(self, state: str) -> None:
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        smooth(painter)
        circle = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        grounds: dict[str, Token] = {"now": "accent", "done": "good_soft", "plain": "accent_soft"}
        letters: dict[str, Token] = {"now": "on_accent", "plain": "accent"}
        painter.setBrush(theme.colour(grounds.get(self._state, "window")))
        painter.drawEllipse(circle)
        if self._state == "done":
            centred_pixmap(painter, theme.pixmap("check", "good", 1.15, self), circle)
        else:
            painter.setPen(theme.colour(letters.get(self._state, "muted")))
            painter.setFont(theme.font("strong"))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), str(self._number))
        painter.end()


Spoken = Callable[[str, int, str], str]
"""What a screen reader says of a line: from its state (now, done, later, plain), its number, its words."""


class Steps(QWidget):
    """The lines of a guide."""

    def __init__(self, theme: Theme, lines: tuple[str, ...], spoken: Spoken, gap_em: float = 1.3) -> None:
        super().__init__()
        self._spoken = spoken
        self._theme = theme
        self._texts: list[Text] = []
        self._numbers: list[Number] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(gap_em))
        for number, line in enumerate(lines, start=1):
            row = QHBoxLayout()
            row.setSpacing(theme.px(0.9))
            mark = Number(theme, number)
            text = Text(theme, line, "body")
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(text, 1)
            layout.addLayout(row)
            self._texts.append(text)
            self._numbers.append(mark)

    def line(self, index: int) -> str:
        """Return the words of a line, empty past the last one."""
        return self._texts[index].text() if index < len(self._texts) else ""

    def show_active(self, active: int | None) -> None:
        """Let the line ``active`` stand out, those before it are done; None: nothing is counted, all are alike."""
        for index, (text, number) in enumerate(zip(self._texts, self._numbers, strict=True)):
            state = "plain" if active is None else "now" if index == active else "done" if index < active else "later"
            number.use_state(state)
            text.setFont(self._theme.font("title" if state == "now" else "body"))
            text.setAccessibleName(self._spoken(state, index + 1, text.text()))
            text.use_token("text" if state in ("now", "plain") else "muted")
