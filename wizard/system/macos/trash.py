"""The Trash of a Mac: ``~/.Trash``, which is closed to programs without Full Disk Access.

The trashes of other volumes (``.Trashes``) are left alone: other people's things may lie in them.
"""

import os
from pathlib import Path

from wizard.system.base import Cancel, Cleared, DirectorySize, Missing, Report
from wizard.system.macos import files

ALLOW_ACCESS = (
    "macOS keeps the Trash from programs without Full Disk Access: open System Settings, Privacy & Security, Full Disk "
    "Access, and switch on Self-Help Wizard (or the terminal it was started in). Or empty the Trash in the Finder"
)


def trash_size(trash: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
    """Return how much lies in the Trash; nothing lies in one that does not exist."""
    if not os.path.lexists(trash):
        return DirectorySize(0, 0)
    size = files.directory_size(trash, cancel, report)
    if isinstance(size, DirectorySize) and size.files == 0 and size.unreadable:
        return Missing("not_permitted", ALLOW_ACCESS)  # the folder is there, and nothing in it can be seen
    return _explained(size) if isinstance(size, Missing) else size


def empty_trash(trash: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
    """Delete what lies in the Trash, by the rules of ``directory_clearing``."""
    cleared = files.clear_directory(trash, cancel, report)
    return _explained(cleared) if isinstance(cleared, Missing) else cleared


def _explained(missing: Missing) -> Missing:
    if missing.reason != "not_permitted":
        return missing
    return Missing("not_permitted", f"{missing.detail}. {ALLOW_ACCESS}")
