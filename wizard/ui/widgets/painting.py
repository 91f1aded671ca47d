"""Strokes that several widgets share: rounded boxes, focus rings, a title with a summary beneath."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from wizard.ui.colours import Token
from wizard.ui.theme import RADIUS_EM, UNBOUNDED, WRAP, Theme
from wizard.value import value


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """Return ``first`` with ``share`` (0 to 1) of ``second`` in it."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )


def smooth(painter: QPainter) -> None:
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)


def box(
    painter: QPainter, theme: Theme, rect: QRectF, fill: QColor | None, border: QColor | None, *, width: float = 1.0
) -> None:
    """Draw a rounded box within ``rect``; the border lies inside it."""
    half = width / 2 if border is not None else 0.0
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        pen = QPen(border)
        pen.setWidthF(width)
        painter.setPen(pen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    radius = theme.px(RADIUS_EM)
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius, radius)


@value
class TwoLines:
    """A title and a summary under it, both wrapped; measures and draws itself."""

    theme: Theme
    title: str
    summary: str = ""

    def height(self, width: float) -> float:
        return self._title_rect(width).height() + self._gap() + self._summary_rect(width).height()

    def natural_width(self) -> float:
        return max(self._title_rect(UNBOUNDED).width(), self._summary_rect(UNBOUNDED).width())

    def longest_word(self) -> float:
        strong, small = self.theme.metrics("title"), self.theme.metrics("small")
        words = [strong.horizontalAdvance(word) for word in self.title.split()]
        return max([0.0, *words, *(small.horizontalAdvance(word) for word in self.summary.split())])

    def draw(self, painter: QPainter, area: QRectF, title: Token = "text") -> None:
        """Draw both, the block centred upright in ``area``."""
        width = area.width()
        top = area.top() + (area.height() - self.height(width)) / 2
        painter.setPen(self.theme.colour(title))
        painter.setFont(self.theme.font("title"))
        painter.drawText(QRectF(area.left(), top, width, UNBOUNDED), WRAP, self.title)
        if self.summary:
            top += self._title_rect(width).height() + self._gap()
            painter.setPen(self.theme.colour("muted"))
            painter.setFont(self.theme.font("small"))
            painter.drawText(QRectF(area.left(), top, width, UNBOUNDED), WRAP, self.summary)

    def _gap(self) -> float:
        return self.theme.em * 0.15 if self.summary else 0.0

    def _title_rect(self, width: float) -> QRectF:
        return self.theme.room("title", self.title, width)

    def _summary_rect(self, width: float) -> QRectF:
        if not self.summary:
            return QRectF()
        return self.theme.room("small", self.summary, width)


def mirrored(area: QRectF, widget: QWidget) -> QRectF:
    """Return the area on the other side of the widget where lines run from right to left, else as it is."""
    if not widget.isRightToLeft():
        return area
    return QRectF(widget.width() - area.right(), area.top(), area.width(), area.height())


def centred_pixmap(painter: QPainter, pixmap: QPixmap, area: QRectF) -> None:
    """Draw ``pixmap`` in the middle of ``area``."""
    size = pixmap.deviceIndependentSize()
    left = area.center().x() - size.width() / 2
    top = area.center().y() - size.height() / 2
    painter.drawPixmap(round(left), round(top), pixmap)
