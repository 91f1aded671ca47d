"""The bar at the bottom of every page: Back and side ways on the left, the one filled button on the right."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from wizard.ui.theme import COLUMN_EM, Theme
from wizard.ui.widgets.button import Button


class BottomBar(QWidget):
    """Buttons in one line; under each other where the window is too narrow for that."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.px(1), theme.px(1), theme.px(1), theme.px(1))
        column = QWidget()
        column.setMaximumWidth(theme.px(COLUMN_EM))
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, column)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.px(0.5))
        self._line.addStretch(1)
        outer.addStretch(1)
        outer.addWidget(column, 100)
        outer.addStretch(1)
        self._left: list[Button] = []
        self._right: list[Button] = []

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (*self._left, *self._right)

    def add_left(self, button: Button) -> None:
        self._line.insertWidget(len(self._left), button)
        self._left.append(button)

    def add_right(self, button: Button) -> None:
        self._line.addWidget(button)
        self._right.append(button)

    def _needed(self) -> int:
        shown = [button for button in self.buttons if not button.isHidden()]
        gaps = self._theme.px(0.5) * len(shown) + self._theme.px(2)
        return sum(button.sizeHint().width() for button in shown) + gaps

    def minimumSizeHint(self) -> QSize:
        widest = max((button.sizeHint().width() for button in self.buttons), default=0)
        return QSize(widest + self._theme.px(2), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()
        super().resizeEvent(event)

    def arrange(self) -> None:
        """Choose between a line and a pile; to be called when a button was renamed, shown or hidden."""
        narrow = self.width() < self._needed()
        wanted = QBoxLayout.Direction.BottomToTop if narrow else QBoxLayout.Direction.LeftToRight
        if self._line.direction() != wanted:
            self._line.setDirection(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self._theme.colour("line"), 1, Qt.PenStyle.SolidLine))
        painter.drawLine(QPointF(0, 0), QPointF(self.width(), 0))
        painter.end()
