"""Emptying a folder on Windows: all of it, and nothing outside of it, whatever lies in it and happens to it."""

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.windows.files_tools import (
    CP1250,
    Tree,
    host_path,
    native_link,
    outside_fixture,  # noqa: F401
    start_host_shell,
    tree_fixture,  # noqa: F401
    under_wine,
)
from wizard.system.base import Cancel, Cleared, DirectorySize, Missing, Progress
from wizard.system.windows import clearing, files_handles
from wizard.system.windows.computer import WindowsSystem
from wizard.system.windows.files_listing import Entry

SYSTEM = WindowsSystem()
ROUNDS = 100
"""How often folders are swapped for links while a tree is emptied."""


def clear(folder: Path) -> Cleared | Missing:
    return SYSTEM.clear_directory(folder, Cancel(), lambda _: None)


def test_contents_go_and_the_folder_stays(tree: Tree) -> None:
    tree.file("a/b/file", 6)
    tree.file(".hidden", 4)
    (tree.root / "a" / "empty").mkdir()
    assert clear(tree.root) == Cleared(freed_bytes=10, removed_files=2, in_use_files=0, refused_files=0)
    assert tree.root.is_dir()
    assert tree.names() == []


def test_what_was_measured_is_what_is_freed(tree: Tree) -> None:
    for number in range(60):
        tree.file(f"{number % 7}/{number % 5}/{number}", number)
    measured = SYSTEM.directory_size(tree.root, Cancel(), lambda _: None)
    cleared = clear(tree.root)
    assert isinstance(measured, DirectorySize)
    assert isinstance(cleared, Cleared)
    assert (cleared.freed_bytes, cleared.removed_files) == (measured.size_bytes, measured.files)


def test_an_empty_folder_none_at_all_and_a_file(tree: Tree) -> None:
    assert clear(tree.root) == Cleared(0, 0, 0, 0)
    assert clear(tree.root / "not there") == Cleared(0, 0, 0, 0)
    refused = clear(tree.file("file", 3))
    assert isinstance(refused, Missing)
    assert tree.names() == ["file"]


def test_read_only_hidden_and_system_files_go_like_others(tree: Tree) -> None:
    import ctypes

    for number, attributes in enumerate((0x1, 0x2, 0x4, 0x7)):
        path = tree.file(f"folder/{number}", 10)
        assert ctypes.windll.kernel32.SetFileAttributesW(str(path), attributes)
    assert ctypes.windll.kernel32.SetFileAttributesW(str(tree.root / "folder"), 0x1)
    assert clear(tree.root) == Cleared(40, 4, 0, 0)
    assert tree.names() == []


