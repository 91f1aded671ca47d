"""Versions of firmware and apps, in numeric order: 2.10.0 is newer than 2.3.1 (FACTS A2)."""

import re
from dataclasses import dataclass
from functools import total_ordering

from wizard.errors import WizardError
from wizard.marking import N_

MOST_CHARACTERS = 64
_FORM = re.compile(
    r"[vV]?(?P<numbers>[0-9]{1,9}(?:\.[0-9]{1,9}){0,3})"
    r"(?P<pre>-[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*|[._ ]?(?:a|b|rc|alpha|beta|pre|dev)[.]?[0-9]{0,9})?"
    r"(?:\+(?P<build>[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*))?",
    re.ASCII | re.IGNORECASE,
)
_PIECE = re.compile(r"[0-9]+|[a-z]+")
_STAGES = {"a": "alpha", "b": "beta", "c": "rc", "pre": "rc", "preview": "rc"}
_Key = tuple[tuple[int, ...], bool, tuple[tuple[int, int, str], ...]]


class VersionError(WizardError):
    """A text is no version."""


@total_ordering
@dataclass(frozen=True, eq=False)
class Version:
    """One to four numbers, and what a build before the release adds (``2.3.1-beta.2``, ``2.3.1b2``).

    As in Semantic Versioning 2.0.0: anything after ``-`` precedes the release itself, what follows ``+`` does
    not count. Missing numbers are 0: 2.3 equals 2.3.0.
    """

    numbers: tuple[int, ...]
    prerelease: tuple[tuple[int, int, str], ...] = ()
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> "Version":
        """Return the version a text names; raises VersionError for anything else, however odd or long."""
        stripped = text.strip(" \t\r\n")
        matched = _FORM.fullmatch(stripped) if len(stripped) <= MOST_CHARACTERS else None
        if matched is None:
            shown = "".join(character if character.isprintable() else "?" for character in stripped)[:MOST_CHARACTERS]
            raise VersionError(N_("{text} is no version. A version looks like 2.3.1."), text=shown)
        numbers = tuple(int(number) for number in matched["numbers"].split("."))
        pieces = _PIECE.findall((matched["pre"] or "").lower())
        return cls(numbers, tuple(_piece(piece) for piece in pieces), stripped)

    @property
    def is_beta(self) -> bool:
        """Whether this is a build before its release, which is never mixed with stable ones (FACTS A2)."""
        return bool(self.prerelease)

    def __str__(self) -> str:
        return self.text or ".".join(map(str, self.numbers))

    def __eq__(self, other: object) -> bool:
        return self._key == other._key if isinstance(other, Version) else NotImplemented

    def __lt__(self, other: "Version") -> bool:
        return self._key < other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> _Key:
        padded = (*self.numbers, 0, 0, 0, 0)[:4]
        return padded, not self.prerelease, self.prerelease


def _piece(piece: str) -> tuple[int, int, str]:
    """Return a key in which numbers precede words and compare as numbers."""
    return (0, int(piece), "") if piece.isdigit() else (1, 0, _STAGES.get(piece, piece))
