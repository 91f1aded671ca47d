"""Who sends where: Wi-Fi networks over their channels, the person's own and the better place marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import centred_pixmap, smooth

_WEAKEST_DBM, _STRONGEST_DBM = -95.0, -40.0
_LAST_LOW_CHANNEL = 14
"""Channels 1 to 14 lie in the 2.4 GHz band, 5 MHz apart; higher ones at 5 GHz and above."""
_HIGH_BLOCKS = ((36, 64), (100, 144), (149, 177))
"""Where the 5 GHz channels lie, in steps of four; what is between them is left out of the picture."""


@dataclass(frozen=True)
class Network:
    """One access point, without its name."""

    channel: int
    signal_dbm: float | None
    own: bool = False
    width_mhz: int | None = None

    @property
    def reach(self) -> float:
        """How many channels it takes to each side; 20 MHz are four channels of 5 MHz."""
        return (self.width_mhz or 20) / 10


class ChannelChart(QWidget):
    """Curves over the channel axis; higher is stronger. ``low`` makes it lower, where two stand one above the other."""

    def __init__(
        self, theme: Theme, networks: Sequence[Network], best: int | None, own_text: str, best_text: str,
        *, low: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self._theme = theme
        self._height_em = 9.0 if low else 12.2
        self._networks = networks
        self._own_text = own_text
        self._best_text = best_text
        own = next((n.channel for n in networks if n.own), best or 1)
        self._low = own <= _LAST_LOW_CHANNEL
        self._networks = [n for n in networks if (n.channel <= _LAST_LOW_CHANNEL) == self._low]
        self._best = best if best is not None and (best <= _LAST_LOW_CHANNEL) == self._low else None
        self._ticks = self._choose_ticks()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _choose_ticks(self) -> tuple[int, ...]:
        if self._low:
            return tuple(range(1, 14))
        used = {n.channel for n in self._networks} | ({self._best} if self._best else set())
        blocks = [block for block in _HIGH_BLOCKS if any(block[0] <= channel <= block[1] for channel in used)]
        return tuple(channel for first, last in blocks or _HIGH_BLOCKS[:1] for channel in range(first, last + 1, 4))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(self._height_em))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(20), self._theme.px(self._height_em))

    def _across(self, channel: float) -> float:
        margin = self._theme.em * 2.5
        room = self.width() - 2 * margin
        if self._low:
            return margin + room * (channel + 0.9) / 15.0
        nearest = min(range(len(self._ticks)), key=lambda index: abs(self._ticks[index] - channel))
        place = nearest + (channel - self._ticks[nearest]) / 4
        return margin + room * (place + 1) / (len(self._ticks) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        smooth(painter)
        ground = self.height() - theme.em * 2.1
        if self._best is not None:
            self._paint_best(painter, ground)
        for network in sorted(self._networks, key=lambda n: n.own):
            self._paint_network(painter, network, ground)
        painter.setPen(QPen(theme.colour("muted"), 1.2))
        painter.drawLine(QPointF(theme.em, ground), QPointF(self.width() - theme.em, ground))
        self._paint_ticks(painter, ground)
        painter.end()

    def _paint_ticks(self, painter: QPainter, ground: float) -> None:
        theme = self._theme
        marked = {n.channel for n in self._networks if n.own} | {self._best}
        marked |= {1, 6, 11} if self._low else set()
        crowded = self._across(self._ticks[1]) - self._across(self._ticks[0]) < theme.em * 2.2
        for index, channel in enumerate(self._ticks):
            strong = channel in marked
            if crowded and not strong and index % 2:
                continue
            centre = self._across(channel)
            painter.setPen(theme.colour("text" if strong else "muted"))
            painter.setFont(theme.font("small_strong" if strong else "small"))
            area = QRectF(centre - theme.em * 2, ground + theme.em * 0.25, theme.em * 4, theme.em * 1.5)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), str(channel))

    def _paint_best(self, painter: QPainter, ground: float) -> None:
        theme = self._theme
        best = self._best or 0
        area = QRectF(QPointF(self._across(best - 2), 0), QPointF(self._across(best + 2), ground))
        painter.fillRect(area, theme.colour("good_soft"))
        metrics = theme.metrics("small_strong")
        width = metrics.horizontalAdvance(self._best_text)
        left = min(max(0.0, area.center().x() - (width + theme.em * 1.2) / 2), self.width() - width - theme.em * 1.2)
        centred_pixmap(
            painter, theme.pixmap("check", "good", 1.0, self), QRectF(left, 0, theme.em, metrics.height() * 1.2)
        )
        painter.setPen(theme.colour("good"))
        painter.setFont(theme.font("small_strong"))
        line = QRectF(left + theme.em * 1.2, 0, width + 2, metrics.height() * 1.2)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), self._best_text)

    def _paint_network(self, painter: QPainter, network: Network, ground: float) -> None:
        theme = self._theme
        signal = network.signal_dbm if network.signal_dbm is not None else -80.0
        strength = (signal - _WEAKEST_DBM) / (_STRONGEST_DBM - _WEAKEST_DBM)
        top = ground - (ground - theme.em * 2.9) * min(1.0, max(0.08, strength))
        left, right = self._across(network.channel - network.reach), self._across(network.channel + network.reach)
        curve = QPainterPath(QPointF(left, ground))
        over = top - (ground - top) / 3  # a cubic reaches three quarters of its handles
        curve.cubicTo(
            QPointF(left + (right - left) * 0.22, over), QPointF(right - (right - left) * 0.22, over),
            QPointF(right, ground),
        )  # fmt: skip
        fill = QColor(theme.colour("accent" if network.own else "muted"))
        fill.setAlphaF(0.18 if network.own else 0.12)
        painter.setBrush(fill)
        pen = QPen(theme.colour("accent"), 2.6) if network.own else QPen(theme.colour("muted"), 1.1)
        painter.setPen(pen)
        painter.drawPath(curve)
        if network.own:
            self._name_own(painter, (left + right) / 2, top)

    def _name_own(self, painter: QPainter, centre: float, top: float) -> None:
        theme = self._theme
        metrics = theme.metrics("small_strong")
        width = metrics.horizontalAdvance(self._own_text)
        painter.setPen(theme.colour("accent"))
        painter.setFont(theme.font("small_strong"))
        left = min(max(0.0, centre - width / 2), self.width() - width)
        height = max(0.0, top - metrics.height() - theme.em * 0.5)
        painter.drawText(QRectF(left, height, width + 2, metrics.height() * 1.2), 0, self._own_text)
