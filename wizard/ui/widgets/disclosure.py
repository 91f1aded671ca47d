"""Something to open: details, codes, the table behind a picture."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.theme import Theme
from wizard.ui.widgets.button import Button


class Disclosure(QWidget):
    """A quiet button that shows and hides what is below it."""

    def __init__(self, theme: Theme, name: str, content: QWidget) -> None:
        super().__init__()
        self._name = name
        self._content = content
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.4))
        row = QHBoxLayout()
        self.button = Button(theme, name, "quiet", "chevron-right")
        self.button.setCheckable(True)
        self.button.toggled.connect(self._toggle)
        row.addWidget(self.button)
        row.addStretch()
        layout.addLayout(row)
        layout.addWidget(content)
        content.setVisible(False)

    def _toggle(self, opened: bool) -> None:
        self._content.setVisible(opened)
        self.button.rename(self._name, "chevron-down" if opened else "chevron-right")
