"""Reads one TOML file of a flow, and finds lines in it.

``tomllib`` keeps no lines and raises RecursionError and ValueError besides its own error; here every fault of a
file is a FlowSyntaxError. The line finder is tolerant, linear, and runs only when there is something to report.
"""

import math
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

from wizard.flow.errors import FlowFileMissingError, FlowSyntaxError

MOST_BYTES = 8_000_000
"""The largest file that is read at all; 20,000 steps take about 3 MB."""
_MOST_KEY_PARTS = 32
_MOST_DEPTH = 24
"""Containers within each other beyond which the finder stops naming places (the parser may go deeper)."""

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
# Searches through whole files: each begins only where a run begins, so that no run is read more than once.
_LONG_KEY = re.compile(r"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){32}""")
"""More parts of a key than any file of ours has; the parser's time grows with their square."""
_HUGE_INTEGER = re.compile(r"(?<![0-9_])[0-9_]{4000,}")
_NOT_FINITE = re.compile(r"[=,\[]\s*[+-]?(?:inf|nan)\b|[0-9]e\+?[0-9_]{3,}", re.IGNORECASE)
_TOKEN = re.compile(
    r"""
      (?P<newline>\n) | (?P<space>[ \t\r]+) | (?P<comment>\#[^\n]*)
    | (?P<text>"\""[^"\\]*(?:(?:\\.|"{1,2}(?!"))[^"\\]*)*"{3,5} | '''[^']*(?:'{1,2}(?!')[^']*)*'{3,5}
             | "[^"\\\n]*(?:\\.[^"\\\n]*)*" | '[^'\n]*')
    | (?P<bare>[^\s=\[\]{},.\#"']+) | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)

Place = tuple[str, ...]
"""Keys from the top of a file to a value; indexes of arrays are written as digits."""


def read_bytes(path: Path) -> bytes:
    """Return the bytes of ``path``; FlowSyntaxError when it is no plain file, too large, or can not be read."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise FlowSyntaxError(str(path), 0, "", "this is not a plain file")
        if about.st_size > MOST_BYTES:
            raise FlowSyntaxError(str(path), 0, "", f"the file is larger than {MOST_BYTES // 1_000_000} MB")
        with path.open("rb") as file:
            source = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise FlowFileMissingError(str(path), 0, "", "there is no such file") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise FlowSyntaxError(str(path), 0, "", f"the file can not be read ({reason})") from None
    if len(source) > MOST_BYTES:
        raise FlowSyntaxError(str(path), 0, "", f"the file is larger than {MOST_BYTES // 1_000_000} MB")
    return source


def parse(source: bytes, path: Path) -> dict[str, object]:
    """Return the tables of ``source``, which was read from ``path``; raises FlowSyntaxError and nothing else."""
    import tomllib  # a start reads compiled copies, so it does without

    text = decode(source, path)
    long_key = _LONG_KEY.search(text)
    if long_key is not None:
        line = text.count("\n", 0, long_key.start()) + 1
        raise FlowSyntaxError(str(path), line, "", f"a key has more than {_MOST_KEY_PARTS} parts")
    try:
        return tomllib.loads(text, parse_float=_finite)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(text, path, error) from None
    except RecursionError:
        raise FlowSyntaxError(str(path), _deepest_line(text), "", "brackets are nested too deeply") from None
    except ValueError as error:
        raise FlowSyntaxError(str(path), *_value_fault(text, error)) from None
    except Exception as error:  # whatever the parser raises for a damaged file, the author gets file and reason
        raise FlowSyntaxError(str(path), 0, "", f"the file can not be read as TOML ({type(error).__name__})") from None


def decode(source: bytes, path: Path) -> str:
    """Return ``source`` as text, with ``\\n`` as its only line end; FlowSyntaxError where it is no UTF-8."""
    try:
        return source.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise FlowSyntaxError(str(path), line, "", "the text is not UTF-8") from None


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError("not finite")
    return value


def _syntax_error(text: str, path: Path, error: ValueError) -> FlowSyntaxError:
    message = str(error)
    place = _PLACE.search(message)
    if place is None:
        return FlowSyntaxError(str(path), 0, "", message)
    line = int(place[1]) if place[1] else text.count("\n") + 1
    return FlowSyntaxError(str(path), line, "", message[: place.start()])


def _value_fault(text: str, error: ValueError) -> tuple[int, str, str]:
    """Return line, step and message of a value that the parser could not make."""
    for pattern, message in (
        (_HUGE_INTEGER, "a number has too many digits"),
        (_NOT_FINITE, "a number is not finite"),
    ):
        found = pattern.search(text)
        if found is not None:
            return text.count("\n", 0, found.start()) + 1, "", message
    return 0, "", f"a value can not be read ({error})"


def _deepest_line(text: str) -> int:
    """Return the line on which brackets first nest deeper than any flow needs."""
    line, depth = 1, 0
    for found in _TOKEN.finditer(text):
        mark = found["mark"]
        if mark in ("[", "{"):
            depth += 1
            if depth > _MOST_DEPTH:
                return line
        elif mark in ("]", "}"):
            depth = max(0, depth - 1)
        line += found[0].count("\n")
    return 0


class Lines:
    """Where every key and every element of an array stands in one file."""

    def __init__(self, lines: Mapping[Place, int]) -> None:
        self._lines = lines

    def find(self, place: Sequence[str]) -> int:
        """Return the line of ``place``, else of the nearest thing around it, else 1."""
        for length in range(len(place), 0, -1):
            line = self._lines.get(tuple(place[:length]))
            if line is not None:
                return line
        return 1


def find_lines(text: str) -> Lines:
    """Find the line of every place in ``text``; never raises, whatever the text holds."""
    finder = _Finder()
    for found in _TOKEN.finditer(text):
        finder.take(str(found.lastgroup), found[0])
        finder.line += found[0].count("\n")
    return Lines(finder.lines)


class _Container:
    """An array or inline table that is open: where it is, and which element or key it has come to."""

    def __init__(self, opening: str, place: Place) -> None:
        self.is_array = opening == "["
        self.place = place
        self.index = 0
        self.keys: list[str] = []
        self.at_key = not self.is_array
        self.key_place = place


class _Finder:
    """A tolerant reader of TOML's outline: headers, keys, arrays and inline tables."""

    def __init__(self) -> None:
        self.line = 1
        self.lines: dict[Place, int] = {}
        self._table: Place = ()
        self._array_tables: dict[Place, int] = {}
        self._open: list[_Container] = []
        self._keys: list[str] = []
        self._header = 0
        self._at_value = False
        self._place: Place = ()
        self._begun = False

    def take(self, kind: str, piece: str) -> None:
        if kind in ("space", "comment"):
            return
        if self._open:
            self._inside(kind, piece, self._open[-1])
        elif kind == "newline":
            self._begin_statement()
        elif self._at_value:
            if piece in ("[", "{"):
                self._push(piece, self._place)
        else:
            self._outline(kind, piece)

    def _begin_statement(self) -> None:
        self._keys = []
        self._header = 0
        self._at_value = False
        self._begun = False

    def _outline(self, kind: str, piece: str) -> None:
        if piece == "[" and (not self._begun or (self._header == 1 and not self._keys)):
            self._header += 1
        elif piece == "]" and self._header:
            self._enter_table(self._header == 2)
            self._begin_statement()
            self._at_value = True  # nothing but the end of the line is left
            self._place = self._table
        elif piece == "=":
            self._place = (*self._table, *self._keys[:_MOST_KEY_PARTS])
            self._note(self._place, len(self._table))
            self._at_value = True
        elif kind in ("bare", "text"):
            self._keys.append(_key(kind, piece))
        self._begun = True

    def _enter_table(self, is_array: bool) -> None:
        place: Place = ()
        keys = self._keys[:_MOST_KEY_PARTS]
        for position, key in enumerate(keys):
            place = (*place, key)
            if is_array and position == len(keys) - 1:
                self._array_tables[place] = self._array_tables.get(place, -1) + 1
            if place in self._array_tables:
                place = (*place, str(self._array_tables[place]))
        self._table = place
        self._note(place, 0)

    def _note(self, place: Place, known: int) -> None:
        """Note the line of ``place``, and of the tables that dotted keys open on the way from its first ``known``."""
        for length in range(known + 1, len(place) + 1):
            self.lines.setdefault(place[:length], self.line)

    def _push(self, opening: str, place: Place) -> None:
        # Beyond the depth that a flow has, places stay those of the container: keeps a hostile file linear.
        self._open.append(_Container(opening, place))

    def _child(self, container: _Container, *keys: str) -> Place:
        return container.place if len(self._open) > _MOST_DEPTH else (*container.place, *keys[:_MOST_KEY_PARTS])

    def _inside(self, kind: str, piece: str, container: _Container) -> None:
        if kind == "newline":
            return
        if piece in ("]", "}") and kind == "mark":
            self._open.pop()
        elif piece == "," and kind == "mark":
            container.index += 1
            container.keys = []
            container.at_key = not container.is_array
        elif container.at_key:
            self._inline_key(kind, piece, container)
        else:
            place = self._child(container, str(container.index)) if container.is_array else container.key_place
            self.lines.setdefault(place, self.line)
            if piece in ("[", "{") and kind == "mark":
                self._push(piece, place)

    def _inline_key(self, kind: str, piece: str, container: _Container) -> None:
        if piece == "=":
            container.key_place = self._child(container, *container.keys)
            self._note(container.key_place, len(container.place))
            container.at_key = False
        elif kind in ("bare", "text"):
            container.keys.append(_key(kind, piece))


def _key(kind: str, piece: str) -> str:
    return piece.strip("\"'") if kind == "text" else piece
