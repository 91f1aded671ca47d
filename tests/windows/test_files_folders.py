"""Folders, sizes, room and the recycle bin of a Windows, asked of its own DLLs."""

import os
import subprocess
import uuid
from pathlib import Path

import pytest

from tests.windows.files_tools import (
    CP1250,
    Tree,
    native_link,
    outside_fixture,  # noqa: F401
    tree_fixture,  # noqa: F401
    under_wine,
)
from wizard.system.base import Cancel, DirectorySize, KnownFolders, Missing, Progress
from wizard.system.folders import is_link, resolve_cache_folder
from wizard.system.windows import folders
from wizard.system.windows.computer import WindowsSystem
from wizard.system.windows.files_paths import extended

SYSTEM = WindowsSystem()


def size(folder: Path) -> DirectorySize | Missing:
    return SYSTEM.directory_size(folder, Cancel(), lambda _: None)


def test_known_folders_are_those_of_the_registry() -> None:
    import winreg

    shell = r"Software\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, shell) as key:
        local, roaming = winreg.QueryValueEx(key, "Local AppData")[0], winreg.QueryValueEx(key, "AppData")[0]
    roots = SYSTEM.known_folders().roots
    assert roots["local"] == Path(local)
    assert roots["roaming"] == Path(roaming)
    assert roots["home"] == Path(os.environ["USERPROFILE"])
    assert roots["crash"] == roots["local"] / "CrashDumps"
    assert "cache" not in roots
    assert not any(is_link(root) for root in roots.values())


def test_downloads_are_where_windows_says_and_not_beside_home_by_name() -> None:
    downloads = SYSTEM.downloads_folder()
    assert isinstance(downloads, Path)
    assert downloads.is_absolute()
    assert downloads == folders.known_folder(folders.DOWNLOADS)


def test_a_folder_that_windows_does_not_know() -> None:
    missing = folders.known_folder(uuid.UUID("00000000-1111-2222-3333-444444444444"))
    assert isinstance(missing, Missing)
    assert missing.reason == "not_available"


def test_free_room_is_that_of_the_nearest_folder_above(tmp_path: Path) -> None:
    room = SYSTEM.free_bytes(tmp_path)
    assert isinstance(room, int)
    assert room > 0
    below = SYSTEM.free_bytes(tmp_path / "not" / "there" / "yet")
    assert isinstance(below, int)
    assert abs(below - room) < 1_000_000_000


def test_the_volumes_of_home_system_and_temporary_files_each_once() -> None:
    found = SYSTEM.file_systems(Cancel())
    assert not isinstance(found, Missing)
    assert [place for volume in found for place in volume.places] == ["home", "system", "temp"]
    assert all(0 <= volume.free_bytes <= volume.total_bytes for volume in found)
    assert all(volume.total_files is None for volume in found)


def test_a_stop_ends_the_question_for_volumes() -> None:
    cancel = Cancel()
    cancel.set()
    assert SYSTEM.file_systems(cancel) == Missing("timeout", "stopped")


def test_sizes_to_the_byte(tree: Tree) -> None:
    tree.file("a", 1)
    tree.file("deep/er/b", 500_000_000, sparse=True)
    tree.file("deep/.hidden", 7)
    reports: list[Progress] = []
    assert SYSTEM.directory_size(tree.root, Cancel(), reports.append) == DirectorySize(500_000_008, 3)
    assert reports


def test_an_empty_folder_a_file_and_nothing(tree: Tree) -> None:
    assert size(tree.root) == DirectorySize(0, 0)
    for folder in (tree.root / "not there", tree.file("file", 3)):
        missing = size(folder)
        assert isinstance(missing, Missing)
        assert missing.reason == "not_available"


def test_a_stop_ends_a_measurement(tree: Tree) -> None:
    tree.file("deep/a", 1)
    cancel = Cancel()
    cancel.set()
    assert SYSTEM.directory_size(tree.root, cancel, lambda _: None) == Missing("timeout", "stopped")


def test_a_large_folder_is_listed_to_its_end(tree: Tree) -> None:
    for number in range(3000):
        tree.file(f"many/file with a rather long name {number:08}", 2)
    assert size(tree.root) == DirectorySize(6000, 3000)


def test_a_file_of_two_names_counts_once(tree: Tree) -> None:
    (tree.root / "again").hardlink_to(tree.file("once", 1000))
    assert size(tree.root) == DirectorySize(1000, 1)


