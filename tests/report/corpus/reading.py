"""Read the labelled corpus: scenes, their files, their lines and what was planted in each."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from wizard.system.base import SystemIdentity

SCENES = Path(__file__).parent / "scenes"
IDENTITY = "identity.toml"
NEUTRAL = "neutral"
"""The kind of a span that may be masked or kept: neither an item nor harmless."""

_MARKER = re.compile(r"⟦([a-z0-9_]+)\|([^⟦⟧]+)⟧")


@dataclass(frozen=True)
class PlantedItem:
    """One private value; ``line.text[start:end] == value``."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class CorpusLine:
    """One line without its markers; ``neutral`` are spans that may be masked or kept."""

    text: str
    items: tuple[PlantedItem, ...]
    neutral: tuple[PlantedItem, ...] = ()

    @property
    def harmless(self) -> bool:
        """Whether this line has to come out of a redaction unchanged."""
        return not self.items and not self.neutral


@dataclass(frozen=True)
class CorpusFile:
    """One log or configuration output."""

    name: str
    lines: tuple[CorpusLine, ...]

    def raw(self) -> str:
        """Return the file as it would lie on the computer: no markers, each line ended by a newline."""
        return "".join(f"{line.text}\n" for line in self.lines)


@dataclass(frozen=True)
class CorpusScene:
    """One computer or household: what its live system knows of itself, and its files."""

    name: str
    identity: SystemIdentity
    files: tuple[CorpusFile, ...]


@cache
def scenes() -> tuple[CorpusScene, ...]:
    """Return every scene in the order of their names."""
    return tuple(_scene(folder) for folder in sorted(SCENES.iterdir()) if (folder / IDENTITY).is_file())


def parse_line(marked: str) -> CorpusLine:
    """Take the markers out of one line; ValueError for a marker that is not whole."""
    text, spans, position = "", list[PlantedItem](), 0
    for match in _MARKER.finditer(marked):
        text += marked[position : match.start()]
        kind, value = match.group(1), match.group(2)
        spans.append(PlantedItem(kind, value, len(text), len(text) + len(value)))
        text += value
        position = match.end()
    text += marked[position:]
    if "⟦" in text or "⟧" in text:
        raise ValueError(f"a marker is not whole: {marked!r}")
    return CorpusLine(
        text,
        tuple(span for span in spans if span.kind != NEUTRAL),
        tuple(span for span in spans if span.kind == NEUTRAL),
    )


def read_identity(path: Path) -> SystemIdentity:
    """Read what the live system would answer."""
    fields = tomllib.loads(path.read_text(encoding="utf-8"))
    return msgspec.convert(fields, SystemIdentity)


def _scene(folder: Path) -> CorpusScene:
    files = sorted(path for path in folder.iterdir() if path.name != IDENTITY)
    return CorpusScene(folder.name, read_identity(folder / IDENTITY), tuple(_file(path) for path in files))


def _file(path: Path) -> CorpusFile:
    marked = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return CorpusFile(path.name, tuple(parse_line(line) for line in marked))
