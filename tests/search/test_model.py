"""Reading texts and telling kinds of phrases apart."""

import pytest

from wizard.search.model import PhraseModel
from wizard.search.words import FeatureReader, is_one_slip, words

PHRASES = [
    ("light", "the lamp is dark"),
    ("light", "no light in the hall"),
    *(("water", f"the {pipe} drips water") for pipe in ("tap", "pipe", "shower", "boiler", "hose", "sink", "valve")),
    ("noise", "the neighbour plays loud music"),
]


def test_words_are_folded_and_joined() -> None:
    assert words("Wi-Fi nejde, PŘÍLIŠ pomalé! e-mail") == ["wifi", "nejde", "prilis", "pomale", "email"]


def test_long_texts_and_words_are_cut() -> None:
    found = words("a" * 500 + " b" * 5_000)
    assert len(found) == 60
    assert len(found[0]) == 40


@pytest.mark.parametrize("typed", ["pasword", "passsword", "passwort", "passwrod", "password"])
def test_one_slip(typed: str) -> None:
    assert is_one_slip(typed, "password")


@pytest.mark.parametrize("typed", ["assword", "passwd", "pastword s", "", "sspassword"])
def test_more_than_one_slip(typed: str) -> None:
    assert not is_one_slip(typed, "password")


def test_a_word_with_a_slip_is_read_as_the_one_that_was_meant() -> None:
    reader = FeatureReader()
    reader.learn("password")
    assert reader.read("passwrod") == reader.read("password")
    assert reader.read("passport") != reader.read("password")


def test_a_kind_of_few_phrases_is_found_and_does_not_win_by_what_it_never_says() -> None:
    model = PhraseModel(PHRASES)
    assert model.read("lamp in the hall").likenesses[0].kind == "light"
    assert model.read("the old valve drips").likenesses[0].kind == "water"


def test_a_phrase_word_for_word_comes_first() -> None:
    first = PhraseModel([*PHRASES, ("noise", "the tap drips loud")]).read("loud drips the tap").likenesses[0]
    assert (first.kind, first.is_phrase) == ("noise", True)


@pytest.mark.parametrize("text", ["", "the", "xyzzy", "\x00"])
def test_a_text_that_tells_nothing_has_no_likenesses(text: str) -> None:
    assert PhraseModel(PHRASES).read(text).likenesses == ()


def test_no_phrases_at_all() -> None:
    assert PhraseModel([]).read("anything").likenesses == ()
