"""Which kind of phrase a text is: naive Bayes over features, and the phrase of each kind that is nearest.

Bayes weighs what each word tells; the nearest phrase what only several words together tell (C. Manning et al.,
Introduction to Information Retrieval, 2008, chapters 6 and 13). Nothing is trained beforehand, so a flow that is
dropped in is known at the next start.
"""

import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.search.words import FeatureReader

_SMOOTHING = 0.1
"""Of how many phrases a feature is taken to be that a kind never has."""
_NEAREST_WEIGHT = 4.0
"""How much the nearest phrase counts beside one feature of average weight."""

_WORD_FOR_WORD = 0.999
_MOST_COMPARED = 10_000
"""Phrases looked at for one text, those with its rarest features first: a key press is answered within 10 ms."""
_COMMON = 0.8
"""A word that more kinds than this share have tells nothing (the, je)."""


@dataclass(frozen=True)
class Likeness:
    """How well a text fits one kind: ``evidence`` (logarithmic, per square root of features), ``nearest`` (0 to 1)."""

    kind: str
    evidence: float
    nearest: float

    @property
    def is_phrase(self) -> bool:
        """Whether the text is a phrase of this kind, word for word."""
        return self.nearest > _WORD_FOR_WORD


@dataclass(frozen=True)
class Reading:
    """What a text tells: likenesses, best first (none when it tells nothing), and its length, weighed by rarity."""

    likenesses: tuple[Likeness, ...]
    weight: float


_NOTHING = Reading((), 0.0)


class PhraseModel:
    """Phrases of each kind, counted once; ``read`` takes about a millisecond."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Count ``phrases``: pairs of kind and text."""
        self._reader = FeatureReader()
        said = tuple(dict.fromkeys(phrases))
        self._kinds = tuple(dict.fromkeys(kind for kind, _ in said))
        place = {kind: index for index, kind in enumerate(self._kinds)}
        self._kind_of = [place[kind] for kind, _ in said]
        self._counts: dict[str, dict[int, float]] = {}
        self._users: dict[str, int] = {}
        for kind, text in said:
            for feature, weight in self._reader.learn(text).items():
                counts = self._counts.setdefault(feature, {})
                counts[place[kind]] = counts.get(place[kind], 0.0) + weight
                self._users[feature] = self._users.get(feature, 0) + 1
        self._phrases = len(said)
        self._evidence: dict[str, tuple[float, ...]] = {}
        self._totals = self._summed()
        self._found_in = self._listed(text for _, text in said)

    def read(self, text: str) -> Reading:
        """Return how well ``text`` fits each kind; nothing for a text whose words nearly every kind, or none, has."""
        features = self._reader.read(text)
        if not any(self._tells(feature) for feature in features):
            return _NOTHING
        sums = [0.0] * len(self._kinds)
        for feature, weight in features.items():
            for kind, evidence in enumerate(self._evidence_of(feature)):
                sums[kind] += weight * evidence
        length = math.sqrt(max(sum(features.values()), 1.0))
        nearest = self._nearest(features)
        likenesses = (
            Likeness(kind, total / length + _NEAREST_WEIGHT * near, near)
            for kind, total, near in zip(self._kinds, sums, nearest, strict=True)
        )
        weight = sum(weight * self._rarity(feature) for feature, weight in features.items())
        return Reading(
            tuple(sorted(likenesses, key=lambda found: (found.is_phrase, found.evidence), reverse=True)), weight
        )

    def _tells(self, feature: str) -> bool:
        return 0 < len(self._counts.get(feature, ())) <= max(1, int(_COMMON * len(self._kinds)))

    def _evidence_of(self, feature: str) -> tuple[float, ...]:
        """Return what a feature says for each kind, as a logarithm around 0; empty where no phrase has it."""
        counts = self._counts.get(feature)
        if counts is None:
            return ()
        found = self._evidence.get(feature)
        if found is None:
            shares = [math.log((counts.get(kind, 0.0) + _SMOOTHING) / total) for kind, total in enumerate(self._totals)]
            middle = sum(shares) / len(shares)
            found = self._evidence[feature] = tuple(share - middle for share in shares)
        return found

    def _summed(self) -> list[float]:
        """Return the weight of each kind.

        One with few phrases counts as an average one, or what it never says would speak for it.
        """
        totals = [0.0] * len(self._kinds)
        for counts in self._counts.values():
            for kind, weight in counts.items():
                totals[kind] += weight
        average = sum(totals) / max(len(totals), 1)
        return [max(total, average) + _SMOOTHING * len(self._counts) for total in totals]

    def _rarity(self, feature: str) -> float:
        return math.log(1 + len(self._kinds) / max(len(self._counts.get(feature, ())), 1))

    # the nearest phrase

    def _nearest(self, features: Mapping[str, float]) -> list[float]:
        """Return, for each kind, the cosine between ``features`` and its nearest phrase; of a long text, nearly."""
        products: dict[int, float] = {}
        squares = 0.0
        left = _MOST_COMPARED
        for feature, weight in sorted(features.items(), key=lambda item: self._users.get(item[0], 0)):
            own = weight * self._phrase_rarity(feature)
            squares += own * own
            left -= self._users.get(feature, 0)
            if left > 0:
                for phrase, share in zip(*self._found_in.get(feature, ((), ())), strict=True):
                    products[phrase] = products.get(phrase, 0.0) + own * share
        best = [0.0] * len(self._kinds)
        length = math.sqrt(squares) or 1.0
        for phrase, product in products.items():
            kind = self._kind_of[phrase]
            best[kind] = max(best[kind], product / length)
        return best

    def _phrase_rarity(self, feature: str) -> float:
        return math.log(1 + self._phrases / max(self._users.get(feature, 0), 1))

    def _listed(self, texts: Iterable[str]) -> Mapping[str, tuple["array[int]", "array[float]"]]:
        """Return the phrases that have a feature, and its share of each phrase's length.

        In arrays: there are some hundred thousand, and as pairs they would take a quarter of the program's memory.
        """
        found = {feature: (array("L"), array("d")) for feature in self._counts}
        for phrase, text in enumerate(texts):
            features = self._reader.read(text)  # once more: all of them at once would take as much memory again
            weighed = {feature: weight * self._phrase_rarity(feature) for feature, weight in features.items()}
            length = math.sqrt(sum(weight * weight for weight in weighed.values())) or 1.0
            for feature, weight in weighed.items():
                places, shares = found[feature]
                places.append(phrase)
                shares.append(weight / length)
        return found
