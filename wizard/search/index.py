"""Free text → flows: plain sentences in the flows' languages, with a confidence; below 60 % a person (FACTS E5).

What people say stands in the flows' texts (title, ``search``); what they say when no flow can help, in
``assets/search/person.<language>.toml``.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wizard import resources
from wizard.flow.load import FlowLibrary
from wizard.search.model import Likeness, PhraseModel, Reading
from wizard.settings import read_bounded
from wizard.texts import Texts

PERSON_BELOW = 0.6
"""FACTS E5: free-text triage below this confidence hands over to a person."""
_MOST_MATCHES = 5
_LEAST_SHOWN = 0.02
_MOST_BYTES = 1_000_000
_PERSON = ""
"""The kind of phrases that no flow can help with; no flow has an empty id."""
_CALIBRATION = (-5.33, 0.6, 0.25, 0.82, 0.32)
"""Logistic regression of "the first flow is right", made by ``python -m tests.search.calibration``:
constant, lead before the next flow, lead before the person's phrases, nearest phrase, square root of the weight."""
_SURE = 0.95
"""Of a text that is a phrase of the flow: its author says so."""


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


def search(text: str, library: FlowLibrary, texts: Texts) -> SearchAnswer:
    """Return the flows that fit ``text``, of those that can be searched for, in every language they have."""
    return SearchIndex(library, texts).search(text)


def is_offered(flow_id: str, library: FlowLibrary, texts: Texts) -> bool:
    """Return whether people may be led to a flow: the first page has it, or it says what people say (``search``)."""
    return library.flows[flow_id].home or bool(texts.in_every_language(flow_id, "search"))


class SearchIndex:
    """The phrases of a library, read once; ``search`` may be called at every key press."""

    def __init__(self, library: FlowLibrary, texts: Texts) -> None:
        self._model = PhraseModel(phrases_of(library, texts))

    def search(self, text: str) -> SearchAnswer:
        """Return the flows that fit ``text``, surest first; none for a text without a word that tells something."""
        found = [match for match in _matches(self._model.read(text)) if match.confidence >= _LEAST_SHOWN]
        person = not found or found[0].confidence < PERSON_BELOW
        return SearchAnswer(tuple(found[:_MOST_MATCHES]), person)


def circumstances(reading: Reading, place: int = 0) -> tuple[float, float, float, float] | None:
    """Return what the confidence in the flow at ``place`` rests on (see ``_CALIBRATION``); None where there is none."""
    flows = [found for found in reading.likenesses if found.kind != _PERSON]
    if place >= len(flows):
        return None
    own = flows[place]
    rival = next((found for found in flows if found is not own), None)
    person = next((found for found in reading.likenesses if found.kind == _PERSON), None)
    return (_lead(own, rival), _lead(own, person), own.nearest, math.sqrt(reading.weight))


def _lead(own: Likeness, other: Likeness | None) -> float:
    return own.evidence - (other.evidence if other is not None else 0.0)


def _matches(reading: Reading) -> Iterator[Match]:
    flows = [found for found in reading.likenesses if found.kind != _PERSON]
    constant, *weights = _CALIBRATION
    for place, found in enumerate(flows):
        values = circumstances(reading, place)
        assert values is not None
        total = constant + sum(weight * value for weight, value in zip(weights, values, strict=True))
        confidence = 1 / (1 + math.exp(-max(min(total, 50.0), -50.0)))
        yield Match(found.kind, round(max(confidence, _SURE) if found.is_phrase else confidence, 2))


def phrases_of(library: FlowLibrary, texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield what is said for each flow in every language, with its id, and what is for a person, with an empty one."""
    for flow_id in library.offered_ids():
        if is_offered(flow_id, library, texts):
            for key in ("title", "search"):
                for text in texts.in_every_language(flow_id, key):
                    yield from ((flow_id, line) for line in text.splitlines() if line.strip())
    yield from ((_PERSON, phrase) for phrase in _for_a_person())


def _for_a_person(folder: Path | None = None) -> Iterator[str]:
    """Yield the phrases of every language; a file that cannot be read is done without."""
    import tomllib

    for path in sorted((folder or resources.assets() / "search").glob("person.*.toml")):
        try:
            phrases = tomllib.loads((read_bounded(path, _MOST_BYTES) or b"").decode()).get("search", [])
        except (OSError, ValueError, RecursionError):
            continue
        yield from (phrase for phrase in phrases if isinstance(phrase, str))
