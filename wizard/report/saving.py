"""Writes a report's folder whole or not at all, never over anything."""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from wizard.marking import N_
from wizard.private_access import keep_private
from wizard.report.errors import ReportSaveError

_PARTIAL = ".report-partial-"
_STALE_S = 3_600
_MOST_NAMES = 1_000
_NO_ROOM = N_("There is no room left in {folder}. Free some space or choose another folder, then save again.")
_NOT_ALLOWED = N_("You may not write to {folder}. Choose another folder, then save again.")
_NO_FOLDER = N_("{folder} is not a folder. Choose another folder, then save again.")
_TAKEN = N_("There is a file {file} already. Choose another name, then save again.")
_NOT_SAVED = N_("The report could not be saved in {folder}: {detail}. Choose another folder, then save again.")
_SENTENCES = {
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EFBIG: _NO_ROOM,
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.EROFS: _NOT_ALLOWED,
    errno.ENOTDIR: _NO_FOLDER,
    errno.EEXIST: _NO_FOLDER,
}


def save_files(folder: Path, name: str, files: Mapping[str, bytes], archive: bytes) -> Path:
    """Write ``files`` and ``<name>.zip`` to a new folder ``folder/name`` (0700, files 0600) and return it.

    The name gets a number when it is taken. The folder appears complete, in one move; when that does not
    come about, nothing is left. Raises ReportSaveError.
    """
    partial: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        partial = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=folder))
        for file_name, data in files.items():
            _write(partial / file_name, data)
        _write(partial / f"{name}.zip", archive)
        _sync(partial)
        saved = _move(partial, folder, name)
        partial = None
        _sync(folder)
        return saved
    except OSError as error:
        raise _explained(error, folder) from error
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def save_new(file: Path, data: bytes) -> None:
    """Write a new private file (0600) whole or not at all. Raises ReportSaveError, also when it exists."""
    try:
        _write(file, data)
    except FileExistsError as error:
        raise ReportSaveError(_TAKEN, file=str(file)) from error
    except OSError as error:
        file.unlink(missing_ok=True)
        raise _explained(error, file.parent) from error


def _explained(error: OSError, folder: Path) -> ReportSaveError:
    detail = os.strerror(error.errno) if error.errno else str(error)
    return ReportSaveError(_SENTENCES.get(error.errno or 0, _NOT_SAVED), folder=str(folder), detail=detail)


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(file, flags, 0o600), "wb") as output:
        keep_private(file)
        output.write(data)
        output.flush()
        os.fsync(output.fileno())


def _move(partial: Path, folder: Path, name: str) -> Path:
    """Give the finished folder its name, or the next that is free."""
    for number in range(1, _MOST_NAMES):
        target = folder / (name if number == 1 else f"{name}-{number}")
        if os.path.lexists(target):
            continue
        try:
            partial.rename(target)
        except OSError as error:
            if error.errno in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR):
                continue  # somebody was faster
            raise
        return target
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)


def _sync(folder: Path) -> None:
    """Make the names in a folder durable, where a folder can be opened for that (not on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what a save that was killed an hour ago or more has left behind."""
    for left in folder.glob(f"{_PARTIAL}*"):
        if left.is_dir() and not left.is_symlink() and left.lstat().st_mtime < time.time() - _STALE_S:
            shutil.rmtree(left, ignore_errors=True)
