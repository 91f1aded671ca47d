"""Running programs are found by exact name and closed gently (FACTS A5: the app is closed before its cache goes)."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.system.base import Cancel, Done, Failed, RunningProcess
from wizard.system.linux.processes import close_process
from wizard.system.own_processes import processes_named

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); signal.pause()"
GENTLE = "import signal; print('ready', flush=True); signal.pause()"


class Programs:
    """Starts programs under a name of their own, and ends them all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.running: list[subprocess.Popen[str]] = []

    def start(self, name: str, code: str, user: int | None = None) -> subprocess.Popen[str]:
        program = self._folder / name
        if not program.exists():
            program.symlink_to(os.path.realpath(sys.executable))
        process = subprocess.Popen([program, "-c", code], stdout=subprocess.PIPE, text=True, user=user)
        self.running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    started = Programs(tmp_path)
    yield started
    for process in started.running:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def only(name: str) -> RunningProcess:
    found = processes_named((name,))
    assert isinstance(found, tuple)
    assert len(found) == 1
    return found[0]


def test_a_program_is_found_by_its_exact_name(programs: Programs) -> None:
    started = programs.start("wizard-example", GENTLE)
    assert only("wizard-example").pid == started.pid
    for other in ("wizard-exampl", "wizard-example ", "Wizard-Example", "wizard", "example", ""):
        assert processes_named((other,)) == ()


def test_a_name_longer_than_the_kernel_keeps_is_found_whole(programs: Programs) -> None:
    programs.start("wizard-example-of-a-long-name", GENTLE)
    assert processes_named(("wizard-example-",)) == ()
    assert only("wizard-example-of-a-long-name")


def test_a_program_that_ends_when_asked_is_closed(programs: Programs) -> None:
    started = programs.start("wizard-example", GENTLE)
    assert isinstance(close_process(only("wizard-example"), 30, Cancel()), Done)
    assert started.wait() == -signal.SIGTERM
    assert processes_named(("wizard-example",)) == ()


def test_an_ended_program_that_nobody_collected_counts_as_ended(programs: Programs) -> None:
    programs.start("wizard-example", GENTLE)
    process = only("wizard-example")
    assert isinstance(close_process(process, 30, Cancel()), Done)
    # Its parent (this test) has not waited for it: it is a zombie now.
    assert processes_named(("wizard-example",)) == ()
    assert isinstance(close_process(process, 0, Cancel()), Done)


def test_a_program_that_will_not_close_is_never_killed(programs: Programs) -> None:
    started = programs.start("wizard-example", STUBBORN)
    answer = close_process(only("wizard-example"), 0.2, Cancel())
    assert isinstance(answer, Failed)
    assert "still open" in answer.detail
    assert started.poll() is None


def test_waiting_for_a_program_can_be_stopped(programs: Programs) -> None:
    started = programs.start("wizard-example", STUBBORN)
    cancel = Cancel()
    cancel.set()
    answer = close_process(only("wizard-example"), 60, cancel)
    assert isinstance(answer, Failed)
    assert started.poll() is None


def test_another_program_with_the_same_number_is_left_alone(programs: Programs) -> None:
    started = programs.start("wizard-example", GENTLE)
    earlier = only("wizard-example")
    reused = RunningProcess(earlier.pid, earlier.name, earlier.started - 3600)
    assert isinstance(close_process(reused, 0, Cancel()), Done)
    assert started.poll() is None


def test_a_process_that_is_gone_needs_no_closing(programs: Programs) -> None:
    started = programs.start("wizard-example", GENTLE)
    process = only("wizard-example")
    started.kill()
    started.wait()
    assert isinstance(close_process(process, 0, Cancel()), Done)


def test_a_program_of_someone_else_is_not_found(programs: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    programs.start("wizard-example", GENTLE)
    somebody = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: somebody)
    assert processes_named(("wizard-example",)) == ()
