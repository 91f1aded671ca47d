"""Free text → flows: plain sentences in the flows' languages, with a confidence; below 60 % a person (FACTS E5).

What people say stands in the flows' texts (title, ``search``). Words are compared without diacritics,
endings and small slips of the finger; a word counts more the fewer flows use it.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wizard.flow.load import FlowLibrary
from wizard.texts import Texts

PERSON_BELOW = 0.6
"""FACTS E5: free-text triage below this confidence hands over to a person."""
_MOST_MATCHES = 5
_LEAST_SHOWN = 0.25
_MOST_WORDS = 60
_WORD = re.compile(r"[a-z0-9]+")
_JOINED = re.compile(r"(?<=\w)[-'’./](?=\w)")
_SAME, _ENDING, _SLIP = 1.0, 0.9, 0.75
_LEAST_STEM = 4
_MOST_ENDING = 3
"""Letters by which forms of one word may differ at the end (crash, crashing; heslo, heslem); in long words a third."""
_SHORT_STEM = re.compile(r"\w{3}(s|a|e|u|y|em|um|ech|ed|es)")
"""Forms of a word of three letters (app, apps; kód, kódem)."""
_NEW_WORD_WEIGHT = 0.4
"""Of a word that no flow knows, in shares of the rarest known one: it may be what the sentence is about."""
_WORDS_ALONE, _SENTENCE = 0.75, 0.25
_RIVAL = 0.35
"""How much a second flow that fits as well takes from the first."""
_EMPTY_WORDS = frozenset(
    _WORD.findall(
        """
        a about after again all always am an and any anything are as at be because been but by can cannot cant could
        did do does doesnt dont every for from get gets getting got had has have help hello hi how i if im in into is
        isnt it its just keeps like me my need no not now of off often on or our out please problem so some something
        that the their them then there they this to too try up us very want was we what when where which while why
        will with wont work works working would you your today yesterday since anymore more really much many thank
        thanks morning evening super
        aby ahoj ale ani ano asi az bez bude budu by byl byla bylo byt chci co do dobry den ho i ja jak jako je jeho
        jen jeste ji jiz jsem jsi jsme jsou k kde kdyz ktera ktere ktery me mam mi mne moc moje moji muj muze my na
        nad nam nas ne nebo nefunguje neni nejde nejak nekdy nemuzu nemohu neco nic o od on ona pak po pod porad
        potrebuji pri pro proc prosim s se si stale sve svuj ta tak taky tam te ten ted to toho tom tu uz u v vam vas
        ve vim vsechno vubec z za ze zas zase dnes dneska vcera rano pomoc pomozte hrozne strasne
        dekuji diky
        """
    )
)


@dataclass(frozen=True)
class Match:
    """One flow that may help, and how sure the search is (0 to 1)."""

    flow: str
    confidence: float


@dataclass(frozen=True)
class SearchAnswer:
    """Matches, surest first. ``person``: nothing is sure enough, so a person should look at it."""

    matches: tuple[Match, ...]
    person: bool


@dataclass(frozen=True)
class _Phrases:
    """What people say when they need one flow: each phrase as words, and all words together."""

    flow: str
    phrases: tuple[tuple[str, ...], ...]
    words: frozenset[str]


def search(text: str, library: FlowLibrary, texts: Texts) -> SearchAnswer:
    """Return the flows that fit ``text``, of those that can be searched for, in every language they have."""
    return SearchIndex(library, texts).search(text)


def is_offered(flow_id: str, library: FlowLibrary, texts: Texts) -> bool:
    """Return whether people may be led to a flow: the first page has it, or it says what people say (``search``)."""
    return library.flows[flow_id].home or bool(texts.in_every_language(flow_id, "search"))


class SearchIndex:
    """The words of a library, read once; ``search`` may be called at every key press."""

    def __init__(self, library: FlowLibrary, texts: Texts) -> None:
        self._flows = tuple(
            _read(flow_id, texts) for flow_id in library.usable_ids() if is_offered(flow_id, library, texts)
        )
        self._used_by: dict[str, int] = {}
        for flow in self._flows:
            for word in flow.words:
                self._used_by[word] = self._used_by.get(word, 0) + 1

    def search(self, text: str) -> SearchAnswer:
        """Return the flows that fit ``text``, surest first; none for a text without a word that tells something."""
        asked = list(dict.fromkeys(_words(text)))[:_MOST_WORDS]
        near = {word: self._near(word) for word in asked}
        weights = {word: self._weight(found) for word, found in near.items()}
        scores = [(self._score(flow, near, weights), flow.flow) for flow in self._flows]
        sure = [found for found in _confidences(sorted(scores, reverse=True)) if found.confidence >= _LEAST_SHOWN]
        return SearchAnswer(tuple(sure[:_MOST_MATCHES]), person=not sure or sure[0].confidence < PERSON_BELOW)

    def _near(self, word: str) -> Mapping[str, float]:
        """Return the known words that ``word`` may be a form of, and how surely."""
        return {known: likeness for known in self._used_by if (likeness := _likeness(word, known)) > 0}

    def _weight(self, near: Mapping[str, float]) -> float:
        if not near:
            return _NEW_WORD_WEIGHT * math.log(1 + len(self._flows))
        best = max(near.values())
        users = max(self._used_by[known] for known, likeness in near.items() if likeness == best)
        return math.log(1 + len(self._flows) / users)

    def _score(self, flow: _Phrases, near: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]) -> float:
        total = sum(weights.values())
        if not total:
            return 0.0
        covered = sum(weight * _best(near[word], flow.words) for word, weight in weights.items()) / total
        sentence = max((self._overlap(phrase, near, weights) for phrase in flow.phrases), default=0.0)
        return _WORDS_ALONE * covered + _SENTENCE * sentence

    def _overlap(
        self, phrase: Sequence[str], near: Mapping[str, Mapping[str, float]], weights: Mapping[str, float]
    ) -> float:
        """Return how much of the sentence and of one phrase is the same, weighed (0 to 1)."""
        shared = sum(weight * _best(near[word], phrase) for word, weight in weights.items())
        reached = {known for found in near.values() for known in found}
        missed = sum(self._weight({known: _SAME}) for known in phrase if known not in reached)
        return shared / (sum(weights.values()) + missed)


def _read(flow_id: str, texts: Texts) -> _Phrases:
    lines = [
        line
        for key in ("title", "search")
        for text in texts.in_every_language(flow_id, key)
        for line in text.splitlines()
    ]
    phrases = tuple(found for line in lines if (found := tuple(dict.fromkeys(_words(line)))))
    return _Phrases(flow_id, phrases, frozenset(word for phrase in phrases for word in phrase))


def _words(text: str) -> list[str]:
    """Return the words that tell something: folded, joined (Wi-Fi, e-mail), without empty ones."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return [word for word in _WORD.findall(_JOINED.sub("", plain)) if word not in _EMPTY_WORDS]


