"""Programs on Windows: found in System32 alone, decoded whatever they write, and ended with all they started."""

import ctypes
import json
import os
import sys
import threading
import time
from pathlib import Path

import pytest

from wizard.system.base import Cancel, Missing
from wizard.system.command import CommandOutput, find_program, run

PYTHON = sys.executable


def output(*argv: str, timeout_s: float = 30.0) -> CommandOutput:
    answer = run(argv, timeout_s, Cancel())
    assert isinstance(answer, CommandOutput), answer
    return answer


def is_alive(pid: int) -> bool:
    kernel = ctypes.WinDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(0x0010_0000, False, pid)  # SYNCHRONIZE
    if not handle:
        return False
    try:
        return kernel.WaitForSingleObject(ctypes.c_void_p(handle), 0) == 0x102  # WAIT_TIMEOUT: it has not ended
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


def ends(pid: int) -> bool:
    waiting = Cancel()
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        waiting.wait(0.02)
    return not is_alive(pid)


def test_output_and_status() -> None:
    answer = output(PYTHON, "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert answer == CommandOutput(3, "out\n", "err\n")


def test_arguments_arrive_as_they_are() -> None:
    """Quotes, spaces and what a command line would expand pass through to the program whole."""
    argv = ["two words", 'a "quoted" one', "%PATH%", "back\\slash\\", "ž & del", ""]
    answer = output(PYTHON, "-X", "utf8", "-c", "import sys, json; print(json.dumps(sys.argv[1:]))", *argv)
    assert json.loads(answer.out) == argv


def test_only_programs_of_windows_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wanted.exe").write_bytes(b"MZ")
    (tmp_path / "ipconfig.exe").write_bytes(b"MZ")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SystemRoot", str(tmp_path))
    assert find_program("wanted") is None
    found = find_program("ipconfig")
    assert found is not None and Path(found).parent.name.lower() == "system32"
    assert find_program("..\\ipconfig") is None


def test_a_program_that_is_none_says_so(tmp_path: Path) -> None:
    program = tmp_path / "damaged.exe"
    program.write_bytes(b"MZ and nothing")
    answer = run((str(program),), 5.0, Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"


@pytest.mark.parametrize("encoding", ["utf-8", "oem"])
def test_what_a_program_writes_is_read(encoding: str) -> None:
    """Old programs write in the code page of consoles, new ones in UTF-8."""
    answer = output(PYTHON, "-c", f"import sys; sys.stdout.buffer.write('é ü ñ\\r\\n'.encode({encoding!r}))")
    assert answer.out == "é ü ñ\n"


@pytest.mark.parametrize("encoding", ["cp1250", "cp1252", "utf-16-le"])
def test_another_code_page_is_no_fault(encoding: str) -> None:
    answer = output(PYTHON, "-c", f"import sys; sys.stdout.buffer.write('ABC 1 é'.encode({encoding!r}))")
    assert answer.out.replace("\0", "").startswith("ABC 1 ")


_FAMILY = """
import subprocess, sys, pathlib, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
being_written = pathlib.Path(sys.argv[1] + ".new")
being_written.write_text(str(child.pid))
being_written.rename(sys.argv[1])
time.sleep(float(sys.argv[2]))
"""


def test_a_stop_ends_what_the_program_started_too(tmp_path: Path) -> None:
    note = tmp_path / "child"
    cancel = Cancel()

    def stop_when_the_child_runs() -> None:
        waiting = Cancel()
        while not note.exists():
            waiting.wait(0.01)
        cancel.set()

    threading.Thread(target=stop_when_the_child_runs, daemon=True).start()
    answer = run((PYTHON, "-c", _FAMILY, str(note), "60"), 50.0, cancel)
    assert answer == Missing("timeout", f"{PYTHON} was stopped")
    assert ends(int(note.read_text()))


def test_what_outlives_a_program_is_left_alone(tmp_path: Path) -> None:
    """A child that goes on in the background neither holds the answer up nor is ended with it."""
    note = tmp_path / "child"
    began = time.monotonic()
    output(PYTHON, "-c", _FAMILY, str(note), "0")
    child = int(note.read_text())
    try:
        assert time.monotonic() - began < 20
        assert is_alive(child)
    finally:
        os.kill(child, 9)
    assert ends(child)


def test_no_window_opens_and_no_input_is_awaited() -> None:
    answer = output(
        PYTHON, "-c", "import sys, ctypes; print(repr(sys.stdin.read()), ctypes.WinDLL('kernel32').GetConsoleWindow())"
    )
    assert answer.out == "'' 0\n"
