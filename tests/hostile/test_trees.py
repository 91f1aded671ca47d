"""Trees that are hard to delete: sockets, longest names, depth, links outside, files that root may not delete."""

import fcntl
import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wizard.system.base import Cancel, Cleared
from wizard.system.linux.files import clear_directory

# linux/fs.h
GET_FLAGS, SET_FLAGS = 0x80086601, 0x40086602
IMMUTABLE, APPEND_ONLY = 0x10, 0x20


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A tree beside the cache, whose contents, names and kinds must stay."""
    folder = tmp_path / "outside"
    (folder / "deep").mkdir(parents=True)
    for place in (folder, folder / "deep"):
        for name in ("photo", "letter"):
            (place / name).write_text(f"{place}/{name}")

    def seen() -> dict[str, tuple[int, int, bytes]]:
        paths = [folder, *folder.rglob("*")]
        states = [(path, path.lstat()) for path in paths]
        return {
            str(path): (state.st_mode, state.st_mtime_ns, path.read_bytes() if stat.S_ISREG(state.st_mode) else b"")
            for path, state in states
        }

    before = seen()
    yield folder
    assert seen() == before


def clear(folder: Path) -> Cleared:
    answer = clear_directory(folder, Cancel(), lambda _: None)
    assert isinstance(answer, Cleared)
    return answer


def test_everything_that_can_lie_in_a_cache(tmp_path: Path, outside: Path) -> None:
    cache = tmp_path / "cache"
    (cache / "a").mkdir(parents=True)
    (cache / "a" / ("ž" * 127)).write_text("name of 254 bytes")
    (cache / ("x" * 255)).mkdir()
    os.link(outside / "photo", cache / "hard link")
    os.mkfifo(cache / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(cache / "socket"))
    for number, target in enumerate((outside, outside / "photo", cache, cache / "nowhere", Path("/"), Path(".."))):
        (cache / "a" / f"link {number}").symlink_to(target)
    (cache / "a" / "to itself").symlink_to("to itself")
    answer = clear(cache)
    assert (answer.refused_files, answer.in_use_files) == (0, 0)
    assert list(cache.iterdir()) == []


def test_four_thousand_folders_in_each_other(tmp_path: Path, outside: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    here = os.open(cache, os.O_RDONLY)
    for _ in range(4000):
        os.mkdir("d", dir_fd=here)
        os.symlink(outside, "link", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    assert clear(cache).removed_files == 4000
    assert list(cache.iterdir()) == []


def set_flags(path: Path, flags: int | None) -> int:
    """Set a file's flags, unless None, and return those from before. It is not left open, which would be "in use"."""
    handle = os.open(path, os.O_RDONLY)
    try:
        (before,) = struct.unpack("i", fcntl.ioctl(handle, GET_FLAGS, bytes(4)))
        if flags is not None:
            fcntl.ioctl(handle, SET_FLAGS, struct.pack("i", flags))
    finally:
        os.close(handle)
    return int(before)


@contextmanager
def flagged(path: Path, flag: int) -> Iterator[None]:
    """Set a flag that keeps even root from deleting, where the file system has such."""
    try:
        before = set_flags(path, None)
        set_flags(path, before | flag)
    except OSError as error:
        pytest.skip(f"only root may set it, and not on every file system: {error.strerror}")
    try:
        yield
    finally:
        set_flags(path, before)


@pytest.mark.parametrize("flag", [IMMUTABLE, APPEND_ONLY])
@pytest.mark.parametrize("name", ["fixed/file", "fixed"])
def test_what_not_even_root_may_delete_is_counted_and_the_rest_goes(
    name: str, flag: int, tmp_path: Path, outside: Path
) -> None:
    cache = tmp_path / "cache"
    (cache / "fixed").mkdir(parents=True)
    (cache / "fixed" / "file").write_text("stays")
    (cache / "other").write_text("goes")
    with flagged(cache / name, flag):
        answer = clear(cache)
        assert answer.refused_files > 0
        assert answer.removed_files == 1
        assert (cache / "fixed" / "file").read_text() == "stays"
        assert not (cache / "other").exists()
    assert clear(cache).refused_files == 0
