"""A window that is killed: nothing typed is lost, and what was being sent arrives once (issue 3, section 4)."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.killed_window import TEXT

ROOT = Path(__file__).resolve().parent.parent.parent


def run(folder: Path, what: str) -> str:
    """Run a window until it ends by itself; return its last line."""
    command = [sys.executable, "-m", "tests.ui.killed_window", str(folder), what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def kill(folder: Path, what: str) -> None:
    """Run a window until it is where it is to be killed, and kill it."""
    command = [sys.executable, "-m", "tests.ui.killed_window", str(folder), what]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        assert window.stderr is not None
        first = window.stdout.readline()
        window.send_signal(signal.SIGKILL)
        assert first == "here\n", window.stderr.read()


def test_what_was_typed_is_there_after_a_kill(tmp_path: Path) -> None:
    kill(tmp_path, "type")
    assert run(tmp_path, "typed") == TEXT


@pytest.mark.parametrize("when", ["send-before", "send-after"])
def test_what_was_being_sent_arrives_exactly_once_after_the_next_start(tmp_path: Path, when: str) -> None:
    kill(tmp_path, when)
    shared = tmp_path / "shared"
    assert len(list(shared.iterdir())) == (when == "send-after")
    assert run(tmp_path, "finish") == "finished"
    (report,) = shared.iterdir()
    assert any(TEXT in file.read_text("utf-8") for file in report.glob("*.txt"))
    assert (report / "report.html").is_file()
