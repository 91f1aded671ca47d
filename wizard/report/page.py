"""A page that never holds more words than it may."""

from collections.abc import Callable, Iterable

_MOST_SIGNS = 80
"""A "word" that is longer is cut: 10,000 signs without a space are one word, and no reading matter."""


class Page:
    """Takes lines as long as there are words left. What must stand there is counted before what may."""

    def __init__(self, most_words: int, room_for_rest: int = 12) -> None:
        """Take room for so many words; ``room_for_rest`` of them for the sentence that tells of what did not fit."""
        self._most = most_words
        self._left = most_words
        self._top: list[str] = []
        self._middle: list[str] = []
        self._end: list[str] = []
        self._left_out = 0
        self._room_for_rest = room_for_rest

    def must(self, *lines: str, last: bool = False) -> None:
        """Take lines in any case; they are made to be short."""
        (self._end if last else self._top).extend(lines)
        self._left -= sum(len(line.split()) for line in lines)

    def may(self, lines: Iterable[str], heading: str | None = None, *, latest: bool = False) -> None:
        """Take the lines that fit, in order, keeping room for the sentence that tells of the rest.

        Where not all fit, the first are taken, with ``latest`` the last.
        """
        head = len(heading.split()) if heading else 0
        taken: list[str] = []
        for line in reversed(list(lines)) if latest else lines:
            length = len(line.split()) + (head if not taken else 0)
            if self._left_out or length > self._left - self._room_for_rest:
                self._left_out += 1
                continue
            taken.append(line)
            self._left -= length
        if latest:
            taken.reverse()
        if taken:
            self._middle += ["", *([heading] if heading else []), *taken]

    def text(self, rest: Callable[[int], str]) -> str:
        """Return the page. ``rest`` is the sentence that tells how many lines did not fit."""
        lines = [*self._top, *self._middle]
        if self._left_out:
            lines += ["", short(rest(self._left_out), self._room_for_rest)]
        lines += ["", *self._end]
        return _cut("\n".join(lines).strip(), self._most) + "\n"


def _cut(text: str, most_words: int) -> str:
    """Cut a text at the last word allowed: a translation that is far too long cannot break the promise either."""
    left = most_words
    lines = []
    for line in text.split("\n"):
        parts = line.split()
        if len(parts) > left:
            lines.append(" ".join(parts[:left]))
            break
        lines.append(line)
        left -= len(parts)
    return "\n".join(lines)


def short(text: str, most_words: int) -> str:
    """Return ``text`` cut to that many words, none of them endless; ``…`` shows the cut."""
    parts = text.split()
    kept = [part if len(part) <= _MOST_SIGNS else f"{part[:_MOST_SIGNS]}…" for part in parts[:most_words]]
    if len(parts) > most_words and kept and not kept[-1].endswith("…"):
        kept[-1] += "…"
    return " ".join(kept)
