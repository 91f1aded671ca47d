"""Programs are started without a shell, bounded in time and output, and never left behind."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from wizard.system import command
from wizard.system.base import Cancel, Missing
from wizard.system.command import CommandOutput, child_environment, find_program, run
from wizard.system.own_program import LESS_URGENT


def output(*argv: str, timeout_s: float = 10.0) -> CommandOutput:
    answer = run(argv, timeout_s, Cancel())
    assert isinstance(answer, CommandOutput), answer
    return answer


def is_alive(pid: int) -> bool:
    """Whether a process still runs: one that has ended and waits to be collected (Z) does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ends(pid: int) -> bool:
    """Wait for a process that is not our child to be gone."""
    waiting = Cancel()
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        waiting.wait(0.02)
    return not is_alive(pid)


def test_output_and_status() -> None:
    assert output("sh", "-c", "echo out; echo err >&2; exit 3") == CommandOutput(3, "out\n", "err\n")


def test_arguments_are_not_a_shell_line() -> None:
    assert output("echo", "$HOME; echo two", "`id`").out == "$HOME; echo two `id`\n"


def test_no_input() -> None:
    """A program that asks something reads the end at once instead of hanging."""
    assert output("cat").out == ""


def test_missing_program() -> None:
    answer = run(("no-such-program-here",), 1.0, Cancel())
    assert answer == Missing("not_available", "no-such-program-here is not installed")


