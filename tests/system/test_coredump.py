"""What systemd tells of programs that broke down: its real list, lists that are none, and nobody's memory."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.system.conftest import RECORDED
from wizard.system.base import Cancel, CrashLog, Missing
from wizard.system.command import CommandOutput
from wizard.system.linux.computer import LinuxSystem
from wizard.system.linux.coredump import FORMAT, core_dumps, parse_list
from wizard.system.linux.crash import crash_logs

LISTED = (RECORDED / "coredumpctl" / "list.json").read_text("utf-8")
NONE = CommandOutput(1, "", "No coredumps found.\n")


def says(out: str, status: int = 0) -> CommandOutput:
    return CommandOutput(status, out, "")


def entry(**changes: object) -> str:
    told = {"time": 1_700_000_000_000_000, "pid": 7, "uid": os.getuid(), "gid": 7, "sig": 11, "corefile": "present",
            "exe": "/opt/example/example-app", "size": 4096}  # fmt: skip
    return json.dumps([told | changes])


def test_the_list_of_systemd() -> None:
    """Newest first, this user's alone; a signal is told as what it is, and is no code."""
    assert list(parse_list(says(LISTED), 1000)) == [
        CrashLog(None, 'app "x"', "2023-11-15T00:46:40Z", (), FORMAT, "SIGTRAP"),
        CrashLog(None, "python3.11", "2023-11-14T23:13:20Z", (), FORMAT, "SIGABRT"),
        CrashLog(None, "example-app", "2023-11-14T22:13:20Z", (), FORMAT, "SIGSEGV"),
    ]
    assert [log.application for log in parse_list(says(LISTED), 0)] == ["daemon"]
    assert list(parse_list(says(LISTED), 4711)) == []


@pytest.mark.parametrize(
    "output", [NONE, says(""), says("{}"), says("[1, null, {}]"), says("[" * 9000), says(LISTED, 1)]
)
def test_no_list_is_none(output: CommandOutput) -> None:
    assert list(parse_list(output, 1000)) == []


@pytest.mark.parametrize(
    ("changes", "application", "at_utc", "signal"),
    [
        ({"exe": None}, None, "2023-11-14T22:13:20Z", "SIGSEGV"),
        ({"exe": "-", "sig": 70}, "-", "2023-11-14T22:13:20Z", "signal 70"),
        ({"exe": "/a/\x1b[2Jb\u202e", "sig": 57005}, "[2Jb", "2023-11-14T22:13:20Z", None),
        ({"time": 2**62, "sig": "SIGSEGV"}, "example-app", None, None),
        ({"time": -1, "sig": True}, "example-app", None, None),
        ({"time": None, "sig": 0}, "example-app", None, None),
    ],
)
def test_what_cannot_be_read_is_left_open(
    changes: dict[str, object], application: str | None, at_utc: str | None, signal: str | None
) -> None:
    (log,) = parse_list(says(entry(**changes)), os.getuid())
    assert (log.application, log.at_utc, log.signal, log.codes) == (application, at_utc, signal, ())


def test_how_it_is_asked() -> None:
    asked: list[Sequence[str]] = []

    def run(argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        asked.append(argv)
        return says(entry())

    assert len(core_dumps(Cancel(), run)) == 1
    assert asked == [
        ("coredumpctl", "--json=short", "--no-pager", "-q", "-r", "-n", "200", "list", f"COREDUMP_UID={os.getuid()}")
    ]


@pytest.mark.parametrize("reason", ["not_available", "not_permitted", "timeout"])
def test_without_coredumpctl_the_logs_are_told(tmp_path: Path, reason: str) -> None:
    (tmp_path / "app.log").write_text("error code: 0xDEAD\n", "utf-8")
    found = crash_logs((tmp_path,), Cancel(), lambda *_: Missing(reason))  # type: ignore[arg-type]
    assert not isinstance(found, Missing)
    assert [log.codes for log in found] == [(0xDEAD,)]


def test_both_stand_in_one_list_by_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app.log").write_text("error code: 0xDEAD\n", "utf-8")
    os.utime(tmp_path / "app.log", (1_600_000_000, 1_600_000_000))
    found = crash_logs((tmp_path,), Cancel(), lambda *_: says(entry()))
    assert not isinstance(found, Missing)
    assert [(log.path, log.codes) for log in found] == [(None, ()), (tmp_path / "app.log", (0xDEAD,))]
    # A log may hold the code, a core dump never does: it takes no log's place.
    monkeypatch.setattr("wizard.system.crash_logs.MAX_LOGS", 1)
    found = crash_logs((tmp_path,), Cancel(), lambda *_: says(entry()))
    assert not isinstance(found, Missing)
    assert [log.path for log in found] == [tmp_path / "app.log"]


def test_no_folder_no_question() -> None:
    def run(*_: object) -> CommandOutput:
        raise AssertionError("it was asked")

    assert crash_logs((), Cancel(), run) == ()


def test_stopped_while_it_was_asked(tmp_path: Path) -> None:
    cancel = Cancel()

    def run(*_: object) -> Missing:
        cancel.set()
        return Missing("timeout", "coredumpctl was stopped")

    found = crash_logs((tmp_path,), cancel, run)
    assert isinstance(found, Missing)
    assert found.reason == "timeout"


def test_a_computer_that_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way: the program is found, started and read."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "coredumpctl"
    listed = LISTED.replace('"uid":0,', '"uid":9,').replace('"uid":1000', f'"uid":{os.getuid()}')
    (tmp_path / "list.json").write_text(listed, "utf-8")
    program.write_text(f"#!/bin/sh\ncat {tmp_path}/list.json\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    found = LinuxSystem().crash_logs((tmp_path / "crash",), Cancel())
    assert not isinstance(found, Missing)
    assert [log.signal for log in found if log.path is None] == ["SIGTRAP", "SIGABRT", "SIGSEGV"]
