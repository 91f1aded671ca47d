"""Medians of paired runs: A, B, A, B, …, so that a machine that drifts drifts under both."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 7


@dataclass(frozen=True)
class Pair:
    """Two things measured in turn; ``ratio`` is the median of the ratios pair by pair."""

    ours: float
    rival: float
    ratio: float
    lowest_ratio: float
    highest_ratio: float


def paired(ours: Callable[[], float], rival: Callable[[], float], runs: int = RUNS, warm_up: int = 1) -> Pair:
    """Measure both in turn, after ``warm_up`` turns that do not count."""
    for _ in range(warm_up):
        ours()
        rival()
    figures = [(ours(), rival()) for _ in range(runs)]
    ratios = [one / other for one, other in figures]
    return Pair(
        statistics.median(one for one, _ in figures),
        statistics.median(other for _, other in figures),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
    )


def median(measure: Callable[[], float], runs: int = RUNS) -> float:
    """Return the median of ``runs`` measurements, after one that does not count."""
    measure()
    return statistics.median(measure() for _ in range(runs))


def line(name: str, pair: Pair, unit: str, scale: float = 1.0, goal: str = "") -> str:
    """Return one line of the output: both figures, and their ratio with its spread."""
    spread = f"{pair.lowest_ratio:.2f}–{pair.highest_ratio:.2f}"
    figures = f"{pair.ours * scale:.0f} {unit} ÷ {pair.rival * scale:.0f} {unit}"
    return f"{name:44} {pair.ratio:5.2f}  ({figures}; {spread}){'  goal ' + goal if goal else ''}"
