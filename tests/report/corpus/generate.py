"""Write the corpus anew: ``python -m tests.report.corpus.generate``. The same input gives the same bytes."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.report.corpus.chance import Chance
from tests.report.corpus.reading import IDENTITY, SCENES
from tests.report.corpus.scene_values import MissingValueError, SceneValues
from tests.report.corpus.templates import Filling, Format, read_formats

SOURCES = Path(__file__).parent / "sources"
SEED = "2023-11"
ALIKE = 2
"""How often one shape (digits aside) may come by chance before another draw is tried."""
DRAWS = 9
WORN_OUT = 8
"""How often one shape may come in a scene at most; a template with no words to vary is then left out."""

IDENTITY_FIELDS = ("user", "full_name", "home", "host_names", "domains", "addresses", "macs", "ssids", "serials")


def corpus() -> dict[str, str]:
    """Return the text of every file by its path under scenes/."""
    formats = read_formats(SOURCES)
    words: dict[str, list[str]] = {}
    for path in sorted(SOURCES.glob("words*.toml")):
        for name, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
            words[name] = value if isinstance(value, list) else [w for w in re.split(r"[\n ]+", value) if w]
    people = tomllib.loads((SOURCES / "scenes.toml").read_text(encoding="utf-8"))
    texts: dict[str, str] = {}
    for scene, facts in people.items():
        texts[f"{scene}/{IDENTITY}"] = _identity(facts)
        chance = Chance(SEED + scene)
        values, shapes = SceneValues(facts, chance), Counter[str]()
        for name, (format_name, *amounts) in facts["files"].items():
            filling = Filling(words, values, chance)
            lines = _file(formats[format_name], amounts, filling, chance, shapes)
            texts[f"{scene}/{name}"] = "\n".join(lines) + "\n"
    return texts


def _identity(facts: Mapping[str, Any]) -> str:
    return "".join(f"{field} = {json.dumps(facts[field], ensure_ascii=False)}\n" for field in IDENTITY_FIELDS)


def _file(chosen: Format, amounts: Sequence[int], filling: Filling, chance: Chance, shapes: Counter[str]) -> list[str]:
    if chosen.ordered:
        times = amounts[0] if amounts else 1
        return [line for _ in range(times) for block in chosen.blocks for line in _ordered(block, filling)]
    harmless, planted = amounts
    drawn = _drawn(chosen.harmless(), harmless, filling, chance, shapes)
    private = _drawn(chosen.planted(), planted, filling, chance, shapes)
    order = chance.shuffled([0] * len(drawn) + [1] * len(private))
    queues = (iter(drawn), iter(private))
    return [line for kind in order for line in next(queues[kind]).split("\n")]


def _ordered(block: str, filling: Filling) -> list[str]:
    try:
        return filling.fill(block).split("\n")
    except MissingValueError:
        return []


def _drawn(blocks: Sequence[str], amount: int, filling: Filling, chance: Chance, shapes: Counter[str]) -> list[str]:
    """Fill so many lines, each template about as often as the others."""
    drawn: list[str] = []
    lines = 0
    for block in _round_and_round(blocks, chance):
        if lines >= amount:
            break
        try:
            text = filling.fill(block)
        except MissingValueError:
            continue
        for _ in range(DRAWS):
            if shapes[_shape(text)] < ALIKE:
                break
            text = filling.fill(block)
        if shapes[_shape(text)] >= WORN_OUT:
            continue
        shapes[_shape(text)] += 1
        drawn.append(text)
        lines += text.count("\n") + 1
    return drawn


def _round_and_round(blocks: Sequence[str], chance: Chance) -> Iterator[str]:
    while blocks:
        yield from chance.shuffled(blocks)


def _shape(text: str) -> str:
    return re.sub(r"[0-9]", "0", text)


def main() -> None:
    """Write every file; one that is no longer made goes."""
    texts = corpus()
    for path in sorted(SCENES.glob("*/*")):
        if str(path.relative_to(SCENES)) not in texts:
            path.unlink()
    for name, text in texts.items():
        path = SCENES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
