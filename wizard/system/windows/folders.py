"""Folders of Windows, as Windows itself says where they are: a person or an administrator may have moved each."""

import ctypes
import os
import sys
import tempfile
import uuid
from pathlib import Path

from wizard.system.base import KnownFolders, Missing
from wizard.system.windows.structures_files import Guid

assert sys.platform == "win32"

# KNOWNFOLDERID, knownfolders.h
PROFILE = uuid.UUID("5E6C858F-0E22-4760-9AFE-EA3317B67173")
LOCAL_APP_DATA = uuid.UUID("F1B32785-6FBA-4FCF-9D55-7B8E7F157091")
ROAMING_APP_DATA = uuid.UUID("3EB685DB-65F9-4CF6-A03A-E3EF65729F3D")
PROGRAM_DATA = uuid.UUID("62AB5D82-FDC1-4DC3-A9DD-070D1D495D97")
DOWNLOADS = uuid.UUID("374DE290-123F-4565-9164-39C4925E467B")
WINDOWS = uuid.UUID("F38BF404-1D43-42F2-9305-67DE0B28FC23")
_KF_FLAG_DONT_VERIFY = 0x4000
"""Say where it is, whether or not it exists; without, a network drive that is gone costs its time."""

_shell32 = ctypes.WinDLL("shell32")
_ole32 = ctypes.WinDLL("ole32")
_shell32.SHGetKnownFolderPath.restype = ctypes.c_uint32
_shell32.SHGetKnownFolderPath.argtypes = (
    ctypes.POINTER(Guid),
    ctypes.c_uint32,
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_void_p),
)
_ole32.CoTaskMemFree.argtypes = (ctypes.c_void_p,)


def known_folder(folder: uuid.UUID) -> Path | Missing:
    """Return where a known folder is, whether or not it exists (``SHGetKnownFolderPath``)."""
    guid = Guid(bytes_le=(ctypes.c_uint8 * 16)(*folder.bytes_le))
    text = ctypes.c_void_p()
    result = _shell32.SHGetKnownFolderPath(ctypes.byref(guid), _KF_FLAG_DONT_VERIFY, None, ctypes.byref(text))
    try:
        if result != 0 or not text.value:
            return Missing("not_available", f"the folder {{{folder}}} is not known here (0x{result:08X})")
        return Path(ctypes.wstring_at(text.value))
    finally:
        _ole32.CoTaskMemFree(text)


def known_folders() -> KnownFolders:
    """Return the roots of Windows; there is no ``cache``: an app's cache lies somewhere in ``local``.

    The way to each root has no links and no short names; a root that is a link itself stays one, to be refused.
    """
    home = _plain(_known_or(PROFILE, Path.home()))
    local = _plain(_known_or(LOCAL_APP_DATA, home / "AppData" / "Local"))
    return KnownFolders(
        {
            "home": home,
            "local": local,
            "roaming": _plain(_known_or(ROAMING_APP_DATA, home / "AppData" / "Roaming")),
            "crash": local / "CrashDumps",
            "temp": _plain(Path(tempfile.gettempdir())),
        }
    )


def downloads_folder() -> Path | Missing:
    """Return where the person's downloads go."""
    return known_folder(DOWNLOADS)


def _known_or(folder: uuid.UUID, otherwise: Path) -> Path:
    known = known_folder(folder)
    return otherwise if isinstance(known, Missing) else known


def _plain(folder: Path) -> Path:
    return Path(os.path.realpath(folder.parent)) / folder.name
