"""Light and dark, the type scale and every measure of the window, relative to the person's font."""

from typing import Literal

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from wizard.ui.colours import DARK, LIGHT, Colours, Token, with_accent
from wizard.ui.icons import POINTING, IconShelf

Scheme = Literal["system", "light", "dark"]
Role = Literal["heading", "banner", "figure", "title", "body", "strong", "small", "small_strong", "countdown"]

_SCALE: dict[Role, tuple[float, bool]] = {
    "heading": (2.0, True),
    "banner": (1.7, True),
    "figure": (2.0, True),
    "countdown": (3.2, True),
    "title": (1.05, True),
    "body": (1.05, False),
    "strong": (1.0, True),
    "small": (0.92, False),
    "small_strong": (0.92, True),
}
"""Role → (times the person's font size, half bold)."""

COLUMN_EM = 54.3
WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
UNBOUNDED = 100_000.0
_MOST_ROOMS = 1000
RADIUS_EM = 0.86


def application(name: str, kind: type[QApplication] = QApplication) -> QApplication:
    """Return the application, made as ``kind`` where there is none yet, in Qt's own style.

    The style is named on its command line: ``setStyle`` would hand a QStyle over to Python, with twenty enumerations
    that nothing here uses (5 ms of each start).
    """
    app = QApplication.instance() or kind([name, "-style", "fusion"])
    assert isinstance(app, QApplication)  # the other kind has no windows
    return app


class Theme(QObject):
    """What everything is drawn with. Widgets get it handed in and repaint on ``changed``.

    Signals:
        changed: the colours are different now.
    """

    changed = Signal()

    def __init__(self, app: QApplication, accent: str = "") -> None:
        super().__init__()
        self._app = app
        self._accent = accent
        self._choice: Scheme = "system"
        self._base = QFont(app.font())
        self._em = float(QFontInfo(self._base).pixelSize())
        self._fonts: dict[Role, QFont] = {}
        self._metrics: dict[Role, QFontMetricsF] = {}
        self._rooms: dict[tuple[Role, str, float], QRectF] = {}
        self._icons = IconShelf()
        self.by_keyboard = False
        """Whether the person moves by keyboard: then the focus is drawn on buttons, too."""
        self.colours: Colours = LIGHT
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    # colours

    @property
    def choice(self) -> Scheme:
        return self._choice

    @property
    def dark(self) -> bool:
        return self.colours.window == DARK.window

    def choose(self, choice: Scheme) -> None:
        """Follow the system, or stay light or dark."""
        self._choice = choice
        wanted = {
            "system": Qt.ColorScheme.Unknown,
            "light": Qt.ColorScheme.Light,
            "dark": Qt.ColorScheme.Dark,
        }[choice]
        self._app.styleHints().setColorScheme(wanted)  # also darkens the title bar where the system draws it
        self._apply()

    def note_focus(self, reason: Qt.FocusReason) -> None:
        """Learn from a move of the focus whether keyboard or mouse made it."""
        if reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.by_keyboard = True
        elif reason == Qt.FocusReason.MouseFocusReason:
            self.by_keyboard = False

    def system_is_dark(self) -> bool:
        """Return whether the system's own windows are dark now."""
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def colour(self, token: Token) -> QColor:
        return QColor(self.colours[token])

    def _apply(self) -> None:
        dark = self.system_is_dark() if self._choice == "system" else self._choice == "dark"
        self.colours = with_accent(DARK if dark else LIGHT, self._accent)
        palette = _palette(self.colours)
        self._app.setPalette(palette)
        QToolTip.setPalette(palette)
        self._app.setStyleSheet(self._style_sheet())
        self.changed.emit()

    def _style_sheet(self) -> str:
        """Return the little that the palette cannot say: slim scroll bars and rounded menus."""
        c = self.colours
        return f"""
QScrollBar:vertical {{ background: transparent; width: {self.px(0.8)}px; margin: 0; }}
QScrollBar::handle:vertical {{
  background: {c.muted}; border-radius: {self.px(0.2)}px; min-height: {self.px(2)}px; margin: 0 {self.px(0.2)}px;
}}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: none; border: none; height: 0; width: 0;
}}
QMenu {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.muted}; padding: {self.px(0.3)}px; }}
QMenu::item {{ padding: {self.px(0.45)}px {self.px(1.6)}px; border-radius: {self.px(0.4)}px; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QToolTip {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.muted}; padding: {self.px(0.3)}px; }}
"""

    # measures

    @property
    def em(self) -> float:
        """The person's font size in pixels."""
        return self._em

    def px(self, em: float) -> int:
        """Return ``em`` times the person's font size, in whole pixels."""
        return round(em * self._em)

    def font(self, role: Role) -> QFont:
        """Return the font of a role; the same one each time, so it is not to be changed."""
        if role not in self._fonts:
            self._fonts[role] = self._made(role)
        return self._fonts[role]

    def _made(self, role: Role) -> QFont:
        times, half_bold = _SCALE[role]
        font = QFont(self._base)
        if self._base.pointSizeF() > 0:
            font.setPointSizeF(self._base.pointSizeF() * times)
        else:
            font.setPixelSize(round(self._base.pixelSize() * times))
        if half_bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def metrics(self, role: Role) -> QFontMetricsF:
        if role not in self._metrics:
            self._metrics[role] = QFontMetricsF(self.font(role))
        return self._metrics[role]

    def room(self, role: Role, text: str, width: float) -> QRectF:
        """Return the room that a text takes, wrapped at this width; a layout asks for the same many times over."""
        key = (role, text, width)
        if key not in self._rooms:
            if len(self._rooms) >= _MOST_ROOMS:
                self._rooms.clear()
            self._rooms[key] = self.metrics(role).boundingRect(QRectF(0, 0, width, UNBOUNDED), WRAP, text)
        return self._rooms[key]

    # icons

    @property
    def icons_drawn(self) -> frozenset[str]:
        """Names of all icons drawn so far."""
        return self._icons.names

    def pixmap(self, name: str, token: Token, em: float, widget: QWidget) -> QPixmap:
        """Return the icon ``name`` in the colour of ``token``, as sharp as the screen of ``widget``."""
        mirrored = name in POINTING and widget.isRightToLeft()
        ratio = widget.devicePixelRatioF()
        return self._icons.pixmap(name, self.colours[token], self.px(em), ratio, mirrored=mirrored)


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    roles: dict[QPalette.ColorRole, str] = {
        QPalette.ColorRole.Window: c.window,
        QPalette.ColorRole.WindowText: c.text,
        QPalette.ColorRole.Base: c.surface,
        QPalette.ColorRole.AlternateBase: c.window,
        QPalette.ColorRole.Text: c.text,
        QPalette.ColorRole.PlaceholderText: c.muted,
        QPalette.ColorRole.Button: c.surface,
        QPalette.ColorRole.ButtonText: c.text,
        QPalette.ColorRole.BrightText: c.bad,
        QPalette.ColorRole.ToolTipBase: c.surface,
        QPalette.ColorRole.ToolTipText: c.text,
        QPalette.ColorRole.Highlight: c.accent,
        QPalette.ColorRole.HighlightedText: c.on_accent,
        QPalette.ColorRole.Link: c.accent,
        QPalette.ColorRole.LinkVisited: c.accent,
        QPalette.ColorRole.Accent: c.accent,
        QPalette.ColorRole.Light: c.surface,
        QPalette.ColorRole.Midlight: c.line,
        QPalette.ColorRole.Mid: c.line,
        QPalette.ColorRole.Dark: c.muted,
        QPalette.ColorRole.Shadow: c.muted,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.muted))
    return palette
