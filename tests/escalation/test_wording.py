"""Neutral wording (FACTS B4): none of the listed words in our own texts; in the person's own they are pointed out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.escalation.wording import LANGUAGES, unfriendly_words
from wizard.texts import Texts

ROOT = Path(__file__).parents[2] / "wizard"
SOURCES = sorted(
    [
        *(ROOT / "report").glob("*.py"),
        *(path for stem in ("letters", "scripts", "composer", "handing_over", "ready", "advice", "ladder")
          for path in (ROOT / "escalation").glob(f"{stem}*.py")),
    ]
)  # fmt: skip


def messages(path: Path) -> Iterator[str]:
    """Yield what is marked for the catalogues in a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
            value = ast.literal_eval(node.args[0])
            assert isinstance(value, str)
            yield value


def test_there_is_something_to_look_through() -> None:
    assert sum(len(list(messages(path))) for path in SOURCES) > 150


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_texts_neither_blame_nor_heat_up(path: Path, language: str) -> None:
    texts = Texts(language, "linux")
    for message in messages(path):
        assert unfriendly_words(message, "en") == (), message
        assert unfriendly_words(texts.word(message), language) == (), message


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Your incompetent staff is a JOKE, a joke.", "en", ("incompetent", "JOKE", "joke")),
        ("This is your  fault and it is unacceptable", "en", ("your  fault", "unacceptable")),
        ("The jokers of the card game do not load", "en", ()),
        ("It made the screen mad-libs", "en", ()),
        ("Je to naprostá ostuda a vaši technici jsou neschopní lháři!", "cs", ("ostuda", "neschopní", "lháři")),
        ("Je to vaše chyba, otřesné.", "cs", ("vaše chyba", "otřesné")),
        ("Desítky obrázků drží na držáku, hrozí ztráta dat.", "cs", ()),
        ("Chyba 0xDEAD při spuštění, služba neodpovídá.", "cs", ()),
        ("ostuda and shame", "de", ("ostuda", "shame")),
        ("", "en", ()),
    ],
)
def test_words_of_the_person_are_found_as_they_stand(text: str, language: str, found: tuple[str, ...]) -> None:
    assert unfriendly_words(text, language) == found


def test_a_region_does_not_matter() -> None:
    assert unfriendly_words("ostuda", "cs_CZ") == ("ostuda",)
