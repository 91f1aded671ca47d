"""Folders of a Mac: where apps keep their files, how much lies in them, and how they are emptied."""

import os
import stat
import tempfile
import time
from pathlib import Path

from wizard.system import directory_clearing
from wizard.system import directory_size as sizes
from wizard.system.base import Cancel, Cleared, DirectorySize, KnownFolders, Missing, Report

_LOOK_AT_PROCESSES_S = 2.0
"""How long looking for open files may take, on a computer with very many of them."""


def known_folders() -> KnownFolders:
    """Return the roots that macOS has; the way to each has no links (``/tmp`` and ``/var`` are links on a Mac)."""
    from platformdirs.macos import MacOS

    folders = MacOS(appname=None, appauthor=False)
    home = Path(os.path.realpath(Path.home()))
    roots = {
        "home": home,
        "cache": folders.user_cache_path,
        "config": folders.user_config_path,
        "containers": home / "Library" / "Containers",
        "state": folders.user_state_path,
        "crash": folders.user_log_path / "DiagnosticReports",
        "temp": Path(tempfile.gettempdir()),
    }
    return KnownFolders(
        {
            name: root if name == "home" else Path(os.path.realpath(root.parent)) / root.name
            for name, root in roots.items()
        }
    )


def directory_size(folder: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
    """Return how much lies in ``folder``; see ``wizard.system.directory_size``."""
    if _mounts_below(folder):
        return sizes.directory_size(folder, cancel, report, mount_of=_mount_id, quick=False)
    return sizes.directory_size(folder, cancel, report)


def clear_directory(folder: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
    """Empty ``folder`` but for files in use; see ``wizard.system.directory_clearing``."""
    return directory_clearing.clear_directory(
        folder, cancel, report, open_files=lambda device: open_files(device, cancel), mount_of=_mount_id
    )


def open_files(device: int, cancel: Cancel) -> frozenset[tuple[int, int]]:
    """Return (st_dev, st_ino) of the regular files of one device that a process of this user has open.

    Ends after 2 s with what was found.
    """
    import psutil

    found = set()
    end_s = time.monotonic() + _LOOK_AT_PROCESSES_S
    for process in psutil.process_iter():
        if cancel.requested or time.monotonic() > end_s:
            break
        try:
            paths = [opened.path for opened in process.open_files()]
        except (psutil.Error, OSError):
            continue
        for path in paths:
            try:
                status = os.stat(path)  # noqa: PTH116  (tens of thousands of them)
            except (OSError, ValueError):
                continue
            if status.st_dev == device and stat.S_ISREG(status.st_mode):
                found.add((status.st_dev, status.st_ino))
    return frozenset(found)


def _mount_id(fd: int) -> str | None:
    """Return the kernel's number of the mounted file system an open folder lies on (fstatvfs(3))."""
    try:
        return str(os.fstatvfs(fd).f_fsid)
    except OSError:
        return None


def _mounts_below(folder: Path) -> bool:
    """Return whether anything is mounted below ``folder``; True when that cannot be known."""
    import psutil

    real = os.path.realpath(folder).rstrip("/") + "/"
    try:
        return any(part.mountpoint.startswith(real) for part in psutil.disk_partitions(all=True))
    except (OSError, psutil.Error):
        return True
