"""Which phrases have a feature: an inverted index (Manning et al., Introduction to Information Retrieval, 2008, 1.2).

In three arrays, one feature after the other: as dictionaries and lists the hundred thousand pairs took a fifth of the
whole program's memory.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate


class Postings:
    """For each feature the phrases that have it, by their number, and its weight in each."""

    def __init__(self, phrases: Iterable[Mapping[str, float]]) -> None:
        """List ``phrases``, each as its features with their weights."""
        self._row: dict[str, int] = {}
        rows, numbers, weights = array("I"), array("I"), array("f")
        for number, features in enumerate(phrases):
            for feature, weight in features.items():
                rows.append(self._row.setdefault(feature, len(self._row)))
                numbers.append(number)
                weights.append(weight)
        self._ends = _ends(rows, len(self._row))
        self._numbers, self._weights = array("I", bytes(4 * len(rows))), array("f", bytes(4 * len(rows)))
        free = array("I", (0, *self._ends[:-1]))
        for row, number, weight in zip(rows, numbers, weights, strict=True):
            place = free[row]
            free[row] = place + 1
            self._numbers[place], self._weights[place] = number, weight

    def __len__(self) -> int:
        """Return how many features there are."""
        return len(self._row)

    def __iter__(self) -> Iterator[str]:
        return iter(self._row)

    def count(self, feature: str) -> int:
        """Return how many phrases have a feature."""
        start, end = self._bounds(feature)
        return end - start

    def of(self, feature: str) -> tuple["array[int]", "array[float]"]:
        """Return the numbers of the phrases that have a feature, in their order, and its weight in each."""
        start, end = self._bounds(feature)
        return self._numbers[start:end], self._weights[start:end]

    def _bounds(self, feature: str) -> tuple[int, int]:
        row = self._row.get(feature)
        if row is None:
            return 0, 0
        return self._ends[row - 1] if row else 0, self._ends[row]


def _ends(rows: "array[int]", count: int) -> "array[int]":
    """Return where each row ends when equal ones stand together."""
    lengths = array("I", bytes(4 * count))
    for row in rows:
        lengths[row] += 1
    return array("I", accumulate(lengths))
