"""trash.empty deletes for good only what lies in the trash, and says how much; it never says *fixed*."""

from pathlib import Path
from typing import Any

import pytest

from wizard.fixes.trash_empty import FIX
from wizard.system.base import Cancel, Cleared, Missing, Progress, Report
from wizard.system.linux import trash


def answering(bench: Any, answer: Cleared | Missing) -> None:
    bench.computer.empty_trash = lambda cancel, report: answer


def test_a_real_trash_is_emptied_and_counted(bench: Any, tmp_path: Path) -> None:
    folder = tmp_path / "Trash"
    (folder / "files" / "old").mkdir(parents=True)
    (folder / "info").mkdir()
    with (folder / "files" / "old" / "film").open("wb") as file:
        file.truncate(700_000_000)
    beside = tmp_path / "keep"
    beside.write_text("mine")
    (folder / "files" / "link").symlink_to(beside)
    bench.computer.empty_trash = lambda cancel, report: trash.empty_trash(folder, cancel, report)
    bench.facts = {"trash_bytes": 700_000_000}
    result = bench.run(FIX)
    assert (result.result, result.reason) == ("done", None)
    assert result.facts == {"freed_bytes": 700_000_000, "in_use_files": 0, "refused_files": 0}
    assert beside.read_text() == "mine"
    assert list((folder / "files").iterdir()) == []


def test_progress_is_a_share_of_what_was_measured(bench: Any) -> None:
    def emptying(cancel: Cancel, report: Report) -> Cleared:
        report(Progress(facts={"freed_bytes": 25}))
        report(Progress(facts={"freed_bytes": 400}))
        return Cleared(400, 4, 0, 0)

    bench.computer.empty_trash = emptying
    bench.facts = {"trash_bytes": 100}
    bench.run(FIX)
    assert [(each.fraction, each.facts["freed_bytes"]) for each in bench.progress] == [(0.25, 25), (1.0, 400)]


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Cleared(0, 0, 0, 0), "nothing to delete"),
        (Cleared(0, 0, 3, 0, ("secret name",)), "in use"),
        (Cleared(0, 0, 0, 2), "administrator"),
    ],
)
def test_a_trash_from_which_nothing_went_is_not_done(bench: Any, answer: Cleared, word: str) -> None:
    answering(bench, answer)
    result = bench.run(FIX)
    assert result.result == "failed"
    assert word in str(result.reason)
    assert "secret name" not in result.detail, "what a person deletes is nobody's business"


@pytest.mark.parametrize(
    ("answer", "word"), [(Cleared(9, 2, 1, 0), "in use"), (Cleared(9, 2, 1, 1), "may not be deleted")]
)
def test_a_part_is_done_with_its_counts(bench: Any, answer: Cleared, word: str) -> None:
    answering(bench, answer)
    result = bench.run(FIX)
    assert (result.result, result.facts["freed_bytes"]) == ("done", 9)
    assert word in str(result.reason)


def test_a_trash_that_is_not_ours_to_empty(bench: Any) -> None:
    answering(bench, Missing("not_available", "a link"))
    result = bench.run(FIX)
    assert (result.result, result.detail) == ("not_available", "a link")
    assert "desktop" in str(result.reason)


def test_a_stop_says_what_is_gone(bench: Any) -> None:
    answering(bench, Cleared(9, 2, 0, 0))
    bench.cancel.set()
    result = bench.run(FIX)
    assert (result.result, result.facts["freed_bytes"]) == ("failed", 9)
    assert "stopped" in str(result.reason)
