"""The trash of a Linux desktop: the home trash of the freedesktop.org Trash specification 1.0.

``files`` holds what was deleted, ``info`` a note for each of it with where it came from. The trashes of other drives
(``.Trash-1000``) are left alone: another system may have filled them.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from wizard.system.base import Cancel, Cleared, DirectorySize, Missing, Report
from wizard.system.descent import OPEN_FOLDER, Descent
from wizard.system.linux import files

_NOTE = ".trashinfo"


def trash_size(trash: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
    """Return how much lies in the trash; nothing lies in one that does not exist."""
    if not os.path.lexists(trash) or not os.path.lexists(trash / "files"):
        return DirectorySize(0, 0)
    return files.directory_size(trash / "files", cancel, report)


def empty_trash(trash: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
    """Delete what lies in the trash, by the rules of ``directory_clearing``, then the notes of what is gone.

    What had to stay (in use, not permitted, after a stop) keeps its note, so that it can still be restored.
    """
    cleared = files.clear_directory(trash / "files", cancel, report)
    if isinstance(cleared, Cleared):
        with contextlib.suppress(OSError):
            _forget_gone(trash)
    return cleared


def _forget_gone(trash: Path) -> None:
    """Delete the notes whose file is gone. Names are taken in open folders alone: no link leads anywhere else."""
    with Descent(trash) as here, _opened("info", here.fd) as notes, _opened("files", here.fd) as kept:
        for name in os.listdir(notes):  # noqa: PTH208  (an open folder has no path)
            if name.endswith(_NOTE) and not _is_there(name.removesuffix(_NOTE), kept):
                with contextlib.suppress(OSError):
                    os.unlink(name, dir_fd=notes)


@contextlib.contextmanager
def _opened(name: str, above: int) -> Iterator[int]:
    fd = os.open(name, OPEN_FOLDER, dir_fd=above)
    try:
        yield fd
    finally:
        os.close(fd)


def _is_there(name: str, folder: int) -> bool:
    """Return whether something of this name lies in an open folder; what cannot be looked at is there."""
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True
