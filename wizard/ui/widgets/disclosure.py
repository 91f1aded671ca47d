"""Something to open: details, codes, the table behind a picture."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.theme import Theme
from wizard.ui.widgets.button import Button


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
    """An opener with what it shows below it."""

    def __init__(self, theme: Theme, name: str, content: QWidget) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.4))
        row = QHBoxLayout()
        self.button = Opener(theme, name, content)
        row.addWidget(self.button)
        row.addStretch()
        layout.addLayout(row)
        layout.addWidget(content)
