"""The table behind a picture: opened by a button, for people who do not see the picture or want the figures."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.ui.theme import Theme
from wizard.ui.widgets.disclosure import Opener


class TableOpener(Opener):
    """Shows and hides ``content``, which is ``parts`` one below the other; ``of`` tells it from others on a page."""

    def __init__(self, theme: Theme, words: str, of: str, parts: tuple[QWidget, ...]) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(0.8))
        for part in parts:
            column.addWidget(part)
        super().__init__(theme, words, content)
        self.setAccessibleDescription(of)
