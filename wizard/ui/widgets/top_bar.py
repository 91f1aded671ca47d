"""The bar on top of the window: whose wizard this is, and history, language, appearance and help."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from wizard.ui.colours import DARK, LIGHT, SHAPE_CONTRAST, contrast
from wizard.ui.icons import picture
from wizard.ui.theme import Theme
from wizard.ui.widgets.button import IconButton, PressedByEnter
from wizard.ui.widgets.painting import box, centred_pixmap, mirrored, smooth

_LOGO_EM = 1.7
_WIDEST_EM = 9.0
_SAMPLED = 24


class Brand(PressedByEnter):
    """The name, with the organisation's logo or the lifebuoy; pressing it leads to the first page."""

    def __init__(self, theme: Theme, name: str, description: str, logo: str = "") -> None:
        super().__init__(theme, name)
        self._logo = logo
        self._own_mark = self._drawn_logo()
        self._plates: dict[str, str | None] = {}
        self._mark_em = (
            _LOGO_EM if self._own_mark is None else self._own_mark.deviceIndependentSize().width() / theme.em
        )
        self.setFont(theme.font("title"))
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setToolTip(description)

    def sizeHint(self) -> QSize:
        width = self._theme.metrics("title").horizontalAdvance(self.text())
        return QSize(round(width + self._theme.em * (self._mark_em + 1.7)), self._theme.px(2.5))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(3), self._theme.px(2.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        smooth(painter)
        rect = self.rect().toRectF()
        fill = theme.colour("accent_soft") if self.underMouse() or self.isDown() else None
        box(painter, theme, rect, fill, theme.colour("accent") if self.shows_focus() else None, width=2.5)
        area = rect.adjusted(theme.em * 0.3, 0, 0, 0)
        area.setWidth(theme.em * self._mark_em)
        self._paint_mark(painter, mirrored(area, self))
        left = area.right() + theme.em * 0.55
        painter.setPen(theme.colour("text"))
        painter.setFont(self.font())
        words = rect.adjusted(left, 0, -theme.em * 0.2, 0)
        shown = theme.metrics("title").elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(mirrored(words, self), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()

    def _paint_mark(self, painter: QPainter, area: QRectF) -> None:
        theme = self._theme
        if self._own_mark is None:
            centred_pixmap(painter, theme.pixmap("lifebuoy", "accent", _LOGO_EM, self), area)
            return
        if self._own_mark.devicePixelRatio() != self.devicePixelRatioF():  # the window went to another screen
            self._own_mark = self._drawn_logo() or self._own_mark
        window = theme.colours.window
        if window not in self._plates:
            self._plates[window] = plate_under(self._own_mark, window)
        plate = self._plates[window]
        if plate is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(plate))
            painter.drawRoundedRect(area.adjusted(-3, theme.em * 0.25, 3, -theme.em * 0.25), 4, 4)
        centred_pixmap(painter, self._own_mark, area)

    def _drawn_logo(self) -> QPixmap | None:
        if not self._logo:
            return None
        em = self._theme.em
        drawn = picture(self._logo, round(em * _WIDEST_EM), round(em * _LOGO_EM), self.devicePixelRatioF())
        return None if drawn.isNull() else drawn


def plate_under(logo: QPixmap, ground: str) -> str | None:
    """Return what to put under a logo that could hardly be seen on ``ground``, None where it can be."""
    from PySide6.QtGui import QImage

    image = logo.toImage().scaled(_SAMPLED, _SAMPLED).convertToFormat(QImage.Format.Format_ARGB32)
    pixels = [image.pixelColor(x, y) for x in range(_SAMPLED) for y in range(_SAMPLED)]
    seen = [pixel.name() for pixel in pixels if pixel.alpha() > 127]
    readable = sum(contrast(colour, ground) >= SHAPE_CONTRAST for colour in seen)
    if not seen or readable * 3 >= len(seen):
        return None
    return max((LIGHT.window, DARK.window), key=lambda plate: sum(contrast(colour, plate) for colour in seen))


class TopBar(QWidget):
    """Brand on the left, small buttons on the right."""

    def __init__(self, theme: Theme, brand: Brand, buttons: tuple[IconButton, ...]) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(1.6), theme.px(0.65), theme.px(1.6), theme.px(0.65))
        layout.setSpacing(theme.px(0.15))
        layout.addWidget(brand)
        layout.addStretch(1)
        for button in buttons:
            layout.addWidget(button)


class PracticeStrip(QLabel):
    """Says, on every page, that nothing here is real."""

    def __init__(self, theme: Theme, sentence: str) -> None:
        super().__init__(sentence)
        self._theme = theme
        self.setFont(theme.font("small_strong"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMargin(theme.px(0.35))
        theme.changed.connect(self._colour)
        self._colour()

    def _colour(self) -> None:
        palette = self.palette()
        palette.setColor(self.foregroundRole(), self._theme.colour("warn"))
        palette.setColor(self.backgroundRole(), self._theme.colour("warn_soft"))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
