"""What the redaction finds and what it spoils in the labelled corpus (``tests/report/corpus``).

Every file goes through the redaction as in a report: whole, one redactor for all files of a scene. The output is laid
beside the input line by line; between its placeholders stands what was kept, which tells which places were hidden.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.report.corpus.reading import CorpusFile, CorpusLine, CorpusScene, PlantedItem
from wizard.report.encodings import redacted_file
from wizard.report.hygiene import clean_text
from wizard.report.redact import Redactor, TextFilter

HELD_OUT = frozenset({"help_desk", "linux_word_name", "macos_office", "router_german"})
"""Scenes fixed by name before the rules were first measured. Rules are improved by looking at the others alone."""

_PLACEHOLDER = re.compile(
    r"<(?:user|name|host|domain|mac|serial|ssid|email|secret|sid|card|personal-number|phone|address|place|account)-\d+>"
    r"|<(?:home|data)>"
)


@dataclass(frozen=True)
class Miss:
    """An item that survived: whole (``found`` False), or in some of its letters."""

    scene: str
    file: str
    number: int
    item: PlantedItem
    line: str
    done: str
    found: bool


@dataclass(frozen=True)
class Spoilt:
    """A harmless line that changed."""

    scene: str
    file: str
    number: int
    line: str
    done: str


@dataclass
class Count:
    """Items of one kind or one scene. ``found``: the value did not survive; ``whole``: nor did any letter of it."""

    items: int = 0
    found: int = 0
    whole: int = 0

    @property
    def recall(self) -> float:
        """The share that was found, 1 when there was nothing to find."""
        return self.found / self.items if self.items else 1.0


@dataclass
class Score:
    """The figures of any number of scenes."""

    by_kind: dict[str, Count] = field(default_factory=dict)
    by_scene: dict[str, Count] = field(default_factory=dict)
    harmless: dict[str, int] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)
    spoilt: list[Spoilt] = field(default_factory=list)

    @property
    def total(self) -> Count:
        """All kinds together."""
        return Count(
            sum(count.items for count in self.by_kind.values()),
            sum(count.found for count in self.by_kind.values()),
            sum(count.whole for count in self.by_kind.values()),
        )

    @property
    def changed(self) -> float:
        """The share of harmless lines that changed."""
        return len(self.spoilt) / max(1, sum(self.harmless.values()))

    def changed_in(self, scene: str) -> int:
        """Return how many harmless lines of a scene changed."""
        return sum(spoilt.scene == scene for spoilt in self.spoilt)


def score(scenes: Iterable[CorpusScene], filter_of: Callable[[CorpusScene], TextFilter] | None = None) -> Score:
    """Redact the scenes and return the figures; ValueError where a line is lost, or becomes two."""
    result = Score()
    for scene in scenes:
        filter_ = filter_of(scene) if filter_of else Redactor(scene.identity)
        for file in scene.files:
            done = redacted_file(file.raw().encode(), filter_).decode().split("\n")
            if len(done) != len(file.lines) + 1:
                raise ValueError(f"{scene.name}/{file.name}: {len(file.lines)} lines became {len(done) - 1}")
            _score_file(result, scene.name, file, done)
    return result


def _score_file(result: Score, scene: str, file: CorpusFile, done: list[str]) -> None:
    of_scene = result.by_scene.setdefault(scene, Count())
    for number, (line, output) in enumerate(zip(file.lines, done, strict=False), 1):
        if line.harmless:
            result.harmless[scene] = result.harmless.get(scene, 0) + 1
            if output != clean_text(line.text):
                result.spoilt.append(Spoilt(scene, file.name, number, line.text, output))
            continue
        for item, kept in zip(line.items, kept_of_items(line, output), strict=True):
            found = kept != clean_text(item.value)
            whole = found and not any(sign.isalnum() for sign in kept)
            for count in (of_scene, result.by_kind.setdefault(item.kind, Count())):
                count.items += 1
                count.found += found
                count.whole += whole
            if not whole:
                result.misses.append(Miss(scene, file.name, number, item, line.text, output, found))


def kept_of_items(line: CorpusLine, output: str) -> list[str]:
    """Return, for every item of a line, what of its value still stands at its place in the output."""
    text = clean_text(line.text)
    stays = kept_places(text, output)
    kept = []
    for item in line.items:
        start = len(clean_text(line.text[: item.start]))
        value = clean_text(item.value)
        if stays is None:  # not to be laid side by side: then it must not be anywhere
            kept.append(value if value in output else "")
            continue
        kept.append("".join(sign for sign, stay in zip(value, stays[start : start + len(value)], strict=True) if stay))
    return kept


def kept_places(text: str, output: str) -> list[bool] | None:
    """Return which signs of a line are still there; None when the output does not come from the line."""
    literals = _PLACEHOLDER.split(output)
    if len(literals) == 1:
        return [True] * len(text) if output == text else None
    first, *middle, last = literals
    if not (text.startswith(first) and text.endswith(last) and len(first) + len(last) < len(text)):
        return None
    stays = [False] * len(text)
    stays[: len(first)] = [True] * len(first)
    position, end = len(first), len(text) - len(last)
    for literal in middle:
        place = text.find(literal, position + 1, end)
        if place < 0:
            return None
        stays[place : place + len(literal)] = [True] * len(literal)
        position = place + len(literal)
    stays[end:] = [True] * len(last)
    return stays
