"""Closing real programs: windows are asked, what shows none is ended, and nobody else is ever meant."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wizard.system import this_system
from wizard.system.base import Cancel, Done, Failed, RunningProcess

WINDOW = """
import ctypes, pathlib, sys
from ctypes import wintypes
user = ctypes.WinDLL("user32")
procedure_type = ctypes.WINFUNCTYPE(ctypes.c_ssize_t, wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM)
user.DefWindowProcW.restype = ctypes.c_ssize_t
user.DefWindowProcW.argtypes = (wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM)
user.CreateWindowExW.restype = wintypes.HWND
note, behaviour = pathlib.Path(sys.argv[1]), sys.argv[2]
class WindowClass(ctypes.Structure):
    _fields_ = [("style", wintypes.UINT), ("procedure", procedure_type), ("a", ctypes.c_int), ("b", ctypes.c_int),
        ("instance", wintypes.HANDLE), ("icon", wintypes.HANDLE), ("cursor", wintypes.HANDLE),
        ("brush", wintypes.HANDLE), ("menu", wintypes.LPCWSTR), ("name", wintypes.LPCWSTR)]
def receive(window, message, first, second):
    if message == 0x10 and behaviour == "saves":
        note.with_suffix(".saved").write_text("saved")
        user.DestroyWindow(window)
        return 0
    if message == 0x10:
        if behaviour == "hides":
            user.ShowWindow(window, 0)
        return 0
    if message == 0x2:
        user.PostQuitMessage(0)
        return 0
    return user.DefWindowProcW(window, message, first, second)
kept = WindowClass(procedure=procedure_type(receive), name="Wizard test")
assert user.RegisterClassW(ctypes.byref(kept))
assert user.CreateWindowExW(0, "Wizard test", "x", 0x10CF0000, 0, 0, 50, 50, None, None, None, None)
new = note.with_suffix(".new")
new.write_text("ready")
new.rename(note)
message = wintypes.MSG()
while user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
    user.DispatchMessageW(ctypes.byref(message))
"""


@contextmanager
def running(*arguments: str) -> Iterator[tuple["subprocess.Popen[bytes]", RunningProcess]]:
    child = subprocess.Popen([sys.executable, *arguments])
    try:
        found = this_system().processes_named(("PYTHON.exe",))
        assert isinstance(found, tuple)
        yield child, next(each for each in found if each.pid == child.pid)
    finally:
        child.kill()
        child.wait()


@contextmanager
def with_a_window(tmp_path: Path, behaviour: str) -> Iterator[tuple["subprocess.Popen[bytes]", RunningProcess]]:
    note = tmp_path / "ready"
    with running("-c", WINDOW, str(note), behaviour) as (child, process):
        waiting = Cancel()
        while not note.exists():
            if child.poll() is not None:
                pytest.skip('wine without a screen makes no windows; its driver "null" does (README of this folder)')
            waiting.wait(0.02)
        yield child, process


def test_this_process_is_found_by_name_in_any_case() -> None:
    found = this_system().processes_named(("Python.EXE", "other.exe"))
    assert isinstance(found, tuple)
    assert os.getpid() in {process.pid for process in found}
    assert this_system().processes_named(("python",)) == (), "the name is the whole name"


def test_a_window_that_is_asked_may_save_first(tmp_path: Path) -> None:
    with with_a_window(tmp_path, "saves") as (child, process):
        answer = this_system().close_process(process, 20.0, Cancel())
        assert answer == Done(f"{process.name} ({process.pid}) was closed")
        assert child.wait(10) == 0, "it ended by itself"
        assert (tmp_path / "ready.saved").read_text() == "saved"


def test_a_window_that_stays_open_is_never_ended(tmp_path: Path) -> None:
    """It may ask whether to save."""
    with with_a_window(tmp_path, "asks") as (child, process):
        answer = this_system().close_process(process, 0.5, Cancel())
        assert isinstance(answer, Failed)
        assert "still open" in answer.detail
        assert child.poll() is None


def test_a_program_that_only_hides_is_ended(tmp_path: Path) -> None:
    with with_a_window(tmp_path, "hides") as (child, process):
        assert isinstance(this_system().close_process(process, 1.0, Cancel()), Done)
        assert child.wait(10) != 0


def test_a_program_without_a_window_is_ended() -> None:
    with running("-c", "import time; time.sleep(60)") as (child, process):
        assert isinstance(this_system().close_process(process, 5.0, Cancel()), Done)
        assert child.wait(10) != 0


def test_a_stop_leaves_it_running(tmp_path: Path) -> None:
    with with_a_window(tmp_path, "hides") as (child, process):
        cancel = Cancel()
        cancel.set()
        assert isinstance(this_system().close_process(process, 30.0, cancel), Failed)
        assert child.poll() is None


def test_another_process_with_the_same_number_is_never_meant() -> None:
    with running("-c", "import time; time.sleep(60)") as (child, process):
        earlier = RunningProcess(process.pid, process.name, process.started - 1)
        answer = this_system().close_process(earlier, 1.0, Cancel())
        assert answer == Done(f"{process.name} ({process.pid}) had already ended")
        assert child.poll() is None


def test_one_that_has_ended_is_done() -> None:
    with running("-c", "pass") as (child, process):
        child.wait(20)
        assert isinstance(this_system().close_process(process, 1.0, Cancel()), Done)


@pytest.mark.parametrize("pid", [0, 4, 2**31 - 4])
def test_numbers_of_nobody(pid: int) -> None:
    assert isinstance(this_system().close_process(RunningProcess(pid, "x.exe", 1.0), 0.1, Cancel()), Done | Failed)
