"""Up to three large figures, their meaning small beneath."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.ui.colours import Tone
from wizard.ui.theme import Theme
from wizard.ui.widgets.card import tone_token
from wizard.ui.widgets.text import Text
from wizard.ui.widgets.turning import Turning


class Figures(QWidget):
    """Figures side by side; ``show_figures`` changes them in place."""

    def __init__(self, theme: Theme, count: int) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        row = Turning(theme.px(3), ends=True)
        layout.addWidget(row)
        self._pairs: list[tuple[Text, Text]] = []
        for _ in range(count):
            holder = QWidget()
            pair = QVBoxLayout(holder)
            pair.setContentsMargins(0, 0, 0, 0)
            pair.setSpacing(0)
            figure = Text(theme, "", "figure", wrap=False)
            label = Text(theme, "", "small", "muted", wrap=False)
            pair.addWidget(figure)
            pair.addWidget(label)
            row.add(holder)
            self._pairs.append((figure, label))

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(figure.text() for figure, _ in self._pairs if figure.text())

    def show_figures(self, figures: tuple[tuple[str, str, Tone], ...]) -> None:
        """Show (figure, meaning, tone) each; places without one stay empty."""
        for index, (figure, label) in enumerate(self._pairs):
            value, meaning, tone = figures[index] if index < len(figures) else ("", "", "plain")
            figure.setText(value)
            figure.use_token(tone_token(tone))
            figure.setAccessibleName(f"{value} {meaning}".strip())
            label.setText(meaning)
            for part in (figure, label):  # a place without a figure is nothing to stop at for a screen reader
                part.setVisible(bool(value))
