"""How much lies in a folder, exact to the byte (FACTS A5: 500 MB exactly is not more than 500 MB)."""

import json
import os
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wizard.system import descent
from wizard.system import directory_size as sizes
from wizard.system.base import Cancel, DirectorySize, Missing, Progress
from wizard.system.linux.files import directory_size

REPOSITORY = Path(__file__).parent.parent.parent
NOBODY = 65534
LIMIT_BYTES = 500_000_000
DEPTH = 900

Measure = Callable[[Path], DirectorySize | Missing]


def quick(folder: Path) -> DirectorySize | Missing:
    return directory_size(folder, Cancel(), lambda _: None)


def exact(folder: Path) -> DirectorySize | Missing:
    return sizes.directory_size(folder, Cancel(), lambda _: None, quick=False)


both = pytest.mark.parametrize("measure", [quick, exact])


def sparse(path: Path, size_bytes: int) -> None:
    with path.open("wb") as file:
        file.truncate(size_bytes)


@both
@pytest.mark.parametrize("extra", [0, 1])
def test_the_limit_and_one_byte_more_are_told_apart(tmp_path: Path, measure: Measure, extra: int) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    sparse(tmp_path / "half", LIMIT_BYTES // 2)
    sparse(tmp_path / "a" / "b" / "rest", LIMIT_BYTES // 2 + extra)
    assert measure(tmp_path) == DirectorySize(LIMIT_BYTES + extra, 2)


@both
def test_only_regular_files_count(tmp_path: Path, measure: Measure) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    (tmp_path / "outside").mkdir()
    sparse(tmp_path / "outside" / "large", 77_000)
    (folder / "link to a folder").symlink_to(tmp_path / "outside")
    (folder / "link to a file").symlink_to(tmp_path / "outside" / "large")
    (folder / "dangling").symlink_to("nowhere")
    (folder / "loop").symlink_to(".")
    os.mkfifo(folder / "pipe")
    (folder / "empty").mkdir()
    here = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"/proc/self/fd/{here}/socket")
        os.close(here)
    sparse(folder / ".hidden", 5)
    assert measure(folder) == DirectorySize(5, 1)


@both
def test_an_empty_folder(tmp_path: Path, measure: Measure) -> None:
    assert measure(tmp_path) == DirectorySize(0, 0)


@both
def test_names_of_any_kind(tmp_path: Path, measure: Measure) -> None:
    for name in (b"new\nline", b"not \xff utf-8", b"-rf", b" ", "žluťoučký".encode(), b"*", b"~", b"a" * 255):
        (tmp_path / os.fsdecode(name)).mkdir()
        sparse(tmp_path / os.fsdecode(name) / os.fsdecode(name), 3)
    assert measure(tmp_path) == DirectorySize(24, 8)


@both
@pytest.mark.parametrize("name", [b"not \xff utf-8", b"~root", b"*", b"[a]"])
def test_a_folder_of_any_name(tmp_path: Path, measure: Measure, name: bytes) -> None:
    folder = tmp_path / os.fsdecode(name)
    folder.mkdir()
    sparse(folder / "file", 3)
    assert measure(folder) == DirectorySize(3, 1)


@both
def test_a_file_of_two_names_counts_for_each(tmp_path: Path, measure: Measure) -> None:
    sparse(tmp_path / "one", 10)
    (tmp_path / "two").hardlink_to(tmp_path / "one")
    assert measure(tmp_path) == DirectorySize(20, 2)


@pytest.fixture
def deep(tmp_path: Path) -> Iterator[Path]:
    """A tree of 900 levels, longer than any path may be, with 5 bytes in each."""
    top = tmp_path / "top"
    top.mkdir()
    fd = os.open(top, os.O_RDONLY)
    for _ in range(DEPTH):
        file = os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=fd)
        os.write(file, b"12345")
        os.close(file)
        os.mkdir("level", dir_fd=fd)
        below = os.open("level", os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = below
    os.close(fd)
    yield top
    # Deeper than pytest's own tidying can go.
    subprocess.run(["rm", "-rf", top], check=True, timeout=60)


@both
def test_a_tree_deeper_than_any_path_may_be_long(deep: Path, measure: Measure) -> None:
    assert measure(deep) == DirectorySize(5 * DEPTH, DEPTH)


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("not there", "file", "link", "link/below", "file/below"):
        answer = quick(tmp_path / name)
        assert isinstance(answer, Missing)
        assert answer.reason == "not_available"
    assert isinstance(quick(Path("relative")), Missing)
    assert isinstance(quick(tmp_path / ".." / tmp_path.name), Missing)


def test_progress_is_told_and_true(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / str(number)).touch()
    seen: list[Progress] = []
    answer = directory_size(tmp_path, Cancel(), seen.append)
    assert isinstance(answer, DirectorySize)
    assert seen
    for progress in seen:
        assert progress.fraction is None or 0 <= progress.fraction <= 1
        files = progress.facts["files"]
        assert isinstance(files, int)
        assert 0 <= files <= 300


@both
def test_a_stop_ends_it(tmp_path: Path, measure: Measure) -> None:
    (tmp_path / "folder").mkdir()
    cancel = Cancel()
    cancel.set()
    answer = sizes.directory_size(tmp_path, cancel, lambda _: None, quick=measure is quick)
    assert answer == Missing("timeout", "stopped")


def test_a_stop_within_a_large_folder_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Listing and asking for sizes both look up now and then; here every ten entries."""
    monkeypatch.setattr(descent, "_AT_ONCE", 10)
    for number in range(100):
        (tmp_path / str(number)).touch()

    class Later(Cancel):
        looks = 0

        @property
        def requested(self) -> bool:
            self.looks += 1
            return self.looks > limit

    for limit in (5, 50):
        cancel = Later()
        assert sizes.directory_size(tmp_path, cancel, lambda _: None, quick=False) == Missing("timeout", "stopped")
        assert cancel.looks <= limit + 5


def test_a_stop_while_sizes_are_asked_for_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cancel = Cancel()

    class Endless:
        """A count that never ends, as on a dead network drive."""

        finished = False
        busy = True

        def __init__(self, _path: str) -> None: ...

        def start(self) -> None: ...

        def results(self) -> object:
            cancel.set()

            class Seen:
                files = dirs = slinks = 0

            return Seen()

    monkeypatch.setattr("scandir_rs.Count", Endless)
    assert directory_size(tmp_path, cancel, lambda _: None) == Missing("timeout", "stopped")


@pytest.mark.parametrize("fault", ["raises", "errors", "dies"])
def test_without_the_quick_way_the_answer_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    sparse(tmp_path / "file", 12)

    class Broken:
        busy = False
        finished = fault != "dies"

        def __init__(self, _path: str) -> None:
            if fault == "raises":
                raise RuntimeError("no threads left")

        def start(self) -> None: ...

        def results(self) -> object:
            class Counted:
                files = dirs = slinks = size = 0
                errors = ("something",) if fault == "errors" else ()

            return Counted()

    monkeypatch.setattr("scandir_rs.Count", Broken)
    assert quick(tmp_path) == DirectorySize(12, 1)


def test_the_threads_that_ask_for_sizes_give_way_to_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They never need the interpreter: else they keep the thread that holds it, and with it the window, waiting."""
    sparse(tmp_path / "file", 12)
    urgencies: list[int] = []

    class Broken:
        def __init__(self, _path: str) -> None: ...

        def start(self) -> None:
            urgencies.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))
            raise RuntimeError("no threads left")

    monkeypatch.setattr("scandir_rs.Count", Broken)
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert quick(tmp_path) == DirectorySize(12, 1)
    assert urgencies == [before + 10 if sys.platform == "linux" else before]


