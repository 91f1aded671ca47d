"""Saved whole or not at all: full disk, no right to write, names that are taken, a program that is killed."""

import errno
import os
import stat
import subprocess
import sys
import tempfile
import textwrap
import warnings
from pathlib import Path

import pytest

from wizard.report import saving
from wizard.report.errors import ReportSaveError
from wizard.report.saving import save_files

FILES = {"report.txt": b"text", "diagnostics/a.log": b"log"}


def test_private_rights(tmp_path: Path) -> None:
    """Folders 0700, files 0600, whatever the umask."""
    old = os.umask(0)
    try:
        folder = save_files(tmp_path, "report-x", FILES, b"zip")
    finally:
        os.umask(old)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "diagnostics").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.rglob("*") if file.is_file()} == {0o600}


def test_never_over_anything(tmp_path: Path) -> None:
    """A second report of the same walk gets a number; a file or link of that name stays what it is."""
    first = save_files(tmp_path, "report-x", FILES, b"zip")
    (tmp_path / "report-x-2").symlink_to(tmp_path / "nowhere")
    (tmp_path / "report-x-3").write_text("mine")
    (tmp_path / "report-x-4").mkdir()
    second = save_files(tmp_path, "report-x", {"report.txt": b"new"}, b"zip")
    assert second.name == "report-x-5"
    assert (first / "report.txt").read_bytes() == b"text"
    assert (tmp_path / "report-x-3").read_text() == "mine"
    assert (second / "report-x.zip").read_bytes() == b"zip"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "no room left"),
        (errno.EDQUOT, "no room left"),
        (errno.EROFS, "may not write"),
        (errno.EIO, "could not be saved"),
    ],
)
@pytest.mark.parametrize("failing", ["_write", "_sync", "_move"])
def test_nothing_half_written_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str, failing: str
) -> None:
    """Wherever the disk gives up, the folder is as it was, and the sentence says what to do."""
    original = getattr(saving, failing)
    calls = []

    def give_up(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == (2 if failing == "_write" else 1):
            raise OSError(number, os.strerror(number))
        return original(*arguments)

    monkeypatch.setattr(saving, failing, give_up)
    with pytest.raises(ReportSaveError, match=sentence) as caught:
        save_files(tmp_path, "report-x", FILES, b"zip")
    assert "save again" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="a file system of a set size needs Linux")
def test_a_full_disk(tmp_path: Path) -> None:
    """A real file system with no room: a tmpfs of 64 kB in a mount namespace of its own, or a limit on file size."""
    script = textwrap.dedent("""
        import pathlib, resource, signal, sys
        from wizard.report.errors import ReportSaveError
        from wizard.report.saving import save_files
        folder = pathlib.Path(sys.argv[1])
        if sys.argv[2] == "limit":
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        try:
            save_files(folder, "report-x", {"report.txt": b"x", "big.log": b"x" * 1_000_000}, b"zip")
        except ReportSaveError as error:
            print(error)
        print(sorted(path.name for path in folder.iterdir()))
    """)
    (tmp_path / "s.py").write_text(script)
    (tmp_path / "disk").mkdir()
    python = f'"{sys.executable}" "{tmp_path}/s.py" "{tmp_path}/disk"'
    mounted = f'mount -t tmpfs -o size=64k none "{tmp_path}/disk" && {python} mounted'
    environment = {**os.environ, "PYTHONPATH": str(Path(saving.__file__).parents[2])}
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", mounted],
        capture_output=True, text=True, env=environment, check=False, timeout=60,
    )  # fmt: skip
    if done.returncode != 0:  # no name spaces here: a limit on the size of files gives the same kind of end
        done = subprocess.run(
            ["sh", "-c", f"{python} limit"], capture_output=True, text=True, env=environment, check=True, timeout=60
        )
    assert "There is no room left in" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_a_folder_one_may_not_write_to(unprivileged_user: tuple[int, int]) -> None:
    """As a user without rights, in a process of its own (the suite may run as root, whom nothing stops)."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        locked = Path(folder, "locked")
        locked.mkdir(mode=0o555)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # fork beside threads: the child touches none of them
            child = os.fork()
        if child == 0:
            code = 1
            try:
                if os.geteuid() == 0:
                    os.setgroups([])
                    os.setgid(unprivileged_user[1])
                    os.setuid(unprivileged_user[0])
                save_files(locked, "report-x", FILES, b"zip")
            except ReportSaveError as error:
                code = 0 if "may not write" in str(error) else 2
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        assert list(locked.iterdir()) == []


def test_a_file_in_the_way(tmp_path: Path) -> None:
    """The folder's name belongs to a file."""
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(ReportSaveError, match="is not a folder"):
        save_files(tmp_path / "taken", "report-x", FILES, b"zip")
    with pytest.raises(ReportSaveError, match="is not a folder"):
        save_files(tmp_path / "taken" / "below", "report-x", FILES, b"zip")


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    """The first report of all."""
    assert save_files(tmp_path / "a" / "b", "report-x", FILES, b"zip").is_dir()


def test_remains_of_a_killed_save_are_swept(tmp_path: Path) -> None:
    """What a killed program left an hour ago goes; what is being written now, and a link, stay."""
    old, young = tmp_path / ".report-partial-old", tmp_path / ".report-partial-young"
    target = tmp_path / "target"
    for folder in (old, young, target):
        folder.mkdir()
        (folder / "file").write_text("x")
    (tmp_path / ".report-partial-link").symlink_to(target)
    os.utime(old, (0, 0))
    save_files(tmp_path, "report-x", FILES, b"zip")
    assert not old.exists()
    assert (young / "file").exists()
    assert (target / "file").exists()
