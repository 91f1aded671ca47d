"""File systems of a Mac: how much room is left where a person's files, the system and temporary files lie."""

import tempfile
from pathlib import Path

from wizard.system import posix_volumes
from wizard.system.base import Cancel, FileSystem, Missing, Place

DATA = "System/Volumes/Data"
"""Where a Mac keeps all that can be written: the system itself lies on a sealed volume, which is always full."""


def file_systems(cancel: Cancel, root: Path) -> tuple[FileSystem, ...] | Missing:
    """Return each writable file system that matters once; see ``wizard.system.posix_volumes``."""
    folders: tuple[tuple[Place, Path], ...] = (
        ("home", Path.home()),
        ("system", system_folder(root)),
        ("temp", Path(tempfile.gettempdir())),
    )
    return posix_volumes.file_systems(folders, cancel)


def system_folder(root: Path) -> Path:
    """Return a folder on the volume of the system's data (before macOS 10.15 there was one volume for all)."""
    return root / DATA if (root / DATA).is_dir() else root
