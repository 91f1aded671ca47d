"""cache.clear closes the app, clears its own folders and says what went; it never says *fixed* (FACTS A5)."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.fixes import app_closing
from wizard.fixes.cache_clear import FIX
from wizard.organisation import CachedApp, Organisation
from wizard.system.base import Cancel, Cleared, Done, Failed, Missing, Progress, Report, RunningProcess
from wizard.system.linux import files

NOTHING = Cleared(0, 0, 0, 0)


def answers(*given: Cleared | Missing) -> Callable[[Path, Cancel, Report], Cleared | Missing]:
    waiting = list(given)
    return lambda _folder, _cancel, _report: waiting.pop(0)


def with_app(organisation: Organisation, **changes: Any) -> Organisation:
    app = msgspec.structs.replace(organisation.main_app, **changes)
    table = {**organisation.app.table, organisation.app.main: app}
    return msgspec.structs.replace(organisation, app=msgspec.structs.replace(organisation.app, table=table))


@pytest.fixture
def cache(bench: Any) -> Path:
    folder: Path = bench.computer.folders.roots["cache"] / "example-app"
    folder.mkdir()
    return folder


def test_a_real_cache_is_cleared_and_counted(bench: Any, cache: Path) -> None:
    (cache / "below").mkdir()
    with (cache / "below" / "large").open("wb") as file:
        file.truncate(812_000_000)
    bench.computer.clearing = files.clear_directory
    bench.facts = {"size_bytes": 812_000_000}
    result = bench.run(FIX)
    assert (result.result, result.reason) == ("done", None)
    assert result.facts == {
        "app_name": "Example App",
        "freed_bytes": 812_000_000,
        "in_use_files": 0,
        "refused_files": 0,
    }
    assert list(cache.iterdir()) == []
    assert bench.progress[-1].fraction is not None
    assert all(0 <= progress.fraction <= 1 for progress in bench.progress)


def test_a_computer_that_does_nothing_is_not_called_done(bench: Any, cache: Path) -> None:
    bench.computer.clearing = answers(NOTHING)
    result = bench.run(FIX)
    assert result.result == "failed"
    assert result.facts["freed_bytes"] == 0
    assert "nothing to delete" in str(result.reason)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Cleared(0, 0, 3, 0, ("index",)), "in use"),
        (Cleared(0, 0, 0, 2), "administrator"),
        (Missing("not_permitted", "closed"), "administrator"),
        (Missing("timeout", "a disk that does not answer"), "Try again later"),
        (Missing("not_available", "not there"), "nothing to delete"),
    ],
)
def test_when_nothing_went_it_says_why(bench: Any, cache: Path, answer: Cleared | Missing, word: str) -> None:
    bench.computer.clearing = answers(answer)
    result = bench.run(FIX)
    assert result.result == "failed"
    assert result.facts["freed_bytes"] == 0
    assert word in str(result.reason)


@pytest.mark.parametrize(
    ("answer", "fact", "word"),
    [
        (Cleared(700, 7, 2, 0, ("index", "a/b")), "in_use_files", "in use"),
        (Cleared(700, 7, 0, 2), "refused_files", "may not be deleted"),
    ],
)
def test_a_part_is_done_with_its_counts(bench: Any, cache: Path, answer: Cleared, fact: str, word: str) -> None:
    bench.computer.clearing = answers(answer)
    result = bench.run(FIX)
    assert (result.result, result.facts["freed_bytes"], result.facts[fact]) == ("done", 700, 2)
    assert word in str(result.reason)
    assert all(example in result.detail for example in answer.in_use_examples)


def test_all_folders_of_the_app_are_added_up(bench: Any, cache: Path) -> None:
    bench.organisation = with_app(
        bench.organisation, cache_folders={"linux": ("{cache}/example-app", "{state}/example/Cache")}
    )
    bench.computer.clearing = answers(Cleared(10, 1, 1, 0), Missing("not_permitted", "the second is closed"))
    result = bench.run(FIX)
    assert result.result == "done"
    assert (result.facts["freed_bytes"], result.facts["in_use_files"]) == (10, 1)
    assert "the second is closed" in result.detail
    assert result.reason is not None
    state = bench.computer.folders.roots["state"]
    assert bench.computer.asked == [f"clear {cache}", f"clear {state / 'example/Cache'}"]


# The app


RUNNING = (RunningProcess(41, "example-app", 1.0), RunningProcess(42, "example-app", 2.0))


def test_the_app_is_closed_first(bench: Any, cache: Path) -> None:
    bench.computer.processes = RUNNING
    bench.computer.clearing = answers(Cleared(1, 1, 0, 0))
    assert bench.run(FIX).result == "done"
    assert bench.computer.asked == ["close 41", "close 42", f"clear {cache}"]


def test_an_app_that_will_not_close_keeps_its_cache(bench: Any, cache: Path) -> None:
    bench.computer.processes = RUNNING
    bench.computer.closing = Failed("still open after 20 s")
    result = bench.run(FIX)
    assert (result.result, result.detail) == ("failed", "still open after 20 s")
    assert "still open" in str(result.reason)
    assert bench.computer.asked == ["close 41"]


def test_when_nobody_can_see_whether_it_runs_nothing_is_deleted(bench: Any, cache: Path) -> None:
    bench.computer.processes = Missing("not_permitted", "no list of processes")
    assert bench.run(FIX).result == "not_available"
    assert bench.computer.asked == []


# The folders


@pytest.mark.parametrize("template", ["{home}/Documents", "{cache}/..", "/etc", "{cache}", "{state}/example", ""])
def test_an_unsafe_folder_stops_everything_before_it_begins(bench: Any, cache: Path, template: str) -> None:
    bench.computer.processes = RUNNING
    bench.organisation = with_app(bench.organisation, cache_folders={"linux": ("{cache}/example-app", template)})
    result = bench.run(FIX)
    assert result.result == "failed"
    assert "nothing was deleted" in str(result.reason)
    assert bench.computer.asked == []


def test_a_cache_folder_that_became_a_link_is_left_alone(bench: Any, cache: Path, tmp_path: Path) -> None:
    cache.rmdir()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "photo").touch()
    cache.symlink_to(tmp_path / "photos")
    bench.computer.clearing = files.clear_directory
    assert bench.run(FIX).result == "failed"
    assert (tmp_path / "photos" / "photo").exists()
    assert bench.computer.asked == []


@pytest.mark.parametrize("platform", ["windows", "other"])
def test_a_system_without_a_table_of_folders(bench: Any, platform: str) -> None:
    bench.organisation = with_app(bench.organisation, cache_folders={"linux": ("{cache}/example-app",)})
    bench.computer.platform = platform
    result = bench.run(FIX)
    assert result.result == "not_available"
    assert bench.computer.asked == []


def test_another_app_by_its_id(bench: Any, cache: Path) -> None:
    other = CachedApp(name="Other App", cache_folders={"linux": ("{cache}/other",)})
    app = msgspec.structs.replace(bench.organisation.app, table={**bench.organisation.app.table, "other": other})
    bench.organisation = msgspec.structs.replace(bench.organisation, app=app)
    bench.computer.clearing = answers(Cleared(1, 1, 0, 0))
    result = bench.run(FIX, app="other")
    assert (result.result, result.facts["app_name"]) == ("done", "Other App")
    assert bench.computer.asked == [f"clear {cache.parent / 'other'}"]


def test_an_app_that_nobody_knows(bench: Any) -> None:
    result = bench.run(FIX, app="unheard-of")
    assert result.result == "not_available"
    assert bench.computer.asked == []


# Stop


def test_a_stop_says_what_is_gone(bench: Any, cache: Path) -> None:
    def stopped(_folder: Path, cancel: Cancel, report: Report) -> Cleared:
        report(Progress(facts={"freed_bytes": 300}))
        cancel.set()
        return Cleared(300, 3, 0, 0)

    bench.organisation = with_app(
        bench.organisation, cache_folders={"linux": ("{cache}/example-app", "{cache}/second")}
    )
    bench.computer.clearing = stopped
    result = bench.run(FIX)
    assert (result.result, result.facts["freed_bytes"]) == ("failed", 300)
    assert "You stopped this" in str(result.reason)
    assert len(bench.computer.asked) == 1


def test_without_a_measurement_there_is_no_share_done(bench: Any, cache: Path) -> None:
    def telling(_folder: Path, _cancel: Cancel, report: Report) -> Cleared:
        report(Progress(facts={"freed_bytes": 300}))
        return Cleared(300, 3, 0, 0)

    bench.computer.clearing = telling
    bench.computer.closing = Done("closed")
    assert bench.run(FIX).result == "done"
    assert bench.progress == [Progress(None, {"freed_bytes": 300})]


# Everything real: a program, its cache, this Linux


@pytest.mark.parametrize("stubborn", [False, True])
def test_on_a_real_computer(bench: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stubborn: bool) -> None:
    from wizard.system.linux.computer import LinuxSystem

    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(app_closing, "CLOSE_TIMEOUT_S", 0.2 if stubborn else 30.0)
    cache = tmp_path / "home" / ".cache" / "wizard-test-app"
    cache.mkdir()
    with (cache / "index").open("wb") as file:
        file.truncate(500_000_001)
    program = tmp_path / "wizard-test-app"
    program.symlink_to(os.path.realpath(sys.executable))
    ignoring = "signal.signal(signal.SIGTERM, signal.SIG_IGN);" if stubborn else ""
    code = f"import signal, sys; f = open(sys.argv[1]); {ignoring} print('open', flush=True); signal.pause()"
    bench.organisation = with_app(
        bench.organisation, processes=("wizard-test-app",), cache_folders={"linux": ("{cache}/wizard-test-app",)}
    )
    bench.computer = LinuxSystem()
    with subprocess.Popen([program, "-c", code, cache / "index"], stdout=subprocess.PIPE) as app:
        assert app.stdout is not None
        assert app.stdout.readline() == b"open\n"
        result = bench.run(FIX)
        running = app.poll() is None
        app.kill()
    assert running == stubborn
    assert (cache / "index").exists() == stubborn
    assert result.result == ("failed" if stubborn else "done")
    assert result.facts.get("freed_bytes") == (None if stubborn else 500_000_001)
