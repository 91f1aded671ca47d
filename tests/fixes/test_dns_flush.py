"""dns.flush says what the system answered, and no more (FACTS A4)."""

from typing import Any

from wizard.fixes.dns_flush import FIX
from wizard.system.base import Done, Failed, Missing


def test_done_when_the_system_took_it(bench: Any) -> None:
    bench.computer.flushed = Done("resolvectl flush-caches")
    result = bench.run(FIX)
    assert (result.result, result.reason, result.detail) == ("done", None, "resolvectl flush-caches")
    assert result.facts == {}


def test_a_system_that_refuses(bench: Any) -> None:
    bench.computer.flushed = Failed("exit status 1")
    result = bench.run(FIX)
    assert (result.result, result.detail) == ("failed", "exit status 1")
    assert "Restart the computer" in str(result.reason)


def test_a_computer_without_a_cache_has_nothing_to_empty(bench: Any) -> None:
    result = bench.run(FIX)
    assert result.result == "not_available"
    assert "nothing to empty" in str(result.reason)


def test_without_the_right_to_it_the_person_hears_who_has_it(bench: Any) -> None:
    bench.computer.flushed = Missing("not_permitted", "polkit said no")
    result = bench.run(FIX)
    assert (result.result, result.detail) == ("not_available", "polkit said no")
    assert "administrator" in str(result.reason)
    assert "Details" in str(result.reason)


def test_a_password_that_may_be_asked_for_is_announced() -> None:
    """It is no part of "agree to all": a window for a password out of nothing is what frauds show."""
    assert (FIX.singly, FIX.needs_administrator) == ("elevation", True)