def test_a_windows_that_cannot_pass_over_read_only(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """The older way to delete; a read-only file with a second name elsewhere is left as it is."""
    monkeypatch.setattr(files_handles, "_FILE_DISPOSITION_INFO_EX", 9999)
    tree.file("plain", 1)
    tree.file("folder/protected", 2).chmod(stat.S_IREAD)
    kept = tree.root.parent / "kept elsewhere"
    kept.write_bytes(b"123")
    (tree.root / "second name").hardlink_to(kept)
    kept.chmod(stat.S_IREAD)
    cleared = clear(tree.root)
    assert isinstance(cleared, Cleared)
    assert (cleared.freed_bytes, cleared.removed_files) == (3, 2)
    assert tree.names() == ["second name"]
    assert not kept.stat().st_mode & stat.S_IWRITE
    kept.chmod(stat.S_IREAD | stat.S_IWRITE)


def test_open_files_stay_and_are_named(tree: Tree) -> None:
    tree.file("folder/open", 5)
    tree.file("folder/closed", 7)
    with (tree.root / "folder" / "open").open("rb"):
        cleared = clear(tree.root)
    assert cleared == Cleared(7, 1, 1, 0, ("folder\\open",))
    assert (tree.root / "folder" / "open").stat().st_size == 5
    assert clear(tree.root) == Cleared(5, 1, 0, 0)


def test_a_file_opened_so_that_it_may_be_deleted_is_in_use_all_the_same(tree: Tree) -> None:
    path = tree.file("shared", 5)
    above = files_handles.open_anchor(str(tree.root))
    handle = files_handles.open_in(above, path.name, 0x1, files_handles.SHARE_ALL)
    try:
        assert clear(tree.root) == Cleared(0, 0, 1, 0, ("shared",))
    finally:
        files_handles.close(handle)
        files_handles.close(above)
    assert clear(tree.root) == Cleared(5, 1, 0, 0)


def test_a_folder_that_a_program_works_in_is_emptied_and_stays(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.file("work/file", 5)
    monkeypatch.chdir(tree.root / "work")
    cleared = clear(tree.root)
    monkeypatch.undo()
    assert cleared == Cleared(5, 1, 1, 0, ("work",))
    assert tree.names() == ["work"]


def test_while_it_is_emptied_nobody_can_rename_the_folder(tree: Tree) -> None:
    for number in range(50):
        tree.file(f"folder/{number}", 1)
    refused: list[int] = []

    def try_to_rename(_progress: Progress) -> None:
        for held in (tree.root / "folder", tree.root):
            try:
                held.rename(held.with_name("moved"))
            except OSError as error:
                refused.append(error.winerror)

    SYSTEM.clear_directory(tree.root, Cancel(), try_to_rename)
    assert refused
    assert set(refused) <= {5, 32}
    assert tree.names() == []


def test_a_hard_link_elsewhere_keeps_its_file_and_frees_nothing(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"12345")
    (tree.root / "same").hardlink_to(tmp_path / "kept")
    tree.file("one", 3)
    assert clear(tree.root) == Cleared(freed_bytes=3, removed_files=2, in_use_files=0, refused_files=0)
    assert (tmp_path / "kept").read_bytes() == b"12345"


@pytest.mark.parametrize("name", CP1250)
def test_names_of_any_code_page(tree: Tree, name: str) -> None:
    tree.file(f"{name}/{name}", 5)
    assert clear(tree.root) == Cleared(5, 1, 0, 0)
    assert tree.names() == []


def test_paths_longer_than_260_characters(tree: Tree) -> None:
    tree.deep(levels=60, characters=60)
    assert clear(tree.root) == Cleared(180, 60, 0, 0)
    assert tree.names() == []


def test_a_tree_of_many_levels(tree: Tree) -> None:
    tree.deep(levels=150, characters=3)
    assert clear(tree.root) == Cleared(450, 150, 0, 0)


def test_a_stop_says_what_is_gone(tree: Tree) -> None:
    for number in range(300):
        tree.file(f"{number:03}", 1)
    cancel = Cancel()
    cleared = SYSTEM.clear_directory(tree.root, cancel, lambda _: cancel.set())
    assert isinstance(cleared, Cleared)
    assert 0 < cleared.removed_files < 300
    assert len(tree.names()) == 300 - cleared.removed_files


def test_home_and_what_holds_it_is_never_emptied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "Home Folder Of Somebody"
    home.mkdir()
    (home / "own").write_text("own")
    monkeypatch.setattr(clearing.Path, "home", classmethod(lambda _cls: home))
    upper = Path(str(home).upper())
    for folder in (home, home.parent, Path(home.anchor), upper, Path("\\\\?\\" + str(home))):
        refused = clear(folder)
        assert isinstance(refused, Missing), folder
        assert refused.reason == "not_permitted"
    assert (home / "own").read_text() == "own"


def test_a_junction_goes_as_itself(tree: Tree, outside: Path) -> None:
    if under_wine():
        pytest.skip("wine 8: FSCTL_SET_REPARSE_POINT is not supported, so there are no junctions")
    native_link(outside, tree.root / "junction")
    native_link(outside / "deep", tree.root / "second")
    assert clear(tree.root) == Cleared(0, 2, 0, 0)
    assert tree.names() == []


def test_links_of_the_host_lead_nowhere(tree: Tree, outside: Path) -> None:
    """Wine opens such a link as what it leads to, whatever is asked for: only the check of the opened name is left."""
    if not under_wine():
        pytest.skip("links that Windows does not know of exist under wine alone")
    native_link(outside, tree.root / "folder link")
    native_link(outside / "photo", tree.root / "file link")
    native_link(tree.root.parent, tree.root / "up")
    tree.file("own", 4)
    cleared = clear(tree.root)
    assert isinstance(cleared, Cleared)
    assert (cleared.freed_bytes, cleared.removed_files, cleared.refused_files) == (4, 1, 3)
    assert isinstance(clear(tree.root / "folder link"), Missing)
    assert isinstance(clear(tree.root / "folder link" / "deep"), Missing)


SWAPPER = """
cd '{root}' || exit 1
exec 2>/dev/null
round=0
while [ $round -lt {rounds} ]; do
  round=$((round + 1))
  for name in a b c; do
    mkdir -p "$name/deep" && echo > "$name/victim" && echo > "$name/deep/victim"
    mv "$name" "$name.away" && ln -s '{outside}' "$name"
    echo > "filler $round"
    rm -f "$name"
    mv "$name.away" "$name"
  done
done
touch '{done}'
"""


def test_folders_swapped_for_links_again_and_again(tree: Tree, outside: Path) -> None:
    """A process of the host swaps folders for links of the same name, as fast as it can, all through the clearing."""
    if not under_wine():
        pytest.skip("the swapping process is one of the host of wine")
    done = tree.root.parent / "done"
    place = {"root": host_path(tree.root), "outside": host_path(outside), "done": host_path(done)}
    start_host_shell(SWAPPER.format(rounds=ROUNDS, **place), tree.root.parent)
    removed = refused = 0
    while not done.exists():
        cleared = clear(tree.root)
        assert isinstance(cleared, Cleared)
        removed, refused = removed + cleared.removed_files, refused + cleared.refused_files
    assert removed > 0
    assert refused > 0, "no link was ever met: the race proves nothing"
    assert isinstance(clear(tree.root), Cleared)


def test_folders_swapped_for_junctions_again_and_again(tree: Tree, outside: Path) -> None:
    if under_wine():
        pytest.skip("wine 8: no junctions; swaps for links of the host are tried above")
    import _winapi

    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for name in ("a", "b", "c"):
                folder = tree.root / name
                try:
                    tree.file(f"{name}/victim", 1)
                    folder.rename(folder.with_name(f"{name}.away"))
                    _winapi.CreateJunction(str(outside), str(folder))
                    folder.rmdir()
                    folder.with_name(f"{name}.away").rename(folder)
                except OSError:
                    continue

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        for _ in range(ROUNDS):
            assert isinstance(clear(tree.root), Cleared | Missing)
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_is_swapped_for_a_link_right_after_it_was_listed(
    tree: Tree, outside: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The moment that matters, hit every time: the names are known, and then one of them leads elsewhere."""
    swapped = tree.root / "deep" / "deeper"
    tree.file("deep/deeper/victim" if what == "folder" else "deep/deeper", 3)
    listing = files_handles.list_handle
    done: list[Path] = []

    def list_and_swap(handle: int) -> Iterator[list[Entry]]:
        entries = [entry for some in listing(handle) for entry in some]
        if any(entry.name == "deeper" for entry in entries) and not done:
            done.append(swapped)
            swapped.rename(swapped.with_name("away"))
            native_link(outside if what == "folder" else outside / "deep", swapped, scripts=tree.root.parent)
        yield entries

    monkeypatch.setattr(files_handles, "list_handle", list_and_swap)
    assert isinstance(clear(tree.root), Cleared)
    assert done
