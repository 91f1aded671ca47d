"""Emptying the trash of the freedesktop specification: all of it, its notes with it, and nothing outside of it."""

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from tests.system.test_files_clearing import outside  # noqa: F401  (a tree that must stay as it is)
from wizard.system.base import Cancel, Cleared, DirectorySize, Missing
from wizard.system.linux.computer import LinuxSystem
from wizard.system.linux.trash import empty_trash, trash_size

NOTE = "[Trash Info]\nPath=/home/jana/letter.txt\nDeletionDate=2026-11-20T10:00:00\n"


def made_trash(data: Path) -> Path:
    """Make a trash with a file of 5 bytes, a folder with 7, and their notes."""
    folder = data / "Trash"
    (folder / "files" / "old").mkdir(parents=True)
    (folder / "info").mkdir()
    (folder / "files" / "letter.txt").write_bytes(b"12345")
    (folder / "files" / "old" / "photo").write_bytes(b"1234567")
    for name in ("letter.txt", "old"):
        (folder / "info" / f"{name}.trashinfo").write_text(NOTE, "utf-8")
    return folder


@pytest.fixture
def trash(tmp_path: Path) -> Path:
    return made_trash(tmp_path / "data")


def size(trash: Path) -> DirectorySize | Missing:
    return trash_size(trash, Cancel(), lambda _: None)


def empty(trash: Path, cancel: Cancel | None = None) -> Cleared | Missing:
    return empty_trash(trash, cancel or Cancel(), lambda _: None)


def test_measured_emptied_measured(trash: Path) -> None:
    assert size(trash) == DirectorySize(12, 2)
    assert empty(trash) == Cleared(12, 2, 0, 0)
    assert size(trash) == DirectorySize(0, 0)
    assert [path.name for path in sorted(trash.iterdir())] == ["files", "info"]
    assert list((trash / "files").iterdir()) == list((trash / "info").iterdir()) == []


def test_the_system_takes_the_trash_of_the_data_folder(trash: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(trash.parent))
    system = LinuxSystem()
    assert system.trash_size(Cancel(), lambda _: None) == DirectorySize(12, 2)
    assert system.empty_trash(Cancel(), lambda _: None) == Cleared(12, 2, 0, 0)
    assert system.trash_size(Cancel(), lambda _: None) == DirectorySize(0, 0)


@pytest.mark.parametrize("missing", ["Trash", "files"])
def test_a_trash_that_was_never_used_is_empty(tmp_path: Path, missing: str) -> None:
    folder = tmp_path / "Trash"
    if missing == "files":
        folder.mkdir()
    assert size(folder) == DirectorySize(0, 0)
    assert empty(folder) == Cleared(0, 0, 0, 0)


def test_a_note_without_a_file_goes_and_a_file_without_a_note_too(trash: Path) -> None:
    (trash / "info" / "gone.trashinfo").write_text(NOTE, "utf-8")
    (trash / "info" / "letter.txt.trashinfo").unlink()
    assert empty(trash) == Cleared(12, 2, 0, 0)
    assert list((trash / "info").iterdir()) == []


def test_what_is_open_stays_and_can_still_be_restored(trash: Path) -> None:
    code = "import sys; file = open(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(trash / "files" / "old" / "photo")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"open\n"
        cleared = empty(trash)
        holder.stdin.close()
    assert isinstance(cleared, Cleared)
    assert (cleared.freed_bytes, cleared.removed_files, cleared.in_use_files) == (5, 1, 1)
    assert (trash / "files" / "old" / "photo").exists()
    assert [path.name for path in (trash / "info").iterdir()] == ["old.trashinfo"]


def test_a_stop_keeps_the_notes_of_what_is_left(trash: Path) -> None:
    cancel = Cancel()
    cancel.set()
    assert empty(trash, cancel) == Cleared(0, 0, 0, 0)
    assert len(list((trash / "info").iterdir())) == 2


# Hostile trees: nothing outside may change


def test_links_in_the_trash_go_as_links(trash: Path, outside: Path) -> None:  # noqa: F811
    (trash / "files" / "away").symlink_to(outside, target_is_directory=True)
    (trash / "files" / "one").symlink_to(outside / "photo")
    (trash / "files" / "loop").symlink_to(trash / "files")
    assert empty(trash) == Cleared(12, 5, 0, 0)
    assert list((trash / "files").iterdir()) == []


