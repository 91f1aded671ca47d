"""How much lies in a folder (POSIX): exact to the byte, and as fast as ``du``.

Two ways to one figure. The quick one lists every folder here, to count entries and what cannot be read, while
``scandir-rs`` (Rust, several threads, without the interpreter's lock) asks for the sizes at the same time. Where
that would not be exact (mounts below, pipes, paths too long, folders whose names can be read and nothing else) every
size is asked for here, which takes about one and a half times as long as ``du``.

A file of several names (hard links) counts once for each name.
"""

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.system.base import Cancel, DirectorySize, Missing, Progress, Report
from wizard.system.descent import Descent, MovedError, OtherFileSystemError, list_folder
from wizard.system.own_program import start_aside

if TYPE_CHECKING:
    from scandir_rs import Count

_GLANCE_S = 0.002
_REPORT_S = 0.1
_MAX_PATH_BYTES = 4000
"""Longer paths cannot be opened by name (PATH_MAX), which is how scandir-rs goes."""
_RUST_FOLDER_BYTES = 4096
"""What scandir-rs adds for everything that is no file."""


class Stopped(Exception):  # noqa: N818  (no fault: the person's Stop on its way out of a walk)
    """The person stopped the measurement."""


def unreadable_folder(folder: Path, error: OSError) -> Missing:
    """Return why a folder as a whole could not be read or cleared."""
    if isinstance(error, PermissionError):
        return Missing("not_permitted", f"{folder}: {error.strerror}")
    if isinstance(error, NotADirectoryError) or error.errno == errno.ELOOP:
        return Missing("not_available", f"{folder} is not a folder, or is reached through a link")
    return Missing("not_available", f"{folder}: {error.strerror or error}")


def directory_size(
    folder: Path,
    cancel: Cancel,
    report: Report,
    *,
    mount_of: Callable[[int], str | None] = lambda _fd: None,
    quick: bool = True,
) -> DirectorySize | Missing:
    """Return the sum of the apparent sizes of the regular files below ``folder``.

    Stays on the folder's file system and follows no link; ``quick`` is False where something is mounted below.
    ``unreadable`` counts the folders that could not be listed and the entries whose size could not be asked for:
    with any, the figure is a lower bound.
    Missing: ``not_available`` for a link, a file or nothing at all, ``not_permitted``, ``timeout`` when stopped.
    """
    throttled = Throttled(report)
    try:
        with Descent(folder):
            pass  # before anything else goes there: no link, and a folder
        walk = _Walk(folder, mount_of, cancel)
        counting = _Counting.started(folder) if quick else None
        if counting is None:
            return _exact(walk, throttled)
        entries = 0
        for listing in walk:
            entries += len(listing)
            throttled(Progress(facts={"files": entries}))
        size = None if walk.needs_exact else counting.finish(entries, cancel, throttled)
        if size is None:
            return _exact(_Walk(folder, mount_of, cancel), throttled)
        return DirectorySize(*size, walk.unreadable)
    except Stopped:
        return Missing("timeout", "stopped")
    except OSError as error:
        return unreadable_folder(folder, error)


class Throttled:
    """Passes on a progress at most every 0.1 s."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._next_s = 0.0

    def __call__(self, progress: Progress) -> None:
        now_s = time.monotonic()
        if now_s >= self._next_s:
            self._next_s = now_s + _REPORT_S
            self._report(progress)


class _Walk:
    """Lists every folder of a tree once, from its open descriptor; counts what cannot be listed."""

    def __init__(self, folder: Path, mount_of: Callable[[int], str | None], cancel: Cancel) -> None:
        self._folder = folder
        self._mount_of = mount_of
        self.cancel = cancel
        self._path_bytes = [len(os.fsencode(folder))]
        self.unreadable = 0
        self.needs_exact = False

    def __iter__(self) -> Iterator[list[os.DirEntry[str]]]:
        with Descent(self._folder, self._mount_of) as here:
            entries = self._list(here)
            yield entries
            waiting = [_folders(entries)]
            while waiting:
                if self.cancel.requested:
                    raise Stopped
                if not waiting[-1]:
                    waiting.pop()
                    self._path_bytes.pop()
                    if waiting and not self._leave(here):
                        return
                    continue
                entered = self._enter(here, waiting[-1].pop())
                if entered is not None:
                    yield entered
                    waiting.append(_folders(entered))

    def _enter(self, here: Descent, name: str) -> list[os.DirEntry[str]] | None:
        try:
            here.enter(name)
        except OtherFileSystemError:
            self.needs_exact = True
            return None
        except FileNotFoundError:
            return None
        except OSError:
            self.unreadable += 1
            return None
        length = self._path_bytes[-1] + 1 + len(os.fsencode(name))
        self._path_bytes.append(length)
        if length > _MAX_PATH_BYTES:
            self.needs_exact = True
        return self._list(here)

    def _list(self, here: Descent) -> list[os.DirEntry[str]]:
        try:
            entries = list_folder(here.fd, self.cancel)
        except OSError:
            self.unreadable += 1
            return []
        try:
            os.stat(".", dir_fd=here.fd)
        except OSError:
            # Readable, but not searchable: the names are there, the sizes behind them are not.
            self.needs_exact = True
        return entries

    def _leave(self, here: Descent) -> bool:
        try:
            here.leave()
        except MovedError:
            self.unreadable += 1
            return False
        return True


def _folders(entries: list[os.DirEntry[str]]) -> list[str]:
    return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]


def _exact(walk: _Walk, report: Report) -> DirectorySize:
    size_bytes = files = unknown = 0
    for entries in walk:
        for entry in entries:
            if walk.cancel.requested:
                raise Stopped
            if entry.is_dir(follow_symlinks=False):
                continue
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            except OSError:
                unknown += 1
                continue
            if stat.S_ISREG(status.st_mode):
                size_bytes += status.st_size
                files += 1
        report(Progress(facts={"files": files, "size_bytes": size_bytes}))
    return DirectorySize(size_bytes, files, walk.unreadable + unknown)


class _Counting:
    """A count of scandir-rs under way, made exact.

    It is never asked to stop: that would wait, holding the interpreter's lock, for whole folders and dead network
    drives. On a stop it is left behind, and ends by itself.
    """

    def __init__(self, count: "Count") -> None:
        self._count = count

    @classmethod
    def started(cls, folder: Path) -> "_Counting | None":
        """Begin to count; None for a folder that it cannot name (its paths are UTF-8)."""
        from scandir_rs import Count

        try:
            str(folder).encode()
            count = Count(str(folder))
            start_aside(count.start)
        except Exception:  # a library in Rust raises what it likes; the exact way needs none
            return None
        return cls(count)

    def finish(self, entries: int, cancel: Cancel, report: Report) -> tuple[int, int] | None:
        """Wait for size and number of files among the ``entries`` of the tree; None when it cannot say.

        It adds 4096 bytes for everything that is no file. Folders and links it counts; when those and the files are
        not all the entries there are pipes or sockets, or the tree changes: then it cannot say.
        """
        while self._count.busy:
            if cancel.wait(_GLANCE_S):
                raise Stopped
            seen = self._count.results()
            done = seen.files + seen.dirs + seen.slinks
            report(Progress(min(done / entries, 1.0) if entries else None, {"files": seen.files}))
        counted = self._count.results()
        others = counted.dirs + counted.slinks
        if counted.errors or not self._count.finished or others + counted.files != entries:
            return None
        return max(0, counted.size - _RUST_FOLDER_BYTES * others), counted.files
