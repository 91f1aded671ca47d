"""A call that cannot be broken off is no longer awaited."""

import threading

import pytest

from wizard.system.base import Cancel, Missing
from wizard.system.deadline import within


def test_answer() -> None:
    assert within(5.0, None, lambda: 7) == 7


def test_late() -> None:
    gate = threading.Event()
    answer = within(0.05, None, gate.wait)
    gate.set()
    assert answer == Missing("timeout", "no answer within 0.05 s")


def test_stopped() -> None:
    gate, cancel = threading.Event(), Cancel()
    cancel.set()
    answer = within(30.0, cancel, gate.wait)
    gate.set()
    assert answer == Missing("timeout", "stopped")


def test_a_fault_is_the_callers() -> None:
    def fault() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError, match="x"):
        within(5.0, None, fault)
