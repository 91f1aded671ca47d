"""Text that wraps, in a role of the type scale and a colour of the palette; and icons beside it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from wizard.ui.colours import Token
from wizard.ui.theme import Role, Theme


class Text(QLabel):
    """Plain text (never HTML: facts may hold anything) that wraps at the width it gets."""

    def __init__(
        self, theme: Theme, text: str, role: Role = "body", token: Token = "text", *, wrap: bool = True
    ) -> None:
        super().__init__()
        self._theme = theme
        self._token: Token = token
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role))
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        if self.isRightToLeft():  # a label goes by its own letters: figures would stand on the wrong side
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
            self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.setText(text)
        theme.changed.connect(self._colour)
        self._colour()

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the longest word and as low as one line: the height follows from the width."""
        if not self.wordWrap():
            return super().minimumSizeHint()
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(word) for word in self.text().split()), default=0)
        return QSize(widest, metrics.height() if self.text() else 0)

    def use_token(self, token: Token) -> None:
        self._token = token
        self._colour()

    def selectable(self) -> "Text":
        """Let mouse and keyboard select and copy it."""
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return self

    def _colour(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.colour(self._token))
        self.setPalette(palette)


class Icon(QLabel):
    """A picture beside a text that says the same; silent for a screen reader."""

    def __init__(self, theme: Theme, name: str, token: Token = "accent", em: float = 1.6) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._token: Token = token
        self._em = em
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setFixedSize(theme.px(em), theme.px(em))
        theme.changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, token: Token) -> None:
        self._name = name
        self._token = token
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(self._theme.pixmap(self._name, self._token, self._em, self))


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader speak ``text`` now: for changes of state, never for ticks."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if text:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
