"""The way of a message: computer, Wi-Fi, router, provider, service, with the link that is broken."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.colours import Token
from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import centred_pixmap, mirrored, smooth

LinkState = Literal["good", "bad", "warn", "measuring", "unknown"]
_SIGN: dict[LinkState, str | None] = {
    "good": "check", "bad": "x", "warn": "alert-triangle", "measuring": None, "unknown": None,
}  # fmt: skip
_LETTERS = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True)
class Link:
    """One station: its icon, its name, and how things stand there."""

    icon: str
    name: str
    state: LinkState


class Chain(QWidget):
    """Five stations in a row; a dashed red line leads to the broken one, grey ones are not known."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._links: tuple[Link, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def links(self) -> tuple[Link, ...]:
        return self._links

    def show_links(self, links: tuple[Link, ...], sentence: str) -> None:
        """Show the stations; ``sentence`` says the same for a screen reader."""
        if links != self._links:
            self._links = links
            self.update()
        self.setAccessibleName(sentence)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Leave room for a second line where a name needs one."""
        metrics = self._theme.metrics("small_strong")
        widest = max((metrics.horizontalAdvance(link.name) for link in self._links), default=0)
        crowded = self._links and widest + self._theme.em * 1.5 > width / len(self._links)
        return self._theme.px(7.0 if crowded else 5.7)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(5.7))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(16), self._theme.px(5.7))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._links:
            return
        painter = QPainter(self)
        smooth(painter)
        slot = self.width() / len(self._links)
        side = self._theme.em * 3.75
        for index, link in enumerate(self._links):
            place = len(self._links) - 1 - index if self.isRightToLeft() else index
            centre = QPointF(slot * (place + 0.5), side / 2 + 1)
            if index:
                before = centre.x() + slot if self.isRightToLeft() else centre.x() - slot
                near, far = sorted((before, centre.x()))
                self._connection(painter, near + side / 2 + 2, far - side / 2 - 2, centre.y(), link)
            self._station(painter, centre, side, link)
            area = QRectF(slot * index, side + self._theme.em * 0.5, slot, self._theme.em * 3)
            self._label(painter, area, link)
        painter.end()

    def _connection(self, painter: QPainter, start: float, end: float, height: float, link: Link) -> None:
        tokens: dict[LinkState, Token] = {"good": "good", "bad": "bad", "warn": "warn"}
        token = tokens.get(link.state, "line")
        pen = QPen(self._theme.colour(token), 3)
        if link.state != "good":
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([2.2, 1.0])
        painter.setPen(pen)
        painter.drawLine(QPointF(start, height), QPointF(end, height))

    def _station(self, painter: QPainter, centre: QPointF, side: float, link: Link) -> None:
        theme = self._theme
        ground: dict[LinkState, tuple[Token, Token]] = {
            "good": ("good_soft", "good"), "bad": ("bad_soft", "bad"), "warn": ("warn_soft", "warn"),
            "measuring": ("accent_soft", "accent"), "unknown": ("window", "muted"),
        }  # fmt: skip
        fill, border = ground[link.state]
        painter.setPen(QPen(theme.colour(border), 2 if link.state in ("bad", "warn", "measuring") else 1.2))
        painter.setBrush(theme.colour(fill))
        painter.drawEllipse(centre, side / 2 - 1, side / 2 - 1)
        area = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
        centred_pixmap(painter, theme.pixmap(link.icon, border, 1.7, self), area)

    def _label(self, painter: QPainter, area: QRectF, link: Link) -> None:
        theme = self._theme
        role: Literal["small", "small_strong"] = "small_strong" if link.state in ("bad", "warn") else "small"
        metrics = theme.metrics(role)
        sign = _SIGN[link.state]
        beside = theme.em * 1.25 if sign else 0.0
        words = metrics.boundingRect(QRectF(0, 0, area.width() - beside, area.height()), _LETTERS, link.name)
        left = area.center().x() - (words.width() + beside) / 2
        painter.setPen(theme.colour("muted" if link.state in ("unknown", "measuring") else "text"))
        painter.setFont(theme.font(role))
        name = QRectF(left - 1, area.top(), words.width() + 2, area.height())
        painter.drawText(mirrored(name, self), _LETTERS, link.name)
        if sign:
            token: Token = "bad" if link.state == "bad" else "warn" if link.state == "warn" else "good"
            spot = QRectF(left + words.width() + theme.em * 0.35, area.top(), theme.em, metrics.height())
            centred_pixmap(painter, theme.pixmap(sign, token, 0.95, self), mirrored(spot, self))
