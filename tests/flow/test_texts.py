"""Flow texts: flat keys as every front end asks for them."""

from pathlib import Path

import pytest

from tests.flow.sample import write_flow
from wizard.flow.errors import FlowError
from wizard.flow.texts import load_texts, text_languages


def texts(tmp_path: Path, content: str) -> dict[str, str]:
    return dict(load_texts(write_flow(tmp_path / "sample", texts=content), "en"))


def test_texts_are_keyed_by_step(tmp_path: Path) -> None:
    assert texts(
        tmp_path,
        """\
title = "T"
search = ["slow", "lag"]
[step.measure]
body = "B"
body_windows = "W"
choice.yes = "Yes"
left.one = "one"
left.other = "others"
line.1 = "first"
[step.guide]
line = ["a", "b"]
line_windows = ["x"]
""",
    ) == {
        "title": "T",
        "search": "slow\nlag",
        "step.measure.body": "B",
        "step.measure.body_windows": "W",
        "step.measure.choice.yes": "Yes",
        "step.measure.left.one": "one",
        "step.measure.left.other": "others",
        "step.measure.line.1": "first",
        "step.guide.line.1": "a",
        "step.guide.line.2": "b",
        "step.guide.line.1_windows": "x",
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("title = 3\n", ":1: title: this must be a text"),
        ('a = 1\n[step.x]\nbody = ["a"]\n', ":1: a: this must be a text"),
        ("search = []\n", ":1: search: this must be a text"),
        ("[step.x]\nline = [1]\n", ":2: x: step.x.line: this must be a text"),
        ("[step.x]\nbody.a.b.c.d.e.f.g = 'deep'\n", "this must be a text"),
        ("title = \n", ":1: "),
    ],
)
def test_what_is_no_text_is_a_flow_error_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(FlowError) as caught:
        texts(tmp_path, content)
    assert message in str(caught.value)


def test_a_language_without_texts_has_none(tmp_path: Path) -> None:
    assert load_texts(write_flow(tmp_path / "sample"), "cs") == {}
    assert load_texts(tmp_path / "not_there", "cs") == {}


@pytest.mark.parametrize("language", ["../en", "", "EN", "en/..", "en\x00", "english"])
def test_only_codes_of_languages_name_files(tmp_path: Path, language: str) -> None:
    with pytest.raises(FlowError, match="is no code of a language"):
        load_texts(tmp_path, language)


def test_the_languages_of_a_flow_are_those_of_its_files(tmp_path: Path) -> None:
    folder = write_flow(tmp_path / "sample", cs='title = "T"', pt_BR='title = "T"')
    (folder / "text.toml").write_text("", encoding="utf-8")
    (folder / "text.english.toml").write_text("", encoding="utf-8")
    assert text_languages(folder) == ("cs", "en", "pt_BR")
    assert text_languages(tmp_path / "not_there") == ()