def _likeness(one: str, other: str) -> float:
    """Return 1 for the same word, less for another form of it or one slip of the finger, else 0."""
    if one == other:
        return _SAME
    shorter, longer = sorted((one, other), key=len)
    shared = _shared_start(shorter, longer)
    if shared >= _LEAST_STEM and len(longer) - shared <= max(_MOST_ENDING, len(longer) // 3):
        return _ENDING
    if shared == len(shorter) == _LEAST_STEM - 1 and _SHORT_STEM.fullmatch(longer):
        return _ENDING
    if len(shorter) > _LEAST_STEM and _is_one_slip(shorter, longer):
        return _SLIP
    return 0.0


def _shared_start(one: str, other: str) -> int:
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))


def _is_one_slip(shorter: str, longer: str) -> bool:
    """Return whether one letter was missed, doubled, changed, or two neighbours swapped; the first one is right."""
    start = _shared_start(shorter, longer)
    if start == 0:
        return False
    if len(longer) == len(shorter) + 1:
        return shorter[start:] == longer[start + 1 :]
    if len(longer) != len(shorter):
        return False
    changed = shorter[start + 1 :] == longer[start + 1 :]
    swapped = shorter[start : start + 2] == longer[start : start + 2][::-1]
    return changed or (swapped and shorter[start + 2 :] == longer[start + 2 :])


def _best(near: Mapping[str, float], words: Iterable[str]) -> float:
    return max((near.get(word, 0.0) for word in words), default=0.0)


def _confidences(scores: Sequence[tuple[float, str]]) -> Iterator[Match]:
    """Yield matches; each score is lowered by its nearest rival: two flows that fit alike are no sure answer."""
    for place, (score, flow) in enumerate(scores):
        rival = max((other for position, (other, _) in enumerate(scores) if position != place), default=0.0)
        closeness = min(rival / score, 1.0) if score else 0.0
        yield Match(flow, round(score * (1 - _RIVAL * closeness**3), 2))
