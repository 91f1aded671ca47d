"""The table behind a picture: opened by a button, for people who do not see the picture or want the figures."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.ui.theme import Theme
from wizard.ui.widgets.comparison import Comparison
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.text import Text


class TableBehind(Disclosure):
    """An opener named ``words``, told apart from others by ``of``, over tables and texts that say what is drawn."""

    def __init__(self, theme: Theme, words: str, of: str, parts: tuple[Comparison | Text, ...]) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(0.8))
        for part in parts:
            column.addWidget(part)
        super().__init__(theme, words, content)
        self.button.setAccessibleDescription(of)
