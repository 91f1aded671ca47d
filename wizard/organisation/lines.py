"""Finds the line on which a key of a TOML file stands; used only to word a fault, never to read values."""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:\\.|[^"\\\n])*"|' r"'[^'\n]*'",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """Return the 1-based line of every table, key and list element by its path.

    Meant for text that tomllib has read without a complaint; for anything else it returns what it has found so far.
    """
    return dict(_Scanner(text.replace("\r\n", "\n")).scan())


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1

    def scan(self) -> Iterator[tuple[Path, int]]:
        table: Path = ()
        rows: dict[Path, int] = {}
        while self._skip_blank():
            if self._take("[["):
                name = self._placed(self._key(), rows)
                rows[name] = rows.get(name, -1) + 1
                table = (*name, rows[name])
                yield table, self.line
                self._take("]]")
            elif self._take("["):
                table = self._placed(self._key(), rows)
                yield table, self.line
                self._take("]")
            else:
                start = self.at
                yield from self._pair(table)
                if self.at == start:
                    return

    @staticmethod
    def _placed(key: Path, rows: dict[Path, int]) -> Path:
        """Put the number of the latest row behind each part that names a list of tables."""
        placed: Path = ()
        for index, part in enumerate(key):
            placed = (*placed, part)
            if placed in rows and index < len(key) - 1:
                placed = (*placed, rows[placed])
        return placed

    def _pair(self, table: Path) -> Iterator[tuple[Path, int]]:
        line = self.line
        key = self._key()
        for length in range(1, len(key) + 1):
            yield (*table, *key[:length]), line
        if key and self._take("="):
            yield from self._value((*table, *key))

    def _value(self, path: Path) -> Iterator[tuple[Path, int]]:
        self._skip_space()
        if self._take("["):
            index = 0
            while self._skip_blank() and not self._take("]"):
                start = self.at
                yield (*path, index), self.line
                yield from self._value((*path, index))
                self._skip_blank()
                if not self._take(",") and self.at == start:
                    return
                index += 1
        elif self._take("{"):
            while self._skip_blank() and not self._take("}"):
                start = self.at
                yield from self._pair(path)
                self._skip_blank()
                if not self._take(",") and self.at == start:
                    return
        elif (string := _STRING.match(self.text, self.at)) is not None:
            self._advance(string.end())
        else:
            plain = re.compile(r"[^\s,\]}#]+(?: [0-9][^\s,\]}#]*)?").match(self.text, self.at)
            if plain is not None:
                self._advance(plain.end())

    def _key(self) -> Path:
        parts: list[str] = []
        while True:
            self._skip_space()
            if (bare := _BARE.match(self.text, self.at)) is not None:
                parts.append(bare.group())
                self._advance(bare.end())
            elif (quoted := _STRING.match(self.text, self.at)) is not None:
                parts.append(quoted.group()[1:-1])
                self._advance(quoted.end())
            else:
                return tuple(parts)
            self._skip_space()
            if not self._take("."):
                return tuple(parts)

    def _skip_space(self) -> None:
        space = _SPACE.match(self.text, self.at)
        if space is not None:
            self.at = space.end()

    def _skip_blank(self) -> bool:
        """Skip white space, line ends and comments; False at the end of the text."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif character.isspace():
                self._advance(self.at + 1)
            else:
                return True
        return False

    def _take(self, what: str) -> bool:
        if self.text.startswith(what, self.at):
            self.at += len(what)
            return True
        return False

    def _advance(self, to: int) -> None:
        self.line += self.text.count("\n", self.at, to)
        self.at = to
