"""The four fixed stages on top of a walk: Check → Fix → Verify → Get help."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.colours import Token
from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import centred_pixmap, mirrored, smooth

_WIDEST_EM = 60.0


class Stages(QWidget):
    """Which stage the person is in; earlier ones in which something was done carry a tick."""

    def __init__(self, theme: Theme, names: tuple[str, ...]) -> None:
        super().__init__()
        self._theme = theme
        self._names = names
        self._current = 0
        self._done: frozenset[int] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stage(self, current: int, sentence: str, done: frozenset[int] = frozenset()) -> None:
        """Show the stage with this index, and those that were done; ``sentence`` is for a screen reader."""
        self._current = current
        self._done = done
        self.setAccessibleName(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(2.6))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(12), self._theme.px(2.6))

    def places(self) -> tuple[tuple[float, float, bool], ...]:
        """Return for each stage where it begins and ends, in pixels, and whether its name is shown."""
        theme = self._theme
        width = min(float(self.width()) - theme.em * 2, theme.em * _WIDEST_EM)
        start = (self.width() - width) / 2 + theme.em * 0.2
        strong, plain = theme.metrics("strong"), theme.metrics("body")
        named = [
            (strong if index == self._current else plain).horizontalAdvance(name)
            for index, name in enumerate(self._names)
        ]
        mark = theme.em * 1.5
        all_named = sum(named) + len(named) * (mark + theme.em * 2.5) < width
        last = len(self._names) - 1
        tail = named[last] if all_named or self._current == last else 0  # the last one's name needs room, too
        rest = width - mark - tail - theme.em * 0.6
        places = []
        for index in range(len(self._names)):
            left = start + index * rest / last
            shown = all_named or index == self._current
            places.append((left, left + mark + (theme.em * 0.45 + named[index] if shown else 0), shown))
        return tuple(places)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        places = self.places()
        for index, (left, end, shown) in enumerate(places):
            if index + 1 < len(places):
                self._line(painter, end, places[index + 1][0], index < self._current and index in self._done)
            self._stage(painter, index, left, self._theme.em * 1.5, shown)
        painter.end()

    def _line(self, painter: QPainter, end: float, following: float, passed: bool) -> None:
        middle = self.height() / 2
        gap = self._theme.em * (2.1 if following - end > self._theme.em * 6 else 0.5)
        if following - end <= 2 * gap:
            return
        painter.setPen(QPen(self._theme.colour("accent" if passed else "line"), 2))
        line = QRectF(QPointF(end + gap, middle), QPointF(following - self._theme.em * 0.7, middle))
        line = mirrored(line, self)
        painter.drawLine(line.topLeft(), line.bottomRight())

    def _stage(self, painter: QPainter, index: int, left: float, mark: float, named: bool) -> None:
        theme = self._theme
        circle = mirrored(QRectF(left, (self.height() - mark) / 2, mark, mark), self)
        done = index < self._current and index in self._done
        reached = done or index == self._current
        painter.setPen(Qt.PenStyle.NoPen if reached else QPen(theme.colour("muted"), 1.2))
        painter.setBrush(theme.colour("accent") if reached else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle.adjusted(0.6, 0.6, -0.6, -0.6) if not reached else circle)
        if done:
            centred_pixmap(painter, theme.pixmap("check", "on_accent", 1.0, self), circle)
        else:
            painter.setPen(theme.colour("on_accent" if reached else "muted"))
            painter.setFont(theme.font("small_strong"))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), str(index + 1))
        if named:
            current = index == self._current
            token: Token = "text" if reached else "muted"
            painter.setPen(theme.colour(token))
            painter.setFont(theme.font("strong" if current else "body"))
            area = mirrored(QRectF(left + mark + theme.em * 0.45, 0, theme.em * 40, self.height()), self)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._names[index])
