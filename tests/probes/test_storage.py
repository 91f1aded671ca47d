"""storage.free, storage.trash, storage.downloads: limits to the byte, and no answer for what could not be read."""

from pathlib import Path
from typing import Any

import pytest

from wizard.system.base import Cancel, DirectorySize, FileSystem, Missing, Progress

GB = 1_000_000_000


def disk(free: int, total: int, *places: str, files: tuple[int, int] | None = None) -> FileSystem:
    total_files, free_files = files or (None, None)
    return FileSystem(places or ("home", "system"), total, free, total_files, free_files)  # type: ignore[arg-type]


# storage.free


@pytest.mark.parametrize(
    ("free", "total", "places", "result"),
    [
        (25 * GB, 500 * GB, ("home",), "ok"),  # five percent exactly
        (25 * GB - 1, 500 * GB, ("home",), "low"),
        (2 * GB, 20 * GB, ("system",), "ok"),  # two gigabytes exactly
        (2 * GB - 1, 20 * GB, ("system",), "low"),
        (GB, 4 * GB, ("temp",), "ok"),  # a small one of its own, as temporary files often have
        (GB, 4 * GB, ("home", "temp"), "low"),
        (0, 500 * GB, ("home",), "low"),
        (0, 4 * GB, ("temp",), "low"),
    ],
)
def test_the_limits_themselves_are_fine(
    measure: Any, made: Any, free: int, total: int, places: tuple[str, ...], result: str
) -> None:
    answer = measure("storage.free", made(file_systems=(disk(free, total, *places),)))
    assert answer.result == result
    assert answer.facts["disk_free_bytes"] == free
    assert answer.facts["disk_total_bytes"] == total
    assert answer.facts["disk_place"] == ", ".join(places)


@pytest.mark.parametrize(
    ("files", "result"),
    [
        ((1000, 10), "ok"),
        ((1000, 9), "too_many_files"),
        ((1000, 0), "too_many_files"),
        (None, "ok"),  # a file system without a fixed number
        ((0, 0), "ok"),
    ],
)
def test_a_disk_that_can_hold_no_more_files(measure: Any, made: Any, files: Any, result: str) -> None:
    """ "No space left on device" with gigabytes free."""
    answer = measure("storage.free", made(file_systems=(disk(100 * GB, 200 * GB, files=files),)))
    assert answer.result == result
    assert answer.facts["free_files"] == (files[1] if files else None)


def test_the_worst_is_told_and_all_are_listed(measure: Any, made: Any) -> None:
    several = (disk(10 * GB, 20 * GB, "system"), disk(GB, 400 * GB, "home"), disk(GB, 10 * GB, "temp"))
    answer = measure("storage.free", made(file_systems=several))
    assert (answer.result, answer.facts["disk_place"], answer.facts["disk_free_percent"]) == ("low", "home", 0.2)
    assert [row["place"] for row in answer.facts["file_systems"]] == ["system", "home", "temp"]


def test_bytes_come_before_files(measure: Any, made: Any) -> None:
    both = (disk(100 * GB, 200 * GB, "system", files=(1000, 0)), disk(0, 400 * GB, "home"))
    assert measure("storage.free", made(file_systems=both)).result == "low"


def test_own_limits(measure: Any, made: Any) -> None:
    system = made(file_systems=(disk(50 * GB, 100 * GB),))
    assert measure("storage.free", system, min_free_bytes=60 * GB).result == "low"
    assert measure("storage.free", system, min_free_percent=51.0).result == "low"


@pytest.mark.parametrize("answer", [Missing("timeout", "stopped"), (), (disk(0, 0),)])
def test_room_that_cannot_be_read_is_unknown(measure: Any, made: Any, answer: Any) -> None:
    found = measure("storage.free", made(file_systems=answer))
    assert found.result == "unknown"
    assert found.facts["disk_free_bytes"] is None


# storage.trash and storage.downloads


@pytest.fixture
def own(made: Any, tmp_path: Path) -> Any:
    """A computer whose trash and downloads both have one size."""

    def make(size: DirectorySize | Missing) -> Any:
        return made(
            trash_size=lambda cancel, report: size,
            directory_size=lambda folder, cancel, report: size,
            downloads_folder=tmp_path,
        )

    return make


KINDS = pytest.mark.parametrize(
    ("probe", "kind", "much"), [("storage.trash", "trash", "full"), ("storage.downloads", "downloads", "large")]
)


@KINDS
@pytest.mark.parametrize(("size", "over"), [(0, False), (100, False), (101, True)])
def test_more_than_the_limit(measure: Any, own: Any, probe: str, kind: str, much: str, size: int, over: bool) -> None:
    answer = measure(probe, own(DirectorySize(size, 3)), max_bytes=100)
    assert answer.result == (much if over else "ok")
    assert answer.facts == {f"{kind}_bytes": size, f"{kind}_files": 3}


@KINDS
def test_without_a_limit_nothing_is_judged(measure: Any, own: Any, probe: str, kind: str, much: str) -> None:
    assert measure(probe, own(DirectorySize(900 * GB, 9))).result == "ok"


@KINDS
def test_a_sum_with_gaps(measure: Any, own: Any, probe: str, kind: str, much: str) -> None:
    answer = measure(probe, own(DirectorySize(50, 3, unreadable=2)), max_bytes=100)
    assert (answer.result, answer.reason, answer.facts[f"{kind}_bytes"]) == ("unknown", "not_permitted", 50)
    assert measure(probe, own(DirectorySize(101, 3, unreadable=2)), max_bytes=100).result == much


@KINDS
def test_what_cannot_be_read(measure: Any, own: Any, probe: str, kind: str, much: str) -> None:
    answer = measure(probe, own(Missing("not_permitted", "closed")), max_bytes=100)
    assert (answer.result, answer.reason) == ("unknown", "not_permitted")
    assert answer.facts == {f"{kind}_bytes": None, f"{kind}_files": None}


def test_no_folder_of_downloads(measure: Any, made: Any, tmp_path: Path) -> None:
    answer = measure("storage.downloads", made(downloads_folder=tmp_path / "gone"))
    assert (answer.result, answer.facts["downloads_bytes"]) == ("absent", None)
    assert measure("storage.downloads", made()).reason == "not_available"


def test_live_figures_have_the_names_of_the_facts(measure: Any, made: Any) -> None:
    def size(cancel: Cancel, report: Any) -> DirectorySize:
        report(Progress(0.5, {"files": 2}))
        report(Progress(facts={"size_bytes": 30, "files": 3}))
        return DirectorySize(30, 3)

    measure("storage.trash", made(trash_size=size))
    assert [dict(report.facts) for report in measure.reports] == [
        {"trash_files": 2},
        {"trash_bytes": 30, "trash_files": 3},
    ]


def test_a_practice_trash_is_measured_and_emptied(measure: Any, scene_system: Any) -> None:
    """Real files in the scene's own folder; the room they took is free afterwards."""
    system, organisation = scene_system("full-disk")
    before = measure("storage.trash", system, organisation=organisation, max_bytes=1)
    assert (before.result, before.facts["trash_bytes"]) == ("full", 30 * GB)
    cleared = system.empty_trash(Cancel(), lambda _: None)
    assert cleared.freed_bytes == 30 * GB
    assert measure("storage.trash", system, organisation=organisation, max_bytes=1).facts["trash_bytes"] == 0
    free = measure("storage.free", system, organisation=organisation)
    assert (free.result, free.facts["disk_free_bytes"]) == ("ok", 31_200_000_000)
    assert measure("storage.downloads", system, organisation=organisation).facts["downloads_bytes"] == 4 * GB
