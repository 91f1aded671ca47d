"""Things side by side, and one under the other where the window is too narrow for that."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

_ROW, _PILE = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class Turning(QWidget):
    """A row that turns into a pile; ``ends`` keeps what is in it together at its beginning."""

    def __init__(self, gap_px: int, *, ends: bool = False) -> None:
        super().__init__()
        self._gap = gap_px
        self._line = QBoxLayout(_ROW, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(gap_px)
        self._parts: list[QWidget] = []
        if ends:
            self._line.addStretch(1)

    def add(self, widget: QWidget, stretch: int = 0, alignment: Qt.AlignmentFlag = Qt.AlignmentFlag(0)) -> None:  # noqa: B008  # Qt's own default
        self._line.insertWidget(len(self._parts), widget, stretch, alignment)
        self._parts.append(widget)

    @property
    def is_pile(self) -> bool:
        return self._line.direction() == _PILE

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the widest part: the rest goes below it."""
        widest = max((_least(part) for part in self._parts), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        direction = _ROW if self._fits(self.width()) else _PILE
        if direction != self._line.direction():
            self._line.setDirection(direction)
            self.updateGeometry()
        super().resizeEvent(event)

    def row_width(self) -> int:
        """Return what the row needs; a row within it is left whole."""
        shown = [
            part.row_width() if isinstance(part, Turning) else _least(part)
            for part in self._parts
            if not part.isHidden()
        ]
        return sum(shown) + self._gap * max(0, len(shown) - 1)

    def _fits(self, width: int) -> bool:
        return self.row_width() <= width


def _least(part: QWidget) -> int:
    return max(part.minimumWidth(), part.minimumSizeHint().width())
