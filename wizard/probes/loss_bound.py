"""Is a loss under or over a limit? Exact bounds for few echoes, and the rule that ends a measurement.

Loss of echoes is a binomial share. Its one-sided 95 % bounds are those of Clopper and Pearson (Biometrika 26,
1934), which never promise more than they hold: with no echo lost, 299 are needed to stay under 1 %.

Looking after every echo looks often, and who looks often finds something: an early *over* therefore takes 99 %
and at least four lost echoes. The last look is one look: there the score bound of Wilson (JASA 22, 1927) decides,
as Clopper and Pearson's is too careful for it (Brown, Cai and DasGupta, Statistical Science 16, 2001).
A series of 300 echoes tells 2 % from a limit of 1 % in little more than half of all measurements, so one that has
seen a loss goes on to ``LONG_SERIES``. After that many echoes there is no more to come: 75 % decide.
Computed exactly for a limit of 1 %, looking after each of 1,000 echoes: a loss of 0.2 % is called *over* in less
than 1 of 10,000 measurements, 0.5 % in 3 of 1,000, 1 % itself in 21 of 100, 2 % in 96 of 100, 3 % in all but 3 of
10,000; 2 % is called *under* in 3 of 1,000, 0.2 % in 97 of 100 (``tests/probes/test_loss_bound.py``).
"""

import math
from collections.abc import Callable
from typing import Literal

CONFIDENCE = 0.95
EARLY_CONFIDENCE = 0.99
LONG_SERIES = 1000
LONG_ENOUGH = 900
"""What a busy computer sends of a long series in its time, at the least."""
LONG_SERIES_CONFIDENCE = 0.75
FEWEST_LOST = 4
FEWEST_SENT = 3

Judgement = Literal["under", "over", "open"]


def judge(lost: int, sent: int, limit: float, *, last_look: bool = False) -> Judgement:
    """Return where the loss lies as far as ``sent`` echoes can tell; ``limit`` is a share (0.01 is 1 %)."""
    if sent < FEWEST_SENT:
        return "open"
    if lost < sent and limit >= 1:
        return "under"
    if _at_most(lost, sent, limit) < 1 - CONFIDENCE:
        return "under"
    if lost >= FEWEST_LOST and _at_least(lost, sent, limit) < 1 - EARLY_CONFIDENCE:
        return "over"
    if last_look and lost >= FEWEST_LOST and _is_over_at_last(lost, sent, limit):
        return "over"
    return "open"


def _is_over_at_last(lost: int, sent: int, limit: float) -> bool:
    if sent >= LONG_ENOUGH:
        return _at_least(lost, sent, limit) < 1 - LONG_SERIES_CONFIDENCE
    return wilson_lower_bound(lost, sent) > limit


def upper_bound(lost: int, sent: int, confidence: float = CONFIDENCE) -> float:
    """Return Clopper and Pearson's one-sided upper bound of the loss, a share; 1 when nothing is known."""
    if lost >= sent:
        return 1.0
    return _bisect(lambda share: _at_most(lost, sent, share) > 1 - confidence)


def lower_bound(lost: int, sent: int, confidence: float = CONFIDENCE) -> float:
    """Return Clopper and Pearson's one-sided lower bound of the loss, a share."""
    if lost == 0:
        return 0.0
    return _bisect(lambda share: _at_least(lost, sent, share) < 1 - confidence)


def wilson_lower_bound(lost: int, sent: int) -> float:
    """Return Wilson's one-sided 95 % lower bound of the loss, a share."""
    if sent == 0:
        return 0.0
    z = 1.6448536269514722  # the 95th percentile of the standard normal distribution
    share = lost / sent
    middle = share + z * z / (2 * sent)
    spread = z * math.sqrt(share * (1 - share) / sent + z * z / (4 * sent * sent))
    return max(0.0, (middle - spread) / (1 + z * z / sent))


def _at_most(lost: int, sent: int, share: float) -> float:
    """Return the chance of at most ``lost`` losses among ``sent``, each lost with chance ``share``."""
    if share <= 0:
        return 1.0
    if share >= 1:
        return 1.0 if lost >= sent else 0.0
    return math.fsum(
        math.exp(_log_choose(sent, k) + k * math.log(share) + (sent - k) * math.log1p(-share)) for k in range(lost + 1)
    )


def _at_least(lost: int, sent: int, share: float) -> float:
    """Return the chance of at least ``lost`` losses."""
    return 1.0 if lost == 0 else 1 - _at_most(lost - 1, sent, share)


def _log_choose(total: int, chosen: int) -> float:
    return math.lgamma(total + 1) - math.lgamma(chosen + 1) - math.lgamma(total - chosen + 1)


def _bisect(is_below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if is_below(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2