@pytest.mark.parametrize("place", ["Trash", "files"])
def test_a_trash_that_is_a_link_is_neither_measured_nor_emptied(
    tmp_path: Path,
    outside: Path,  # noqa: F811
    place: str,
) -> None:
    folder = tmp_path / "Trash"
    if place == "Trash":
        (outside.parent / "real" / "files").mkdir(parents=True)
        (outside.parent / "real" / "files" / "keep").write_text("mine")
        folder.symlink_to(outside.parent / "real", target_is_directory=True)
    else:
        folder.mkdir()
        (folder / "files").symlink_to(outside, target_is_directory=True)
    assert isinstance(size(folder), Missing)
    assert isinstance(empty(folder), Missing)
    assert place != "Trash" or (outside.parent / "real" / "files" / "keep").read_text() == "mine"


def test_notes_that_are_a_link_are_left_alone(trash: Path, outside: Path) -> None:  # noqa: F811
    for note in (trash / "info").iterdir():
        note.unlink()
    (trash / "info").rmdir()
    (trash / "info").symlink_to(outside, target_is_directory=True)
    assert empty(trash) == Cleared(12, 2, 0, 0)


def test_notes_that_are_folders_or_links_hurt_nobody(trash: Path, outside: Path) -> None:  # noqa: F811
    (trash / "info" / "folder.trashinfo").mkdir()
    (trash / "info" / "link.trashinfo").symlink_to(outside / "letter")
    (trash / "info" / "other").write_text("no note")
    assert empty(trash) == Cleared(12, 2, 0, 0)
    assert {path.name for path in (trash / "info").iterdir()} == {"folder.trashinfo", "other"}


def test_names_that_are_no_text(trash: Path) -> None:
    name = os.fsdecode(b"\xff\xfe\n broken")
    (trash / "files" / name).write_bytes(b"123")
    (trash / "info" / f"{name}.trashinfo").write_text(NOTE)
    assert empty(trash) == Cleared(15, 3, 0, 0)
    assert list((trash / "info").iterdir()) == []


def test_a_folder_swapped_for_a_link_again_and_again(trash: Path, outside: Path) -> None:  # noqa: F811
    """Somebody races the emptying: whatever it meets, what lies outside stays."""
    stop = threading.Event()
    victim, aside = trash / "files" / "swap", trash.parent / "aside"

    def swap() -> None:
        while not stop.is_set():
            try:
                victim.mkdir(exist_ok=True)
                (victim / "photo").write_bytes(b"x")
                victim.rename(aside)
                victim.symlink_to(outside, target_is_directory=True)
                victim.unlink(missing_ok=True)
                (aside / "photo").unlink(missing_ok=True)
                aside.rmdir()
            except OSError:
                continue

    racer = threading.Thread(target=swap, daemon=True)
    racer.start()
    try:
        for _ in range(300):
            assert isinstance(empty(trash), Cleared)
    finally:
        stop.set()
        racer.join(10)
    assert not racer.is_alive()


def test_what_belongs_to_somebody_else_stays_with_its_note(unprivileged_user: tuple[int, int]) -> None:
    """Run as a user who may not delete what lies in a closed folder."""
    if os.geteuid() != 0:
        pytest.skip("needs root: only root can make somebody else's files")
    uid, gid = unprivileged_user
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        trash = made_trash(Path(name))
        for path in (Path(name), *Path(name).rglob("*")):
            os.chown(path, uid, gid)
        os.chown(trash / "files" / "old", 0, 0)
        code = (
            "import os, sys; from pathlib import Path; from wizard.system.base import Cancel; "
            "from wizard.system.linux.trash import empty_trash; "
            f"os.setgid({gid}); os.setuid({uid}); "
            "print(empty_trash(Path(sys.argv[1]), Cancel(), lambda _: None).refused_files)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(trash)], capture_output=True, text=True, check=True, timeout=60
        )
        assert int(done.stdout) >= 1
        assert (trash / "files" / "old" / "photo").exists()
        assert [path.name for path in (trash / "info").iterdir()] == ["old.trashinfo"]
