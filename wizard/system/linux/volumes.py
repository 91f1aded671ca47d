"""File systems of Linux: how much room is left where a person's files, the system and temporary files lie."""

import tempfile
from pathlib import Path

from wizard.system import posix_volumes
from wizard.system.base import Cancel, FileSystem, Missing, Place


def file_systems(cancel: Cancel, root: Path) -> tuple[FileSystem, ...] | Missing:
    """Return each writable file system that matters once; see ``wizard.system.posix_volumes``."""
    folders: tuple[tuple[Place, Path], ...] = (
        ("home", Path.home()),
        ("system", root),
        ("system", root / "var"),
        ("temp", Path(tempfile.gettempdir())),
    )
    return posix_volumes.file_systems(folders, cancel)
