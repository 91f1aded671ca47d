"""How much room is left on the file systems that matter (POSIX)."""

import functools
import os
from collections.abc import Iterable
from pathlib import Path

from wizard.system.base import Cancel, FileSystem, Missing, Place
from wizard.system.deadline import within
from wizard.system.directory_size import unreadable_folder

_TIMEOUT_S = 1.0
"""How long one file system may take to answer: a dead server never does."""


def file_systems(folders: Iterable[tuple[Place, Path]], cancel: Cancel) -> tuple[FileSystem, ...] | Missing:
    """Return each writable file system that matters once; one that does not answer is left out.

    Read-only ones (those of image-based systems, always full) and such without blocks (overlay ones report those of
    what lies below) are left out too. Missing when none is left.
    """
    places: dict[int, list[Place]] = {}
    statuses: dict[int, os.statvfs_result] = {}
    for place, folder in folders:
        answer = within(_TIMEOUT_S, cancel, functools.partial(_status, folder))
        if cancel.requested:
            return Missing("timeout", "stopped")
        if isinstance(answer, tuple):
            device, statuses[device] = answer[0], answer[1]
            held = places.setdefault(device, [])
            if place not in held:
                held.append(place)
    if not places:
        return Missing("not_available", "no writable file system answers")
    return tuple(_reading(tuple(held), statuses[device]) for device, held in places.items())


def free_bytes(folder: Path) -> int | Missing:
    """Return what the user may still write on the file system of ``folder``, or of the nearest folder above it."""
    for existing in (folder, *folder.parents):
        try:
            status = os.statvfs(existing)
        except FileNotFoundError:
            continue
        except OSError as error:
            return unreadable_folder(existing, error)
        return status.f_bavail * status.f_frsize
    return Missing("not_available", f"{folder} is on no file system")


def _status(folder: Path) -> tuple[int, os.statvfs_result] | None:
    """Return (device, status) of a writable file system with blocks, else None."""
    try:
        status, device = os.statvfs(folder), folder.stat().st_dev
    except OSError:
        return None
    is_writable = not status.f_flag & os.ST_RDONLY
    return (device, status) if is_writable and status.f_blocks > 0 else None


def _reading(places: tuple[Place, ...], status: os.statvfs_result) -> FileSystem:
    has_fixed_files = status.f_files > 0  # btrfs and network drives say 0: they make names as they need them
    return FileSystem(
        places=places,
        total_bytes=status.f_blocks * status.f_frsize,
        free_bytes=status.f_bavail * status.f_frsize,
        total_files=status.f_files if has_fixed_files else None,
        free_files=status.f_favail if has_fixed_files else None,
    )
