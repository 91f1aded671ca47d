"""Folders of Linux: where apps keep their files, how much lies in them, and how they are emptied."""

import os
import re
import stat
import time
from pathlib import Path

from wizard.system import directory_clearing
from wizard.system import directory_size as sizes
from wizard.system.base import Cancel, Cleared, DirectorySize, KnownFolders, Missing, Report

_LOOK_AT_PROCESSES_S = 2.0
"""How long looking for open files may take, on a computer with very many of them."""
_XDG = {"cache": ("XDG_CACHE_HOME", ".cache"), "config": ("XDG_CONFIG_HOME", ".config")} | {
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def known_folders() -> KnownFolders:
    """Return the roots by the XDG Base Directory Specification 0.8; a relative value of a variable is ignored.

    The way to each root has no links (``/home`` may be one); a root that is a link itself stays one, to be refused.
    """
    home = Path(os.path.realpath(Path.home()))
    roots = {"home": home, "crash": Path("/var/crash")}
    for name, (variable, default) in _XDG.items():
        value = os.environ.get(variable, "")
        root = Path(os.path.normpath(value)) if value.startswith("/") else home / default
        roots[name] = Path(os.path.realpath(root.parent)) / root.name
    return KnownFolders(roots)


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
    """Return (st_dev, st_ino) of the regular files of one device that a process has open.

    Only processes of the same user can be looked into (all of them as root). Ends after 2 s with what was found.
    """
    found = set()
    end_s = time.monotonic() + _LOOK_AT_PROCESSES_S
    for process in _names("/proc"):
        if not process.isdigit():
            continue
        if cancel.requested or time.monotonic() > end_s:
            break
        descriptors = f"/proc/{process}/fd"
        for descriptor in _names(descriptors):
            try:
                status = os.stat(f"{descriptors}/{descriptor}")  # noqa: PTH116  (as above)
            except OSError:
                continue
            if status.st_dev == device and stat.S_ISREG(status.st_mode):
                found.add((status.st_dev, status.st_ino))
    return frozenset(found)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  (names are all that is wanted, of tens of thousands)
    except OSError:
        return []


def _mount_id(fd: int) -> str | None:
    """Return the kernel's number of the mount an open folder lies on (proc_pid_fdinfo(5))."""
    try:
        with open(f"/proc/self/fdinfo/{fd}", "rb") as lines:  # noqa: PTH123  (once per folder)
            return next((line.split()[1].decode() for line in lines if line.startswith(b"mnt_id:")), None)
    except OSError:
        return None


def _mounts_below(folder: Path) -> bool:
    """Return whether anything is mounted below ``folder`` (proc_pid_mountinfo(5)); True when that cannot be known."""
    real = os.path.realpath(folder).rstrip("/") + "/"
    try:
        lines = Path("/proc/self/mountinfo").read_bytes().splitlines()
    except OSError:
        return True
    return any(_unescaped(line.split()[4]).startswith(os.fsencode(real)) for line in lines)


def _unescaped(field: bytes) -> bytes:
    r"""Return a field of mountinfo as it is: space, tab, newline and backslash stand there as ``\040`` and so on."""
    return re.sub(rb"\\([0-7]{3})", lambda match: bytes([int(match[1], 8)]), field)
