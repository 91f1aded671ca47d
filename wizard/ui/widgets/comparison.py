"""Tables that are read, not edited: before, after, should be; and the figures behind a picture."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from wizard.ui.colours import Token, Tone
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
        self._columns = columns
        self._names: list[Text] = []
        self._cells: list[list[_Reading]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(1.2))
        grid.setVerticalSpacing(theme.px(0.75))
        for column in range(len(columns) + 1):
            grid.setColumnStretch(column, 1)
        for column, title in enumerate(columns, start=1):
            grid.addWidget(Text(theme, title, "small_strong", "muted"), 0, column)
        for row, line in enumerate(lines, start=1):
            self._names.append(Text(theme, line.name, "strong"))
            grid.addWidget(self._names[-1], row, 0)
            self._cells.append([_Reading(theme) for _ in line.cells])
            for column, reading in enumerate(self._cells[-1], start=1):
                grid.addWidget(reading, row, column)
        self.show_lines(lines)

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show other readings in as many lines and columns."""
        self.lines = lines
        for line, label, readings in zip(lines, self._names, self._cells, strict=True):
            label.setText(line.name)
            for column, cell, reading in zip(self._columns, line.cells, readings, strict=True):
                reading.show_cell(line.name, column, cell)


class _Reading(QWidget):
    """One cell: its sign and its text."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(0.6))
        self._sign = Icon(theme, "check", "good", 1.05)
        self._text = Text(theme, "", "body", "muted")
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._text, 1)

    def show_cell(self, name: str, column: str, cell: Cell) -> None:
        spoken = f"{name}, {column}: {cell.text}" + (f", {cell.spoken}" if cell.spoken else "")
        token: Token = "muted" if cell.tone == "plain" else "text" if cell.tone == "accent" else cell.tone
        self._sign.setVisible(cell.tone in _SIGN)
        if cell.tone in _SIGN:
            self._sign.show_icon(_SIGN[cell.tone], token)
        self._text.setFont(self._theme.font("body" if cell.tone == "plain" else "title"))
        self._text.use_token(token)
        self._text.setText(cell.text)
        self._text.setAccessibleName(spoken)
