"""Emptying a cache while another process swaps what lies in it as fast as it can: nothing outside is ever touched.

Each round builds a tree, lets the process exchange folders, links, files, pipes and the cache itself for one another
(``renameat2``, so that there is no moment without the name), and empties the cache meanwhile: 100 rounds in every
run of the tests, 10,000 by ``make soak``.
"""

import errno
import hashlib
import mmap
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wizard.system import descent
from wizard.system.base import Cancel, Cleared, Missing
from wizard.system.linux.files import clear_directory

from .swapper import GO, IDLE, SWAPS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="renameat2 is Linux' own")
ROUNDS, ROUNDS_OF_A_SOAK, KILLS_OF_A_SOAK = 100, 10_000, 200
PATIENCE_S = 20.0


def fingerprint(folder: Path) -> str:
    """Return a checksum of all that is to be known of a tree: names, kinds, times, links and contents."""
    digest = hashlib.sha256()
    for path in sorted((folder, *folder.rglob("*"))):
        status = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
        known = (status.st_mode, status.st_ino, status.st_nlink, status.st_mtime_ns, status.st_ctime_ns)
        digest.update(repr((os.fsencode(path), known, content)).encode())
    return digest.hexdigest()


class CountingOpens:
    """The ``os`` module, counting the folders that were something else by the time they were opened."""

    def __init__(self) -> None:
        self.swapped = 0

    def open(self, path: str, flags: int, *, dir_fd: int | None = None) -> int:
        try:
            return os.open(path, flags, dir_fd=dir_fd)
        except OSError as error:
            self.swapped += error.errno in (errno.ELOOP, errno.ENOTDIR)
            raise

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


class Swapper:
    """The process and the memory it shares with this one."""

    def __init__(self, folder: Path) -> None:
        state = folder / "state"
        state.write_bytes(bytes(24))
        self._file = state.open("r+b")
        self._shared = mmap.mmap(self._file.fileno(), 24)
        program = Path(__file__).with_name("swapper.py")
        self._process = subprocess.Popen((sys.executable, str(program), str(state), str(folder)))

    @property
    def swaps(self) -> int:
        return int.from_bytes(self._shared[SWAPS : SWAPS + 8], "little")

    def go(self) -> None:
        """Return once it is swapping."""
        before = self.swaps
        self._shared[GO] = 1
        self._until(lambda: self.swaps > before)

    def stop(self) -> None:
        """Return once it has stopped."""
        self._shared[GO] = 0
        self._until(lambda: self._shared[IDLE] == 1)

    def end(self) -> None:
        self._shared[GO] = 2
        self._process.wait(PATIENCE_S)
        self._shared.close()
        self._file.close()

    def _until(self, condition: Callable[[], bool]) -> None:
        end_s = time.monotonic() + PATIENCE_S
        while not condition():
            assert self._process.poll() is None
            assert time.monotonic() < end_s, "the swapping process does not answer"
            os.sched_yield()


NAMES = ("file0", "file1", "photo")


def fill(folder: Path) -> None:
    """Make a folder with the same names as the tree outside has: whoever follows a link deletes there."""
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / name).touch()
    (folder / "deep").mkdir()
    (folder / "deep" / "file0").touch()


def links_for_folders(base: Path, outside: Path) -> list[str]:
    """Folders in the cache for links to the outside."""
    for number in range(4):
        fill(base / f"cache/folder{number}/victim")
        (base / f"aside/{number}").symlink_to(outside / "deep" if number % 2 else outside)
    return [f"cache/folder{number}/victim aside/{number}" for number in range(4)]


def links_for_the_folder_above(base: Path, outside: Path) -> list[str]:
    """The folder above the one that is being emptied, for a link to a place that looks just like it."""
    for number in range(2):
        fill(base / f"cache/folder{number}/deep below")
        (base / f"cache/folder{number}/deep below").rename(base / f"cache/folder{number}/deep")
        (base / f"aside/{number}").symlink_to(outside)
    return [f"cache/folder{number} aside/{number}" for number in range(2)]


def a_link_for_the_cache(base: Path, outside: Path) -> list[str]:
    """The folder itself that is to be emptied."""
    fill(base / "cache/folder0")
    for name in NAMES:
        (base / "cache" / name).touch()
    (base / "aside/0").symlink_to(outside)
    return ["cache aside/0"]


