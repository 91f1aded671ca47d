"""The labelled redaction corpus is what its README promises."""

import re
from collections import Counter

import pytest

from tests.report.corpus.generate import corpus
from tests.report.corpus.reading import NEUTRAL, SCENES, CorpusLine, CorpusScene, parse_line, scenes

COMMON_WORDS = {"mark"}
"""A user's name that is left unmarked where it is the common noun."""


def _lines() -> list[CorpusLine]:
    return [line for scene in scenes() for file in scene.files for line in file.lines]


def test_has_enough_of_everything() -> None:
    """Below these numbers a rate of one in a hundred could not be told from luck."""
    lines = _lines()
    kinds = Counter(item.kind for line in lines for item in line.items)
    assert sum(kinds.values()) >= 2_500
    assert len(kinds) >= 24
    assert min(kinds.values()) >= 5
    assert NEUTRAL not in kinds
    assert sum(line.harmless for line in lines) >= 22_000
    assert len(scenes()) >= 10


def test_harmless_lines_are_not_padding() -> None:
    """Repeating few shapes with other digits would only look like many lines."""
    shapes = [re.sub("[0-9]", "0", line.text) for line in _lines() if line.harmless]
    assert len(set(shapes)) >= 0.6 * len(shapes)


def test_committed_files_are_the_generated_ones() -> None:
    """An edit by hand would be lost at the next run; the scenes of later authors are theirs as they stand."""
    generated = corpus()
    scenes_of_it = {name.partition("/")[0] for name in generated}
    committed = {
        path.relative_to(SCENES).as_posix(): path.read_text(encoding="utf-8")
        for path in SCENES.glob("*/*")
        if path.parent.name in scenes_of_it
    }
    assert committed.keys() == generated.keys()
    assert [name for name, text in generated.items() if committed[name] != text] == []


def test_stays_small() -> None:
    """The corpus is cloned with the project."""
    assert sum(path.stat().st_size for path in SCENES.glob("*/*")) < 6_000_000


def test_items_lie_where_they_say() -> None:
    """The scorer cuts by these places."""
    for line in _lines():
        ends = 0
        for span in sorted((*line.items, *line.neutral), key=lambda span: span.start):
            assert line.text[span.start : span.end] == span.value
            assert span.start >= ends
            assert "‹" not in line.text
            ends = span.end


def test_raw_has_no_markers() -> None:
    """What is redacted must look like the file on the computer."""
    for scene in scenes():
        for file in scene.files:
            raw = file.raw()
            assert "⟦" not in raw
            assert "⟧" not in raw
            assert raw.split("\n") == [*(line.text for line in file.lines), ""]


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_nothing_private_is_left_unmarked(scene: CorpusScene) -> None:
    """A value marked once must not stand bare elsewhere: a redaction that masks it would be blamed."""
    lines = [line for file in scene.files for line in file.lines]
    identity = scene.identity
    known = {identity.user, identity.full_name, identity.home, *identity.host_names, *identity.domains}
    known |= {*identity.addresses, *identity.macs, *identity.ssids, *identity.serials}
    known |= {item.value for line in lines for item in line.items}
    alternatives = "|".join(re.escape(value) for value in sorted(known - COMMON_WORDS, key=len, reverse=True))
    leak = re.compile(rf"(?<![^\W_])(?:{alternatives})(?![^\W_])")
    assert [line.text for line in lines if leak.search(_unmarked(line))] == []


@pytest.mark.parametrize("marked", ["a ⟦user|ann", "user|ann⟧", "⟦user⟧", "⟦user|⟧", "⟦a|⟦b|c⟧⟧"])
def test_refuses_a_broken_marker(marked: str) -> None:
    """A typing error would otherwise become part of the text."""
    with pytest.raises(ValueError, match="marker"):
        parse_line(marked)


def _unmarked(line: CorpusLine) -> str:
    text = line.text
    for span in (*line.items, *line.neutral):
        text = text[: span.start] + "\0" * (span.end - span.start) + text[span.end :]
    return text
