"""Walking a tree by open folders (POSIX): names are always taken in a folder that is held open, never along a path.

So a folder that is swapped for a link while the walk goes on leads nowhere else, and depth has no limit.
"""

import errno
import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from wizard.system.base import Cancel

OPEN_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_PASS_FOLDER = OPEN_FOLDER | getattr(os, "O_PATH", 0)
"""For the folders above the root: they need not be readable."""
_MAX_OPEN = 64
"""Folders held open at once; those above are opened again from below, and checked to be the same."""

_AT_ONCE = 10_000
"""Entries that are listed between two looks at a stop."""


def list_folder(fd: int, cancel: Cancel) -> list[os.DirEntry[str]]:
    """Return the entries of an open folder, or only some when stopped. Raises OSError."""
    entries: list[os.DirEntry[str]] = []
    with os.scandir(fd) as listing:
        while not cancel.requested and (some := list(itertools.islice(listing, _AT_ONCE))):
            entries += some
    return entries


class OtherFileSystemError(OSError):
    """The folder belongs to another file system, or is mounted from elsewhere."""


class MovedError(OSError):
    """The way back up is gone: a folder was moved out of the tree while the walk was in it."""


@dataclass
class _Level:
    name: str
    fd: int | None
    identity: tuple[int, int]


class Descent:
    """The folder a walk is in, and the folders above it up to the root.

    ``mount_of`` names the mount of an open folder; a folder with another one than the root is not entered, nor is
    one with another ``st_dev`` (which alone a bind mount of the same disk would pass).
    """

    def __init__(self, root: Path, mount_of: Callable[[int], str | None] = lambda _fd: None) -> None:
        """Open the root. Raises OSError when it is no folder, may not be read, or a link lies on the way to it."""
        fd = _open_without_links(root)
        self._levels = [_Level(str(root), fd, _identity(fd))]
        self._mount_of = mount_of
        self._mount = mount_of(fd)

    def __enter__(self) -> "Descent":
        return self

    def __exit__(self, *_exception: object) -> None:
        for level in self._levels:
            if level.fd is not None:
                os.close(level.fd)
        self._levels.clear()

    @property
    def fd(self) -> int:
        """The open folder the walk is in."""
        return cast(int, self._levels[-1].fd)

    @property
    def device(self) -> int:
        """``st_dev`` of the root."""
        return self._levels[0].identity[0]

    @property
    def depth(self) -> int:
        """How many folders below the root the walk is."""
        return len(self._levels) - 1

    def path(self, name: str) -> str:
        """Return ``name`` in the current folder as a path from the root, for people to read."""
        return "/".join((*(level.name for level in self._levels[1:]), name))

    def enter(self, name: str) -> None:
        """Go into a folder of the current one.

        Raises OSError: NotADirectoryError or ELOOP when it is none (any more), OtherFileSystemError, PermissionError.
        """
        fd = os.open(name, OPEN_FOLDER, dir_fd=self.fd)
        try:
            identity = _identity(fd)
            if identity[0] != self.device or self._mount_of(fd) != self._mount:
                raise OtherFileSystemError(name)
        except OSError:
            os.close(fd)
            raise
        self._levels.append(_Level(name, fd, identity))
        above = len(self._levels) - 1 - _MAX_OPEN
        if above > 0 and (distant := self._levels[above]).fd is not None:
            os.close(distant.fd)
            distant.fd = None

    def leave(self) -> str:
        """Go back up and return the name of the folder that was left. Raises MovedError."""
        parent, left = self._levels[-2:]
        if parent.fd is None:
            fd = os.open("..", OPEN_FOLDER, dir_fd=self.fd)
            if _identity(fd) != parent.identity:
                os.close(fd)
                raise MovedError(f"{left.name} was moved while it was read")
            parent.fd = fd
        os.close(self.fd)
        self._levels.pop()
        return left.name


def _open_without_links(root: Path) -> int:
    if not root.is_absolute() or ".." in root.parts:
        raise NotADirectoryError(errno.ENOTDIR, "not a full path", str(root))
    fd = os.open(root.anchor, _PASS_FOLDER)
    for position, part in enumerate(root.parts[1:], start=2):
        above = fd
        try:
            fd = os.open(part, OPEN_FOLDER if position == len(root.parts) else _PASS_FOLDER, dir_fd=above)
        finally:
            os.close(above)
    return fd


def _identity(fd: int) -> tuple[int, int]:
    status = os.fstat(fd)
    return status.st_dev, status.st_ino
