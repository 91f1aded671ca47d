"""Bars and the countdown ring: all are QProgressBar, so that a screen reader can read their value."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from wizard.ui.colours import Token
from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import smooth

_STEPS = 1000
RING_EM = 13
_SHORT_S = 100
"""Below this the ring counts plain seconds."""
_GROOVE_EM = 0.9
"""No groove is higher than this: what is higher is room for a mark."""
_NOT_YET = 0.99
"""As far as a bar goes before the work has really ended."""


def groove(painter: QPainter, theme: Theme, widget: QWidget, area: QRectF, *, share: float, fill: Token) -> None:
    """Draw the groove within ``area``, and its filling, which begins where a line of text does."""
    inset = max(0.0, (area.height() - theme.em * _GROOVE_EM) / 2)
    rect = area.adjusted(0, inset, 0, -inset)
    radius = rect.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("line"))
    painter.drawRoundedRect(rect, radius, radius)
    if share > 0:
        painter.setBrush(theme.colour(fill))
        filled = QRectF(rect.left(), rect.top(), max(rect.height(), rect.width() * min(share, 1.0)), rect.height())
        if widget.isRightToLeft():
            filled.moveRight(rect.right())
        painter.drawRoundedRect(filled, radius, radius)


def limit_mark(painter: QPainter, theme: Theme, widget: QWidget, area: QRectF, share: float) -> None:
    """Draw the line at which a limit stands across the groove in ``area``."""
    at = area.left() + area.width() * (1 - share if widget.isRightToLeft() else share)
    for colour, width in ((theme.colour("surface"), 5), (theme.colour("text"), 2)):
        painter.setPen(QPen(colour, width))
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))


def whole_of(*values: float) -> float:
    """Return what a full bar stands for, so that the largest of the values leaves some room beside it."""
    return max(values) * 1.23 or 1.0


class WorkBar(QProgressBar):
    """How far work has come: never goes back, never starts again, is full only when the work has ended."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._share = 0.0
        self.setRange(0, _STEPS)
        self.setValue(0)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def share(self) -> float:
        return self._share

    def advance(self, share: float) -> None:
        """Move to ``share`` (0 to 1) unless the bar is there already."""
        self._move(max(self._share, min(share, _NOT_YET)))

    def finish(self) -> None:
        self._move(1.0)

    def _move(self, share: float) -> None:
        self._share = share
        self.setValue(round(share * _STEPS))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(20), self._theme.px(0.6))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(5), self._theme.px(0.6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        groove(painter, self._theme, self, QRectF(self.rect()), share=self._share, fill="accent")
        painter.end()


class LimitBar(QProgressBar):
    """A measured size against its limit; the mark stands where the limit is.

    ``whole`` is what a full bar stands for: bars that are compared share it.
    """

    def __init__(
        self, theme: Theme, name: str, value: float, limit: float, tone: Token, *, whole: float | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._tone: Token = tone
        whole = whole or whole_of(value, limit)
        self._share = value / whole
        self._limit = limit / whole
        self.setRange(0, _STEPS)
        self.setValue(round(self._share * _STEPS))
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(20), self._theme.px(1.5))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(5), self._theme.px(1.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        smooth(painter)
        groove(painter, theme, self, QRectF(self.rect()), share=self._share, fill=self._tone)
        limit_mark(painter, theme, self, QRectF(self.rect()), self._limit)
        painter.end()


class ChanceBar(QProgressBar):
    """A share of a hundred, slim, beside its figure."""

    def __init__(self, theme: Theme, name: str, percent: int) -> None:
        super().__init__()
        self._theme = theme
        self.setRange(0, 100)
        self.setValue(percent)
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(8), self._theme.px(0.6))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(4), self._theme.px(0.6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        groove(painter, self._theme, self, QRectF(self.rect()), share=self.value() / 100, fill="accent")
        painter.end()


class CountdownRing(QProgressBar):
    """The time left, large, within a ring that empties; beneath it what is counted, seconds or minutes."""

    def __init__(self, theme: Theme, name: str, seconds: str, minutes: str, size_em: float = RING_EM) -> None:
        super().__init__()
        self._theme = theme
        self._scale = size_em / RING_EM
        self._units = (seconds, minutes)
        self._beneath = seconds
        self._shown = ""
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setFixedSize(theme.px(size_em), theme.px(size_em))

    def show_left(self, left_s: int, whole_s: int) -> None:
        """Show ``left_s`` of ``whole_s`` seconds; a minute and more as ``m:ss``."""
        self.setRange(0, max(1, whole_s))
        self.setValue(max(0, min(left_s, whole_s)))
        short = whole_s < _SHORT_S
        self._beneath = self._units[0 if short else 1]
        self._shown = str(left_s) if short else f"{left_s // 60}:{left_s % 60:02}"
        self.setAccessibleDescription(f"{self._shown} {self._beneath}")
        self.update()

    def text(self) -> str:
        return f"{self._shown} {self._beneath}"

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        smooth(painter)
        width = theme.em * 0.72 * self._scale
        ring = QRectF(self.rect()).adjusted(width, width, -width, -width)
        pen = QPen(theme.colour("line"), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawEllipse(ring)
        share = self.value() / max(1, self.maximum())
        if share > 0:
            pen.setColor(theme.colour("accent"))
            painter.setPen(pen)
            painter.drawArc(ring, 90 * 16, round(-360 * 16 * share))
        centre = ring.center()
        painter.setPen(theme.colour("text"))
        font, em = QFont(theme.font("countdown")), theme.em * self._scale  # the theme's own is shared
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * self._scale)
        else:
            font.setPixelSize(round(font.pixelSize() * self._scale))
        painter.setFont(font)
        figure = QRectF(ring.left(), centre.y() - em * 2.75, ring.width(), em * 3.6)
        painter.drawText(figure, int(Qt.AlignmentFlag.AlignCenter), self._shown)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font("small"))
        words = QRectF(ring.left() + width, figure.bottom() + theme.em * 0.1, ring.width() - 2 * width, theme.em * 3)
        painter.drawText(
            words,
            int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap),
            self._beneath,
        )
        painter.end()
