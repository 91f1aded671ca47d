"""The message catalogues: every message of the program is in them, translated whole, and none that is not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from PySide6.QtCore import QLibraryInfo

from tests.flows.reading import BARE_HEX, FORBIDDEN, flesch_kincaid_grade, sentences, words
from wizard import resources
from wizard.flow.load import load_texts
from wizard.practice.scene import load_scene, scene_names
from wizard.texts import Texts, languages, locale_folder

PACKAGE = resources.root() / "wizard"
TEMPLATE = locale_folder() / "wizard.pot"
CZECH = locale_folder() / "cs" / "LC_MESSAGES" / "wizard.po"
UPDATE = "run `make catalogues`, then translate what is empty"
MOST_CZECH_WORDS = 15
HIGHEST_GRADE = 6.0
HARDEST_MESSAGE = 11.0
"""For one message of nine words or more; shorter ones say nothing about how hard a text is to read."""
_PLACEHOLDER = re.compile(r"\{\w+\}")


def _read(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def _messages(catalogue: Catalog) -> dict[str, Message]:
    return {_ids(message)[0]: message for message in catalogue if message.id}


def _literals() -> Iterator[str]:
    """Yield every message in the code: ``N_("…")``, and the singular of ``….plural("…", "…")``."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in ("N_", "plural") and isinstance(first, ast.Constant) and first.value:
                yield str(first.value)


@pytest.fixture(scope="module")
def czech() -> dict[str, Message]:
    return _messages(_read(CZECH, "cs"))


def test_every_message_of_the_program_is_in_the_catalogues(czech: dict[str, Message]) -> None:
    """Also where Babel does not look: a message inside an f-string would be lost."""
    template = set(_messages(_read(TEMPLATE)))
    in_code = set(_literals())
    assert sorted(in_code - template) == [], UPDATE
    assert sorted(template - in_code) == [], UPDATE
    assert set(czech) == template, UPDATE


def test_no_message_is_put_together_in_the_code() -> None:
    """A message is one literal, marked with ``N_``: pieces cannot be translated, and an unmarked one is not found."""
    pieced = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            literal = isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
            unmarked = isinstance(node.args[0], ast.JoinedStr) or literal
            if (name == "N_" and not literal) or (name == "message" and unmarked):
                pieced.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert pieced == []


def test_everything_is_translated(czech: dict[str, Message]) -> None:
    unfinished = [
        key for key, message in czech.items() if message.fuzzy or not all(text.strip() for text in _strings(message))
    ]
    assert unfinished == []
    assert not _read(CZECH, "cs").obsolete


def test_translations_have_the_same_placeholders(czech: dict[str, Message]) -> None:
    different = []
    for key, message in czech.items():
        wanted = {name for text in _ids(message) for name in _PLACEHOLDER.findall(text)}
        different += [(key, text) for text in _strings(message) if set(_PLACEHOLDER.findall(text)) != wanted]
    assert different == []


def test_czech_plurals_have_three_forms(czech: dict[str, Message]) -> None:
    plurals = [message for message in czech.values() if len(_ids(message)) == 2]
    assert plurals
    assert all(len(_strings(message)) == 3 for message in plurals)


def test_spaces_and_line_ends_around_a_message_are_kept(czech: dict[str, Message]) -> None:
    for key, message in czech.items():
        for text in _strings(message):
            assert len(text) - len(text.lstrip()) == len(key) - len(key.lstrip()), key
            assert text.endswith("\n") == key.endswith("\n"), key


def test_czech_sentences_are_short(czech: dict[str, Message]) -> None:
    found = [part for message in czech.values() for text in _strings(message) for part in sentences(text)]
    assert [part for part in found if len(words(part)) > MOST_CZECH_WORDS] == []


def test_english_reads_at_grade_six_or_below(czech: dict[str, Message]) -> None:
    texts = [text for message in czech.values() for text in _ids(message)]
    assert flesch_kincaid_grade("\n".join(texts)) <= HIGHEST_GRADE
    long = [text for text in texts if len(words(text)) > 8]
    assert [text for text in long if flesch_kincaid_grade(text) > HARDEST_MESSAGE] == []


def test_no_forbidden_word_and_no_bare_code(czech: dict[str, Message]) -> None:
    held = []
    for message in czech.values():
        for language, texts in (("en", _ids(message)), ("cs", _strings(message))):
            for text in texts:
                bad = [word for word in words(text.casefold()) if word.startswith(FORBIDDEN[language])]
                if bad or BARE_HEX.search(text):
                    held.append(text)
    assert held == []


def test_the_czech_catalogue_is_what_the_window_speaks(czech: dict[str, Message], tmp_path: Path) -> None:
    """Compiled as `make` compiles it, with Czech signs and three plural forms."""
    target = tmp_path / "cs" / "LC_MESSAGES" / "wizard.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, _read(CZECH, "cs"))
    texts = Texts("cs", "linux", None, tmp_path)
    assert texts.message("Continue") == "Pokračovat"
    assert texts.format_fact("latency_ms", 1234.5) == "1 234,5 ms"
    assert texts.format_fact("latency_ms", None) == "neznámé"
    assert texts.format_fact("verdict", "router") == "router"
    assert [texts.format_fact("install_minutes", count) for count in (1, 3, 5, 1.5)] == [
        "1 minutu",
        "3 minuty",
        "5 minut",
        "1,5 minuty",
    ]
    assert all(texts.message(key) for key in czech)


def test_qt_has_words_in_every_language() -> None:
    """A menu of a text field or the folder dialogue would speak English in between."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    missing = [name for name in languages() if name != "en" and not (folder / f"qtbase_{name}.qm").is_file()]
    assert missing == []


def test_every_counted_text_has_each_form_of_its_language() -> None:
    """Czech: one, few, other (also for fractions). In the flows by key, in the catalogue by the number of forms."""
    forms = {"en": {"one", "other"}, "cs": {"one", "few", "other"}}
    for file in sorted(resources.flows().glob("*/text.*.toml")):
        language = file.name.split(".")[1]
        counted: dict[str, set[str]] = {}
        for key in load_texts(file.parent, language):
            stem, _, form = key.rpartition(".")
            if form in ("zero", "one", "two", "few", "many", "other"):
                counted.setdefault(stem, set()).add(form)
        assert all(found == forms[language] for found in counted.values()), (file, counted)
    czech = Texts("cs", "linux")
    assert [czech.plural("form:one", "form:other", count) for count in (1, 2, 4, 5, 0, 11, 22)] == [
        "form:one", "form:few", "form:few", "form:other", "form:other", "form:other", "form:other",
    ]  # fmt: skip


def test_every_practice_scene_speaks_every_language() -> None:
    silent = []
    for name in scene_names():
        english = load_scene(name).words("en")
        for language in languages():
            told = load_scene(name).words(language)
            if language != "en" and (told.title == english.title or told.description == english.description):
                silent.append((name, language))
    assert silent == []