@pytest.mark.parametrize("name", CP1250)
def test_names_of_any_code_page(tree: Tree, name: str) -> None:
    tree.file(f"{name}/{name}", 5)
    assert size(tree.root) == DirectorySize(5, 1)
    assert size(tree.root / name) == DirectorySize(5, 1)


def test_a_path_longer_than_260_characters(tree: Tree) -> None:
    deepest = tree.deep(levels=12, characters=60)
    assert len(str(deepest)) > 700
    assert size(tree.root) == DirectorySize(12 * 3, 12)
    assert size(deepest) == DirectorySize(3, 1)
    assert size(extended(deepest)) == DirectorySize(3, 1)


def test_a_short_name_leads_to_the_same_folder(tree: Tree) -> None:
    import ctypes

    tree.file("A long folder name.example/file", 9)
    long = tree.root / "A long folder name.example"
    buffer = ctypes.create_unicode_buffer(1000)
    assert ctypes.windll.kernel32.GetShortPathNameW(str(long), buffer, 1000)
    if "~" not in Path(buffer.value).name:
        pytest.skip("this volume makes no 8.3 names")
    assert size(Path(buffer.value)) == DirectorySize(9, 1)


def test_a_folder_that_others_hold_open_is_measured_and_not_held(tree: Tree) -> None:
    tree.file("a", 4)
    with (tree.root / "a").open("rb+"):
        assert size(tree.root) == DirectorySize(4, 1)
    tree.root.rename(tree.root.with_name("renamed"))
    tree.root.with_name("renamed").rename(tree.root)


def test_no_link_is_followed_whatever_makes_it(tree: Tree, outside: Path) -> None:
    tree.file("own", 2)
    native_link(outside, tree.root / "link")
    measured = size(tree.root)
    assert isinstance(measured, DirectorySize)
    assert (measured.size_bytes, measured.files) == (2, 1)
    assert isinstance(size(tree.root / "link"), Missing)
    assert isinstance(size(tree.root / "link" / "deep"), Missing)


def test_a_link_on_the_way_to_a_cache_is_refused(tree: Tree, outside: Path) -> None:
    if under_wine():
        pytest.skip("wine 8: no junctions, and os.lstat sees what a link of the host leads to")
    native_link(outside, tree.root / "App")
    known = KnownFolders({"home": tree.root.parent, "local": tree.root})
    refused = resolve_cache_folder("{local}/App/deep", known)
    assert not isinstance(refused, Path)
    assert "link" in refused.detail


def test_the_recycle_bin_is_measured_and_emptied(tree: Tree) -> None:
    before = SYSTEM.trash_size(Cancel(), lambda _: None)
    assert isinstance(before, DirectorySize), before
    if before.files:
        pytest.skip("the recycle bin of this computer holds something of somebody")
    nothing = SYSTEM.empty_trash(Cancel(), lambda _: None)
    assert not isinstance(nothing, Missing)
    assert (nothing.removed_files, nothing.freed_bytes) == (0, 0)
    tree.recycle(tree.file("thrown away", 1234))
    assert SYSTEM.trash_size(Cancel(), lambda _: None) == DirectorySize(1234, 1)
    cleared = SYSTEM.empty_trash(Cancel(), lambda _: None)
    assert not isinstance(cleared, Missing)
    assert (cleared.removed_files, cleared.freed_bytes, cleared.refused_files) == (1, 1234, 0)
    assert SYSTEM.trash_size(Cancel(), lambda _: None) == DirectorySize(0, 0)


def test_a_stop_before_the_bin_is_emptied_changes_nothing() -> None:
    cancel = Cancel()
    cancel.set()
    answer = SYSTEM.empty_trash(cancel, lambda _: None)
    assert isinstance(answer, Missing) or answer.removed_files == 0


def test_cmd_sees_the_same_size(tree: Tree) -> None:
    """The system's own count beside ours."""
    for number in range(20):
        tree.file(f"d{number % 3}/f{number}", number * 100)
    listed = subprocess.run(
        ("cmd", "/c", "dir", "/s", "/a-d", "/-c", str(tree.root)), capture_output=True, check=False, timeout=60
    ).stdout
    totals = [line.split() for line in listed.splitlines() if b" bytes" in line and b"free" not in line]
    measured = size(tree.root)
    assert isinstance(measured, DirectorySize)
    assert totals
    assert str(measured.size_bytes).encode() in [word.replace(b",", b"") for word in totals[-1]]
