"""The order of a ranked group: chance ÷ minutes, computed on entry, pure and the same on every system.

One cause is at work, costs are constant, and each repair is measured. Then descending chance ÷ minutes costs least
on average (Kadane & Simon, arXiv 1203.3502); where repairs cure the same causes, every step of the order weighs the
causes again as if all earlier repairs had not helped (within four times the best, Munagala 2005). Only sums,
products and quotients in a fixed order are used, so the figures are the same bit by bit wherever it runs.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from wizard.flow.catalogue import UNKNOWN
from wizard.flow.events import OrderedMember
from wizard.flow.model import RankedFix, RankedStep

UNFIXABLE = "unfixable"
"""The cause that nothing in the group cures; ``evidence`` may name it."""
TIE = 1e-9
LEAST_MINUTES = 0.25
MOST_CURE = 0.97
LEAST_LIKELIHOOD, MOST_LIKELIHOOD = 0.02, 0.98
NEUTRAL_LIKELIHOOD = 0.5
"""For a cause that a row of evidence does not name: the same whatever was measured, so it tells nothing."""


@dataclass(frozen=True)
class _Member:
    name: str
    minutes: float
    cures: tuple[float, ...]
    after: frozenset[int]


def order(step: RankedStep, results: Mapping[str, str], without: Container[str] = ()) -> tuple[OrderedMember, ...]:
    """Return the members worth trying, in order, each with its chance if the earlier ones did not help.

    Members in ``without`` (step ids) are none: they must not be done here.

    ``results`` are those of the frame's steps, by step id; evidence weighs the causes by them, ``unknown`` and
    absent ones do not. Ties keep the authored order. The order ends where escalating becomes cheaper on average
    than going on (the best prefix), so it may be empty.
    """
    causes = tuple(step.causes)
    fixes = tuple(fix for fix in step.fixes if fix.step not in without)
    members = _members(fixes, causes)
    shares = _shares(step, causes, results)
    if not any(shares):
        return ()  # a group without causes: nothing is known that could be cured
    sequence = _sequence(members, shares)
    chances: list[float] = []
    costs = [step.escalate_minutes]  # expected minutes when the first k members are tried, then escalated
    spent, broken, left = 0.0, 1.0, shares
    for index in sequence:
        member = members[index]
        chances.append(_chance(member, left) / broken if broken > 0 else 0.0)
        spent += member.minutes * broken
        left = _after_failure(member, left)
        broken = _total(left)
        costs.append(spent + step.escalate_minutes * broken)
    length = _best_prefix(costs)
    return tuple(
        OrderedMember(step=members[index].name, chance=chance, minutes=fixes[index].minutes)
        for index, chance in zip(sequence[:length], chances, strict=False)
    )


def expected_minutes(step: RankedStep, results: Mapping[str, str], sequence: Sequence[str]) -> float:
    """Return the expected minutes of trying ``sequence`` (step ids) in this order, escalating after the last."""
    causes = tuple(step.causes)
    members = {member.name: member for member in _members(step.fixes, causes)}
    left = _shares(step, causes, results)
    spent = 0.0
    for name in sequence:
        spent += members[name].minutes * _total(left)
        left = _after_failure(members[name], left)
    return spent + step.escalate_minutes * _total(left)


def _members(fixes: Sequence[RankedFix], causes: Sequence[str]) -> tuple[_Member, ...]:
    index = {fix.step: position for position, fix in enumerate(fixes)}
    return tuple(
        _Member(
            fix.step,
            max(fix.minutes, LEAST_MINUTES),
            # The last share is that of what nothing here cures.
            (*(min(fix.cures.get(cause, 0.0), MOST_CURE) for cause in causes), 0.0),
            frozenset(index[name] for name in fix.after if name in index),
        )
        for fix in fixes
    )


def _shares(step: RankedStep, causes: Sequence[str], results: Mapping[str, str]) -> tuple[float, ...]:
    """Return the causes' shares with evidence, then that of no cause here; they add up to 1."""
    shares = [*(step.causes[cause] for cause in causes), step.unfixable]
    names = (*causes, UNFIXABLE)
    for measured, rows in step.evidence.items():
        result = results.get(measured)
        row = rows.get(result) if result is not None and result != UNKNOWN else None
        if row is not None:
            shares = [share * _likelihood(row, name) for share, name in zip(shares, names, strict=True)]
    total = _total(shares)
    return tuple(share / total for share in shares) if total > 0 else tuple(shares)


def _likelihood(row: Mapping[str, float], cause: str) -> float:
    return min(max(row.get(cause, NEUTRAL_LIKELIHOOD), LEAST_LIKELIHOOD), MOST_LIKELIHOOD)


def _chance(member: _Member, left: Sequence[float]) -> float:
    return _total(share * cure for share, cure in zip(left, member.cures, strict=True))


def _total(values: Iterable[float]) -> float:
    """Return the plain sum: the built-in one rounds differently from Python 3.12 on."""
    total = 0.0
    for value in values:
        total += value
    return total


def _after_failure(member: _Member, left: Sequence[float]) -> tuple[float, ...]:
    """Return what is left of each share when ``member`` did not help; not normalised, the sum is the chance of that."""
    return tuple(share * (1.0 - cure) for share, cure in zip(left, member.cures, strict=True))


def _sequence(members: Sequence[_Member], shares: Sequence[float]) -> list[int]:
    """Return indexes of all members, best chance ÷ minutes first.

    A member whose ``after`` are not tried yet is weighed together with them: a cheap key to a good repair is
    worth its own time.
    """
    chosen: list[int] = []
    left = tuple(shares)
    while len(chosen) < len(members):
        best, best_ratio = -1, -1.0
        for candidate in range(len(members)):
            if candidate in chosen:
                continue
            block = _block(candidate, members, chosen)
            ratio = _ratio([members[index] for index in block], left)
            if ratio > best_ratio + TIE:
                best, best_ratio = block[0], ratio
        chosen.append(best)
        left = _after_failure(members[best], left)
    return chosen


def _block(candidate: int, members: Sequence[_Member], chosen: Sequence[int]) -> list[int]:
    """Return ``candidate`` behind everything it must come after and that is not chosen, in authored order."""
    needed = {candidate}
    waiting = [candidate]
    while waiting:
        for before in members[waiting.pop()].after:
            if before not in needed and before not in chosen:
                needed.add(before)
                waiting.append(before)
    block: list[int] = []
    while len(block) < len(needed):
        free = (i for i in sorted(needed) if i not in block and members[i].after & needed <= set(block))
        following = next(free, None)
        if following is None:  # a ring of ``after``: the check refuses it, the order must still end
            following = min(needed - set(block))
        block.append(following)
    return block


def _ratio(block: Sequence[_Member], left: Sequence[float]) -> float:
    """Return the chance that one of ``block`` helps ÷ the minutes it takes on average, both if the earlier did not."""
    before = _total(left)
    minutes = 0.0
    for member in block:
        minutes += member.minutes * _total(left)
        left = _after_failure(member, left)
    return (before - _total(left)) / minutes if minutes > 0 else 0.0


def _best_prefix(costs: Sequence[float]) -> int:
    """Return the length of the cheapest prefix; of equal ones the longest, which tries more before it escalates."""
    best = 0
    for length in range(1, len(costs)):
        if costs[length] <= costs[best] + TIE:
            best = length
    return best
