"""How long the sender waits."""

import random

import pytest

from wizard.escalation.backoff import BASE_S, CAP_S, FLOOR_S, MAX_RETRY_AFTER_S, Pace


def test_the_bound_doubles_up_to_the_cap() -> None:
    longest = [Pace().backoff(failures, 0.999_999).total_seconds() for failures in range(1, 12)]
    assert longest == pytest.approx([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900], rel=1e-3)
    assert Pace().backoff(10_000, 0.999).total_seconds() <= CAP_S


def test_the_jitter_is_full_and_never_a_burst() -> None:
    chance = random.Random(1)
    waits = [Pace().backoff(9, chance.random()).total_seconds() for _ in range(2_000)]
    assert min(waits) >= FLOOR_S
    assert max(waits) <= CAP_S
    for tenth in range(10):
        share = sum(tenth * 90 <= wait < (tenth + 1) * 90 for wait in waits) / len(waits)
        assert 0.06 < share < 0.14, "evenly spread"
    assert Pace().backoff(1, 0.0).total_seconds() == FLOOR_S


def test_what_a_server_asks_for_is_kept_and_bounded() -> None:
    assert Pace().retry_after(120, 0.0).total_seconds() == 120
    assert 120 <= Pace().retry_after(120, 0.9).total_seconds() < 120 + BASE_S
    assert Pace().retry_after(-5, 0.0).total_seconds() == FLOOR_S
    assert Pace().retry_after(10**12, 0.0).total_seconds() == MAX_RETRY_AFTER_S
