"""Works out the constants of the search's confidence (``wizard.search.index``): python -m tests.search.calibration.

Logistic regression of "the first flow is right" on phrases that the model has not counted (an eighth left out at a
time), on the development sentences and on tests/sentences.toml; the blind sentences have no part in it. A wrong answer
weighs as much as six right ones, so that 60 % is reached where a wrong one is rare.
"""

import math
import random
import tomllib
from collections.abc import Iterator, Sequence

from tests.search.scoring import FOLDER, LANGUAGES, PERSON, read_set
from wizard import resources
from wizard.flow.load import FlowLibrary
from wizard.search.index import circumstances, phrases_of
from wizard.search.model import PhraseModel, Reading
from wizard.texts import Texts

WRONG_WEIGHS = 6.0
PARTS = 8
LEAST_WORDS = 3
"""Of a left-out phrase: shorter ones are typed while the sentence is not finished."""
STEPS = 25

Row = tuple[tuple[float, ...], bool]


def main() -> None:
    library = FlowLibrary([resources.flows()])
    phrases = list(dict.fromkeys(phrases_of(library, Texts("en", "", library.folder))))
    rows = [*left_out(phrases), *tuning_sentences(PhraseModel(phrases))]
    print(f"{len(rows)} texts, {sum(right for _, right in rows)} with the right flow first")
    print("_CALIBRATION =", tuple(round(value, 2) for value in fitted(rows)))


def left_out(phrases: Sequence[tuple[str, str]]) -> Iterator[Row]:
    """Yield a row per phrase, read by a model of the others."""
    mixed = list(phrases)
    random.Random(0).shuffle(mixed)
    for part in range(PARTS):
        model = PhraseModel(phrase for place, phrase in enumerate(mixed) if place % PARTS != part)
        for kind, text in mixed[part::PARTS]:
            if len(text.split()) >= LEAST_WORDS:
                yield row(model.read(text), (kind,))


def tuning_sentences(model: PhraseModel) -> Iterator[Row]:
    """Yield a row per sentence that the search may be tuned on."""
    plain = tomllib.loads((FOLDER.parent / "sentences.toml").read_text("utf-8"))
    for language in LANGUAGES:
        for sentence in read_set("development", language):
            yield row(model.read(sentence.text), sentence.right)
        for flow, said in plain[language].items():
            yield from (row(model.read(text), (flow,)) for text in said if flow != PERSON)


def row(reading: Reading, right: Sequence[str]) -> Row:
    """Return what the confidence rests on, and whether the first flow is right."""
    first = next((found.kind for found in reading.likenesses if found.kind), None)
    return (1.0, *(circumstances(reading) or (0.0,) * 4)), first in right


def fitted(rows: Sequence[Row]) -> list[float]:
    """Return the weights that fit best (Newton's method, a squared penalty of 1/2 on all but the constant)."""
    size = len(rows[0][0])
    weights = [0.0] * size
    for _ in range(STEPS):
        slope = [0.0, *(-weight for weight in weights[1:])]
        bend = [[float(i == j and i > 0) for j in range(size)] for i in range(size)]
        for values, right in rows:
            total = sum(weight * value for weight, value in zip(weights, values, strict=True))
            share = 1 / (1 + math.exp(-total))
            counts = 1.0 if right else WRONG_WEIGHS
            for i, value in enumerate(values):
                slope[i] += counts * (right - share) * value
                for j, other in enumerate(values):
                    bend[i][j] += counts * share * (1 - share) * value * other
        weights = [weight + step for weight, step in zip(weights, solved(bend, slope), strict=True)]
    return weights


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Return x of matrix · x = right, for a positive definite matrix."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i, line in enumerate(rows):
        for j, other in enumerate(rows):
            if i != j:
                share = other[i] / line[i]
                rows[j] = [value - share * own for value, own in zip(other, line, strict=True)]
    return [line[-1] / line[i] for i, line in enumerate(rows)]


if __name__ == "__main__":
    main()
