"""The names that stand for private values (``<user-1>``): the same value always has the same name."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from itertools import islice

import msgspec

from wizard.report.kind import Kind
from wizard.report.network_judgement import address_sort
from wizard.report.rawbytes import without_raw_bytes
from wizard.report.words import LABELS

_ONE_NAME = {"home", "data"}
"""Kinds of which there is only one, or too many to count."""


_MOST_AT_ONCE = 1_000


class Learned(msgspec.Struct, frozen=True, array_like=True):
    """Names in the order in which they were given out, for another process that goes on counting.

    ``names``: (label, key, name, what it stands for or None); ``used``: (name, its sort in words).
    """

    names: tuple[tuple[str, str, str, str | None], ...] = ()
    used: tuple[tuple[str, str], ...] = ()


class Names:
    """Gives out names, counted by kind in the order in which values turn up."""

    def __init__(self, salt: bytes = b"") -> None:
        self._salt = salt or os.urandom(16)
        self._names: dict[tuple[str, str], str] = {}
        self._numbers: dict[str, int] = {}
        self._originals: dict[str, str] = {}
        self._sorts: dict[str, str] = {}

    @property
    def legend(self) -> Mapping[str, str]:
        """What each name that was used stands for, in kind only."""
        return dict(sorted(self._sorts.items()))

    @property
    def originals(self) -> Mapping[str, str]:
        """Name → value of those that were used, secrets left out."""
        return {name: self._originals[name] for name in sorted(self._sorts) if name in self._originals}

    @property
    def salt(self) -> bytes:
        """What checksums of secrets are made with; the same secret has the same name only under the same salt."""
        return self._salt

    @property
    def size(self) -> tuple[int, int]:
        """How many names were given out, and used."""
        return len(self._names), len(self._sorts)

    def since(self, size: tuple[int, int] = (0, 0)) -> Iterator[Learned]:
        """Yield what came after this size, a thousand at a time: nobody is to wait for all of it at once."""
        given = (
            (label, key, name, self._originals.get(name))
            for (label, key), name in islice(self._names.items(), size[0], None)
        )
        used = islice(self._sorts.items(), size[1], None)
        while True:
            learned = Learned(tuple(islice(given, _MOST_AT_ONCE)), tuple(islice(used, _MOST_AT_ONCE)))
            if not learned.names and not learned.used:
                return
            yield learned

    def learn(self, learned: Learned) -> None:
        """Take over names that were given out elsewhere."""
        for label, key, name, original in learned.names:
            self._names[label, key] = name
            self._numbers[label] = self._numbers.get(label, 0) + 1
            if original is not None:
                self._originals[name] = original
        self._sorts.update(learned.used)

    def use(self, kind: Kind, value: str) -> bytes:
        """Return the name of a value that was found."""
        key = kind.key(value)
        name = self.give(kind.label, key, value, secret=kind.secret)
        if name not in self._sorts:
            self._sorts[name] = address_sort(key) if kind.label == "address" else LABELS.get(kind.label, kind.label)
        return name.encode()

    def give(self, label: str, key: str, value: str, *, secret: bool = False) -> str:
        """Return the name of a value, the same for the same value; a secret is known only by its checksum."""
        if label == "data":
            key = ""
        elif secret:
            key = hashlib.blake2b(key.encode(errors="replace"), key=self._salt).hexdigest()
        name = self._names.get((label, key))
        if name is None:
            self._numbers[label] = number = self._numbers.get(label, 0) + 1
            name = self._names[label, key] = f"<{label}>" if label in _ONE_NAME else f"<{label}-{number}>"
            if not secret:
                self._originals[name] = without_raw_bytes(value)
        return name
