"""The live line of a measurement: samples, the limit they should stay below, a tick for each one lost."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import smooth
from wizard.value import value

REDRAW_MS = 100
"""At most ten pictures a second, however fast the samples come."""
_ROOM = 40
"""Samples for which the full width is kept before the line begins to close up."""
_HEIGHT_EM, _LOW_EM = 7.6, 5.6
_MOST = 1_200
"""Samples that are kept: a watch may go on for as long as a person lets it."""


@value
class Scale:
    """What the line is drawn against: from zero to well beyond the limit, or so far below the limit and a bit above."""

    below_limit: float | None = None

    def reach(self, samples: Sequence[float], limit: float | None) -> tuple[float, float]:
        """Return the values at the ground and at the top; no sample lies outside."""
        if limit is None or self.below_limit is None:
            return 0.0, max([*samples, (limit or 0.0) * 1.6, 1.0]) * 1.08
        air = self.below_limit / 8
        lowest = min([limit - self.below_limit, *(sample - air for sample in samples)])
        return lowest, max([limit + self.below_limit / 3, *(sample + air for sample in samples)])


FROM_ZERO = Scale()


class Sparkline(QWidget):
    """``None`` among the samples is a loss: the line breaks and a tick stands on the ground line."""

    def __init__(self, theme: Theme, limit: float | None, limit_text: str, scale: Scale = FROM_ZERO) -> None:
        super().__init__()
        self._height_em = _HEIGHT_EM
        self._theme = theme
        self._scale = scale
        self._limit = limit
        self._limit_text = limit_text
        self._samples: list[float | None] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(REDRAW_MS)
        self._pause.timeout.connect(self._redraw_if_due)
        self._due = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def make_low(self) -> None:
        """Take less of the height, where other things on the page matter more."""
        self._height_em = _LOW_EM
        self.updateGeometry()

    @property
    def samples(self) -> tuple[float | None, ...]:
        return tuple(self._samples)

    def add(self, samples: Sequence[float | None]) -> None:
        """Append samples; the picture follows within a tenth of a second."""
        if not samples:
            return
        self._samples.extend(samples)
        del self._samples[:-_MOST]
        self._due = True
        if not self._pause.isActive():
            self._redraw_if_due()

    def _redraw_if_due(self) -> None:
        if self._due:
            self._due = False
            self._pause.start()
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(self._height_em))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(10), self._theme.px(self._height_em))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        smooth(painter)
        ground = self.height() - theme.em * 0.4
        painter.setPen(QPen(theme.colour("line"), 1.2))
        painter.drawLine(QPointF(0, ground), QPointF(self.width(), ground))
        lowest, highest = self._scale.reach([s for s in self._samples if s is not None], self._limit)
        area = QRectF(2, theme.em * 0.5, self.width() - 6, ground - theme.em * 1.2)

        def height(value: float) -> float:
            return area.bottom() - area.height() * (value - lowest) / (highest - lowest)

        self._paint_line(painter, area, height, ground)
        if self._limit is not None:
            self._paint_limit(painter, height(self._limit))
        painter.end()

    def _paint_limit(self, painter: QPainter, height: float) -> None:
        theme = self._theme
        pen = QPen(theme.colour("warn"), 1.4)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([5.0, 2.5])
        painter.setPen(pen)
        painter.drawLine(QPointF(0, height), QPointF(self.width(), height))
        metrics = theme.metrics("small")
        width = metrics.horizontalAdvance(self._limit_text)
        words = QRectF(self.width() - width, height - metrics.height() - 2, width, metrics.height())
        painter.fillRect(words.adjusted(-theme.em * 0.3, 0, 0, 0), theme.colour("surface"))
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font("small"))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self._limit_text)

    def _paint_line(self, painter: QPainter, area: QRectF, height: Callable[[float], float], ground: float) -> None:
        theme = self._theme
        step = area.width() / max(_ROOM - 1, len(self._samples) - 1)
        stretch = QPolygonF()
        for index, sample in enumerate(self._samples):
            across = area.left() + index * step
            if sample is None:
                self._stroke(painter, stretch)
                stretch = QPolygonF()
                painter.setPen(QPen(theme.colour("bad"), 2.2))
                painter.drawLine(QPointF(across, ground - theme.em * 1.3), QPointF(across, ground - 1))
            else:
                stretch.append(QPointF(across, height(sample)))
        self._stroke(painter, stretch)
        if stretch.size():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(stretch.last(), theme.em * 0.3, theme.em * 0.3)

    def _stroke(self, painter: QPainter, stretch: QPolygonF) -> None:
        pen = QPen(self._theme.colour("accent"), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if stretch.size() == 1:
            painter.drawPoint(stretch.first())
        elif stretch.size() > 1:
            painter.drawPolyline(stretch)
