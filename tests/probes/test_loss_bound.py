"""FACTS A3: a problem is a loss of more than 1 %. How many echoes does it take to know?"""

import math
import random

import pytest

from wizard.probes.loss_bound import LONG_ENOUGH, LONG_SERIES, judge, lower_bound, upper_bound, wilson_lower_bound

LIMIT = 0.01


@pytest.mark.parametrize("sent", [1, 10, 100, 299, 300, 3000])
def test_upper_bound_without_a_loss_is_the_closed_form(sent: int) -> None:
    """With nothing lost, Clopper and Pearson's bound is 1 - 0.05^(1/n): the "rule of three"."""
    assert upper_bound(0, sent) == pytest.approx(1 - 0.05 ** (1 / sent), rel=1e-9)


@pytest.mark.parametrize("sent", [1, 10, 300])
def test_bounds_when_everything_is_lost(sent: int) -> None:
    assert upper_bound(sent, sent) == 1
    assert lower_bound(sent, sent) == pytest.approx(0.05 ** (1 / sent), rel=1e-9)


@pytest.mark.parametrize(
    ("lost", "sent", "low", "high"),
    [
        # The two-sided 90 % limits of published tables of the binomial are the one-sided 95 % bounds used here.
        (1, 10, 0.00512, 0.39416),
        (2, 10, 0.03677, 0.50690),
        (5, 10, 0.22244, 0.77756),
        (1, 100, 0.00051, 0.04656),
        (10, 100, 0.05526, 0.16372),
    ],
)
def test_bounds_against_tables(lost: int, sent: int, low: float, high: float) -> None:
    assert lower_bound(lost, sent) == pytest.approx(low, abs=6e-5)
    assert upper_bound(lost, sent) == pytest.approx(high, abs=6e-5)


def test_bounds_agree_with_the_binomial_sum() -> None:
    """A bound is where the tail is 5 %, whatever the formula: summed here with whole-number binomials."""
    for lost, sent in ((3, 40), (7, 300), (20, 90)):
        high, low = upper_bound(lost, sent), lower_bound(lost, sent)
        at_most = sum(math.comb(sent, k) * high**k * (1 - high) ** (sent - k) for k in range(lost + 1))
        fewer = sum(math.comb(sent, k) * low**k * (1 - low) ** (sent - k) for k in range(lost))
        assert at_most == pytest.approx(0.05, abs=1e-9)
        assert 1 - fewer == pytest.approx(0.05, abs=1e-9)


def test_wilson_bound_against_a_worked_value() -> None:
    """6 of 300: p = 0.02, z = 1.644854 give (p + z²/2n - z√(p(1-p)/n + z²/4n²)) / (1 + z²/n) = 0.010377."""
    assert wilson_lower_bound(6, 300) == pytest.approx(0.010377, abs=1e-6)
    assert wilson_lower_bound(0, 300) == 0
    assert wilson_lower_bound(0, 0) == 0


@pytest.mark.parametrize(
    ("lost", "sent", "last_look", "expected"),
    [
        (0, 1, False, "open"),
        (0, 3, False, "open"),
        (1, 3, False, "open"),  # one of three is 33 %, and nothing but chance
        (0, 298, False, "open"),
        (0, 299, False, "under"),
        (0, 300, True, "under"),
        (1, 300, True, "open"),  # 0.33 %: under the limit, but 300 echoes cannot promise it
        (3, 300, True, "open"),  # exactly the limit
        (5, 300, True, "open"),
        (6, 300, False, "open"),  # 2 %: early, a run of bad luck
        (6, 300, True, "over"),  # 2 % over the whole time
        (4, 82, False, "over"),
        (3, 20, False, "open"),  # three lost echoes are too few to say it early, whatever their share
        (4, 90, False, "open"),
        (12, 100, False, "over"),
        (36, 300, True, "over"),
        (4, 4, False, "over"),
    ],
)
def test_decision_table(lost: int, sent: int, last_look: bool, expected: str) -> None:
    assert judge(lost, sent, LIMIT, last_look=last_look) == expected


def test_other_limits() -> None:
    assert judge(0, 59, 0.05) == "under"
    assert judge(0, 58, 0.05) == "open"
    assert judge(30, 60, 1.0) == "under", "a limit of 100 % is met by anything that answers"
    assert judge(60, 60, 1.0) == "open", "and by nothing else"
    assert judge(0, 300, 0.0, last_look=True) == "open", "no number of echoes shows that none is ever lost"
    assert judge(4, 300, 0.0) == "over"


def _said_of(loss: float, last: int) -> dict[str, float]:
    """Return how likely each answer is for a line with this loss that is looked at after every echo; exact."""
    open_by_lost, said = {0: 1.0}, {"under": 0.0, "over": 0.0, "open": 0.0}
    for sent in range(1, last + 1):
        after: dict[int, float] = {}
        for lost, chance in open_by_lost.items():
            after[lost] = after.get(lost, 0.0) + chance * (1 - loss)
            after[lost + 1] = after.get(lost + 1, 0.0) + chance * loss
        open_by_lost = {}
        for lost, chance in after.items():
            answer = judge(lost, sent, LIMIT, last_look=sent == last)
            if answer == "open" and sent < last:
                open_by_lost[lost] = chance
            else:
                said[answer] += chance
    return said


@pytest.mark.parametrize(
    ("loss", "over", "under"),
    [
        (0.002, (0, 1e-4), (0.97, 0.98)),
        (0.005, (0, 0.004), (0.6, 0.64)),
        (0.01, (0.2, 0.22), (0.11, 0.12)),
        (0.02, (0.96, 0.97), (0, 0.004)),
        (0.03, (0.999, 1), (0, 2e-4)),
    ],
)
def test_the_long_series(loss: float, over: tuple[float, float], under: tuple[float, float]) -> None:
    """A line that loses twice the limit is found in 96 of 100 measurements, a good one is never called lossy."""
    said = _said_of(loss, LONG_SERIES)
    assert sum(said.values()) == pytest.approx(1)
    assert said["over"] == pytest.approx(_said_of(loss, LONG_ENOUGH)["over"], abs=0.02), "nearly as good"
    assert over[0] <= said["over"] <= over[1]
    assert under[0] <= said["under"] <= under[1]


def _measured(loss: float, source: random.Random) -> str:
    lost = 0
    for sent in range(1, 301):
        lost += source.random() < loss
        said = judge(lost, sent, LIMIT, last_look=sent == 300)
        if said != "open":
            return said
    return "open"


@pytest.mark.parametrize(
    ("loss", "never", "mostly", "at_least"),
    [
        (0.0, "over", "under", 1.0),
        (0.002, "over", None, 0),
        (0.02, None, "over", 0.45),  # 300 echoes cannot tell 2 % from 1 % better than this
        (0.05, "under", "over", 0.99),
        (0.12, "under", "over", 1.0),
    ],
)
def test_whole_measurements(loss: float, never: str | None, mostly: str | None, at_least: float) -> None:
    """0.2 % is never called lossy; 5 % practically always is; a broken line is never called fine."""
    source = random.Random(20)
    said = [_measured(loss, source) for _ in range(300)]
    assert never is None or never not in said
    assert mostly is None or said.count(mostly) >= at_least * len(said)
    if loss >= 0.02:
        assert said.count("under") <= 0.01 * len(said)
