"""Which kind of phrase a text is: naive Bayes over features, and the phrase of each kind that is nearest.

Bayes weighs what each word tells; the nearest phrase what only several words together tell (C. Manning et al.,
Introduction to Information Retrieval, 2008, chapters 6 and 13). Nothing is trained beforehand, so a flow that is
dropped in is known at the next start.
"""

import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wizard.search.postings import Postings
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


@dataclass(frozen=True)
class _Evidence:
    """What a feature says: how many kinds have it, and for each kind a logarithm around 0."""

    kinds: int
    shares: "array[float]"


_NO_EVIDENCE = _Evidence(0, array("d"))


class PhraseModel:
    """Phrases of each kind, counted once; ``read`` takes about a millisecond."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Count ``phrases``: pairs of kind and text."""
        self._reader = FeatureReader()
        said = tuple(dict.fromkeys(phrases))
        self._kinds = tuple(dict.fromkeys(kind for kind, _ in said))
        place = {kind: index for index, kind in enumerate(self._kinds)}
        self._kind_of = array("I", (place[kind] for kind, _ in said))
        self._postings = Postings(self._reader.learn(text) for _, text in said)
        self._squares = array("f", bytes(4 * len(said)))
        self._totals = self._summed()
        self._known: dict[str, _Evidence] = {}

    def read(self, text: str) -> Reading:
        """Return how well ``text`` fits each kind; nothing for a text whose words nearly every kind, or none, has."""
        features = self._reader.read(text)
        if not any(self._tells(feature) for feature in features):
            return _NOTHING
        sums = [0.0] * len(self._kinds)
        for feature, weight in features.items():
            for kind, evidence in enumerate(self._evidence_of(feature).shares):
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
        return 0 < self._evidence_of(feature).kinds <= max(1, int(_COMMON * len(self._kinds)))

    def _evidence_of(self, feature: str) -> "_Evidence":
        """Return what a feature says for each kind, as a logarithm around 0; nothing where no phrase has it."""
        found = self._known.get(feature)
        if found is None:
            if not self._postings.count(feature):
                return _NO_EVIDENCE
            counts = self._counts(feature)
            shares = [math.log((counts.get(kind, 0.0) + _SMOOTHING) / total) for kind, total in enumerate(self._totals)]
            middle = sum(shares) / len(shares)
            found = self._known[feature] = _Evidence(len(counts), array("d", (share - middle for share in shares)))
        return found

    def _counts(self, feature: str) -> dict[int, float]:
        """Return how often each kind has a feature."""
        counts: dict[int, float] = {}
        for phrase, weight in zip(*self._postings.of(feature), strict=True):
            kind = self._kind_of[phrase]
            counts[kind] = counts.get(kind, 0.0) + weight
        return counts

    def _summed(self) -> list[float]:
        """Return the weight of each kind, and measure each phrase on the way.

        A kind with few phrases counts as an average one, or what it never says would speak for it.
        """
        totals = [0.0] * len(self._kinds)
        for feature in self._postings:
            rarity = self._phrase_rarity(feature)
            for phrase, weight in zip(*self._postings.of(feature), strict=True):
                totals[self._kind_of[phrase]] += weight
                self._squares[phrase] += (weight * rarity) ** 2
        average = sum(totals) / max(len(totals), 1)
        return [max(total, average) + _SMOOTHING * len(self._postings) for total in totals]

    def _rarity(self, feature: str) -> float:
        return math.log(1 + len(self._kinds) / max(self._evidence_of(feature).kinds, 1))

    # the nearest phrase

    def _nearest(self, features: Mapping[str, float]) -> list[float]:
        """Return, for each kind, the cosine between ``features`` and its nearest phrase; of a long text, nearly."""
        products: dict[int, float] = {}
        squares = 0.0
        left = _MOST_COMPARED
        for feature, weight in sorted(features.items(), key=lambda item: self._postings.count(item[0])):
            rarity = self._phrase_rarity(feature)
            squares += (weight * rarity) ** 2
            left -= self._postings.count(feature)
            if left > 0:
                own = weight * rarity * rarity
                for phrase, share in zip(*self._postings.of(feature), strict=True):
                    products[phrase] = products.get(phrase, 0.0) + own * share
        best = [0.0] * len(self._kinds)
        length = math.sqrt(squares) or 1.0
        for phrase, product in products.items():
            kind = self._kind_of[phrase]
            best[kind] = max(best[kind], product / (length * math.sqrt(self._squares[phrase])))
        return best

    def _phrase_rarity(self, feature: str) -> float:
        return math.log(1 + len(self._kind_of) / max(self._postings.count(feature), 1))
