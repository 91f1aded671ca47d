"""How much lies in a folder of Windows: sizes stand in the listings, so no file is opened."""

import sys
from pathlib import Path

from wizard.system.base import Cancel, DirectorySize, Missing, Progress, Report
from wizard.system.descent import OtherFileSystemError
from wizard.system.directory_size import Stopped, Throttled, unreadable_folder
from wizard.system.windows import files_handles as handles
from wizard.system.windows.files_descent import FolderDescent  # type: ignore[attr-defined,unused-ignore]

assert sys.platform == "win32"

_UNIQUE_IDS = frozenset({"NTFS"})
"""File systems whose 64-bit file id means one file: by it, a file of several names counts once."""
_NO_ID = frozenset({0, (1 << 64) - 1})


def directory_size(folder: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
    """Return the sum of the sizes of the files below ``folder``, each counted once where its names can be told.

    No junction, link or other reparse point is entered, nor another volume; nobody is kept from working meanwhile.
    ``unreadable`` counts the folders that could not be listed. Missing: as ``wizard.system.directory_size``.
    """
    try:
        with FolderDescent(folder) as here:
            return _Sum(here, cancel, Throttled(report)).run()
    except Stopped:
        return Missing("timeout", "stopped")
    except OSError as error:
        return unreadable_folder(folder, error)


class _Sum:
    def __init__(self, here: FolderDescent, cancel: Cancel, report: Report) -> None:
        self._here = here
        self._cancel = cancel
        self._report = report
        self._has_unique_ids = handles.file_system_of(here.handle) in _UNIQUE_IDS
        self._seen: set[int] = set()
        self._size_bytes = 0
        self._files = 0
        self._unreadable = 0

    def run(self) -> DirectorySize:
        waiting = [self._list()]
        while waiting:
            if not waiting[-1]:
                waiting.pop()
                if waiting:
                    self._here.leave()
            elif self._enter(waiting[-1].pop()):
                waiting.append(self._list())
        return DirectorySize(self._size_bytes, self._files, self._unreadable)

    def _enter(self, name: str) -> bool:
        try:
            self._here.enter(name)
        except (FileNotFoundError, NotADirectoryError, OtherFileSystemError):
            return False
        except OSError:
            self._unreadable += 1
            return False
        return True

    def _list(self) -> list[str]:
        """Add up the files of the current folder, and return the names of its folders."""
        folders = []
        try:
            for entry in self._here.listing(self._cancel):
                if entry.is_folder:
                    folders.append(entry.name)
                elif entry.is_file and self._is_new(entry.file_id):
                    self._size_bytes += entry.size_bytes
                    self._files += 1
        except OSError:
            self._unreadable += 1
        if self._cancel.requested:
            raise Stopped
        self._report(Progress(facts={"files": self._files, "size_bytes": self._size_bytes}))
        return folders

    def _is_new(self, file_id: int) -> bool:
        if not self._has_unique_ids or file_id in _NO_ID:
            return True
        if file_id in self._seen:
            return False
        self._seen.add(file_id)
        return True
