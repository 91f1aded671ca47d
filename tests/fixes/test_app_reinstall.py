"""app.reinstall: the oldest copy, closed first, and never more than what the installer said (FACTS A5)."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from wizard.fixes.app_reinstall import FIX
from wizard.system.base import Cancel, Done, Failed, InstalledApp, Missing, Report, RunningProcess

OLD = InstalledApp("example-app", "3.1.0", "deb")
NEW = InstalledApp("com.example.app", "3.2.1", "flatpak")


@pytest.fixture
def ask(bench: Any) -> Any:
    """Have the fix run on a computer with these copies, whose installer gives this answer."""

    @dataclass
    class Asked:
        installed: list[InstalledApp] = field(default_factory=list)

        def __call__(self, copies: Any, answer: Any, possible: Any = Done("a source offers it")) -> Any:  # noqa: B008
            def reinstall(app: InstalledApp, cancel: Cancel, report: Report) -> Any:
                bench.computer.asked.append("reinstall")
                self.installed.append(app)
                return answer

            bench.computer.installed_apps = lambda names, cancel: copies
            bench.computer.can_reinstall = lambda app, cancel: possible
            bench.computer.reinstall_app = reinstall
            return FIX.run(bench.context())

    return Asked()


@pytest.mark.parametrize("copies", [(OLD, NEW), (NEW, OLD)])
def test_of_several_copies_the_oldest_is_the_one_that_was_measured(ask: Any, copies: Any) -> None:
    result = ask(copies, Done("apt-get installed example-app again"))
    assert (result.result, result.facts["installed_from"]) == ("done", "deb")
    assert ask.installed == [OLD]


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (Done("x"), "done"),
        (Failed("no source offers it"), "failed"),
        (Missing("not_permitted", "run: sudo x"), "not_available"),
        (Missing("not_available", "snap"), "not_available"),
        (Missing("timeout", "late"), "failed"),  # it had begun
    ],
)
def test_an_answer_is_passed_on_with_its_detail(ask: Any, answer: Any, result: str) -> None:
    got = ask((OLD,), answer)
    assert (got.result, got.detail) == (result, answer.detail)
    assert (got.reason is None) == (result == "done")


@pytest.mark.parametrize("copies", [(), Missing("not_available", "nobody can tell"), Missing("timeout", "late")])
def test_without_a_copy_nothing_is_installed(ask: Any, copies: Any) -> None:
    assert ask(copies, Done("x")).result == "not_available"
    assert ask.installed == []


def test_the_app_is_closed_first_and_one_that_stays_open_is_left_alone(bench: Any, ask: Any) -> None:
    bench.computer.processes = (RunningProcess(77, "example-app", 1.0),)
    ask((OLD,), Done("x"))
    assert bench.computer.asked == ["close 77", "reinstall"]
    bench.computer.asked.clear()
    bench.computer.closing = Failed("it asks whether to save")
    assert ask((OLD,), Done("x")).result == "failed"
    assert bench.computer.asked == ["close 77"]


@pytest.mark.parametrize("reason", ["not_permitted", "not_available", "timeout"])
def test_where_it_cannot_be_done_the_app_stays_open(bench: Any, ask: Any, reason: Any) -> None:
    bench.computer.processes = (RunningProcess(77, "example-app", 1.0),)
    result = ask((OLD,), Done("x"), Missing(reason, "an administrator can run: sudo x"))
    assert (result.result, result.detail) == ("not_available", "an administrator can run: sudo x")
    assert result.reason is not None
    assert ("administrator" in result.reason) == (reason == "not_permitted")
    assert bench.computer.asked == []


def test_versions_that_cannot_be_compared_do_not_stop_it(ask: Any) -> None:
    assert ask((InstalledApp("example-app", "unknown", "snap"), NEW), Done("x")).result == "done"


def test_a_system_without_packages_is_said(bench: Any, ask: Any) -> None:
    bench.computer.platform = "other"
    assert ask((OLD,), Done("x")).result == "not_available"


def test_it_is_asked_singly_and_cannot_be_undone() -> None:
    assert (FIX.singly, FIX.needs_administrator, FIX.undo, FIX.can_stop) == ("elevation", True, None, False)
