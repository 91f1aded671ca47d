"""Buttons: one filled, the rest outlined or quiet; each says what happens."""

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from wizard.ui.colours import Token
from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import box, centred_pixmap, mirrored, mix, smooth

Kind = Literal["filled", "outlined", "quiet"]
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PressedByEnter(QPushButton):
    """A button that Enter presses too, as in a dialog; the plain one in a window takes Space alone."""

    def __init__(self, theme: Theme, text: str = "") -> None:
        super().__init__(text)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def shows_focus(self) -> bool:
        """Return whether the ring of the focus is to be drawn."""
        return self.hasFocus() and self._theme.by_keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._theme.note_focus(event.reason())
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._theme.by_keyboard = True
        if event.key() in ENTER_KEYS and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take no notice: a double click is one press, and the second is not for the page that the first brought."""
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)


class Button(PressedByEnter):
    """A button with a word and perhaps an icon. The ring of the focus lies inside, so that edges stay in line."""

    def __init__(self, theme: Theme, text: str, kind: Kind = "outlined", icon: str | None = None) -> None:
        super().__init__(theme, text)
        self._kind: Kind = kind
        self._icon = icon
        self.setFont(theme.font("title"))
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def rename(self, text: str, icon: str | None = None) -> None:
        """Show another word; Qt's ``setText`` alone would leave the accessible name behind."""
        self.setText(text)
        self.setAccessibleName(text)
        self._icon = icon
        self.updateGeometry()
        self.update()

    def use_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self._theme.metrics("title")
        width = metrics.horizontalAdvance(self.text()) + self._icon_width() + 2 * self._theme.em * self._padding_em()
        upright = 1.05 if self._kind != "quiet" else 0.5
        return QSize(round(width), round(metrics.height() + 2 * upright * self._theme.em * 0.92))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _padding_em(self) -> float:
        return 0.6 if self._kind == "quiet" else 1.6

    def _icon_width(self) -> float:
        return self._theme.em * 1.75 if self._icon else 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        smooth(painter)
        rect = QRectF(self.rect())
        letters = self._paint_ground(painter, rect)
        content = theme.metrics("title").horizontalAdvance(self.text()) + self._icon_width()
        left = rect.center().x() - min(content, rect.width() - theme.em) / 2
        if self._icon:
            side = theme.em * 1.35
            area = QRectF(left, rect.center().y() - side / 2, side, side)
            centred_pixmap(painter, theme.pixmap(self._icon, letters, 1.35, self), mirrored(area, self))
            left += self._icon_width()
        painter.setPen(theme.colour(letters))
        painter.setFont(self.font())
        area = QRectF(left, rect.top(), rect.right() - left - theme.em * 0.4, rect.height())
        shown = theme.metrics("title").elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width() + 1)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(mirrored(area, self), flags, shown)
        painter.end()

    def _paint_ground(self, painter: QPainter, rect: QRectF) -> Token:
        """Draw what lies under the letters; returns their colour."""
        theme = self._theme
        hover, focus = self.underMouse() and self.isEnabled(), self.shows_focus()
        if self._kind == "filled" and self.isEnabled():
            fill = theme.colour("accent")
            if self.isDown() or hover:
                fill = mix(fill, theme.colour("on_accent" if theme.dark else "text"), 0.28 if self.isDown() else 0.14)
            box(painter, theme, rect, fill, None)
            if focus:
                box(painter, theme, rect.adjusted(3, 3, -3, -3), None, theme.colour("on_accent"), width=2)
            return "on_accent"
        ground = theme.colour("accent_soft") if hover or self.isDown() else None
        border = None if self._kind == "quiet" else theme.colour("muted" if self.isEnabled() else "line")
        box(painter, theme, rect, ground, theme.colour("accent") if focus else border, width=2.5 if focus else 1)
        if not self.isEnabled():
            return "muted"
        return "accent" if self._kind == "quiet" else "text"


class IconButton(PressedByEnter):
    """A small button of the top bar: an icon, with its name as tool tip and for a screen reader."""

    def __init__(self, theme: Theme, icon: str, name: str) -> None:
        super().__init__(theme)
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(theme.px(2.5), theme.px(2.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        rect = QRectF(self.rect())
        fill = self._theme.colour("accent_soft") if self.underMouse() or self.isDown() else None
        border = self._theme.colour("accent") if self.shows_focus() else None
        box(painter, self._theme, rect, fill, border, width=2.5)
        centred_pixmap(painter, self._theme.pixmap(self._icon, "muted", 1.5, self), rect)
        painter.end()
