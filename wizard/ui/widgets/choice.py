"""Things to choose: problem cards, answers like radio buttons, files with a tick."""

from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy

from wizard.ui.colours import Token
from wizard.ui.theme import Theme
from wizard.ui.widgets.button import PressedByEnter
from wizard.ui.widgets.painting import TwoLines, box, centred_pixmap, mirrored, smooth
from wizard.value import value


def _wraps(button: QAbstractButton) -> None:
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)


_BESIDE_EM = 5.3
"""What the icon and the margins of a problem card take of its width."""


class ProblemCard(PressedByEnter):
    """One problem of the first page: icon, title, what will be done and how long it takes."""

    def __init__(self, theme: Theme, icon: str, title: str, summary: str) -> None:
        super().__init__(theme)
        self._icon = icon
        self._lines = TwoLines(theme, title, summary)
        self.setAccessibleName(title)
        self.setAccessibleDescription(summary)
        _wraps(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        theme = self._theme
        return round(max(self._lines.height(width - theme.em * _BESIDE_EM), theme.em * 2.4) + theme.em * 2.4)

    def sizeHint(self) -> QSize:
        width = self._theme.px(26.7)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = round(self._lines.longest_word() + self._theme.em * _BESIDE_EM)
        return QSize(width, round(self._theme.em * 4.7))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        smooth(painter)
        rect = QRectF(self.rect())
        hover = self.underMouse() or self.isDown()
        border: Token = "accent" if hover or self.shows_focus() else "line"
        fill: Token = "accent_soft" if self.isDown() else "surface"
        box(painter, theme, rect, theme.colour(fill), theme.colour(border), width=2.5 if self.shows_focus() else 1)
        area = mirrored(QRectF(theme.em * 1.3, 0, theme.em * 2.1, rect.height()), self)
        centred_pixmap(painter, theme.pixmap(self._icon, "accent", 2.1, self), area)
        left = theme.em * 4.5
        words = QRectF(left, 0, rect.width() - theme.em * _BESIDE_EM, rect.height())
        self._lines.draw(painter, mirrored(words, self))
        painter.end()


@value
class _Marked:
    """What radio button and check box share: a mark, then a title with a summary. Measures and draws."""

    theme: Theme
    lines: TwoLines
    round: bool
    left_em: float
    foot_em: float = 0.0
    """Room below the words for something else."""

    @property
    def boxed(self) -> bool:
        return self.round

    def height(self, width: int) -> int:
        height = self.lines.height(width - self.theme.em * (self.left_em + 1.2))
        return round(height + self.theme.em * ((2.0 if self.boxed else 0.9) + self.foot_em))

    def size(self) -> QSize:
        beside = self.theme.em * (self.left_em + 1.3)
        width = round(min(self.lines.natural_width(), self.theme.em * 44) + beside)
        return QSize(width, self.height(width))

    def smallest(self) -> QSize:
        return QSize(round(self.lines.longest_word() + self.theme.em * (self.left_em + 1.3)), self.theme.px(1.8))

    def paint(self, button: QAbstractButton) -> None:
        theme = self.theme
        painter = QPainter(button)
        smooth(painter)
        rect = QRectF(button.rect())
        on, focus = button.isChecked(), button.hasFocus() and theme.by_keyboard
        if self.boxed:
            border: Token = "accent" if on or focus or button.underMouse() else "muted"
            fill = theme.colour("accent_soft" if on else "surface")
            box(painter, theme, rect, fill, theme.colour(border), width=2.5 if focus else 1)
        elif focus:
            box(painter, theme, rect, None, theme.colour("accent"), width=2)
        side = theme.em * 1.35
        area = mirrored(QRectF(theme.em * (self.left_em - 2.0), rect.center().y() - side / 2, side, side), button)
        if self.round:
            self._dot(painter, area, on)
        else:
            tick = theme.pixmap("square-check" if on else "square", "accent" if on else "muted", 1.55, button)
            centred_pixmap(painter, tick, area)
        left = theme.em * self.left_em
        letters: Token = "text" if self.round or on else "muted"
        words = QRectF(left, 0, rect.width() - left - theme.em * 1.2, rect.height() - theme.em * self.foot_em)
        self.lines.draw(painter, mirrored(words, button), letters)
        painter.end()

    def _dot(self, painter: QPainter, area: QRectF, on: bool) -> None:
        theme = self.theme
        painter.setPen(QPen(theme.colour("accent" if on else "muted"), 2.0 if on else 1.5))
        painter.setBrush(theme.colour("surface"))
        painter.drawEllipse(area.adjusted(1, 1, -1, -1))
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            inset = area.width() * 0.28
            painter.drawEllipse(area.adjusted(inset, inset, -inset, -inset))


class _DrawnAsMarked:
    """What both do as widgets; mixed in before Qt's own class."""

    _marked: _Marked

    def _show_as(self: Any, marked: _Marked) -> None:
        self._marked = marked
        self.setAccessibleName(marked.lines.title)
        self.setAccessibleDescription(marked.lines.summary)
        _wraps(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._marked.height(width)

    def sizeHint(self) -> QSize:
        return self._marked.size()

    def minimumSizeHint(self) -> QSize:
        return self._marked.smallest()

    def hitButton(self: Any, position: QPoint) -> bool:
        return bool(self.rect().contains(position))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._marked.theme.note_focus(event.reason())
        super().focusInEvent(event)  # type: ignore[misc]  # Qt's, behind this one

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._marked.theme.by_keyboard = True
        super().keyPressEvent(event)  # type: ignore[misc]  # Qt's, behind this one

    def paintEvent(self: Any, event: QPaintEvent) -> None:
        self._marked.paint(self)


class Choice(_DrawnAsMarked, QRadioButton):
    """One answer, as wide as the page. Arrow keys move between the answers of one question."""

    def __init__(self, theme: Theme, title: str, summary: str = "", *, foot_em: float = 0.0) -> None:
        super().__init__()
        self._show_as(_Marked(theme, TwoLines(theme, title, summary), True, 3.3, foot_em))


class Tick(_DrawnAsMarked, QCheckBox):
    """Something that may be left out, with a tick."""

    def __init__(self, theme: Theme, title: str, summary: str = "", *, checked: bool = True) -> None:
        super().__init__()
        self._show_as(_Marked(theme, TwoLines(theme, title, summary), False, 2.2))
        self.setChecked(checked)
