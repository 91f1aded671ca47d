"""A round gauge with a needle: the speed of a line just now, on a scale that shows slow and fast lines alike."""

import math
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QProgressBar, QSizePolicy, QStyle

from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import smooth

MARKS = (0, 1, 5, 10, 50, 100, 500, 1000, 5000)
"""Mbit/s at equal distances round the scale."""
_BEGIN_DEGREES, _SWEEP_DEGREES = 210.0, 240.0
_TRAVEL_MS = 260


class Needle(QProgressBar):
    """``show_speed`` moves it; a screen reader reads name, figure and meaning. The mark outside is the limit."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._limit_mbps: float | None = None
        self._shown_mbps = 0.0
        self._figure = ""
        self._meaning = ""
        self.setRange(0, MARKS[-1])
        self.setValue(0)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._travel = QVariantAnimation(self)
        self._travel.setDuration(_TRAVEL_MS)
        self._travel.valueChanged.connect(self._turn)

    @property
    def shown_mbps(self) -> float:
        """Where the needle stands on its way to ``value()``."""
        return self._shown_mbps

    def show_speed(self, mbps: float, figure: str, meaning: str, limit_mbps: float | None = None) -> None:
        """Move to a speed; ``figure`` is its number as written, ``meaning`` its unit and what it stands for."""
        self._figure, self._meaning, self._limit_mbps = figure, meaning, limit_mbps
        self.setValue(round(min(mbps, MARKS[-1])))
        self.setAccessibleDescription(self.text())
        self._travel.stop()
        if self._may_move():
            self._travel.setStartValue(float(self._shown_mbps))
            self._travel.setEndValue(float(mbps))
            self._travel.start()
        else:
            self._turn(mbps)

    def rest(self) -> None:
        """Stand still where it points to: the measurement is over."""
        if self._travel.state() == QVariantAnimation.State.Running:
            self._travel.stop()
            self._turn(self._travel.endValue())

    def text(self) -> str:
        return f"{self._figure} {self._meaning}".strip()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(30), self._theme.px(13.6))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(17), self._theme.px(13.6))

    def _may_move(self) -> bool:
        """Return whether the system lets things move: people who ask for less motion get none."""
        asked = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        return asked > 0 and QApplication.isEffectEnabled(Qt.UIEffect.UI_General) and self.isVisible()

    def _turn(self, mbps: float) -> None:
        self._shown_mbps = float(mbps)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        smooth(painter)
        radius = theme.em * 7.4
        centre = QPointF(self.width() / 2, theme.em * 8.6)
        self._paint_scale(painter, centre, radius)
        self._paint_needle(painter, centre, radius)
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font("figure"))
        figure = QRectF(0, centre.y() + theme.em * 1.1, self.width(), theme.metrics("figure").height())
        painter.drawText(figure, int(Qt.AlignmentFlag.AlignCenter), self._figure)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font("small"))
        words = QRectF(0, figure.bottom(), self.width(), theme.metrics("small").height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), self._meaning)
        painter.end()

    def _paint_scale(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        theme = self._theme
        ring = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        pen = QPen(theme.colour("line"), theme.em * 0.7)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(ring, round(_BEGIN_DEGREES * 16), round(-_SWEEP_DEGREES * 16))
        if self._shown_mbps > 0:
            pen.setColor(theme.colour("accent"))
            painter.setPen(pen)
            swept = _SWEEP_DEGREES * share_of(self._shown_mbps)
            painter.drawArc(ring, round(_BEGIN_DEGREES * 16), round(-swept * 16))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("muted"))
        metrics = theme.metrics("small")
        for mark in MARKS:
            at = _on(centre, radius - theme.em * 1.7, share_of(mark))
            width = metrics.horizontalAdvance(str(mark)) + 2
            around = QRectF(at.x() - width / 2, at.y() - metrics.height() / 2, width, metrics.height())
            painter.drawText(around, int(Qt.AlignmentFlag.AlignCenter), str(mark))
        if self._limit_mbps:
            share = share_of(self._limit_mbps)
            painter.setPen(QPen(theme.colour("text"), 2))
            painter.drawLine(_on(centre, radius - theme.em * 0.5, share), _on(centre, radius + theme.em * 0.9, share))

    def _paint_needle(self, painter: QPainter, centre: QPointF, radius: float) -> None:
        theme = self._theme
        pen = QPen(theme.colour("text"), theme.em * 0.22)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(centre, _on(centre, radius - theme.em * 2.9, share_of(self._shown_mbps)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("text"))
        painter.drawEllipse(centre, theme.em * 0.45, theme.em * 0.45)


def share_of(mbps: float) -> float:
    """Return where a speed stands on the scale, 0 to 1."""
    for index, (low, high) in enumerate(pairwise(MARKS)):
        if mbps <= high:
            return (index + (max(mbps, low) - low) / (high - low)) / (len(MARKS) - 1)
    return 1.0


def _on(centre: QPointF, radius: float, share: float) -> QPointF:
    """Return the point of the scale at a share, so far from the centre."""
    angle = math.radians(_BEGIN_DEGREES - _SWEEP_DEGREES * share)
    return QPointF(centre.x() + radius * math.cos(angle), centre.y() - radius * math.sin(angle))
