"""A picture to mark an area on, with mouse or keyboard; what happens to the area is said by the page."""

from typing import Literal

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui import screenshot
from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import box

Tool = Literal["black", "crop", "frame", "arrow", "note"]
_STEP_SHARE = 0.02
_ARROWS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
MOST_UNDONE = 20
_LEAST_PX = 3.0


class PictureEditor(QWidget):
    """Shows ``image`` as large as fits. Dragging marks an area; releasing applies the tool.

    By keyboard: arrow keys move a marked area, with Shift they change its size, Enter applies, Escape lets it go.

    Signals:
        changed(): the picture is another one.
        marked(QRect): an area was marked or moved by keyboard, in dots of the picture.
    """

    changed = Signal()
    marked = Signal(QRect)

    def __init__(self, theme: Theme, name: str, image: QImage) -> None:
        super().__init__()
        self._theme = theme
        self.image = image
        self.tool: Tool = "black"
        self.note = ""
        self._earlier: list[QImage] = []
        self._start: QPointF | None = None
        self._end: QPointF | None = None
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(theme.px(12))

    @property
    def can_undo(self) -> bool:
        return bool(self._earlier)

    @property
    def area(self) -> QRect:
        """The marked area in dots of the picture; empty where nothing is marked."""
        if self._start is None or self._end is None:
            return QRect()
        return QRectF(self._start, self._end).normalized().toAlignedRect().intersected(self.image.rect())

    def undo(self) -> None:
        """Take the last change back."""
        if self._earlier:
            self.image = self._earlier.pop()
            self._let_go()
            self.changed.emit()

    def apply(self) -> None:
        """Do what the tool does to the marked area; nothing where none is marked."""
        start, end, area = self._start, self._end, self.area
        if start is None or end is None or not _is_meant(self.tool, start, end):
            self._let_go()
            return
        match self.tool:
            case "black":
                made = screenshot.blackened(self.image, area)
            case "crop":
                made = screenshot.cropped(self.image, area)
            case "frame":
                made = screenshot.framed(self.image, area)
            case "arrow":
                made = screenshot.pointed(self.image, start, end)
            case "note":
                made = screenshot.noted(self.image, QPointF(area.topLeft()), self.note) if self.note else self.image
        if made is not self.image:
            self._earlier = [*self._earlier, self.image][-MOST_UNDONE:]
            self.image = made
            self.changed.emit()
        self._let_go()

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._start = self._end = self._in_picture(event.position())
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._start is not None:
            self._end = self._in_picture(event.position())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._start is not None:
            self._end = self._in_picture(event.position())
            self.apply()

    # keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = _ARROWS.get(Qt.Key(event.key()))
        if arrow is not None:
            self._move(arrow, grow=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not self.area.isEmpty():
            self.apply()
        elif event.key() == Qt.Key.Key_Escape and self._start is not None:
            self._let_go()
        else:
            super().keyPressEvent(event)

    def _move(self, arrow: QPoint, *, grow: bool) -> None:
        width, height = self.image.width(), self.image.height()
        step = max(1.0, max(width, height) * _STEP_SHARE)
        if self._start is None or self._end is None:
            self._start = QPointF(width * 0.4, height * 0.4)
            self._end = QPointF(width * 0.6, height * 0.6)
        else:
            offset = QPointF(arrow) * step
            if not grow:
                self._start = self._within(self._start + offset)
            self._end = self._within(self._end + offset)
        self.marked.emit(self.area)
        self.update()

    def _let_go(self) -> None:
        self._start = self._end = None
        self.update()

    # drawing

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(17))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self._place()
        painter.drawImage(place, self.image)
        if self.hasFocus():
            colour = self._theme.colour("accent")
            box(painter, self._theme, QRectF(self.rect()), None, colour, width=2)
        if not self.area.isEmpty():
            scale = place.width() / self.image.width()
            area = QRectF(self.area)
            shown = QRectF(
                place.left() + area.left() * scale,
                place.top() + area.top() * scale,
                area.width() * scale,
                area.height() * scale,
            )
            painter.fillRect(shown, QColor(28, 93, 184, 70))
            painter.setPen(QPen(QColor("#FFFFFF"), 3))
            painter.drawRect(shown)
            painter.setPen(QPen(QColor("#1C5DB8"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(shown)
        painter.end()

    def _place(self) -> QRectF:
        """Return where the picture is drawn: centred, its shape kept, never larger than it is."""
        inset = 4
        room = QSize(max(1, self.width() - 2 * inset), max(1, self.height() - 2 * inset))
        size = self.image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        if size.width() > self.image.width():
            size = self.image.size()
        return QRectF(
            (self.width() - size.width()) / 2, (self.height() - size.height()) / 2, size.width(), size.height()
        )

    def _in_picture(self, position: QPointF) -> QPointF:
        place = self._place()
        scale = self.image.width() / max(1.0, place.width())
        return self._within((position - place.topLeft()) * scale)

    def _within(self, point: QPointF) -> QPointF:
        return QPointF(max(0.0, min(point.x(), self.image.width())), max(0.0, min(point.y(), self.image.height())))


def _is_meant(tool: Tool, start: QPointF, end: QPointF) -> bool:
    """Return whether an area is large enough to be no slip of the hand; a note needs a place only."""
    across, down = abs(end.x() - start.x()), abs(end.y() - start.y())
    match tool:
        case "note":
            return True
        case "arrow":
            return across + down >= _LEAST_PX
        case _:
            return min(across, down) >= _LEAST_PX
