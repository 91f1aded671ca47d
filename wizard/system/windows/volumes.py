"""Volumes of Windows: how much room is left for this user (quotas count) where files of a person and the system lie."""

import ctypes
import functools
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from wizard.system.base import Cancel, FileSystem, Missing, Place
from wizard.system.deadline import within
from wizard.system.directory_size import unreadable_folder
from wizard.system.windows import folders

assert sys.platform == "win32"

_TIMEOUT_S = 1.0
"""How long one volume may take to answer: a dead server never does."""
_FILE_READ_ONLY_VOLUME = 0x0008_0000
_LONGEST_PATH = 32_768

_kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel32.GetDiskFreeSpaceExW.argtypes = (ctypes.c_wchar_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
_kernel32.GetVolumePathNameW.argtypes = (ctypes.c_wchar_p, ctypes.c_wchar_p, ctypes.c_uint32)
_kernel32.GetVolumeInformationW.argtypes = (
    ctypes.c_wchar_p,
    ctypes.c_wchar_p,
    ctypes.c_uint32,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_wchar_p,
    ctypes.c_uint32,
)


@dataclass(frozen=True)
class _Volume:
    root: str
    total_bytes: int
    free_bytes: int
    is_writable: bool


def free_bytes(folder: Path) -> int | Missing:
    """Return what the user may still write on the volume of ``folder``, or of the nearest folder above it."""
    for existing in (folder, *folder.parents):
        try:
            return _room(existing)[1]
        except FileNotFoundError:
            continue
        except OSError as error:
            return unreadable_folder(existing, error)
    return Missing("not_available", f"{folder} is on no volume")


def file_systems(cancel: Cancel) -> tuple[FileSystem, ...] | Missing:
    """Return each writable volume that matters once; one that does not answer is left out. Missing when none is."""
    places: tuple[tuple[Place, Path | Missing], ...] = (
        ("home", Path.home()),
        ("system", folders.known_folder(folders.WINDOWS)),
        ("temp", Path(tempfile.gettempdir())),
    )
    held: dict[str, list[Place]] = {}
    volumes: dict[str, _Volume] = {}
    for place, folder in places:
        if isinstance(folder, Missing):
            continue
        volume = within(_TIMEOUT_S, cancel, functools.partial(_volume, folder))
        if cancel.requested:
            return Missing("timeout", "stopped")
        if isinstance(volume, _Volume) and volume.is_writable:
            volumes[volume.root] = volume
            held.setdefault(volume.root, []).append(place)
    if not volumes:
        return Missing("not_available", "no writable volume answers")
    return tuple(
        FileSystem(tuple(held[root]), volume.total_bytes, volume.free_bytes) for root, volume in volumes.items()
    )


def _volume(folder: Path) -> _Volume | None:
    root = ctypes.create_unicode_buffer(_LONGEST_PATH)
    if not _kernel32.GetVolumePathNameW(str(folder), root, len(root)):
        return None
    flags = ctypes.c_uint32()
    if not _kernel32.GetVolumeInformationW(root.value, None, 0, None, None, ctypes.byref(flags), None, 0):
        return None
    try:
        total_bytes, free = _room(folder)
    except OSError:
        return None
    return _Volume(root.value.casefold(), total_bytes, free, not flags.value & _FILE_READ_ONLY_VOLUME)


def _room(folder: Path) -> tuple[int, int]:
    """Return (total, free) bytes as this user has them. Raises OSError."""
    available, total = ctypes.c_uint64(), ctypes.c_uint64()
    if not _kernel32.GetDiskFreeSpaceExW(str(folder), ctypes.byref(available), ctypes.byref(total), None):
        raise ctypes.WinError(ctypes.get_last_error())
    return total.value, available.value
