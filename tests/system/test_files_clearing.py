"""Emptying a cache folder: all of it, and nothing outside of it, whatever lies in it and happens to it (FACTS A5)."""

import contextlib
import json
import os
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wizard.system import descent
from wizard.system.base import Cancel, Cleared, Missing, Progress
from wizard.system.directory_size import directory_size
from wizard.system.linux.files import clear_directory, open_files

REPOSITORY = Path(__file__).parent.parent.parent
NOBODY = 65534
Seen = dict[str, tuple[int, int, int, int, int, bytes]]


def clear(folder: Path) -> Cleared | Missing:
    return clear_directory(folder, Cancel(), lambda _: None)


def seen(folder: Path) -> Seen:
    """Everything that is to be known of a tree: a change of it changes this."""
    found: Seen = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
        times = (status.st_mtime_ns, status.st_ctime_ns)
        found[str(path)] = (status.st_mode, status.st_ino, status.st_nlink, *times, content)
    return found


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A tree beside the cache, which must be the same after every test, to the last time stamp."""
    folder = tmp_path / "outside"
    (folder / "deep" / "deeper").mkdir(parents=True)
    for place in (folder, folder / "deep", folder / "deep" / "deeper"):
        for name in ("photo", "letter", "file", "victim"):
            (place / name).write_text(f"{place}/{name}")
    before = seen(folder)
    yield folder
    assert seen(folder) == before


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


@pytest.fixture
def memory_cache() -> Iterator[Path]:
    """A folder in memory where there is one: many files on a busy disk take their time."""
    memory = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name).resolve()


def test_contents_go_and_the_folder_stays(cache: Path, outside: Path) -> None:
    cache.chmod(0o750)
    before = cache.stat()
    (cache / "a" / "b").mkdir(parents=True)
    (cache / "a" / "empty").mkdir()
    (cache / ".hidden").write_bytes(b"1234")
    (cache / "a" / "b" / "file").write_bytes(b"123456")
    assert clear(cache) == Cleared(freed_bytes=10, removed_files=2, in_use_files=0, refused_files=0)
    assert list(cache.iterdir()) == []
    after = cache.stat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)


def test_what_was_measured_is_what_is_freed(cache: Path) -> None:
    for number in range(50):
        (cache / str(number % 7) / str(number % 5)).mkdir(parents=True, exist_ok=True)
        (cache / str(number % 7) / str(number % 5) / str(number)).write_bytes(b"x" * number)
    with (cache / "sparse").open("wb") as file:
        file.truncate(500_000_001)
    measured = directory_size(cache, Cancel(), lambda _: None)
    cleared = clear(cache)
    assert isinstance(cleared, Cleared)
    assert not isinstance(measured, Missing)
    assert (cleared.freed_bytes, cleared.removed_files) == (measured.size_bytes, measured.files)
    assert cleared.freed_bytes == 500_000_001 + sum(range(50))


def test_an_empty_folder_and_none_at_all(cache: Path) -> None:
    assert clear(cache) == Cleared(0, 0, 0, 0)
    assert clear(cache / "not there") == Cleared(0, 0, 0, 0)
    assert not (cache / "not there").exists()


def test_links_are_deleted_and_never_followed(cache: Path, outside: Path) -> None:
    (cache / "to folder").symlink_to(outside)
    (cache / "relative").symlink_to("../outside/deep")
    (cache / "to file").symlink_to(outside / "photo")
    (cache / "up").symlink_to("..")
    (cache / "self").symlink_to(".")
    (cache / "dangling").symlink_to("nowhere")
    (cache / "folder").mkdir()
    (cache / "folder" / "again").symlink_to(outside / "deep")
    cleared = clear(cache)
    assert cleared == Cleared(freed_bytes=0, removed_files=7, in_use_files=0, refused_files=0)
    assert list(cache.iterdir()) == []


def test_a_hard_link_elsewhere_keeps_its_file_and_frees_nothing(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"12345")
    (cache / "same").hardlink_to(tmp_path / "kept")
    (cache / "one").write_bytes(b"123")
    (cache / "two").hardlink_to(cache / "one")
    assert clear(cache) == Cleared(freed_bytes=3, removed_files=3, in_use_files=0, refused_files=0)
    assert (tmp_path / "kept").read_bytes() == b"12345"
    assert (tmp_path / "kept").stat().st_nlink == 1


def test_pipes_go_without_being_opened(cache: Path) -> None:
    os.mkfifo(cache / "pipe")
    assert clear(cache) == Cleared(freed_bytes=0, removed_files=1, in_use_files=0, refused_files=0)


def test_names_of_any_kind(cache: Path) -> None:
    names = (b"new\nline", b"not \xff utf-8", b"-rf", b" ", "žluťoučký".encode(), b"*", b"~", b"a" * 255)
    for name in names:
        (cache / os.fsdecode(name)).mkdir()
        (cache / os.fsdecode(name) / os.fsdecode(name)).write_bytes(b"123")
    assert clear(cache) == Cleared(3 * len(names), len(names), 0, 0)
    assert list(cache.iterdir()) == []


def test_a_tree_deeper_than_any_path_may_be_long(memory_cache: Path) -> None:
    depth = 900
    fd = os.open(memory_cache, os.O_RDONLY)
    for _ in range(depth):
        os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=fd))
        os.mkdir("level", dir_fd=fd)
        below = os.open("level", os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = below
    os.close(fd)
    assert clear(memory_cache) == Cleared(0, depth, 0, 0)
    assert list(memory_cache.iterdir()) == []


def test_a_hundred_thousand_entries(memory_cache: Path) -> None:
    for folder in range(100):
        (memory_cache / str(folder)).mkdir()
        fd = os.open(memory_cache / str(folder), os.O_RDONLY)
        for number in range(999):
            os.mknod(f"entry-{number}", 0o600, dir_fd=fd)
        os.close(fd)
    assert clear(memory_cache) == Cleared(0, 99_900, 0, 0)
    assert list(memory_cache.iterdir()) == []


# Files in use


def test_open_files_are_left_and_counted(cache: Path) -> None:
    (cache / "a" / "b").mkdir(parents=True)
    (cache / "a" / "b" / "open\nfile").write_bytes(b"123")
    (cache / "a" / "closed").write_bytes(b"12345")
    with (cache / "a" / "b" / "open\nfile").open("rb"):
        cleared = clear(cache)
    assert cleared == Cleared(5, 1, 1, 0, ("a/b/open\ufffdfile",))
    assert [str(path.relative_to(cache)) for path in sorted(cache.rglob("*"))] == ["a", "a/b", "a/b/open\nfile"]


def test_a_file_that_another_program_has_open_is_left(cache: Path) -> None:
    (cache / "index").write_bytes(b"123")
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; f = open(sys.argv[1]); print('open', flush=True); input()",
            cache / "index",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"open\n"
        first = clear(cache)
        program.communicate(b"\n")
    assert first == Cleared(0, 0, 1, 0, ("index",))
    assert clear(cache) == Cleared(3, 1, 0, 0)


def test_at_most_five_examples_are_named(cache: Path) -> None:
    files = [(cache / str(number)).open("wb") for number in range(9)]
    try:
        cleared = clear(cache)
    finally:
        for file in files:
            file.close()
    assert isinstance(cleared, Cleared)
    assert cleared.in_use_files == 9
    assert len(cleared.in_use_examples) == 5


def test_looking_for_open_files_can_be_stopped() -> None:
    cancel = Cancel()
    cancel.set()
    assert open_files(0, cancel) == frozenset()


# Refusals


CLEAR_AS_NOBODY = """
import json, os, sys
from pathlib import Path
from wizard.system.base import Cancel
from wizard.system.linux.files import clear_directory
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
os.environ["HOME"] = "/nonexistent"
answer = clear_directory(Path(sys.argv[1]), Cancel(), lambda _: None)
print(json.dumps({"kind": type(answer).__name__, **vars(answer)}))
"""


def clear_as_nobody(folder: Path) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", CLEAR_AS_NOBODY, folder],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


@pytest.fixture
def own_cache(cache: Path) -> Path:
    """A cache folder that belongs to the user who clears it, and can be reached by them."""
    for folder in cache.parents:
        if folder == Path("/tmp"):  # noqa: S108
            break
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    return cache


def give(*paths: Path) -> None:
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, NOBODY, NOBODY)


def test_what_may_not_be_deleted_is_counted_and_the_rest_goes(own_cache: Path) -> None:
    locked, closed, empty = own_cache / "locked", own_cache / "closed", own_cache / "closed and empty"
    for folder in (locked, closed, empty):
        folder.mkdir()
    for file in (locked / "one", locked / "two", closed / "hidden", own_cache / "free"):
        file.write_bytes(b"1234567")
    give(own_cache, locked, closed, empty, *locked.iterdir(), *closed.iterdir(), own_cache / "free")
    locked.chmod(0o500)
    closed.chmod(0)
    empty.chmod(0)
    answer = clear_as_nobody(own_cache)
    assert answer == {
        "kind": "Cleared",
        "freed_bytes": 7,
        "removed_files": 1,
        "in_use_files": 0,
        "refused_files": 3,
        "in_use_examples": [],
    }
    locked.chmod(0o700)
    closed.chmod(0o700)
    assert {path.name for path in own_cache.rglob("*")} == {"locked", "one", "two", "closed", "hidden"}


def test_a_folder_that_may_not_be_entered(own_cache: Path) -> None:
    (own_cache / "file").touch()
    own_cache.chmod(0)
    answer = clear_as_nobody(own_cache)
    own_cache.chmod(0o700)
    assert (answer["kind"], answer["reason"]) == ("Missing", "not_permitted")
    assert (own_cache / "file").exists()


def test_wide_folders_are_never_cleared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, outside: Path) -> None:
    """No folder is even opened, so that a fault here costs nobody's files."""

    def open_nothing(*_arguments: object) -> None:
        raise AssertionError("the folder was about to be opened")

    monkeypatch.setattr("wizard.system.directory_clearing.Descent", open_nothing)
    home = outside / "deep"
    monkeypatch.setenv("HOME", str(home))
    for folder in (home, home.parent, tmp_path, Path("/"), Path("relative"), outside / "deep" / "deeper" / ".."):
        answer = clear(folder)
        assert isinstance(answer, Missing)
        assert answer.reason == "not_permitted"