def test_a_changing_tree_breaks_nothing(tmp_path: Path) -> None:
    done = threading.Event()

    def churn() -> None:
        while not done.is_set():
            for number in range(40):
                (tmp_path / str(number)).mkdir(exist_ok=True)
                (tmp_path / str(number) / "file").write_bytes(b"12345")
            for number in range(40):
                (tmp_path / str(number) / "file").unlink(missing_ok=True)
                (tmp_path / str(number)).rmdir()

    other = threading.Thread(target=churn)
    other.start()
    try:
        for _ in range(60):
            for measure in (quick, exact):
                answer = measure(tmp_path)
                assert isinstance(answer, DirectorySize)
                assert 0 <= answer.size_bytes <= 200
    finally:
        done.set()
        other.join()


AS_NOBODY = """
import json, os, sys
from pathlib import Path
import scandir_rs
from wizard.system.base import Cancel
from wizard.system import directory_size as sizes
from wizard.system.linux.files import directory_size
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
answers = []
for name in sys.argv[1:]:
    for answer in (
        directory_size(Path(name), Cancel(), lambda _: None),
        sizes.directory_size(Path(name), Cancel(), lambda _: None, quick=False),
    ):
        answers.append({"kind": type(answer).__name__, **vars(answer)})
print(json.dumps(answers))
"""


