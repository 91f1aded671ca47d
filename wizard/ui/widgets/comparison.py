"""Tables that are read, not edited: before, after, should be; and the figures behind a picture."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from wizard.ui.colours import Tone
from wizard.ui.theme import Theme
from wizard.ui.widgets.text import Icon, Text

_SIGN: dict[Tone, str] = {"good": "check", "bad": "x", "warn": "alert-triangle"}


@dataclass(frozen=True)
class Cell:
    """One reading as shown; ``spoken`` says what its sign says."""

    text: str
    tone: Tone = "plain"
    spoken: str = ""


@dataclass(frozen=True)
class Line:
    """What was read, then one cell per column."""

    name: str
    cells: tuple[Cell, ...]


class Comparison(QWidget):
    """A head of column names, then a line each; every cell's name says its line and column."""

    def __init__(self, theme: Theme, columns: tuple[str, ...], lines: tuple[Line, ...]) -> None:
        super().__init__()
        self.lines = lines
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(1.2))
        grid.setVerticalSpacing(theme.px(0.75))
        for column in range(len(columns) + 1):
            grid.setColumnStretch(column, 1)
        for column, title in enumerate(columns, start=1):
            grid.addWidget(Text(theme, title, "small_strong", "muted"), 0, column)
        for row, line in enumerate(lines, start=1):
            grid.addWidget(Text(theme, line.name, "strong"), row, 0)
            for column, cell in enumerate(line.cells, start=1):
                grid.addWidget(self._cell(theme, line.name, columns[column - 1], cell), row, column)

    @staticmethod
    def _cell(theme: Theme, name: str, column: str, cell: Cell) -> QWidget:
        holder = QWidget()
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.6))
        spoken = f"{name}, {column}: {cell.text}" + (f", {cell.spoken}" if cell.spoken else "")
        if cell.tone == "plain":
            text = Text(theme, cell.text, "body", "muted")
        else:
            token = "text" if cell.tone == "accent" else cell.tone
            if cell.tone in _SIGN:
                layout.addWidget(Icon(theme, _SIGN[cell.tone], token, 1.05), 0, Qt.AlignmentFlag.AlignVCenter)
            text = Text(theme, cell.text, "title", token)
        text.setAccessibleName(spoken)
        layout.addWidget(text, 1)
        return holder
