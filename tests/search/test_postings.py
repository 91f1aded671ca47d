"""The inverted index: every pair is found again, and it is small."""

import tracemalloc

from wizard.flow.load import FlowLibrary
from wizard.resources import flows
from wizard.search.index import phrases_of
from wizard.search.model import PhraseModel
from wizard.search.postings import Postings
from wizard.texts import Texts

MOST_BYTES = 5_000_000


def test_each_phrase_is_found_under_its_features() -> None:
    postings = Postings([{"a": 1.0, "b": 2.0}, {}, {"b": 0.5}, {"c": 1.0, "b": 4.0}])
    assert {feature: [list(column) for column in postings.of(feature)] for feature in postings} == {
        "a": [[0], [1.0]],
        "b": [[0, 2, 3], [2.0, 0.5, 4.0]],
        "c": [[3], [1.0]],
    }
    assert (postings.count("b"), len(postings)) == (3, 3)


def test_what_no_phrase_has_is_in_none() -> None:
    postings = Postings([{"a": 1.0}])
    assert (postings.count("b"), [list(column) for column in postings.of("b")]) == (0, [[], []])
    assert len(Postings([])) == 0


def test_the_shipped_phrases_take_little_memory() -> None:
    """The window keeps the model as long as it is open."""
    library = FlowLibrary((flows(),))
    phrases = list(phrases_of(library, Texts("en", "linux", library.folder)))
    tracemalloc.start()
    try:
        model = PhraseModel(phrases)
        size_bytes, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert model.read("password").likenesses
    assert size_bytes < MOST_BYTES
