"""The bar on top of the window: whose wizard this is, and history, language, appearance and help."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from wizard.ui.theme import Theme
from wizard.ui.widgets.button import IconButton, PressedByEnter
from wizard.ui.widgets.painting import box, centred_pixmap, mirrored, smooth

_LOGO_EM = 1.7


class Brand(PressedByEnter):
    """The name, with the organisation's logo or the lifebuoy; pressing it leads to the first page."""

    def __init__(self, theme: Theme, name: str, description: str, logo: str = "") -> None:
        super().__init__(theme, name)
        self._logo = QPixmap(logo) if logo else QPixmap()
        self.setFont(theme.font("title"))
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setToolTip(description)

    def sizeHint(self) -> QSize:
        width = self._theme.metrics("title").horizontalAdvance(self.text())
        return QSize(round(width + self._theme.em * 3.4), self._theme.px(2.5))

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
        area.setWidth(theme.em * _LOGO_EM)
        mark = self._mark()
        centred_pixmap(painter, mark, mirrored(area, self))
        left = area.right() + theme.em * 0.55
        painter.setPen(theme.colour("text"))
        painter.setFont(self.font())
        words = rect.adjusted(left, 0, -theme.em * 0.2, 0)
        shown = theme.metrics("title").elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(mirrored(words, self), int(Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()

    def _mark(self) -> QPixmap:
        if self._logo.isNull():
            return self._theme.pixmap("lifebuoy", "accent", _LOGO_EM, self)
        ratio = self.devicePixelRatioF()
        side = round(self._theme.em * _LOGO_EM * ratio)
        how = Qt.TransformationMode.SmoothTransformation
        scaled = self._logo.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, how)
        scaled.setDevicePixelRatio(ratio)
        return scaled


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
