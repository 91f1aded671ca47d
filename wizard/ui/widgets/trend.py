"""How walks ended, week by week: solved ones filled from the ground up, the others as an outline on top of them."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import smooth


@dataclass(frozen=True)
class Week:
    """One week: the words under it, how many walks ended well, and how many ended in all."""

    label: str
    solved: int
    ended: int


class Trend(QWidget):
    """One column a week, oldest first; full and outlined tell the two apart, never the colour alone."""

    def __init__(self, theme: Theme, weeks: tuple[Week, ...], sentence: str) -> None:
        super().__init__()
        self._theme = theme
        self.weeks = weeks
        self.setAccessibleName(sentence)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(20), self._theme.px(7))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(10), self._theme.px(7))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        smooth(painter)
        label_height = self.fontMetrics().height() * 1.3
        ground = self.height() - label_height
        room = ground - label_height
        most = max((week.ended for week in self.weeks), default=0) or 1
        step = self.width() / max(1, len(self.weeks))
        widest = max((self.fontMetrics().horizontalAdvance(week.label) for week in self.weeks), default=0)
        every = max(1, -(-round(widest * 1.2) // max(1, round(step))))  # labels that would touch are left out
        for number, week in enumerate(self.weeks):
            place = number if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else len(self.weeks) - 1 - number
            left, width = place * step + step * 0.2, step * 0.6
            whole, solved = room * week.ended / most, room * week.solved / most
            if week.ended:
                painter.setPen(QPen(theme.colour("muted"), theme.px(0.1)))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(left, ground - whole, width, whole))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("good"))
                painter.drawRect(QRectF(left, ground - solved, width, solved))
                painter.setPen(theme.colour("text"))
                count = QRectF(place * step, ground - whole - label_height, step, label_height)
                painter.drawText(count, Qt.AlignmentFlag.AlignCenter, f"{week.solved}/{week.ended}")
            if (len(self.weeks) - 1 - number) % every:
                continue
            painter.setPen(theme.colour("muted"))
            under = QRectF(place * step - widest, ground, step + 2 * widest, label_height)
            painter.drawText(under, Qt.AlignmentFlag.AlignCenter, week.label)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(0, round(ground), self.width(), round(ground))
        painter.end()
