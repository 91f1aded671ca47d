"""The folder into which an elevated program may write (POSIX): held open, its owner's alone, never reached by a link.

Whoever asked owns the folder and may do with it what they want at any moment, so nothing is ever opened by a path
again: files are new (``O_EXCL``), made in the open folder, and handed to its owner before anything stands in them.
"""

import errno
import os
import stat
import sys
from pathlib import Path

from wizard.marking import N_
from wizard.system.descent import Descent
from wizard.system.elevation import PlaceError

assert sys.platform != "win32"

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class PosixPlace:
    """The requester's private folder, held open while a request is worked on."""

    def __init__(self, folder: Path) -> None:
        """Open it. Raises PlaceError when it is not one user's alone, or not the user's whom pkexec names; OSError."""
        self._descent = Descent(folder)
        state = os.fstat(self._descent.fd)
        self._owner, self._group = state.st_uid, state.st_gid
        asked_by = os.environ.get("PKEXEC_UID")
        if stat.S_IMODE(state.st_mode) & 0o077 or (asked_by is not None and asked_by != str(self._owner)):
            self._descent.__exit__()
            raise PlaceError(N_("{folder} is not a private folder of the person who asks."), folder=str(folder))

    def __enter__(self) -> "PosixPlace":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._descent.__exit__()

    @property
    def gone(self) -> bool:
        """Whether the folder was deleted: nobody waits for an answer any more."""
        return os.fstat(self._descent.fd).st_nlink == 0

    def has(self, name: str) -> bool:
        """Return whether there is anything of this name in the folder."""
        try:
            os.stat(name, dir_fd=self._descent.fd, follow_symlinks=False)
        except OSError as error:
            return error.errno != errno.ENOENT
        return True

    def write(self, name: str, content: bytes) -> None:
        """Write a new file that belongs to the folder's owner. Raises OSError, also when there is one already."""
        handle = os.open(name, _NEW_FILE, 0o600, dir_fd=self._descent.fd)
        with os.fdopen(handle, "wb") as file:
            os.fchown(handle, self._owner, self._group)
            file.write(content)
            file.flush()
            os.fsync(handle)
