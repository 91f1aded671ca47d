"""Walking a tree of Windows by open folders; every step down is checked to have stayed where it was taken."""

import errno
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from wizard.system.base import Cancel
from wizard.system.clearing import InUseError
from wizard.system.descent import OtherFileSystemError
from wizard.system.windows import files_handles as handles
from wizard.system.windows.files_handles import Status  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.files_listing import Entry, is_plain_name

assert sys.platform == "win32"

_LOOK = handles.FILE_LIST_DIRECTORY | handles.FILE_READ_ATTRIBUTES


@dataclass
class _Level:
    name: str
    handle: int
    opened_name: str


class FolderDescent:
    """The folder a walk is in, and the open folders above it up to the root.

    ``hold``: while a folder is open nobody else may rename or delete it (nor those above it); a walk that only looks
    does not hold, and disturbs no program. No reparse point and no other volume is entered.
    """

    def __init__(self, root: Path, *, hold: bool = False, access: int = 0) -> None:
        """Open the root, with these rights to it beside looking.

        Raises OSError when it is no folder, may not be read, or a link lies on the way to it.
        """
        self._hold = hold
        self._access = _LOOK | access
        self._levels: list[_Level] = []
        self._levels.append(self._open_root(root))
        try:
            self._volume = handles.status_of(self.handle).volume
        except OSError:
            self.__exit__()
            raise

    def __enter__(self) -> "FolderDescent":
        return self

    def __exit__(self, *_exception: object) -> None:
        while self._levels:
            handles.close(self._levels.pop().handle)

    @property
    def handle(self) -> int:
        """The open folder the walk is in."""
        return self._levels[-1].handle

    def path(self, name: str) -> str:
        """Return ``name`` in the current folder as a path from the root, for people to read."""
        return "\\".join((*(level.name for level in self._levels[1:]), name))

    def listing(self, cancel: Cancel) -> Generator[Entry, None, None]:
        """Yield the entries of the current folder, or only some when stopped. Raises OSError."""
        for entries in handles.list_handle(self.handle):
            yield from entries
            if cancel.requested:
                return

    def enter(self, name: str) -> None:
        """Go into a folder of the current one.

        Raises OSError: NotADirectoryError when it is none (any more), OtherFileSystemError, InUseError,
        PermissionError.
        """
        handle, status = self.open(name, _LOOK, handles.FILE_DIRECTORY_FILE)
        try:
            if status.volume != self._volume:
                raise OtherFileSystemError(errno.EXDEV, "belongs to another volume", name)
            if not status.is_folder:
                raise NotADirectoryError(errno.ENOTDIR, "is no folder, or a link", name)
            self._levels.append(_Level(name, handle, handles.name_of(handle)))
        except OSError:
            handles.close(handle)
            raise

    def leave(self) -> str:
        """Go back up and return the name of the folder that was left."""
        left = self._levels.pop()
        handles.close(left.handle)
        return left.name

    def open(self, name: str, access: int, options: int = 0, share: int | None = None) -> tuple[int, Status]:
        """Return a handle to what goes by this name in the current folder, and what it is; a link as itself.

        Raises OSError: InUseError for what others hold, PermissionError also for what lies outside of the folder.
        """
        if not is_plain_name(name):
            raise PermissionError(errno.EACCES, "is no plain name", name)
        if share is None:
            handle = _open_sharing(self.handle, name, access, options, hold=self._hold)
        else:
            handle = _open(self.handle, name, access, share, options)
        try:
            status = handles.status_of(handle)
            if not _lies_in(handle, self._levels[-1]):
                raise PermissionError(errno.EACCES, "lies in another folder", name)
        except OSError:
            handles.close(handle)
            raise
        return handle, status

    def _open_root(self, root: Path) -> _Level:
        if not root.is_absolute() or ".." in root.parts:
            raise NotADirectoryError(errno.ENOTDIR, "not a full path", str(root))
        above = _Level(root.anchor, handles.open_anchor(root.anchor), "")
        above.opened_name = handles.name_of(above.handle)
        for position, part in enumerate(root.parts[1:], start=2):
            is_last = position == len(root.parts)
            access = self._access if is_last else handles.FILE_READ_ATTRIBUTES
            try:
                handle = _open_sharing(
                    above.handle, part, access, handles.FILE_DIRECTORY_FILE, hold=self._hold and is_last
                )
                try:
                    if not handles.status_of(handle).is_folder or not _lies_in(handle, above):
                        raise NotADirectoryError(errno.ENOTDIR, "is reached through a link", str(root))
                    following = _Level(part, handle, handles.name_of(handle))
                except OSError:
                    handles.close(handle)
                    raise
            finally:
                handles.close(above.handle)
            above = following
        return above


def _open_sharing(folder: int, name: str, access: int, options: int, *, hold: bool) -> int:
    """Open, if asked for, so that nobody else may rename it; what others already may rename is opened all the same."""
    if hold:
        try:
            return handles.open_in(folder, name, access, handles.SHARE_READ_WRITE, options)
        except OSError as error:
            if error.winerror != handles.ERROR_SHARING_VIOLATION:
                raise
    return _open(folder, name, access, handles.SHARE_ALL, options)


def _open(folder: int, name: str, access: int, share: int, options: int) -> int:
    try:
        return handles.open_in(folder, name, access, share, options)
    except OSError as error:
        if error.winerror == handles.ERROR_SHARING_VIOLATION:
            raise InUseError(errno.EBUSY, "is open in a program", name) from error
        raise


def _lies_in(handle: int, level: _Level) -> bool:
    """Return whether what was opened is right below the folder, by the names that Windows has for both.

    Relative opening cannot leave a folder; this holds where a file system or an older Windows would let it. The names
    as they were opened are compared first, then (short names, a folder renamed meanwhile) those in normal form.
    """
    if _is_below(handles.name_of(handle), level.opened_name):
        return True
    return _is_below(handles.final_name_of(handle), handles.final_name_of(level.handle))


def _is_below(name: str, above: str) -> bool:
    parent, separator, _last = name.rpartition("\\")
    return bool(separator) and parent.casefold() == above.rstrip("\\").casefold()