def test_a_link_in_the_place_of_the_folder_or_above_it(tmp_path: Path, outside: Path) -> None:
    (tmp_path / "linked").symlink_to(outside)
    for folder in (tmp_path / "linked", tmp_path / "linked" / "deep", outside / "file"):
        assert isinstance(clear(folder), Missing)


def own_mounts() -> list[str]:
    """A command's beginning that gives it mounts of its own; where that is not permitted the skip says so."""
    rights = ["--mount"] if os.geteuid() == 0 else ["--mount", "--user", "--map-root-user"]
    if subprocess.run(["unshare", *rights, "true"], check=False, capture_output=True, timeout=20).returncode != 0:
        pytest.skip("needs the right to mount: root, or user namespaces")
    return ["unshare", *rights]


MOUNTED = """
mount -t tmpfs other "$1/cache/mounted" && mount --bind "$1/outside" "$1/cache/bound" || exit 3
echo kept > "$1/cache/mounted/file"
mount --bind "$1/outside/photo" "$1/cache/photo" || exit 3
"$2" -c "
import json, sys
from pathlib import Path
from wizard.system.base import Cancel
from wizard.system.linux.files import clear_directory
answer = clear_directory(Path(sys.argv[1]) / 'cache', Cancel(), lambda _: None)
print(json.dumps(vars(answer)))" "$1" && cat "$1/cache/mounted/file"
"""


