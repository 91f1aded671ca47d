"""The order of repairs: as cheap on average as any, stops where escalating is cheaper, the same everywhere."""

import itertools
import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.flow.model import RankedFix, RankedStep
from wizard.flow.rank import expected_minutes, order


def group(
    fixes: Sequence[tuple[str, float, dict[str, float]]],
    causes: dict[str, float],
    *,
    unfixable: float = 0.08,
    escalate_minutes: float = 60,
    after: dict[str, tuple[str, ...]] | None = None,
    evidence: dict[str, dict[str, dict[str, float]]] | None = None,
) -> RankedStep:
    members = tuple(
        RankedFix(step=name, minutes=minutes, cures=cures, after=(after or {}).get(name, ()))
        for name, minutes, cures in fixes
    )
    return RankedStep(
        fixes=members,
        causes=causes,
        unfixable=unfixable,
        escalate_minutes=escalate_minutes,
        evidence=evidence or {},
        on={"exhausted": "escalate"},
    )


def names(step: RankedStep, results: dict[str, str] | None = None) -> list[str]:
    return [member.step for member in order(step, results or {})]


_SHARE = st.floats(0.01, 1, allow_nan=False)


@st.composite
def independent_groups(draw: st.DrawFn) -> RankedStep:
    """Groups in which each repair cures one cause of its own."""
    size = draw(st.integers(1, 7))
    fixes = [(f"fix_{i}", draw(st.floats(0.25, 60)), {f"cause_{i}": draw(st.floats(0.05, 0.97))}) for i in range(size)]
    causes = {f"cause_{i}": draw(_SHARE) for i in range(size)}
    return group(fixes, causes, unfixable=draw(st.floats(0, 0.9)), escalate_minutes=draw(st.floats(1, 500)), after=None)


def brute_force(step: RankedStep) -> float:
    """Return the least expected minutes over all orders of all subsets."""
    members = [fix.step for fix in step.fixes]
    return min(
        expected_minutes(step, {}, sequence)
        for length in range(len(members) + 1)
        for sequence in itertools.permutations(members, length)
    )


@given(independent_groups())
@settings(derandomize=True, max_examples=40, deadline=None)
def test_no_order_of_independent_repairs_costs_less(step: RankedStep) -> None:
    """Kadane & Simon: descending chance ÷ minutes, cut where escalating is cheaper, is the best of all orders."""
    assert expected_minutes(step, {}, names(step)) == pytest.approx(brute_force(step), rel=1e-9, abs=1e-9)


@given(independent_groups())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_chances_are_those_after_the_earlier_did_not_help(step: RankedStep) -> None:
    chances = [member.chance for member in order(step, {})]
    total = sum(step.causes.values()) + step.unfixable
    left = {cause: share / total for cause, share in step.causes.items()} | {"": step.unfixable / total}
    for member, chance in zip(order(step, {}), chances, strict=True):
        cures = next(fix.cures for fix in step.fixes if fix.step == member.step)
        broken = sum(left.values())
        assert chance == pytest.approx(sum(left[c] * s for c, s in cures.items()) / broken)
        left = {cause: share * (1 - cures.get(cause, 0)) for cause, share in left.items()}
    ratios = [member.chance / member.minutes for member in order(step, {})]
    assert all(0 <= chance <= 1 for chance in chances)
    assert len(ratios) <= len(step.fixes)


def expected_by_hand(step: RankedStep, sequence: list[str]) -> float:
    """The same figure from its definition: over every cause, what a person with that cause spends."""
    total = sum(step.causes.values()) + step.unfixable
    minutes = 0.0
    for cause, share in [*step.causes.items(), ("", step.unfixable)]:
        still, spent = 1.0, 0.0
        for name in sequence:
            fix = next(fix for fix in step.fixes if fix.step == name)
            spent += still * fix.minutes
            still *= 1 - fix.cures.get(cause, 0.0)
        minutes += share / total * (spent + still * step.escalate_minutes)
    return minutes


@given(independent_groups())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_expected_minutes_are_those_of_the_definition(step: RankedStep) -> None:
    sequence = [fix.step for fix in step.fixes]
    assert expected_minutes(step, {}, sequence) == pytest.approx(expected_by_hand(step, sequence))


WIFI = group(
    [
        ("restart", 12, {"router": 0.9, "interference": 0.3}),
        ("channel", 8, {"interference": 0.9}),
        ("flush", 1, {"names": 0.9}),
    ],
    {"interference": 0.68, "router": 0.16, "names": 0.08},
)
"""Priors: the channel solves about 68 % of Wi-Fi problems; 8 % can not be repaired here (FACTS)."""


