"""Measures the search on labelled sentences: counts and a table of confusions, never a sentence.

A set is a TOML file of languages, each with flows (or ``person``: none of them) and their sentences;
``sentence || flow`` names a second flow that is as right. ``python -m tests.search.scoring blind`` prints the figures.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from wizard import resources
from wizard.flow.load import FlowLibrary
from wizard.search import SearchAnswer, SearchIndex
from wizard.texts import Texts

FOLDER = Path(__file__).parent
PERSON = "person"
LANGUAGES = ("en", "cs")


@dataclass(frozen=True)
class Sentence:
    """What somebody typed, and the flows (or ``person``) that are right, the best one first."""

    text: str
    right: tuple[str, ...]


@dataclass
class Score:
    """Figures of one set in one language.

    ``first``: the right flow came first, or a sentence for a person was left to one. ``sure``: of these, led to a
    flow with 60 % or more. ``wrong_and_sure``: led to a wrong flow with 60 % or more.
    """

    sentences: int = 0
    for_a_flow: int = 0
    first: int = 0
    first_for_a_flow: int = 0
    sure: int = 0
    wrong_and_sure: int = 0
    table: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def share_first(self) -> float:
        return self.first / self.sentences

    @property
    def share_first_for_a_flow(self) -> float:
        return self.first_for_a_flow / self.for_a_flow

    @property
    def share_wrong_and_sure(self) -> float:
        return self.wrong_and_sure / self.sentences

    @property
    def share_sure(self) -> float:
        """Of the sentences for a flow, those that were led to the right one with 60 % or more."""
        return self.sure / self.for_a_flow

    def count(self, sentence: Sentence, answer: SearchAnswer) -> None:
        """Add one answer."""
        top = answer.matches[0].flow if answer.matches else PERSON
        is_right = top in sentence.right
        is_for_a_flow = sentence.right[0] != PERSON
        self.sentences += 1
        self.for_a_flow += is_for_a_flow
        self.first_for_a_flow += is_for_a_flow and is_right
        self.first += is_right if is_for_a_flow else (answer.person or is_right)
        self.sure += is_for_a_flow and is_right and not answer.person
        self.wrong_and_sure += not answer.person and not is_right
        told = sentence.right[0] if is_right else (top if is_for_a_flow or not answer.person else PERSON)
        self.table[sentence.right[0], told] += 1


def read_set(name: str, language: str) -> Iterator[Sentence]:
    """Yield the sentences of one set (``blind``, ``development``) in one language."""
    content = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    for flow, said in content[language].items():
        for line in said:
            text, *others = (part.strip() for part in line.split("||"))
            yield Sentence(text, (flow, *others))


def shipped_search() -> Callable[[str], SearchAnswer]:
    """Return the search over the flows that ship with the program."""
    library = FlowLibrary([resources.flows()])
    return SearchIndex(library, Texts("en", "", library.folder)).search


def score(search: Callable[[str], SearchAnswer], name: str, language: str) -> Score:
    """Return the figures of one set in one language."""
    found = Score()
    for sentence in read_set(name, language):
        found.count(sentence, search(sentence.text))
    return found


def lines(name: str, search: Callable[[str], SearchAnswer] | None = None) -> list[str]:
    """Return the figures of a set and its confusions, one table per language."""
    answer = search or shipped_search()
    found = []
    for language in LANGUAGES:
        figures = score(answer, name, language)
        found.append(
            f"search, {name} sentences, {language}: {figures.sentences}; right first {figures.share_first:.1%} "
            f"({figures.share_first_for_a_flow:.1%} of those for a flow; goal ≥ 90 %), "
            f"wrong and sure {figures.share_wrong_and_sure:.1%} (goal ≤ 2 %), "
            f"right and sure {figures.share_sure:.1%} of those for a flow"
        )
        found += _table(figures)
    return found


def _table(figures: Score) -> list[str]:
    """Return the confusions: a row per right flow, a column per answer; "." is none."""
    names = sorted({name for pair in figures.table for name in pair})
    marks = {name: f"{index:>3}" for index, name in enumerate(names, start=1)}
    rows = [f"  {'right / told first':<22}{''.join(marks.values())}"]
    for right in names:
        counts = "".join(f"{figures.table[right, told] or '.':>3}" for told in names)
        rows.append(f"  {marks[right].strip():>2} {right:<19}{counts}")
    return rows


if __name__ == "__main__":
    for text in lines(sys.argv[1] if len(sys.argv) > 1 else "development"):
        print(text)
