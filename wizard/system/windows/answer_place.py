"""The folder into which an elevated program of Windows may write: held open, one person's alone, never by a link.

Whoever asked may do with the folder what they want at any moment, so nothing is opened by a path again: files are new,
made in the open folder, and for that person and administrators from the moment they are made.
"""

import ctypes
import os
import re
import sys
from pathlib import Path

from wizard.marking import N_
from wizard.system.elevation import PlaceError
from wizard.system.windows import files_handles as handles
from wizard.system.windows.access_lists import access_of_handle, descriptor  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.calls import RefusedError, function
from wizard.system.windows.files_descent import FolderDescent  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.private_place import person_of

assert sys.platform == "win32"

_LOCAL = re.compile(r"[A-Za-z]:")
"""Another computer's folder would be told who the administrator is, and a path of devices is no folder."""
_FIXED_DRIVES = frozenset({2, 3, 6})
"""DRIVE_REMOVABLE, DRIVE_FIXED, DRIVE_RAMDISK"""


class WindowsPlace:
    """The requester's private folder, held open while a request is worked on."""

    def __init__(self, folder: Path) -> None:
        """Open it. Raises PlaceError when it is not one person's alone or lies on another computer; OSError."""
        if not _LOCAL.fullmatch(folder.drive) or not _is_here(folder.anchor):
            raise PlaceError(N_("{folder} is not a folder of this computer."), folder=str(folder))
        # Not held against renaming and deleting: whoever asked may give up, and is then seen to be gone.
        self._descent = FolderDescent(folder, access=handles.READ_CONTROL)
        try:
            person = person_of(access_of_handle(self._descent.handle))
        except RefusedError as error:
            self._descent.__exit__()
            raise OSError(str(error)) from error
        except OSError:
            self._descent.__exit__()
            raise
        if person is None:
            self._descent.__exit__()
            raise PlaceError(N_("{folder} is not a private folder of the person who asks."), folder=str(folder))
        self._access = "D:P" + "".join(f"(A;;FA;;;{who})" for who in dict.fromkeys(("SY", "BA", person)))

    def __enter__(self) -> "WindowsPlace":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._descent.__exit__()

    @property
    def gone(self) -> bool:
        """Whether the folder was deleted: nobody waits for an answer any more."""
        try:
            return handles.is_deleted(self._descent.handle)
        except OSError:
            return True

    def has(self, name: str) -> bool:
        """Return whether there is anything of this name in the folder."""
        try:
            handle, _ = self._descent.open(name, handles.FILE_READ_ATTRIBUTES, share=handles.SHARE_ALL)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        handles.close(handle)
        return True

    def write(self, name: str, content: bytes) -> None:
        """Write a new file for the person and administrators. Raises OSError, also when there is one already."""
        import msvcrt

        with descriptor(self._access) as access:
            handle = handles.create_in(self._descent.handle, name, access)
        try:
            number = msvcrt.open_osfhandle(handle, os.O_WRONLY | os.O_BINARY)
        except OSError:
            handles.close(handle)
            raise
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(number, left) :]
            os.fsync(number)
        finally:
            os.close(number)


def _is_here(anchor: str) -> bool:
    kind = function("kernel32", "GetDriveTypeW", ctypes.c_uint32, ctypes.c_wchar_p)
    return kind(anchor) in _FIXED_DRIVES
