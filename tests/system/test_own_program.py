"""The program starts itself again from any folder, frozen or from source."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from wizard import __version__
from wizard.system.own_program import own_command, start_aside


def urgency() -> int:
    """Return how nice this thread is; Windows knows no such number of a thread, so that of the program."""
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().nice())
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id() if sys.platform == "linux" else 0)


def test_from_source_it_starts_in_any_folder(tmp_path: Path) -> None:
    """As a desktop starts it at login: in another folder, with an environment of its own."""
    variables = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    said = subprocess.run(
        own_command("--version"), cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout.strip() == f"wizard {__version__}"


def test_frozen_it_is_the_program_itself() -> None:
    assert own_command("--go-on", frozen=True) == (sys.executable, "--go-on")


def test_what_is_started_aside_gives_way_and_nothing_else_does() -> None:
    before = urgency()
    inherited: list[int] = []

    def start() -> None:
        worker = threading.Thread(target=lambda: inherited.append(urgency()))
        worker.start()
        worker.join()

    start_aside(start)
    assert inherited == [before + 10 if sys.platform == "linux" else before]
    assert urgency() == before


def test_a_fault_while_starting_aside_is_told() -> None:
    def start() -> None:
        raise RuntimeError("no threads left")

    with pytest.raises(RuntimeError, match="no threads left"):
        start_aside(start)