def as_nobody(*folders: Path) -> list[dict[str, object]]:
    """Measure in a process without rights of its own, both ways, folder by folder."""
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, *folders],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, object]] = json.loads(done.stdout)
    return answers


@pytest.fixture
def open_path(tmp_path: Path) -> Path:
    """A folder that someone else may reach."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path("/tmp"):  # noqa: S108
            break
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
    return tmp_path


def test_what_cannot_be_read_is_counted_not_guessed(open_path: Path) -> None:
    sparse(open_path / "seen", 7)
    (open_path / "closed").mkdir()
    sparse(open_path / "closed" / "hidden", 1000)
    (open_path / "closed").chmod(0)
    answers = as_nobody(open_path)
    assert answers == [{"kind": "DirectorySize", "size_bytes": 7, "files": 1, "unreadable": 1}] * 2


def test_names_without_sizes_are_counted_one_by_one(open_path: Path) -> None:
    sparse(open_path / "seen", 7)
    (open_path / "names only" / "below").mkdir(parents=True)
    for name in ("a", "b"):
        sparse(open_path / "names only" / name, 1000)
    (open_path / "names only").chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    answers = as_nobody(open_path)
    assert answers == [{"kind": "DirectorySize", "size_bytes": 7, "files": 1, "unreadable": 3}] * 2


def test_a_folder_that_may_not_be_read_at_all(open_path: Path) -> None:
    closed = open_path / "closed"
    closed.mkdir()
    (closed / "below").mkdir()
    closed.chmod(0)
    answers = as_nobody(closed, closed / "below")
    assert [answer["kind"] for answer in answers] == ["Missing"] * 4
    assert {answer["reason"] for answer in answers} == {"not_permitted"}


def own_mounts() -> list[str]:
    """A command's beginning that gives it mounts of its own; where that is not permitted the skip says so."""
    rights = ["--mount"] if os.geteuid() == 0 else ["--mount", "--user", "--map-root-user"]
    if subprocess.run(["unshare", *rights, "true"], check=False, capture_output=True, timeout=20).returncode != 0:
        pytest.skip("needs the right to mount: root, or user namespaces")
    return ["unshare", *rights]


MOUNTED = """
mount -t tmpfs other "$1/cache/mounted" && mount --bind "$1/outside" "$1/cache/b ound" || exit 3
head -c 5000 /dev/zero > "$1/cache/mounted/file"
exec "$2" -c "
import json, sys
from pathlib import Path
from wizard.system.base import Cancel
from wizard.system.linux.files import directory_size
answer = directory_size(Path(sys.argv[1]) / 'cache', Cancel(), lambda _: None)
print(json.dumps(vars(answer)))" "$1"
"""


def test_other_file_systems_and_bind_mounts_are_left_out(tmp_path: Path) -> None:
    for name in ("cache/mounted", "cache/b ound", "outside"):
        (tmp_path / name).mkdir(parents=True)
    sparse(tmp_path / "outside" / "large", 70_000)
    sparse(tmp_path / "cache" / "own", 11)
    done = subprocess.run(
        [*own_mounts(), "sh", "-c", MOUNTED, "sh", tmp_path, sys.executable],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"size_bytes": 11, "files": 1, "unreadable": 0}
