"""Readings of where files lie: the file systems that matter to a person (part of ``wizard.system.base``)."""

from dataclasses import dataclass
from typing import Literal

Place = Literal["home", "system", "temp"]
"""What a file system holds: the person's own files, the system and its data, files that programs need for a while."""


@dataclass(frozen=True)
class FileSystem:
    """One writable file system, with all that it holds of ``Place``.

    ``free_bytes`` is what this user may still write. ``total_files`` and ``free_files`` are the names it has room for
    (inodes); None where it has no fixed number of them.
    """

    places: tuple[Place, ...]
    total_bytes: int
    free_bytes: int
    total_files: int | None = None
    free_files: int | None = None
