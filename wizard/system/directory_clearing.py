"""Deleting what lies in a folder (POSIX), and nothing outside of it, whatever happens to the tree meanwhile."""

import errno
import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from wizard.system.base import Cancel, Cleared, Missing, Progress, Report
from wizard.system.descent import Descent, MovedError, OtherFileSystemError, list_folder
from wizard.system.directory_size import unreadable_folder

_REPORT_S = 0.1
_EXAMPLES = 5
_ROUNDS = 3
"""How often a folder is looked through when something new appears in it while it is cleared."""

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
    home = Path.home()
    if not folder.is_absolute() or ".." in folder.parts or folder == home or folder in home.parents:
        return Missing("not_permitted", f"{folder} holds more than an app's files")
    try:
        with Descent(folder, mount_of) as here:
            clearing = _Clearing(here, open_files(here.device), cancel, report)
            clearing.run()
            return clearing.counts()
    except FileNotFoundError:
        return Cleared(0, 0, 0, 0)
    except OSError as error:
        return unreadable_folder(folder, error)


@dataclass
class _Frame:
    """A folder being cleared: folders in it still to be entered, and whether something in it has to stay."""

    folders: list[str] = field(default_factory=list)
    kept: bool = False
    rounds: int = 1


class _Clearing:
    def __init__(self, here: Descent, opened: frozenset[tuple[int, int]], cancel: Cancel, report: Report) -> None:
        self._here = here
        self._opened = opened
        self._cancel = cancel
        self._report = report
        self._next_report_s = 0.0
        self._frames: list[_Frame] = []
        self._freed_bytes = 0
        self._removed = 0
        self._in_use = 0
        self._refused = 0
        self._examples: list[str] = []

    def counts(self) -> Cleared:
        return Cleared(self._freed_bytes, self._removed, self._in_use, self._refused, tuple(self._examples))

    def run(self) -> None:
        self._frames.append(_Frame())
        self._delete_files()
        while not self._cancel.requested:
            frame = self._frames[-1]
            if frame.folders:
                self._enter(frame.folders.pop())
            elif len(self._frames) == 1 or not self._leave():
                return

    def _enter(self, name: str) -> None:
        try:
            self._here.enter(name)
        except FileNotFoundError:
            return
        except OtherFileSystemError:
            self._refuse()
        except NotADirectoryError:
            self._delete_swapped(name)
        except OSError as error:
            if error.errno == errno.ELOOP:
                self._delete_swapped(name)
            else:
                self._delete_unreadable(name)
        else:
            self._frames.append(_Frame())
            self._delete_files()

    def _leave(self) -> bool:
        """Go up and delete the folder that was cleared; False when the way up is gone."""
        frame = self._frames[-1]
        if not frame.kept and frame.rounds < _ROUNDS and self._filled_again():
            frame.rounds += 1
            self._delete_files()
            return True
        self._frames.pop()
        try:
            name = self._here.leave()
        except MovedError:
            self._refused += 1
            return False
        if frame.kept:
            self._frames[-1].kept = True
            return True
        try:
            os.rmdir(name, dir_fd=self._here.fd)
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                self._keep_in_use(name)
            else:
                self._refuse()
        return True

    def _filled_again(self) -> bool:
        try:
            with os.scandir(self._here.fd) as listing:
                return next(listing, None) is not None
        except OSError:
            return False

    def _delete_files(self) -> None:
        """Delete everything in the current folder that is no folder, and note the folders."""
        frame = self._frames[-1]
        try:
            entries = list_folder(self._here.fd, self._cancel)
        except OSError:
            self._refuse()
            return
        for entry in entries:
            if self._cancel.requested:
                return
            try:
                is_folder = entry.is_dir(follow_symlinks=False)
            except OSError:
                self._refuse()
                continue
            if is_folder:
                frame.folders.append(entry.name)
            else:
                self._delete_file(entry.name)

    def _delete_file(self, name: str) -> None:
        fd = self._here.fd
        try:
            status = os.stat(name, dir_fd=fd, follow_symlinks=False)
            if (status.st_dev, status.st_ino) in self._opened:
                self._keep_in_use(name)
                return
            os.unlink(name, dir_fd=fd)
        except FileNotFoundError:
            return
        except OSError as error:
            # A folder in the place of a file: POSIX says EPERM, Linux EISDIR.
            if error.errno == errno.EISDIR or (error.errno == errno.EPERM and self._is_folder(name)):
                self._frames[-1].folders.append(name)
            else:
                self._refuse()
            return
        self._removed += 1
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
            self._freed_bytes += status.st_size
        self._show()

    def _is_folder(self, name: str) -> bool:
        try:
            return stat.S_ISDIR(os.stat(name, dir_fd=self._here.fd, follow_symlinks=False).st_mode)
        except OSError:
            return False

    def _delete_swapped(self, name: str) -> None:
        """Delete what has taken the place of a folder: a link or a file, as itself."""
        if self._is_folder(name):
            # Swapped back again: once is enough to look, the next measurement tells.
            self._keep_in_use(name)
        else:
            self._delete_file(name)

    def _delete_unreadable(self, name: str) -> None:
        """Delete a folder that may not be entered, which works when it is empty."""
        try:
            os.rmdir(name, dir_fd=self._here.fd)
        except FileNotFoundError:
            return
        except OSError:
            self._refuse()

    def _keep_in_use(self, name: str) -> None:
        self._in_use += 1
        self._frames[-1].kept = True
        if len(self._examples) < _EXAMPLES:
            self._examples.append(_readable(self._here.path(name)))

    def _refuse(self) -> None:
        self._refused += 1
        self._frames[-1].kept = True

    def _show(self) -> None:
        now_s = time.monotonic()
        if now_s >= self._next_report_s:
            self._next_report_s = now_s + _REPORT_S
            self._report(Progress(facts={"freed_bytes": self._freed_bytes, "removed_files": self._removed}))


def _readable(path: str) -> str:
    """Return a file name as text that can be shown: no broken encoding, no control characters."""
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
