"""Changes, against a runner that only notes them: nothing here may really restart or flush (FACTS A4)."""

from pathlib import Path
from typing import Any

import pytest

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.linux.changes import flush_dns, restart_computer


def flush(runner: Any, root: Path) -> Done | Failed | Missing:
    return flush_dns(Cancel(), runner, root)


def test_flush_by_resolvectl(tmp_path: Path, runner: Any) -> None:
    runner.says("resolvectl", "flush-caches")
    assert flush(runner, tmp_path) == Done("systemd-resolved")
    assert runner.asked == [("resolvectl", "flush-caches")]


def test_flush_by_the_older_name(tmp_path: Path, runner: Any) -> None:
    runner.says("systemd-resolve", "--flush-caches")
    assert flush(runner, tmp_path) == Done("systemd-resolved")


def with_nscd(root: Path) -> Path:
    (root / "run/nscd").mkdir(parents=True)
    (root / "run/nscd/socket").touch()
    return root


def test_flush_by_nscd(tmp_path: Path, runner: Any) -> None:
    runner.says(
        "resolvectl", err="Failed to flush caches: Unit dbus-org.freedesktop.resolve1.service not found.", status=1
    )
    runner.says("nscd", "-i", "hosts")
    assert flush(runner, with_nscd(tmp_path)) == Done("nscd")


def test_no_cache_service(tmp_path: Path, runner: Any) -> None:
    """That is an answer for the person: there is nothing to empty."""
    runner.says(
        "resolvectl", err="Failed to flush caches: Unit dbus-org.freedesktop.resolve1.service not found.", status=1
    )
    runner.says("nscd", "-i", "hosts")
    answer = flush(runner, tmp_path)
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"
    assert "no name cache" in answer.detail
    assert ("nscd", "-i", "hosts") not in runner.asked, "installed is not running"


@pytest.mark.parametrize(
    "said",
    [
        "Failed to flush caches: Interactive authentication required.",
        "Failed to flush caches: Access denied",
        "Only root is allowed to use this option!",
    ],
)
def test_flush_not_permitted(tmp_path: Path, runner: Any, said: str) -> None:
    runner.says("resolvectl", err=said, status=1)
    answer = flush(runner, tmp_path)
    assert isinstance(answer, Missing)
    assert answer.reason == "not_permitted"


def test_flush_did_not_work(tmp_path: Path, runner: Any) -> None:
    runner.says("resolvectl", err="Failed to flush caches: Input/output error", status=1)
    answer = flush(runner, tmp_path)
    assert answer == Failed("systemd-resolved: Failed to flush caches: Input/output error")


def test_flush_takes_too_long(tmp_path: Path, runner: Any) -> None:
    runner.answers["resolvectl",] = Missing("timeout", "resolvectl did not end")
    assert flush(runner, tmp_path) == Missing("timeout", "resolvectl did not end")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "run/systemd/system").mkdir(parents=True)
    return tmp_path


def test_restart(root: Path, runner: Any) -> None:
    runner.says("busctl", "call", "org.freedesktop.login1")
    assert restart_computer(runner, root) == Done("restart")
    assert runner.asked == [
        (
            "busctl",
            "call",
            "org.freedesktop.login1",
            "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager",
            "Reboot",
            "b",
            "true",
        )
    ]


def test_restart_without_busctl(root: Path, runner: Any) -> None:
    runner.says("systemctl", "reboot")
    assert restart_computer(runner, root) == Done("restart")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Call failed: Access denied", "not_permitted"),
        ("Call failed: Interactive authentication required.", "not_permitted"),
        ("Call failed: The operation inhibition has been requested for is already running", "Failed"),
    ],
)
def test_restart_refused(root: Path, runner: Any, said: str, expected: str) -> None:
    """A second way must not go round a refusal."""
    runner.says("busctl", err=said, status=1)
    runner.says("systemctl", "reboot")
    answer = restart_computer(runner, root)
    assert expected == (answer.reason if isinstance(answer, Missing) else type(answer).__name__)
    assert len(runner.asked) == 1


def test_restart_without_systemd(tmp_path: Path, runner: Any) -> None:
    runner.says("systemctl", "reboot")
    answer = restart_computer(runner, tmp_path)
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"
    assert runner.asked == []