def test_the_ranked_order_against_the_authored_one() -> None:
    """The gain of the Wi-Fi example, by the definition of expected minutes."""
    authored, ranked = [fix.step for fix in WIFI.fixes], names(WIFI)
    assert ranked == ["channel", "flush", "restart"]
    minutes = {name: expected_by_hand(WIFI, order_) for name, order_ in (("authored", authored), ("ranked", ranked))}
    assert minutes["authored"] == pytest.approx(26.5356)
    assert minutes["ranked"] == pytest.approx(8 + 0.388 * 1 + 0.316 * 12 + 0.1516 * 60)
    assert 1 - minutes["ranked"] / minutes["authored"] > 0.15


def test_later_chances_fall_when_an_earlier_repair_cures_the_same() -> None:
    """ "Restart 36 %, 14 % if the above fails": the causes are weighed again after each failure."""
    step = group([("channel", 8, {"interference": 0.9}), ("restart", 5, {"interference": 0.4})], {"interference": 0.9})
    (alone,) = order(group([("restart", 5, {"interference": 0.4})], {"interference": 0.9}), {})
    first, second = order(step, {})
    assert (first.step, second.step) == ("channel", "restart")
    assert alone.chance == pytest.approx(0.9 / 0.98 * 0.4)
    assert second.chance == pytest.approx(0.09 / 0.17 * 0.4)


def test_ties_keep_the_authored_order() -> None:
    twins = [("b", 4, {"x": 0.5}), ("a", 4, {"y": 0.5}), ("c", 4, {"z": 0.5})]
    assert names(group(twins, {"x": 0.3, "y": 0.3, "z": 0.3}, escalate_minutes=500)) == ["b", "a", "c"]
    assert names(group(twins, {"x": 0.3, "y": 0.3 + 1e-12, "z": 0.3}, escalate_minutes=500)) == ["b", "a", "c"]
    assert names(group(twins, {"x": 0.3, "y": 0.31, "z": 0.3}, escalate_minutes=500)) == ["a", "b", "c"]


# the stop rule


def test_what_costs_more_than_it_saves_is_not_tried() -> None:
    step = group([("cheap", 1, {"x": 0.9}), ("dear", 50, {"y": 0.9})], {"x": 0.5, "y": 0.1}, escalate_minutes=20)
    assert names(step) == ["cheap"]


def test_a_group_may_be_worth_nothing() -> None:
    assert names(group([("dear", 50, {"x": 0.1})], {"x": 0.1}, escalate_minutes=10)) == []


def test_the_best_prefix_may_lie_behind_a_bad_one() -> None:
    """One step ahead looks not worth it, two do: the rule looks at whole prefixes."""
    step = group(
        [("door", 10, {"x": 0.01}), ("room", 1, {"y": 0.95})],
        {"x": 0.2, "y": 0.7},
        escalate_minutes=60,
        after={"room": ("door",)},
    )
    assert names(step) == ["door", "room"]
    assert expected_minutes(step, {}, ["door"]) > expected_minutes(step, {}, [])


def test_of_equally_cheap_ends_the_one_that_tries_more_is_taken() -> None:
    step = group([("even", 6, {"x": 0.5})], {"x": 0.4}, unfixable=0.6, escalate_minutes=30)
    assert math.isclose(expected_minutes(step, {}, ["even"]), expected_minutes(step, {}, []))
    assert names(step) == ["even"]


# after


def test_a_member_waits_for_those_it_comes_after() -> None:
    fixes = [("last", 1, {"x": 0.9}), ("first", 30, {"y": 0.1})]
    causes = {"x": 0.8, "y": 0.1}
    assert names(group(fixes, causes)) == ["last"]
    assert names(group(fixes, causes, after={"last": ("first",)}, escalate_minutes=200)) == ["first", "last"]


def test_a_key_to_a_good_repair_is_worth_its_time() -> None:
    """Weighed together, key and repair come before something that is better than the key alone."""
    fixes = [("key", 1, {"y": 0.05}), ("good", 1, {"x": 0.95}), ("middling", 4, {"z": 0.9})]
    causes = {"x": 0.6, "y": 0.05, "z": 0.3}
    assert names(group(fixes, causes, after={"good": ("key",)})) == ["key", "good", "middling"]


@given(st.data())
@settings(derandomize=True, max_examples=60, deadline=None)
def test_order_constraints_always_hold(data: st.DataObject) -> None:
    step = data.draw(independent_groups())
    fixes = [
        RankedFix(
            step=fix.step,
            minutes=fix.minutes,
            cures=fix.cures,
            after=tuple(data.draw(st.sets(st.sampled_from([f.step for f in step.fixes[index + 1 :]] or [""])))),
        )
        for index, fix in enumerate(step.fixes)
    ]
    found = names(RankedStep(fixes=tuple(fixes), causes=step.causes, escalate_minutes=10_000, on={}))
    for fix in fixes:
        for before in fix.after:
            if before and fix.step in found:
                assert found.index(before) < found.index(fix.step)


