"""Private files on Windows: who may enter, asked of the access lists themselves; and files that somebody looks into."""

import ctypes
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.private_access import keep_private, who_may_enter
from wizard.settings import SettingsError, private_folder, write_private

OTHERS = {"WD", "BU", "AU", "IU", "BG", "AN"}
"""Everyone, users, whoever is signed in, guests, and nobody in particular, as SDDL names them."""


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that everybody may read, as one outside of a person's own folders is."""
    folder = tmp_path / "open to all"
    folder.mkdir()
    let_everybody_in(folder)
    assert "WD" in (who_may_enter(folder) or {"WD"})
    return folder


def let_everybody_in(folder: Path) -> None:
    security = ctypes.WinDLL("advapi32")
    made, present, dacl, defaulted = ctypes.c_void_p(), ctypes.c_int(), ctypes.c_void_p(), ctypes.c_int()
    text = ctypes.c_wchar_p("D:P(A;OICI;FA;;;WD)")
    assert security.ConvertStringSecurityDescriptorToSecurityDescriptorW(text, 1, ctypes.byref(made), None)
    assert security.GetSecurityDescriptorDacl(made, ctypes.byref(present), ctypes.byref(dacl), ctypes.byref(defaulted))
    name = ctypes.c_wchar_p(str(folder))
    assert security.SetNamedSecurityInfoW(name, 1, ctypes.c_uint32(0x8000_0004), None, None, dacl, None) == 0


def is_private(path: Path) -> bool:
    allowed = who_may_enter(path)
    return allowed is not None and not allowed & OTHERS and len(allowed) > 0


def test_a_folder_that_was_open_is_closed(open_folder: Path) -> None:
    assert private_folder(open_folder) == open_folder
    assert is_private(open_folder)
    assert private_folder(open_folder) == open_folder, "a second look changes nothing and finds no fault"


def test_all_new_folders_on_the_way_are_private(open_folder: Path) -> None:
    folder = open_folder / "one" / "two"
    private_folder(folder)
    assert is_private(folder)
    assert is_private(folder.parent)
    assert not is_private(open_folder), "what was there and is not ours stays as it is"


def test_a_private_file_in_an_open_folder(open_folder: Path) -> None:
    file = open_folder / "choices.json"
    write_private(file, b"one")
    write_private(file, b"two")
    assert file.read_bytes() == b"two"
    assert is_private(file)
    assert [each.name for each in open_folder.iterdir()] == ["choices.json"]


def test_long_paths(tmp_path: Path) -> None:
    folder = Path("\\\\?\\" + str(tmp_path)) / ("a" * 120) / ("b" * 120) / ("ž" * 60)
    private_folder(folder)
    assert len(str(folder)) > 300
    write_private(folder / "file.json", b"whole")
    assert (folder / "file.json").read_bytes() == b"whole"
    keep_private(folder)


@pytest.fixture
def junction(tmp_path: Path) -> Iterator[Path]:
    target, link = tmp_path / "target", tmp_path / "link"
    target.mkdir()
    made = subprocess.run(["cmd", "/c", "mklink", "/J", str(link), str(target)], capture_output=True)
    if made.returncode or not link.exists():
        pytest.skip("wine 8: mklink makes no junctions")
    yield link
    link.rmdir()


def test_a_junction_is_refused(junction: Path) -> None:
    with pytest.raises(SettingsError):
        private_folder(junction)


def test_a_file_that_somebody_looks_into_is_written_once_they_let_go(tmp_path: Path) -> None:
    file = tmp_path / "choices.json"
    write_private(file, b"old")
    kernel = ctypes.WinDLL("kernel32")
    kernel.CreateFileW.restype = ctypes.c_void_p
    held = ctypes.c_void_p(kernel.CreateFileW(ctypes.c_wchar_p(str(file)), 0x8000_0000, 0x1, None, 3, 0, None))
    with pytest.raises(PermissionError):
        file.rename(tmp_path / "other")  # it cannot be moved while it is held
    letting_go = threading.Timer(0.1, kernel.CloseHandle, (held,))
    letting_go.start()
    write_private(file, b"new")
    letting_go.join()
    assert file.read_bytes() == b"new"


def test_a_file_that_is_held_for_good_is_named(tmp_path: Path) -> None:
    file = tmp_path / "choices.json"
    write_private(file, b"old")
    kernel = ctypes.WinDLL("kernel32")
    kernel.CreateFileW.restype = ctypes.c_void_p
    held = ctypes.c_void_p(kernel.CreateFileW(ctypes.c_wchar_p(str(file)), 0x8000_0000, 0x1, None, 3, 0, None))
    try:
        with pytest.raises(SettingsError):
            write_private(file, b"new")
    finally:
        kernel.CloseHandle(held)
    assert file.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["choices.json"]
