"""The templates under sources/: one line each, ``|>`` continues a block, ``@@format NAME MODE`` starts a format.

``⟦kind:variant/transform⟧`` plants a value, ``⟦kind|text⟧`` plants this text, ``‹name …›`` is a harmless value.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.report.corpus.chance import ALPHANUMERIC, HEX, Chance, luhn_digit
from tests.report.corpus.private_values import private_value
from tests.report.corpus.scene_values import SceneValues

_PLAIN = re.compile(r"‹([^‹›]+)›")
_PLANT = re.compile(r"⟦([a-z0-9_]+[^⟦⟧|]*)(?:\|([^⟦⟧]*))?⟧")
_CONTINUED = "|>"


@dataclass(frozen=True)
class Format:
    """The blocks of one kind of file; ``ordered``: written as they stand, otherwise drawn by chance."""

    name: str
    ordered: bool
    blocks: tuple[str, ...]

    def planted(self) -> tuple[str, ...]:
        """Return the blocks with something private in them."""
        return tuple(block for block in self.blocks if "⟦" in block)

    def harmless(self) -> tuple[str, ...]:
        """Return the blocks with nothing private in them."""
        return tuple(block for block in self.blocks if "⟦" not in block)


def read_formats(folder: Path) -> Mapping[str, Format]:
    """Read every source."""
    formats: dict[str, Format] = {}
    for path in sorted(folder.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("@@format ")[1:]:
            head, _, body = part.partition("\n")
            name, mode = head.split()
            formats[name] = Format(name, mode == "ordered", _blocks(body))
    return formats


def _blocks(body: str) -> tuple[str, ...]:
    blocks: list[str] = []
    for line in body.rstrip("\n").split("\n"):
        if line.startswith(_CONTINUED):
            blocks[-1] += "\n" + line.removeprefix(_CONTINUED)
        elif line:
            blocks.append(line)
    return tuple(blocks)


class Filling:
    """Fills the templates of one file; its clock only runs forward."""

    def __init__(self, words: Mapping[str, list[str]], values: SceneValues, chance: Chance) -> None:
        self._words = words
        self._values = values
        self._chance = chance
        self._clock = datetime(2023, 10, 2, 6, 12, tzinfo=UTC) + timedelta(seconds=chance.below(5_000_000))

    def fill(self, block: str) -> str:
        """Return the block with all values in; MissingValueError when one cannot be had here."""
        self._clock += timedelta(milliseconds=self._chance.between(3, 41_000))
        planted = _PLANT.sub(self._plant, block)
        while _PLAIN.search(planted):
            planted = _PLAIN.sub(self._plain, planted)
        return planted

    def _plant(self, match: re.Match[str]) -> str:
        request, text = match.group(1), match.group(2)
        kind = re.split(r"[:/]", request)[0]
        return f"⟦{kind}|{private_value(self._values, request) if text is None else text}⟧"

    def _plain(self, match: re.Match[str]) -> str:
        name, _, rest = match.group(1).partition(" ")
        if name in self._words:
            return self._chance.of(self._words[name])
        if name == "t":
            return self._clock.strftime(rest.replace("%3", f"{self._clock.microsecond // 1000:03}"))
        return _PLAIN_VALUES[name](self._chance, rest)


def _int(chance: Chance, rest: str) -> str:
    low, high = rest.split()
    return str(chance.between(int(low), int(high)))


def _float(chance: Chance, rest: str) -> str:
    low, high, places = rest.split()
    return f"{float(low) + chance.share() * (float(high) - float(low)):.{places}f}"


def _not_a_card(chance: Chance, _: str) -> str:
    digits = chance.of("456789") + chance.text("0123456789", 14)
    return digits + str((int(luhn_digit(digits)) + chance.between(1, 9)) % 10)


def _dump(chance: Chance, _: str) -> str:
    return " ".join(chance.text(HEX, 2) for _ in range(16))


_PLAIN_VALUES: Mapping[str, Callable[[Chance, str], str]] = {
    "int": _int,
    "float": _float,
    "hex": lambda chance, rest: chance.text(HEX, int(rest)),
    "HEX": lambda chance, rest: chance.text(HEX.upper(), int(rest)),
    "digits": lambda chance, rest: chance.text("0123456789", int(rest)),
    "guid": lambda chance, _: chance.guid(),
    "GUID": lambda chance, _: chance.guid().upper(),
    "base64": lambda chance, rest: chance.text(ALPHANUMERIC + "+/", int(rest)),
    "pick": lambda chance, rest: chance.of(rest.split("|")),
    "not_a_card": _not_a_card,
    "dump": _dump,
}
