"""Asking for an administrator on Windows: what is never asked for, and how an answer comes back."""

import sys
from pathlib import Path

import pytest

from wizard.system.base import Cancel, Done, Missing
from wizard.system.command import run
from wizard.system.elevation import AnswerFolder, CapturePackets, FlushDns, ReinstallPackage, Request
from wizard.system.windows import elevation


def test_a_copy_in_a_persons_own_folder_is_never_trusted(tmp_path: Path) -> None:
    program = tmp_path / "wizard-elevated.exe"
    program.write_bytes(b"MZ")
    assert not elevation.is_trusted(program)
    assert not elevation.can_elevate(program)
    assert not elevation.is_trusted(Path("wizard-elevated.exe"))
    assert not elevation.is_trusted(tmp_path / "missing.exe")


@pytest.mark.parametrize("request_made", [FlushDns(), ReinstallPackage("Example.App"), CapturePackets(30)])
def test_such_a_copy_says_what_an_administrator_would_run(request_made: Request, tmp_path: Path) -> None:
    program = tmp_path / "wizard-elevated.exe"
    program.write_bytes(b"MZ")
    answer = elevation.run_elevated(request_made, run, Cancel(), program)
    assert isinstance(answer, Missing)
    assert answer.reason == "not_permitted"
    assert elevation.administrator_command(request_made) in answer.detail


WRITES = """
import json, pathlib, sys
assert sys.argv[1:-1] == ["flush-dns"], sys.argv
pathlib.Path(sys.argv[-1]).write_text(json.dumps({"format": 1, "result": "done", "detail": "flushed"}))
"""


def test_the_answer_of_a_program_that_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ShellExecuteEx really starts it and is waited for (wine asks nobody; trust is judged in a test of its own)."""
    script = tmp_path / "with space" / "elevated.py"
    script.parent.mkdir()
    script.write_text(WRITES)
    started = elevation.start_elevated
    monkeypatch.setattr(elevation, "is_trusted", lambda _path: True)
    monkeypatch.setattr(elevation, "start_elevated", lambda program, words: started(program, f'"{script}" {words}'))
    assert elevation.run_elevated(FlushDns(), run, Cancel(), Path(sys.executable)) == Done("flushed")


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    handle, code = elevation.start_elevated(tmp_path / "missing.exe", "")
    assert handle is None
    assert code in (2, 3)


WAITS = """
import pathlib, sys, time
stop = pathlib.Path(sys.argv[-1]).with_name("stop")
while stop.parent.exists() and not stop.exists():
    time.sleep(0.02)
"""


def test_a_stop_asks_the_program_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cancel, script = Cancel(), tmp_path / "waits.py"
    script.write_text(WAITS)
    started = elevation.start_elevated

    def start_then_stop(program: Path, words: str) -> tuple[int | None, int]:
        answer = started(program, f'"{script}" {words}')
        cancel.set()
        return answer

    monkeypatch.setattr(elevation, "is_trusted", lambda _path: True)
    monkeypatch.setattr(elevation, "start_elevated", start_then_stop)
    with AnswerFolder() as folder:
        answer = elevation.run_elevated(FlushDns(), run, cancel, Path(sys.executable), folder)
        assert answer == Missing("timeout", "stopped")
        assert (folder.folder / "stop").exists()
