"""Changes, against a runner that only notes them: nothing here may really restart or flush (FACTS A4)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from wizard.system import elevation
from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput
from wizard.system.linux import elevation as linux_elevation
from wizard.system.linux.changes import flush_dns, flush_dns_directly, restart_computer


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


# An administrator's rights, where this user's are not enough

HELPER = Path("/usr/lib/self-help-wizard/wizard-elevated")
DENIED = CommandOutput(1, "", "Failed to flush caches: Access denied\n")


class Pkexec:
    """resolvectl refuses this user; pkexec ends with ``status`` and leaves ``answer``, as the elevated program does."""

    def __init__(self, status: int, answer: Done | Failed | None = None) -> None:
        self.status, self.answer = status, answer
        self.asked: list[Sequence[str]] = []

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.asked.append(tuple(argv))
        if argv[0] != "pkexec":
            return DENIED
        if self.answer is not None:
            Path(argv[-1]).write_bytes(elevation.write_answer(self.answer))
        return CommandOutput(self.status, "", "")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linux_elevation, "is_trusted", lambda path: path == HELPER)
    monkeypatch.setattr(linux_elevation, "program_path", lambda: HELPER)


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("answer", [Done("systemd-resolved"), Failed("exit status 1")])
def test_flush_with_more_rights_where_this_user_may_not(tmp_path: Path, answer: Done | Failed) -> None:
    pkexec = Pkexec(0, answer)
    assert flush_dns(Cancel(), pkexec, tmp_path) == answer
    assert pkexec.asked[-1][2:4] == (str(HELPER), "flush-dns")


@pytest.mark.usefixtures("installed")
def test_flush_asks_nobody_where_this_user_may(tmp_path: Path, runner: Any) -> None:
    runner.says("resolvectl", "flush-caches")
    assert flush(runner, tmp_path) == Done("systemd-resolved")
    assert [argv[0] for argv in runner.asked] == ["resolvectl"]


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(("status", "said"), [(126, "closed"), (127, "not allowed")])
def test_flush_that_nobody_allows(tmp_path: Path, status: int, said: str) -> None:
    found = flush_dns(Cancel(), Pkexec(status), tmp_path)
    assert isinstance(found, Missing)
    assert found.reason == "not_permitted"
    assert said in found.detail
    assert "Access denied" in found.detail
    assert "sudo resolvectl flush-caches" in found.detail


def test_flush_of_a_copy_that_anybody_could_change(tmp_path: Path) -> None:
    """It never asks for a password; the command for an administrator stands in Details."""
    pkexec = Pkexec(0, Done("x"))
    found = flush_dns(Cancel(), pkexec, tmp_path)
    assert isinstance(found, Missing)
    assert found.reason == "not_permitted"
    assert found.detail.endswith("sudo resolvectl flush-caches")
    assert all(argv[0] != "pkexec" for argv in pkexec.asked)


@pytest.mark.usefixtures("installed")
def test_the_elevated_program_asks_for_no_more_rights(tmp_path: Path) -> None:
    pkexec = Pkexec(0, Done("x"))
    found = flush_dns_directly(Cancel(), pkexec, tmp_path)
    assert isinstance(found, Missing)
    assert all(argv[0] != "pkexec" for argv in pkexec.asked)
