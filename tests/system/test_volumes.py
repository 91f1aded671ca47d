"""Room on the file systems that matter: each once, nothing of dead, read-only or empty ones, and never a zero."""

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wizard.system import posix_volumes
from wizard.system.base import Cancel, FileSystem, Missing
from wizard.system.linux.volumes import file_systems

ROOT = Path("/")


def test_this_computer_against_statvfs() -> None:
    found = file_systems(Cancel(), ROOT)
    assert not isinstance(found, Missing)
    assert {place for each in found for place in each.places} == {"home", "system", "temp"}
    status = os.statvfs(Path.home())
    home = next(each for each in found if "home" in each.places)
    assert home.total_bytes == status.f_blocks * status.f_frsize
    assert home.free_bytes <= home.total_bytes


@pytest.fixture
def disks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """File systems by folder: (device, blocks, available, flags, files, available files)."""
    found: dict[str, Any] = {}

    def statvfs(folder: Path) -> Any:
        if str(folder) not in found:
            raise FileNotFoundError(folder)
        _, blocks, available, flags, files, free_files = found[str(folder)]
        return SimpleNamespace(
            f_blocks=blocks, f_bavail=available, f_frsize=1000, f_flag=flags, f_files=files, f_favail=free_files
        )

    def stat(self: Path) -> Any:
        return SimpleNamespace(st_dev=found[str(self)][0])

    monkeypatch.setattr(posix_volumes.os, "statvfs", statvfs)
    monkeypatch.setattr(Path, "stat", stat)
    monkeypatch.setattr(Path, "home", lambda: Path("/home/jana"))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: "/tmp")  # noqa: S108  (a name, nothing is made)
    return found


def test_each_file_system_once_with_all_it_holds(disks: dict[str, Any]) -> None:
    one, other = (1, 100, 40, 0, 50, 20), (2, 10, 4, 0, 0, 0)
    disks.update({"/": one, "/var": one, "/home/jana": one, "/tmp": other})  # noqa: S108
    assert file_systems(Cancel(), ROOT) == (
        FileSystem(("home", "system"), 100_000, 40_000, 50, 20),
        FileSystem(("temp",), 10_000, 4_000, None, None),
    )


def test_read_only_and_empty_ones_are_left_out(disks: dict[str, Any]) -> None:
    disks.update(
        {"/": (1, 100, 0, os.ST_RDONLY, 9, 0), "/var": (2, 100, 30, 0, 9, 5), "/home/jana": (3, 0, 0, 0, 0, 0)}
    )
    assert file_systems(Cancel(), ROOT) == (FileSystem(("system",), 100_000, 30_000, 9, 5),)


def test_nothing_answers(disks: dict[str, Any]) -> None:
    assert file_systems(Cancel(), ROOT) == Missing("not_available", "no writable file system answers")


@pytest.fixture
def stuck_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    gate, real = threading.Event(), os.statvfs
    monkeypatch.setattr(posix_volumes, "_TIMEOUT_S", 0.05)

    def statvfs(folder: Path) -> Any:
        return gate.wait(60) if folder == Path.home() else real(folder)

    monkeypatch.setattr(posix_volumes.os, "statvfs", statvfs)
    yield
    gate.set()


@pytest.mark.usefixtures("stuck_home")
def test_a_home_on_a_dead_server_does_not_cost_the_rest() -> None:
    found = file_systems(Cancel(), ROOT)
    assert not isinstance(found, Missing)
    assert {place for each in found for place in each.places} == {"system", "temp"}


def test_a_stop() -> None:
    cancel = Cancel()
    cancel.set()
    assert file_systems(cancel, ROOT) == Missing("timeout", "stopped")


def test_a_small_disk_of_this_machine_runs_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real file system of its own, filled: what is left is told to the byte."""
    import subprocess

    if os.geteuid() != 0:
        pytest.skip("needs root: only root may mount")
    made = subprocess.run(("mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=20", "tmpfs", str(tmp_path)), check=False)
    if made.returncode != 0:
        pytest.skip("this machine lets nobody mount")
    try:
        monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
        (tmp_path / "large").write_bytes(b"x" * 1_000_000)
        found = file_systems(Cancel(), ROOT)
        assert not isinstance(found, Missing)
        (temp,) = [each for each in found if each.places == ("temp",)]
        assert temp.total_bytes == 1024 * 1024
        assert 0 <= temp.free_bytes <= 48 * 1024
        assert temp.total_files == 20
        assert temp.free_files is not None
        before = temp.free_files
        for number in range(5):
            (tmp_path / str(number)).touch()
        again = file_systems(Cancel(), ROOT)
        assert not isinstance(again, Missing)
        assert next(each for each in again if each.places == ("temp",)).free_files == before - 5
    finally:
        subprocess.run(("umount", str(tmp_path)), check=True)
