"""RunOnce in the real registry: what Windows would start, and that it is gone afterwards."""

import ctypes
import winreg
from collections.abc import Iterator
from ctypes import wintypes

import pytest

from wizard.system.base import Done, Missing
from wizard.system.windows import autostart

ARGV = (r"C:\Program Files\Self Help\wizard.exe", "walk", 'a "b"', "50 % ž", "end\\")


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    yield
    autostart.forget()
    assert written() is None


def written() -> str | None:
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, autostart.KEY) as key:
            return str(winreg.QueryValueEx(key, autostart.NAME)[0])
    except FileNotFoundError:
        return None


def taken_apart(line: str) -> tuple[str, ...]:
    """Return the arguments as Windows itself takes a command line apart."""
    count = ctypes.c_int()
    split = ctypes.WinDLL("shell32").CommandLineToArgvW
    split.restype = ctypes.POINTER(wintypes.LPWSTR)
    parts = split(ctypes.c_wchar_p(line), ctypes.byref(count))
    try:
        return tuple(str(parts[index]) for index in range(count.value))
    finally:
        ctypes.WinDLL("kernel32").LocalFree(parts)


def test_windows_starts_the_same_arguments() -> None:
    assert isinstance(autostart.resume_at_login(ARGV), Done)
    line = written()
    assert line is not None
    assert taken_apart(line) == ARGV
    assert isinstance(autostart.forget(), Done)
    assert written() is None
    assert isinstance(autostart.forget(), Done), "nothing to take back is no fault"


def test_a_line_that_windows_would_cut_is_not_written() -> None:
    answer = autostart.resume_at_login((r"C:\wizard.exe", "x" * 260))
    assert isinstance(answer, Missing)
    assert written() is None


@pytest.mark.parametrize("argv", [(), ("wizard.exe",), (r"\wizard.exe",), (r"C:wizard.exe",), (r"C:\a.exe", "a\nb")])
def test_only_a_full_path_and_plain_arguments(argv: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"full path|control characters"):
        autostart.resume_at_login(argv)
    assert written() is None
