"""Emptying a folder of Windows: the order is that of every system, each deletion goes by an open handle."""

import errno
import sys
from contextlib import closing, suppress
from pathlib import Path

from wizard.system.base import Cancel, Cleared, Missing, Report
from wizard.system.clearing import Clearing, InUseError, too_wide
from wizard.system.descent import OtherFileSystemError
from wizard.system.directory_size import unreadable_folder
from wizard.system.windows import files_handles as handles
from wizard.system.windows.files_descent import FolderDescent  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.files_handles import Status  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.files_listing import FILE_ATTRIBUTE_DIRECTORY

assert sys.platform == "win32"


def clear_directory(folder: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
    """Delete the contents of ``folder`` and keep the folder.

    Junctions and symbolic links are deleted as themselves; mounted volumes are left alone, and so is every file that
    a program has open. Read-only files go like others. Counts and Missing as ``wizard.system.directory_clearing``.
    """
    if (refused := too_wide(folder)) is not None:
        return refused
    try:
        with FolderDescent(folder, hold=True) as here:
            if _holds_home(here):
                return Missing("not_permitted", f"{folder} holds more than an app's files")
            clearing = Clearing(_Tree(here), cancel, report)
            clearing.run()
            return clearing.counts()
    except FileNotFoundError:
        return Cleared(0, 0, 0, 0)
    except OSError as error:
        return unreadable_folder(folder, error)


def _holds_home(here: FolderDescent) -> bool:
    """Return whether the folder is the home folder or one above it, by whatever name it was reached."""
    own = handles.status_of(here.handle)
    home = Path.home()
    for above in (home, *home.parents):
        with suppress(OSError), FolderDescent(above) as kept:
            status = handles.status_of(kept.handle)
            if (status.volume, status.index) == (own.volume, own.index):
                return True
    return False


class _Tree:
    """A ``ClearableTree`` of folders held open by handles."""

    def __init__(self, here: FolderDescent) -> None:
        self._here = here

    def path(self, name: str) -> str:
        return self._here.path(name)

    def entries(self, cancel: Cancel) -> list[tuple[str, bool]]:
        return [(entry.name, entry.is_folder) for entry in self._here.listing(cancel)]

    def is_empty(self) -> bool:
        try:
            with closing(self._here.listing(Cancel())) as listing:
                return next(listing, None) is None
        except OSError:
            return True

    def enter(self, name: str) -> None:
        self._here.enter(name)

    def leave(self) -> str:
        return self._here.leave()

    def delete_file(self, name: str) -> int:
        handle, status = self._open_to_delete(name)
        try:
            if status.is_folder:
                raise IsADirectoryError(errno.EISDIR, "is a folder", name)
            if status.attributes & FILE_ATTRIBUTE_DIRECTORY:
                _refuse_volume(handle, status, name)
            _delete(handle, status, name)
        finally:
            handles.close(handle)
        is_file = not status.leads_elsewhere and not status.attributes & FILE_ATTRIBUTE_DIRECTORY
        return status.size_bytes if is_file and status.links == 1 else 0

    def delete_folder(self, name: str) -> None:
        handle, status = self._open_to_delete(name)
        try:
            if not status.is_folder:
                raise NotADirectoryError(errno.ENOTDIR, "is no folder, or a link", name)
            _delete(handle, status, name)
        finally:
            handles.close(handle)

    def _open_to_delete(self, name: str) -> tuple[int, Status]:
        """Open for deletion alone: what another program has open, in whatever way, is in use.

        A folder may be watched by others (Explorer does), so that is shared.
        """
        access = handles.DELETE | handles.FILE_READ_ATTRIBUTES
        try:
            return self._here.open(name, access | handles.FILE_WRITE_ATTRIBUTES, share=handles.SHARE_NONE)
        except InUseError:
            handle, status = self._here.open(name, access, share=handles.SHARE_ALL)
            if status.is_folder:
                return handle, status
            handles.close(handle)
            raise
        except PermissionError:
            return self._here.open(name, access, share=handles.SHARE_NONE)


def _refuse_volume(handle: int, status: Status, name: str) -> None:
    """A folder that is no link but hangs on a reparse point (a cloud's), or where a volume is mounted, stays."""
    if not status.leads_elsewhere or handles.is_volume_mounted_at(handle):
        raise OtherFileSystemError(errno.EXDEV, "belongs to another volume or service", name)


def _delete(handle: int, status: Status, name: str) -> None:
    try:
        handles.delete_handle(handle, status)
    except OSError as error:
        # The right to delete was given, so a refusal means a program runs from it or has put something into it.
        if error.winerror in (
            handles.ERROR_ACCESS_DENIED,
            handles.ERROR_SHARING_VIOLATION,
            handles.ERROR_DIR_NOT_EMPTY,
        ):
            raise InUseError(errno.EBUSY, "is in use", name) from error
        raise
