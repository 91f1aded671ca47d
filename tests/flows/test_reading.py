"""Flow texts are easy to read: short sentences, plain words, no word that blames or frightens."""

import pytest

from tests.flows.reading import BARE_HEX, FORBIDDEN, flesch_kincaid_grade, sentences, syllables, words
from wizard import resources
from wizard.flow.load import FlowLibrary, load_texts
from wizard.flow.model import CallStep, RankedStep
from wizard.search import is_offered
from wizard.texts import Texts

SHIPPED = FlowLibrary([resources.flows()])
OFFERED = [flow_id for flow_id in SHIPPED.ids() if is_offered(flow_id, SHIPPED, Texts("en", "linux", SHIPPED.folder))]
MOST_CZECH_WORDS = 15
MOST_ENGLISH_WORDS = 20
HIGHEST_GRADE = 6.0


def texts_of(flow_id: str, language: str) -> dict[str, str]:
    """Return what a person reads; ``search`` is what a person types."""
    texts = load_texts(SHIPPED.folder(flow_id), language)
    return {key: text for key, text in texts.items() if key != "search"}


@pytest.mark.parametrize("flow_id", SHIPPED.ids())
def test_english_at_grade_six_or_below(flow_id: str) -> None:
    assert flesch_kincaid_grade("\n".join(texts_of(flow_id, "en").values())) <= HIGHEST_GRADE


@pytest.mark.parametrize("flow_id", SHIPPED.ids())
def test_sentences_are_short(flow_id: str) -> None:
    """Czech sentences have at most 15 words."""
    for language, most in (("cs", MOST_CZECH_WORDS), ("en", MOST_ENGLISH_WORDS)):
        found = [part for text in texts_of(flow_id, language).values() for part in sentences(text)]
        assert [part for part in found if len(words(part)) > most] == []


@pytest.mark.parametrize("language", ["en", "cs"])
@pytest.mark.parametrize("flow_id", SHIPPED.ids())
def test_no_forbidden_word_and_no_bare_code(flow_id: str, language: str) -> None:
    for key, text in texts_of(flow_id, language).items():
        held = [word for word in words(text.casefold()) if word.startswith(FORBIDDEN[language])]
        assert not held, key
        assert not BARE_HEX.search(text), key


@pytest.mark.parametrize("flow_id", SHIPPED.ids())
def test_czech_says_everything_that_english_says(flow_id: str) -> None:
    english, czech = texts_of(flow_id, "en"), texts_of(flow_id, "cs")
    assert sorted(czech) == sorted(english)
    same = [key for key in english if english[key] == czech[key] and len(words(english[key])) > 1]
    assert not same


@pytest.mark.parametrize("flow_id", OFFERED)
def test_the_first_page_has_what_it_shows_and_the_search_what_people_say(flow_id: str) -> None:
    for language in ("en", "cs"):
        texts = load_texts(SHIPPED.folder(flow_id), language)
        assert len(texts["title"]) <= 40
        assert len(texts["summary"]) <= 40
        assert len(texts["search"].splitlines()) >= 10


@pytest.mark.parametrize("flow_id", SHIPPED.ids())
def test_a_plan_names_what_is_done_and_not_what_is_wrong(flow_id: str) -> None:
    """A called flow's title is the person's problem; in a plan stands the repair."""
    steps = SHIPPED.flows[flow_id].step
    members = [fix.step for step in steps.values() if isinstance(step, RankedStep) for fix in step.fixes]
    calls = [name for name in members if isinstance(steps[name], CallStep)]
    for language in ("en", "cs"):
        assert all(f"step.{name}.title" in texts_of(flow_id, language) for name in calls)


def test_the_measure_of_reading_itself() -> None:
    """Against values worked out by hand: 0.39 words ÷ sentences + 11.8 syllables ÷ words − 15.59."""
    told = {"cat": 1, "router": 2, "restarts": 2, "open": 2, "measured": 2, "changes": 2, "connection": 3, "Wi-Fi": 2}
    assert {word: syllables(word) for word in told} == told
    assert flesch_kincaid_grade("The cat sat.") == pytest.approx(0.39 * 3 + 11.8 * 1 - 15.59)
    assert flesch_kincaid_grade("Wait {seconds_1}. The router restarts.") == pytest.approx(
        0.39 * 4 / 2 + 11.8 * 6 / 4 - 15.59
    )
    assert flesch_kincaid_grade("Notwithstanding organisational considerations, establish interconnectivity.") > 20
    assert sentences("One. Two!\nThree") == ["One.", "Two!", "Three"]
