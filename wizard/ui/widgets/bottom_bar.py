"""The bar at the bottom of every page: Back and side ways on the left, the one filled button on the right."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from wizard.ui.theme import COLUMN_EM, Theme
from wizard.ui.widgets.button import Button

_ROW, _PILE = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.BottomToTop


class BottomBar(QWidget):
    """Buttons in one line; in two lines, or one under the other, where the window is too narrow for that."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._gap = theme.px(0.5)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.px(1), theme.px(1), theme.px(1), theme.px(1))
        column = QWidget()
        column.setMaximumWidth(theme.px(COLUMN_EM))
        column.setMinimumHeight(Button(theme, "", "outlined").sizeHint().height())  # also while it holds no button
        self._line = QBoxLayout(_ROW, column)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(self._gap)
        self._left_side, self._right_side = QBoxLayout(_ROW), QBoxLayout(_ROW)
        for side in (self._left_side, self._right_side):
            side.setSpacing(self._gap)
            self._line.addLayout(side)
        self._left_side.addStretch(1)
        self._right_side.addStretch(1)
        outer.addStretch(1)
        outer.addWidget(column, 100)
        outer.addStretch(1)
        self._left: list[Button] = []
        self._right: list[Button] = []

    @property
    def buttons(self) -> tuple[Button, ...]:
        return (*self._left, *self._right)

    def add_left(self, button: Button) -> None:
        self._left_side.insertWidget(len(self._left), button)
        self._left.append(button)

    def add_right(self, button: Button) -> None:
        self._right_side.addWidget(button)
        self._right.append(button)

    def minimumSizeHint(self) -> QSize:
        widest = max((button.sizeHint().width() for button in self.buttons), default=0)
        return QSize(widest + self._theme.px(2), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.arrange()
        super().resizeEvent(event)

    def arrange(self) -> None:
        """Choose between one line, two, and a pile; to be called when a button was renamed, shown or hidden."""
        room = min(self.width() - self._theme.px(2), self._theme.px(COLUMN_EM))
        left, right = self._width(self._left), self._width(self._right)
        self._turn(self._line, left + right + self._gap <= room)
        self._turn(self._left_side, left <= room)
        self._turn(self._right_side, right <= room)

    def _width(self, buttons: list[Button]) -> int:
        shown = [button.sizeHint().width() for button in buttons if not button.isHidden()]
        return sum(shown) + self._gap * max(0, len(shown) - 1)

    @staticmethod
    def _turn(layout: QBoxLayout, fits: bool) -> None:
        direction = _ROW if fits else _PILE
        if layout.direction() != direction:
            layout.setDirection(direction)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(self._theme.colour("line"), 1, Qt.PenStyle.SolidLine))
        painter.drawLine(QPointF(0, 0), QPointF(self.width(), 0))
        painter.end()