def test_damaged_program(tmp_path: Path) -> None:
    program = tmp_path / "damaged"
    program.write_bytes(b"\x7fELF and nothing")
    program.chmod(0o700)
    answer = run((str(program),), 1.0, Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"


def test_c_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    """LANGUAGE would win over LC_ALL in programs that use gettext."""
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("LANGUAGE", "de")
    monkeypatch.setenv("LC_MESSAGES", "de_DE.UTF-8")
    told = dict(line.split("=", 1) for line in output("env").out.splitlines() if "=" in line)
    assert told["LC_ALL"] == "C.UTF-8"
    assert "LANGUAGE" not in told
    assert "LANG" not in told


def test_bytes_that_are_no_text() -> None:
    assert output("printf", r"a\377b\r\nc").out == "a�b\nc"


def test_output_is_bounded() -> None:
    """The rest is read and dropped: the program must not block on a full pipe."""
    answer = output("head", "-c", "3000000", "/dev/zero")
    assert (answer.status, len(answer.out), answer.cut) == (0, command.MAX_OUTPUT_BYTES, True)
    assert not output("true").cut


def test_timeout_ends_the_whole_group(tmp_path: Path) -> None:
    """A child of the program that ignores SIGTERM goes as well."""
    note = tmp_path / "pid"
    script = f"(trap '' TERM; echo $$ >/dev/null; sh -c 'echo $PPID' > {note}; while :; do sleep 1; done) & wait"
    answer = run(("sh", "-c", script), 0.5, Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "timeout"
    assert ends(int(note.read_text()))


def test_stop_returns_within_half_a_second(tmp_path: Path) -> None:
    started, cancel = tmp_path / "started", Cancel()
    os.mkfifo(started)
    answers: list[object] = []
    argv = ("sh", "-c", f"echo > {started}; exec sleep 60")
    thread = threading.Thread(target=lambda: answers.append(run(argv, 60.0, cancel)))
    thread.start()
    started.read_bytes()  # waits until the program is there
    cancel.set()
    thread.join(0.5 + 1.0)  # a crowded machine may need the second
    assert not thread.is_alive()
    assert answers == [Missing("timeout", "sh was stopped")]


def test_nothing_starts_after_a_stop(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.set()
    answer = run(("touch", str(tmp_path / "made")), 5.0, cancel)
    assert isinstance(answer, Missing)
    assert not (tmp_path / "made").exists()


def test_a_child_left_behind_does_not_hold_the_answer() -> None:
    """It keeps the pipe open; the program itself has ended and said everything."""
    answer = output("sh", "-c", "sleep 60 & echo $!", timeout_s=30.0)
    pid = int(answer.out)
    assert answer.status == 0
    assert is_alive(pid)
    os.kill(pid, 9)


def test_relative_entries_of_path_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file called ``ping`` in the current folder is not ping."""
    program = tmp_path / "wizard-test-program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o700)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.pathsep}bin")
    assert find_program("wizard-test-program") is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program("wizard-test-program") == str(program)
    program.chmod(0o600)
    assert find_program("wizard-test-program") is None


def test_system_folders_are_searched_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian leaves /usr/sbin, where iw and nscd lie, out of a user's PATH."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_program("sh") in ("/usr/bin/sh", "/bin/sh")


@pytest.mark.parametrize(
    ("frozen", "before", "after"),
    [
        (True, {"LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": "/own"}, {"LD_LIBRARY_PATH": "/own"}),
        (True, {"LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": ""}, {}),
        (True, {"LD_LIBRARY_PATH": "/bundle"}, {}),
        (False, {"LD_LIBRARY_PATH": "/own"}, {"LD_LIBRARY_PATH": "/own"}),
    ],
)
def test_children_of_a_bundle_use_the_system_libraries(
    frozen: bool, before: dict[str, str], after: dict[str, str]
) -> None:
    assert child_environment(before, frozen) == {**after, "LC_ALL": "C.UTF-8"}


def test_lines_are_heard_as_they_come(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    heard: list[str] = []

    def hear(line: str) -> None:
        heard.append(line)
        gate.touch()  # the program goes on only once its first line was heard

    script = f'echo first; while [ ! -e "{gate}" ]; do sleep 0.01; done; printf "sec"; echo ond; printf unfinished'
    answer = run(("sh", "-c", script), 10.0, Cancel(), hear)
    assert isinstance(answer, CommandOutput)
    assert heard == ["first", "second"]
    assert answer.out == "first\nsecond\nunfinished"


def test_exchange_hands_over_and_returns_bytes_as_they_are() -> None:
    """More than any pipe holds, both ways at once, on every byte value."""
    given = [bytes(range(256)) * 4096, b"", b"end\r\n"]
    answer = command.exchange(("cat",), given, 10_000_000, 30, Cancel())
    assert isinstance(answer, tuple)
    assert b"".join(answer) == b"".join(given)


@pytest.mark.parametrize(
    ("script", "status", "begun"),
    [
        ("cat >/dev/null; exit 4", 4, False),
        ("echo begun; exit 4", 4, True),
        ("head -c 3000000 /dev/zero", 0, True),
        ("kill -9 $$", -9, False),
    ],
    ids=["fails", "fails later", "too much", "killed"],
)
def test_exchange_takes_no_half_answer(script: str, status: int, begun: bool) -> None:
    answer = command.exchange(("sh", "-c", script), [b"x" * 100_000], 1_000_000, 30, Cancel())
    assert answer == command.NoAnswer(status, begun, f"sh ended with status {status}")


def test_exchange_with_a_program_that_does_not_read() -> None:
    assert command.exchange(("true",), [b"x" * 5_000_000], 1000, 30, Cancel()) == ()


def test_exchange_ends_at_its_time() -> None:
    answer = command.exchange(("sleep", "60"), [], 1000, 0.2, Cancel())
    assert answer == Missing("timeout", "sleep did not end within 0.2 s")


def test_what_is_given_input_lets_others_go_first_from_its_first_instruction() -> None:
    program = (sys.executable, "-c", "import os, sys; sys.stdin.read(); print(os.nice(0))")
    answer = command.exchange(program, [b""], 1_000, 20.0, Cancel())
    assert isinstance(answer, tuple)
    assert int(b"".join(answer)) == min(19, os.nice(0) + LESS_URGENT)
