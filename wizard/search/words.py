"""Text → weighed features that forms and misspellings of a word share: the word, and its runs of four letters."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

_MOST_CHARACTERS = 2_000
_MOST_WORDS = 60
_MOST_LETTERS = 40
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"(?<=\w)[-'’./](?=\w)")
_RUN = 4
"""Letters of a run: heslo, heslem and hselo share some, as do crash and crashing."""
_LEAST_SLIP = 5
"""Letters of a word in which a slip is looked for; a shorter one may well be another word."""
_MOST_KEPT = 512
"""Words whose features are kept: those of the last texts and the commonest."""
_DAMPING = 0.3
"""A word of n runs weighs n to the power of 1 - this: long words tell more, yet not in proportion."""


def words(text: str) -> list[str]:
    """Return the words of a text: folded, without diacritics, joined (Wi-Fi, e-mail); of a long text the first 60."""
    plain = unicodedata.normalize("NFKD", text[:_MOST_CHARACTERS].casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [word[:_MOST_LETTERS] for word in _WORD.findall(_JOINED.sub("", plain))[:_MOST_WORDS]]


class FeatureReader:
    """Reads texts; a word with one slip of the finger is put right."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], str] = {}
        """The words that begin with a letter and have a length, each between blanks: as dictionaries of their features
        they took 5 MB."""

    def learn(self, text: str) -> Mapping[str, float]:
        """Return the features of a phrase, and remember its words as rightly spelt."""
        for word in words(text):
            if not self._knows(word):
                self._known[_shape(word)] = f"{self._known.get(_shape(word), ' ')}{word} "
        return self.read(text)

    def read(self, text: str) -> Mapping[str, float]:
        """Return the features of a text with their weights, summed over its words."""
        found: dict[str, float] = {}
        for word, times in Counter(words(text)).items():
            for feature, weight in features_of(word if self._knows(word) else self._meant(word)).items():
                found[feature] = found.get(feature, 0.0) + times * weight
        return found

    def _knows(self, word: str) -> bool:
        return f" {word} " in self._known.get(_shape(word), "")

    def _meant(self, word: str) -> str:
        """Return the word that was meant by one that no phrase has; itself where there is none."""
        if len(word) >= _LEAST_SLIP:
            for length in (len(word), len(word) + 1, len(word) - 1):
                for known in self._known.get((word[0], length), "").split():
                    if is_one_slip(word, known):
                        return known
        return word


def _shape(word: str) -> tuple[str, int]:
    return word[0], len(word)


def is_one_slip(one: str, other: str) -> bool:
    """Return whether one letter was missed, doubled, changed, or two neighbours swapped; the first one is right."""
    if not -1 <= len(one) - len(other) <= 1 or one[:1] != other[:1]:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    if start < 0:
        return True
    if len(one) != len(other):
        shorter, longer = sorted((one, other), key=len)
        return shorter[start:] == longer[start + 1 :]
    return one[start + 1 :] == other[start + 1 :] or (
        one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    )


@lru_cache(maxsize=_MOST_KEPT)
def features_of(word: str) -> Mapping[str, float]:
    """Return what a word shares with its other forms; not to be changed, as the commonest are kept."""
    edged = f"<{word}>"
    runs = [edged[start : start + _RUN] for start in range(len(edged) - _RUN + 1)]
    found = {f"={word}": 1.0}
    for run in runs:
        found[run] = found.get(run, 0.0) + len(runs) ** -_DAMPING
    return found
