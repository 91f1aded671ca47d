"""Chance that gives the same on every Python: only ``random()`` itself promises that."""

import random
import zlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

HEX = "0123456789abcdef"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Chance:
    """Seeded choices."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(zlib.crc32(seed.encode()))

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to below the limit."""
        return int(self._random.random() * limit)

    def between(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return low + self.below(high - low + 1)

    def share(self) -> float:
        """Return a number from 0 to below 1."""
        return self._random.random()

    def of(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.below(len(options))]

    def text(self, alphabet: str, length: int) -> str:
        """Return so many characters of an alphabet."""
        return "".join(self.of(alphabet) for _ in range(length))

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return the options in another order."""
        drawn = sorted((self.share(), place) for place in range(len(options)))
        return [options[place] for _, place in drawn]

    def guid(self) -> str:
        """Return a random version 4 UUID."""
        digits = self.text(HEX, 32)
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{self.of('89ab')}{digits[17:20]}-{digits[20:]}"


def luhn_digit(digits: str) -> str:
    """Return the check digit that card numbers and IMEIs end in."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)
