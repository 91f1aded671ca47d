"""The names that stand for private values (``<user-1>``): the same value always has the same name."""

import hashlib
import os
from collections.abc import Mapping

from wizard.report.kind import Kind
from wizard.report.network_judgement import address_sort
from wizard.report.rawbytes import without_raw_bytes
from wizard.report.words import LABELS

_ONE_NAME = {"home", "data"}
"""Kinds of which there is only one, or too many to count."""


class Names:
    """Gives out names, counted by kind in the order in which values turn up."""

    def __init__(self) -> None:
        self._salt = os.urandom(16)
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
