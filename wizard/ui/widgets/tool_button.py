"""A tool of a row of tools: an icon over a word; the chosen one is framed and ticked for a screen reader."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy

from wizard.ui.colours import Token
from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import box, centred_pixmap, smooth


class ToolButton(QRadioButton):
    """One of several tools; arrow keys move between them."""

    def __init__(self, theme: Theme, text: str, icon: str) -> None:
        super().__init__(text)
        self._theme = theme
        self._icon = icon
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics("small_strong")
        width = max(metrics.horizontalAdvance(self.text()), self._theme.em * 2) + self._theme.em * 1.4
        return QSize(round(width), round(metrics.height() + self._theme.em * 2.6))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: object) -> bool:
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._theme.note_focus(event.reason())
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._theme.by_keyboard = True
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        smooth(painter)
        rect = QRectF(self.rect())
        on, focus = self.isChecked(), self.hasFocus() and theme.by_keyboard
        border: Token = "accent" if on or focus or self.underMouse() else "muted"
        fill = theme.colour("accent_soft" if on else "surface")
        box(painter, theme, rect, fill, theme.colour(border), width=2.5 if focus else 2 if on else 1)
        letters: Token = "accent" if on else "text"
        sign = QRectF(0, theme.em * 0.45, rect.width(), theme.em * 1.5)
        centred_pixmap(painter, theme.pixmap(self._icon, letters, 1.35, self), sign)
        painter.setPen(theme.colour(letters))
        painter.setFont(theme.font("small_strong"))
        below = QRectF(0, theme.em * 1.9, rect.width(), rect.height() - theme.em * 2.1)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), self.text())
        painter.end()