def test_nothing_mounted_below_is_touched(tmp_path: Path, cache: Path, outside: Path) -> None:
    """A bind mount of the same disk has the same st_dev: only the number of the mount tells."""
    (cache / "mounted").mkdir()
    (cache / "bound").mkdir()
    (cache / "photo").touch()
    (cache / "own").write_bytes(b"12")
    done = subprocess.run(
        [*own_mounts(), "sh", "-c", MOUNTED, "sh", tmp_path, sys.executable],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answer, kept = done.stdout.splitlines()
    assert kept == "kept"
    assert json.loads(answer) == {
        "freed_bytes": 2,
        "removed_files": 1,
        "in_use_files": 0,
        "refused_files": 3,
        "in_use_examples": [],
    }


# A tree that changes under the clearing


class SwapBeforeOpening:
    """The ``os`` module, which right before a folder of a certain name is opened does the worst that a race could."""

    def __init__(self, name: str, swap: Callable[[], object]) -> None:
        self._name = name
        self._swap = swap
        self.done = False

    def open(self, path: str, flags: int, *, dir_fd: int | None = None) -> int:
        if path == self._name and not self.done:
            self.done = True
            self._swap()
        return os.open(path, flags, dir_fd=dir_fd)

    def __getattr__(self, name: str) -> object:
        return getattr(os, name)


def swap_for_link(victim: Path, target: Path) -> Callable[[], None]:
    def swap() -> None:
        victim.rename(victim.with_name("moved aside"))
        victim.symlink_to(target)

    return swap


def test_a_folder_swapped_for_a_link_right_before_it_is_entered(
    cache: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cache / "victim").mkdir()
    (cache / "victim" / "file").touch()
    opening = SwapBeforeOpening("victim", swap_for_link(cache / "victim", outside))
    monkeypatch.setattr(descent, "os", opening)
    cleared = clear(cache)
    assert opening.done
    assert isinstance(cleared, Cleared)
    assert cleared.removed_files == 1
    assert not (cache / "victim").is_symlink()


def test_the_folder_itself_swapped_for_a_link_right_before_it_is_opened(
    cache: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening = SwapBeforeOpening("cache", swap_for_link(cache, outside))
    monkeypatch.setattr(descent, "os", opening)
    assert isinstance(clear(cache), Missing)
    assert opening.done


def test_a_folder_moved_out_of_the_tree_while_its_depth_is_cleared(
    cache: Path, tmp_path: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way back up leads elsewhere then: it is compared, and not gone."""
    levels = ["top", *(f"level{number}" for number in range(90))]
    cache.joinpath(*levels).mkdir(parents=True)
    # Entering the deepest level comes after the descriptor of "top" was given up; its parent is changed then.
    opening = SwapBeforeOpening("level89", lambda: (cache / "top" / "level0").rename(tmp_path / "moved"))
    monkeypatch.setattr(descent, "os", opening)
    (tmp_path / "precious").write_text("here")
    cleared = clear(cache)
    assert opening.done
    assert isinstance(cleared, Cleared)
    assert cleared.refused_files == 1
    assert (tmp_path / "precious").read_text() == "here"


class Racer(threading.Thread):
    """Swaps folders of the cache for links to the outside and back, as fast as it can, until it is told to end."""

    def __init__(self, cache: Path, aside: Path, outside: Path) -> None:
        super().__init__()
        self._victims = [cache / f"folder{number}" / "victim" for number in range(8)]
        self._aside = aside
        self._outside = outside
        self.ending = threading.Event()
        self.swaps = 0

    def run(self) -> None:
        while not self.ending.is_set():
            for victim in self._victims:
                # Whatever was cleared in between is made anew.
                with contextlib.suppress(OSError):
                    self._fill(victim)
                    victim.rename(self._aside)
                    victim.symlink_to(self._outside)
                    self.swaps += 1
                    victim.unlink()
                    self._aside.rename(victim)
                with contextlib.suppress(OSError):
                    for file in self._aside.iterdir():
                        file.unlink()
                    self._aside.rmdir()

    def _fill(self, victim: Path) -> None:
        if victim.is_symlink():
            victim.unlink()
        victim.mkdir(parents=True, exist_ok=True)
        for name in ("file", "photo", "letter"):
            (victim / name).touch()


def test_a_racing_swap_of_folders_for_links_never_leads_outside(cache: Path, outside: Path, tmp_path: Path) -> None:
    """Many rounds: the fixture compares the outside to the last time stamp."""
    racer = Racer(cache, tmp_path / "aside", outside)
    racer.start()
    rounds = 0
    try:
        while (racer.swaps < 500 or rounds < 200) and rounds < 20_000:
            rounds += 1
            answer = clear(cache)
            assert isinstance(answer, Cleared)
            assert answer.refused_files == 0
    finally:
        racer.ending.set()
        racer.join()
    assert racer.swaps >= 500
    assert isinstance(clear(cache), Cleared)
    assert list(cache.iterdir()) == []


def test_new_files_while_it_is_cleared_are_no_endless_work(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that writes on: what it has just written counts as in use, and the clearing ends."""
    (cache / "busy").mkdir()
    (cache / "busy" / "file0").touch()
    written = 0
    unlink = os.unlink

    def unlink_and_write(path: str, *, dir_fd: int) -> None:
        nonlocal written
        unlink(path, dir_fd=dir_fd)
        written += 1
        (cache / "busy" / f"file{written}").touch()

    monkeypatch.setattr("wizard.system.directory_clearing.os.unlink", unlink_and_write)
    cleared = clear(cache)
    assert isinstance(cleared, Cleared)
    assert cleared.removed_files == written == 3
    assert cleared.in_use_files == 1
    assert cleared.in_use_examples == ("busy",)


# Stop and progress


@pytest.mark.parametrize("folders", [1, 10])
def test_a_stop_leaves_true_counts(cache: Path, folders: int) -> None:
    for number in range(1000):
        (cache / str(number % folders)).mkdir(exist_ok=True)
        (cache / str(number % folders) / str(number)).write_bytes(b"12345")
    cancel = Cancel()

    def stop(progress: Progress) -> None:
        cancel.set()

    cleared = clear_directory(cache, cancel, stop)
    assert isinstance(cleared, Cleared)
    left = [path for path in cache.rglob("*") if path.is_file()]
    assert 0 < cleared.removed_files < 200
    assert cleared.removed_files == 1000 - len(left)
    assert cleared.freed_bytes == 5 * cleared.removed_files
    assert clear(cache) == Cleared(5 * len(left), len(left), 0, 0)


def test_no_descriptor_is_left_open(cache: Path) -> None:
    cache.joinpath(*(f"level{number}" for number in range(100))).mkdir(parents=True)
    before = len(list(Path("/proc/self/fd").iterdir()))
    clear(cache)
    clear(cache / "not there")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
