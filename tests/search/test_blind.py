"""The search on the blind sentences: written by someone who has not seen it, and never read for tuning it."""

from collections.abc import Callable

import pytest

from tests.search.scoring import LANGUAGES, PERSON, Score, Sentence, lines, read_set, score, shipped_search
from wizard import resources
from wizard.flow.load import FlowLibrary
from wizard.search import Match, SearchAnswer
from wizard.texts import Texts

Search = Callable[[str], SearchAnswer]


@pytest.fixture(scope="module")
def search() -> Search:
    return shipped_search()


@pytest.mark.parametrize("language", LANGUAGES)
def test_blind_sentences_find_their_flow_and_are_seldom_misled(search: Search, language: str) -> None:
    """E5: the right flow first in 90 % of all and of those for a flow; wrong with 60 % or more in 2 % at most."""
    figures = score(search, "blind", language)
    assert figures.sentences >= 200
    assert figures.share_first >= 0.9
    assert figures.share_first_for_a_flow >= 0.9
    assert figures.share_wrong_and_sure <= 0.02


@pytest.mark.parametrize("language", LANGUAGES)
def test_being_cautious_is_not_enough(search: Search, language: str) -> None:
    """A search that is never sure misleads nobody, and helps nobody: most people are led to their flow at once."""
    assert score(search, "blind", language).share_sure >= 0.6


@pytest.mark.parametrize("name", ["blind", "development"])
def test_sets_name_flows_that_there_are(name: str) -> None:
    known = {*FlowLibrary([resources.flows()]).ids(), PERSON}
    for language in LANGUAGES:
        assert {flow for sentence in read_set(name, language) for flow in sentence.right} <= known


def test_no_sentence_is_in_both_sets() -> None:
    alike = 0  # counted first: a failed assertion shows what it compares, and nobody should read the blind sentences
    for language in LANGUAGES:
        blind = {sentence.text.casefold() for sentence in read_set("blind", language)}
        alike += len(blind & {sentence.text.casefold() for sentence in read_set("development", language)})
    assert alike == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_not_the_blind_sentences(language: str) -> None:
    """What one word or two can say, two people say alike; the others are no phrases of a flow."""
    library = FlowLibrary([resources.flows()])
    texts = Texts("en", "", library.folder)
    phrases = {
        line.casefold()
        for flow_id in library.ids()
        for text in texts.in_every_language(flow_id, "search")
        for line in text.splitlines()
    }
    said = [sentence.text.casefold().rstrip(".?!") for sentence in read_set("blind", language)]
    share = sum(text in phrases for text in said) / len(said)
    assert share <= 0.05


def test_tables_hold_no_sentence(search: Search) -> None:
    printed = "\n".join(lines("blind", search)).casefold()
    long = [s.text for language in LANGUAGES for s in read_set("blind", language) if len(s.text) > 12]
    shown = sum(text.casefold() in printed for text in long)
    assert shown == 0


def answer(*matches: tuple[str, float]) -> SearchAnswer:
    found = tuple(Match(flow, confidence) for flow, confidence in matches)
    return SearchAnswer(found, person=not found or found[0].confidence < 0.6)


def test_how_answers_are_counted() -> None:
    figures = Score()
    figures.count(Sentence("a", ("connection",)), answer(("connection", 0.9)))
    figures.count(Sentence("b", ("connection", "speed_test")), answer(("speed_test", 0.4)))
    figures.count(Sentence("c", ("connection",)), answer(("speed_test", 0.7)))
    figures.count(Sentence("d", ("connection",)), answer())
    figures.count(Sentence("e", (PERSON,)), answer(("speed_test", 0.4)))
    figures.count(Sentence("f", (PERSON,)), answer(("speed_test", 0.6)))
    assert (figures.sentences, figures.for_a_flow, figures.first, figures.first_for_a_flow) == (6, 4, 3, 2)
    assert (figures.sure, figures.wrong_and_sure) == (1, 2)
    assert figures.table == {
        ("connection", "connection"): 2,
        ("connection", "speed_test"): 1,
        ("connection", PERSON): 1,
        (PERSON, PERSON): 1,
        (PERSON, "speed_test"): 1,
    }
