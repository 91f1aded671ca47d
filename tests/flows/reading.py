"""How hard a text is to read: sentences, words and syllables (pyphen), and the words that no text may hold."""

import re
from functools import lru_cache

import pyphen

FORBIDDEN = {
    "en": ("error", "failed", "invalid", "illegal", "fatal", "oops", "please", "sorry"),
    "cs": ("selhal", "neplatn", "nelegáln", "fatáln", "ups", "prosím", "promiňte", "omlouvá"),
}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_VOWELS = re.compile(r"[aeiouy]+")
BARE_HEX = re.compile(r"\b0x[0-9A-Fa-f]+\b")


@lru_cache
def _hyphenator() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US", left=1, right=1)


def syllables(word: str) -> int:
    """Return the syllables of an English word: pyphen's, or its groups of vowels where those are more.

    Hyphenation leaves some places out (router, open); a silent e, -es or -ed makes no group of its own.
    """
    parts = word.casefold().replace("’", "'").split("-")
    hyphenated = sum(_hyphenator().inserted(part).count("-") + 1 for part in parts)
    heard = [re.sub(r"(?<=[^aeiouyl])e$|(?<=[^aeiouydt])ed$|(?<=[^aeiouyscxhgz])es$", "", part) for part in parts]
    return max(hyphenated, sum(max(1, len(_VOWELS.findall(part))) for part in heard))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a line of its own is one, even without a full stop."""
    return [part for part in _SENTENCE_END.split(_PLACEHOLDER.sub("10", text).strip()) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """Return the words of a text, without figures and placeholders."""
    return _WORD.findall(_PLACEHOLDER.sub("", text))


def flesch_kincaid_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade: 0.39 words ÷ sentences + 11.8 syllables ÷ words − 15.59."""
    found = words(text)
    if not found:
        return 0.0
    return 0.39 * len(found) / len(sentences(text)) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59
