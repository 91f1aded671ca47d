"""Deleting what lies in a folder (POSIX), and nothing outside of it, whatever happens to the tree meanwhile."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from wizard.system.base import Cancel, Cleared, Missing, Report
from wizard.system.clearing import Clearing, InUseError, too_wide
from wizard.system.descent import Descent, list_folder
from wizard.system.directory_size import unreadable_folder

OpenFiles = Callable[[int], frozenset[tuple[int, int]]]
"""From a device to the (st_dev, st_ino) of the files on it that some process has open."""


def clear_directory(
    folder: Path,
    cancel: Cancel,
    report: Report,
    *,
    open_files: OpenFiles = lambda _device: frozenset(),
    mount_of: Callable[[int], str | None] = lambda _fd: None,
) -> Cleared | Missing:
    """Delete the contents of ``folder`` and keep the folder.

    Links are deleted, never followed; other file systems and files that a process has open are left alone. A stop
    ends it between two files, with the counts of what was done. ``freed_bytes`` is the apparent size of the
    regular files whose last name went (a hard link elsewhere frees nothing); ``removed_files`` leaves out folders.
    A folder that does not exist has nothing to delete. Missing: ``not_available`` for a link or a file,
    ``not_permitted`` also for a folder that holds more than an app's files (``/``, the home folder and above).
    """
    if (refused := too_wide(folder)) is not None:
        return refused
    try:
        with Descent(folder, mount_of) as here:
            clearing = Clearing(_Tree(here, open_files(here.device)), cancel, report)
            clearing.run()
            return clearing.counts()
    except FileNotFoundError:
        return Cleared(0, 0, 0, 0)
    except OSError as error:
        return unreadable_folder(folder, error)


class _Tree:
    """A ``ClearableTree`` of folders held open by their descriptors."""

    def __init__(self, here: Descent, opened: frozenset[tuple[int, int]]) -> None:
        self._here = here
        self._opened = opened

    def path(self, name: str) -> str:
        return self._here.path(name)

    def entries(self, cancel: Cancel) -> list[tuple[str, bool]]:
        return [(entry.name, _is_folder(entry)) for entry in list_folder(self._here.fd, cancel)]

    def is_empty(self) -> bool:
        try:
            with os.scandir(self._here.fd) as listing:
                return next(listing, None) is None
        except OSError:
            return True

    def enter(self, name: str) -> None:
        try:
            self._here.enter(name)
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise NotADirectoryError(errno.ENOTDIR, "is a link", name) from error
            raise

    def leave(self) -> str:
        return self._here.leave()

    def delete_file(self, name: str) -> int:
        fd = self._here.fd
        status = os.stat(name, dir_fd=fd, follow_symlinks=False)
        if (status.st_dev, status.st_ino) in self._opened:
            raise InUseError(errno.EBUSY, "is open", name)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "is a folder", name)
        try:
            os.unlink(name, dir_fd=fd)
        except PermissionError:
            # A folder that has taken its place: POSIX says EPERM, Linux EISDIR.
            if stat.S_ISDIR(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode):
                raise IsADirectoryError(errno.EISDIR, "is a folder", name) from None
            raise
        return status.st_size if stat.S_ISREG(status.st_mode) and status.st_nlink == 1 else 0

    def delete_folder(self, name: str) -> None:
        try:
            os.rmdir(name, dir_fd=self._here.fd)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                raise InUseError(errno.ENOTEMPTY, "was filled again", name) from error
            raise


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False  # deleting it as a file tells
