"""Something to open: details, codes, the table behind a picture."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.theme import Theme
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.text import Text, announce


class Opener(Button):
    """A quiet button that shows and hides ``content``, wherever that lies."""

    def __init__(self, theme: Theme, name: str, content: QWidget) -> None:
        super().__init__(theme, name, "quiet", "chevron-right")
        self._name = name
        self.content = content
        content.setVisible(False)
        self.setCheckable(True)
        self.toggled.connect(self._toggle)

    def _toggle(self, opened: bool) -> None:
        self.content.setVisible(opened)
        self.rename(self._name, "chevron-down" if opened else "chevron-right")


class Disclosure(QWidget):
    """An opener with what it shows below it.

    ``copying`` are the words on a button that copies every text of it, and what is said once it did.
    """

    def __init__(self, theme: Theme, name: str, content: QWidget, copying: tuple[str, str] | None = None) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.4))
        row = QHBoxLayout()
        self.button = Opener(theme, name, content)
        row.addWidget(self.button)
        self.copy: Button | None = None
        if copying is not None:
            self.copy = Button(theme, copying[0], "quiet", "copy")
            self.copy.setVisible(False)
            self.button.toggled.connect(self.copy.setVisible)
            self.copy.clicked.connect(lambda: self._copy(copying[1]))
            row.addWidget(self.copy)
        row.addStretch()
        layout.addLayout(row)
        layout.addWidget(content)
        self.content = content

    def _copy(self, said: str) -> None:
        texts = [text.text() for text in self.content.findChildren(Text) if text.text()]
        QGuiApplication.clipboard().setText("\n".join(texts))
        announce(self, said)
        if self.copy is not None:
            self.copy.rename(said, "check")
