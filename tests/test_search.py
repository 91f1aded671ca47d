"""Free-text triage (FACTS E5): plain sentences in English and Czech find their flow, or a person."""

import tomllib
from pathlib import Path

import pytest

from wizard import resources
from wizard.flow.load import FlowLibrary
from wizard.search import PERSON_BELOW, SearchIndex, search
from wizard.texts import Texts

SENTENCES = Path(__file__).parent / "sentences.toml"
PERSON = "person"


@pytest.fixture(scope="module")
def library() -> FlowLibrary:
    return FlowLibrary([resources.flows()])


@pytest.fixture(scope="module")
def texts(library: FlowLibrary) -> Texts:
    return Texts("en", "linux", library.folder)


@pytest.fixture(scope="module")
def index(library: FlowLibrary, texts: Texts) -> SearchIndex:
    return SearchIndex(library, texts)


def sentences(language: str) -> dict[str, list[str]]:
    return tomllib.loads(SENTENCES.read_text("utf-8"))[language]


@pytest.mark.parametrize("language", ["en", "cs"])
def test_sentences_find_their_flow(index: SearchIndex, language: str) -> None:
    """E5: at least 19 of 20 sentences put the right flow first, 9 of 10 with 60 % or more."""
    told = [(text, flow) for flow, said in sentences(language).items() if flow != PERSON for text in said]
    answers = [(flow, index.search(text)) for text, flow in told]
    first = [answer for flow, answer in answers if answer.matches and answer.matches[0].flow == flow]
    sure = [answer for answer in first if not answer.person]
    assert len(first) >= 0.95 * len(told)
    assert len(sure) >= 0.9 * len(told)


@pytest.mark.parametrize("language", ["en", "cs"])
def test_what_no_flow_can_do_goes_to_a_person(index: SearchIndex, language: str) -> None:
    """E5: below 60 % a person."""
    said = sentences(language)[PERSON]
    assert sum(index.search(text).person for text in said) >= 0.9 * len(said)


def test_no_sentence_of_the_measurement_is_a_phrase_of_a_flow(library: FlowLibrary, texts: Texts) -> None:
    phrases = {
        phrase.casefold()
        for flow_id in library.ids()
        for text in texts.in_every_language(flow_id, "search")
        for phrase in text.splitlines()
    }
    said = [text for language in ("en", "cs") for texts_of in sentences(language).values() for text in texts_of]
    assert not [text for text in said if text.casefold() in phrases]


def test_every_phrase_of_a_flow_finds_it(library: FlowLibrary, texts: Texts, index: SearchIndex) -> None:
    """A phrase that an author gives leads to that flow, or the author learns that it does not."""
    lost = []
    for flow_id in library.usable_ids():
        for phrases in texts.in_every_language(flow_id, "search"):
            for phrase in phrases.splitlines():
                answer = index.search(phrase)
                if answer.person or answer.matches[0].flow != flow_id:
                    lost.append((flow_id, phrase, answer.matches[:2]))
    assert not lost


def test_diacritics_case_and_slips_do_not_matter(index: SearchIndex) -> None:
    for text in ("ZAPOMNEL JSEM HESLO", "zapomněl jsem heslo", "zapomel jsem helso", "I fogrot my pasword"):
        answer = index.search(text)
        assert answer.matches[0].flow == "password_reset", text
        assert not answer.person, text


def test_the_language_of_the_window_does_not_matter(library: FlowLibrary) -> None:
    czech = Texts("cs", "linux", library.folder)
    assert search("I forgot my password", library, czech).matches[0].flow == "password_reset"
    assert search("zapomněl jsem heslo", library, Texts("en", "", library.folder)).matches[0].flow == "password_reset"


@pytest.mark.parametrize("text", ["", "   ", "?!…", "the", "to je", "\x00\u202e", "💥"])
def test_a_text_that_tells_nothing_goes_to_a_person(index: SearchIndex, text: str) -> None:
    assert index.search(text) == index.search("")
    assert index.search(text).matches == ()
    assert index.search(text).person


def test_confidences_are_shares_and_fall(index: SearchIndex) -> None:
    answer = index.search("the app crashes and the internet is slow")
    confidences = [match.confidence for match in answer.matches]
    assert len(confidences) > 1
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 < confidence <= 1 for confidence in confidences)
    assert answer.person == (confidences[0] < PERSON_BELOW)


def test_a_very_long_text_is_answered(index: SearchIndex) -> None:
    assert index.search("I forgot my password. " + "word" * 50_000).matches[0].flow == "password_reset"


def test_a_flow_that_the_first_page_does_not_show_is_found(library: FlowLibrary, index: SearchIndex) -> None:
    assert not library.flows["service_down"].home
    answer = index.search("the service is down")
    assert (answer.matches[0].flow, answer.person) == ("service_down", False)


def test_a_flow_that_is_only_called_is_not_offered(library: FlowLibrary, index: SearchIndex) -> None:
    assert not library.flows["computer_network"].home
    answer = index.search("network settings of this computer")
    assert "computer_network" not in [match.flow for match in answer.matches]


def test_a_damaged_flow_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "flow.toml").write_text("format = ", encoding="utf-8")
    library = FlowLibrary([resources.flows(), tmp_path])
    answer = search("I forgot my password", library, Texts("en", "linux", library.folder))
    assert answer.matches[0].flow == "password_reset"