def kinds_for_kinds(base: Path, outside: Path) -> list[str]:
    """Files, pipes and sockets for folders and links, and the other way round."""
    for number in range(4):
        fill(base / f"cache/folder{number}")
    (base / "cache/plain0").touch()
    (base / "cache/plain1").touch()
    (base / "aside/0").touch()
    os.mkfifo(base / "aside/1")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(base / "aside/2"))
    (base / "aside/3").symlink_to(outside / "photo")
    fill(base / "aside/4")
    (base / "aside/5").symlink_to(outside)
    return [
        *(f"cache/folder{number} aside/{number}" for number in range(4)),
        "cache/plain0 aside/4",
        "cache/plain1 aside/5",
    ]


def folders_for_folders_far_above(base: Path, _outside: Path) -> list[str]:
    """A folder so far above that it is no longer held open, for one beside precious files."""
    way = base / "cache/top/victim"
    way.joinpath(*(f"level{number}" for number in range(70))).mkdir(parents=True)
    fill(base / "aside/other")
    return ["cache/top/victim aside/other"]


SCENES = (
    links_for_folders,
    links_for_the_folder_above,
    a_link_for_the_cache,
    kinds_for_kinds,
    folders_for_folders_far_above,
)


@pytest.fixture
def base() -> Iterator[Path]:
    """A folder in memory where there is one: ten thousand trees on a disk take their time."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name).resolve()


def test_ten_thousand_swaps_touch_nothing_outside(
    base: Path, soak_kills: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = base / "outside"
    fill(outside)
    fill(outside / "deep" / "deep")
    (outside / "photo").write_text("precious")
    before, opened = fingerprint(outside), sum(1 for _ in Path("/proc/self/fd").iterdir())
    opening = CountingOpens()
    monkeypatch.setattr(descent, "os", opening)
    rounds = ROUNDS_OF_A_SOAK if soak_kills >= KILLS_OF_A_SOAK else ROUNDS
    seen: Counter[str] = Counter()
    swapper = Swapper(base)
    try:
        for number in range(rounds):
            scene = SCENES[number % len(SCENES)]
            swaps, refused, moved = one_round(base, scene, swapper, opening)
            seen["rounds with a swap in the middle"] += swaps > 0
            seen["swaps in the middle"] += swaps
            seen["rounds in which a folder had become something else before it was opened"] += refused > 0
            seen[f"… {scene.__name__}"] += refused > 0
            seen["rounds in which the way back up led somewhere else"] += moved
            if number % 500 == 0:
                assert fingerprint(outside) == before, f"round {number}"
    finally:
        swapper.end()
    assert fingerprint(outside) == before
    assert sum(1 for _ in Path("/proc/self/fd").iterdir()) == opened
    with capsys.disabled():
        print(f"\n{rounds} rounds of emptying under swaps; outside the same to the last time stamp")
        for name, count in seen.items():
            print(f"  {name}: {count}")
    assert seen["rounds with a swap in the middle"] > 0
    if rounds == ROUNDS_OF_A_SOAK:  # a hundred may be too few to hit the moment
        assert seen["rounds in which a folder had become something else before it was opened"] > 0


def one_round(
    base: Path, scene: Callable[[Path, Path], list[str]], swapper: Swapper, opening: CountingOpens
) -> tuple[int, int, bool]:
    """Return (swaps meanwhile, folders that were something else when opened, whether the way back up was gone)."""
    outside, aside = base / "outside", base / "aside"
    (base / "cache").mkdir()
    aside.mkdir()
    precious = [aside / name for name in (*NAMES, "top", "victim", "level0")]
    for path in precious:
        path.touch()
    (base / "pairs").write_text("\n".join(scene(base, outside)))
    swapper.go()
    swaps, refused = swapper.swaps, opening.swapped
    answer = clear_directory(base / "cache", Cancel(), lambda _: None)
    swaps, refused = swapper.swaps - swaps, opening.swapped - refused
    swapper.stop()
    assert isinstance(answer, Cleared | Missing)
    assert all(path.exists() for path in precious)
    for place in (base / "cache", aside):
        if place.is_symlink() or not place.is_dir():
            place.unlink()
        else:
            shutil.rmtree(place)
    return swaps, refused, isinstance(answer, Cleared) and answer.refused_files > 0