def test_a_ring_of_constraints_still_gives_an_order() -> None:
    """The check refuses it; a pinned flow must not stop the program."""
    step = group([("a", 1, {"x": 0.5}), ("b", 1, {"y": 0.5})], {"x": 0.5, "y": 0.4}, after={"a": ("b",), "b": ("a",)})
    assert sorted(names(step)) == ["a", "b"]


# evidence

EVIDENCE = {"scan": {"crowded": {"interference": 0.9, "router": 0.1}, "clear": {"interference": 0.1, "router": 0.9}}}
SCANNED = group(
    [("restart", 5, {"router": 0.9}), ("channel", 5, {"interference": 0.9})],
    {"interference": 0.4, "router": 0.4},
    evidence=EVIDENCE,
    escalate_minutes=500,
)


def test_what_was_measured_weighs_the_causes() -> None:
    assert names(SCANNED) == ["restart", "channel"]
    assert names(SCANNED, {"scan": "crowded"}) == ["channel", "restart"]
    assert names(SCANNED, {"scan": "clear"}) == ["restart", "channel"]


def test_bayes_by_hand() -> None:
    first = order(SCANNED, {"scan": "crowded"})[0]
    shares = {"interference": 0.4 * 0.9, "router": 0.4 * 0.1, "unfixable": 0.08 * 0.5}
    assert first.chance == pytest.approx(0.9 * shares["interference"] / sum(shares.values()))


@pytest.mark.parametrize("result", ["unknown", "not_measured_here"])
def test_an_unknown_reading_is_no_evidence(result: str) -> None:
    assert order(SCANNED, {"scan": result}) == order(SCANNED, {})


def test_a_row_for_unknown_is_never_used() -> None:
    step = group(
        [("a", 1, {"x": 0.5}), ("b", 1, {"y": 0.5})],
        {"x": 0.4, "y": 0.4},
        evidence={"scan": {"unknown": {"x": 0.02, "y": 0.98}}},
    )
    assert order(step, {"scan": "unknown"}) == order(step, {})


def test_no_evidence_is_certain() -> None:
    """Likelihoods lie in [.02, .98], so one wrong reading never rules a cause out."""
    certain = {"scan": {"crowded": {"interference": 1.0, "router": 0.0}}}
    clamped = {"scan": {"crowded": {"interference": 0.98, "router": 0.02}}}

    def chances(evidence: dict[str, dict[str, dict[str, float]]]) -> list[float]:
        fixes = [(fix.step, fix.minutes, fix.cures) for fix in SCANNED.fixes]
        step = group(fixes, SCANNED.causes, evidence=evidence, escalate_minutes=5000)
        return [member.chance for member in order(step, {"scan": "crowded"})]

    assert chances(certain) == chances(clamped)
    assert min(chances(certain)) > 0


def test_evidence_can_speak_for_what_nothing_here_cures() -> None:
    fixes = [("a", 5, {"x": 0.9})]
    told = {"crash": {"found": {"x": 0.1, "unfixable": 0.9}}}
    before = order(group(fixes, {"x": 0.5}, evidence=told), {})[0].chance
    after = order(group(fixes, {"x": 0.5}, evidence=told), {"crash": "found"})[0].chance
    assert after < before / 2


# bounds


def test_minutes_and_cures_are_bounded() -> None:
    """A repair of no time or of certain success would push everything else aside."""
    step = group([("instant", 0.001, {"x": 1.0}), ("quick", 0.25, {"y": 0.97})], {"x": 0.4, "y": 0.4})
    first, second = order(step, {})
    assert (first.step, second.step) == ("instant", "quick")
    assert first.chance == pytest.approx(0.97 * 0.4 / 0.88)
    assert first.minutes == 0.001


def test_nothing_known_of_any_cause_gives_no_chance() -> None:
    step = RankedStep(fixes=(RankedFix(step="a", minutes=1, cures={}),), causes={}, unfixable=0, on={})
    assert names(step) == []


def test_the_figures_are_the_same_bit_by_bit() -> None:
    """Only sums, products and quotients in a fixed order: no version of Python or of a C library shows."""
    found = [(member.step, member.chance.hex(), member.minutes) for member in order(WIFI, {})]
    assert found == [
        ("channel", "0x1.395810624dd30p-1", 8.0),
        ("flush", "0x1.7c0a8e83f5718p-3", 1.0),
        ("restart", "0x1.0a5e9f6ed3480p-1", 12.0),
    ]
