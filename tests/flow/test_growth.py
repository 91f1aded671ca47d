"""Twice the steps, twice the work: counted in calls, not in time."""

import sys
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import FrameType

import pytest

from tests.flow.large_flow import write_large_flow
from tests.flow.sample import CATALOGUE
from wizard.flow.check import check_flows
from wizard.flow.load import FlowLibrary, load_flow

SIZES = (250, 500, 1000)
MOST_GROWTH = 2.1
"""Twice, and a little for what does not grow."""


def calls(work: Callable[[], object]) -> int:
    """Return how many functions, Python's and C's, ``work`` calls."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def growth(work: Callable[[Path], object], tmp_path: Path) -> list[float]:
    """Return how often as many calls each size takes as the one half as large."""
    counts = []
    for steps in SIZES:
        folder = write_large_flow(tmp_path / str(steps) / "large", steps)
        counts.append(calls(partial(work, folder)))
    return [larger / smaller for smaller, larger in pairwise(counts)]


def broken(folder: Path) -> None:
    """Give every section a fault, so that lines are looked for too."""
    path = folder / "flow.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("network.ping", "network.pong"), encoding="utf-8")
    assert len(check_flows([folder], CATALOGUE)) > 40


WORK: dict[str, Callable[[Path], object]] = {
    "load": load_flow,
    "check": lambda folder: check_flows([folder], CATALOGUE),
    "check with faults": broken,
    "compile": lambda folder: FlowLibrary([folder], folder.parent / "cache").flows["large"],
}


@pytest.mark.parametrize("name", WORK)
def test_work_grows_with_the_steps(tmp_path: Path, name: str) -> None:
    assert max(growth(WORK[name], tmp_path)) <= MOST_GROWTH


def test_a_start_does_the_same_few_calls_for_any_size(tmp_path: Path) -> None:
    """The compiled copy is read by one decoder; no Python runs for each step (a collector's hooks may add a few)."""
    counts = []
    for steps in SIZES:
        folder, cache = write_large_flow(tmp_path / str(steps) / "large", steps), tmp_path / "cache"
        FlowLibrary([folder], cache).usable_ids()
        counts.append(calls(partial(FlowLibrary([folder], cache).load, "large")))
    assert max(counts) - min(counts) < min(SIZES) / 2


@pytest.mark.parametrize("steps", [7, 8, 23, 100])
def test_the_large_flow_is_valid_and_of_the_size_asked_for(tmp_path: Path, steps: int) -> None:
    folder = write_large_flow(tmp_path / "large", steps)
    assert len(load_flow(folder).step) == steps
    assert check_flows([folder], CATALOGUE) == ()


def test_a_large_flow_has_room_for_a_section(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least seven steps"):
        write_large_flow(tmp_path / "large", 6)
