"""A line to type into, with a border that can be seen and perhaps a search sign."""

from PySide6.QtCore import QEvent, QObject, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from wizard.ui.colours import Token
from wizard.ui.theme import Theme
from wizard.ui.widgets.painting import box, smooth
from wizard.ui.widgets.text import Icon


class Field(QWidget):
    """A framed line edit.

    Signals:
        typed(str): the text changed.
        entered(): Enter was pressed in it.
    """

    typed = Signal(str)
    entered = Signal()

    def __init__(
        self, theme: Theme, name: str, placeholder: str = "", icon: str | None = None, height_em: float = 3.4
    ) -> None:
        super().__init__()
        self._theme = theme
        self._bad = False
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(0.9), 0, theme.px(0.9), 0)
        layout.setSpacing(theme.px(0.7))
        if icon is not None:
            layout.addWidget(Icon(theme, icon, "muted", 1.35))
        self.line = QLineEdit()
        self.line.setFrame(False)
        self.line.setFont(theme.font("body"))
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(name)
        self.line.setMinimumHeight(theme.px(height_em))
        self.line.setStyleSheet("QLineEdit { background: transparent; border: none; }")
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self.typed)
        self.line.returnPressed.connect(self.entered)
        layout.addWidget(self.line, 1)
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        return self.line.text()

    def mark(self, message: str) -> None:
        """Show that what stands here cannot be taken, and why (empty: it can); the message is also its description."""
        self._bad = bool(message)
        self.line.setAccessibleDescription(message)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth(painter)
        focus = self.line.hasFocus()
        border: Token = "bad" if self._bad else "accent" if focus else "muted"
        fill = self._theme.colour("surface")
        box(painter, self._theme, QRectF(self.rect()), fill, self._theme.colour(border), width=2.5 if focus else 1)
        painter.end()
