"""How much lies in a folder (POSIX): exact to the byte, and as fast as ``du``.

Two ways to one figure. The quick one counts the entries of every folder here, and leaves the 100,000 questions
for a size to ``scandir-rs`` (Rust, several threads, no lock of the interpreter). Where that would not be exact
(mounts below, paths too long, folders whose names can be read and nothing else) every size is asked for here,
which takes about twice the time of ``du``.

A file of several names (hard links) counts once for each name.
"""

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wizard.system.base import Cancel, DirectorySize, Missing, Progress, Report
from wizard.system.descent import Descent, MovedError, OtherFileSystemError

_GLANCE_S = 0.004
_REPORT_S = 0.1
_MAX_PATH_BYTES = 4000
"""Longer paths cannot be opened by name (PATH_MAX), which is how scandir-rs goes."""
_UNINTERRUPTIBLE_ENTRIES = 50_000
"""scandir-rs looks up only between folders; a stop within a larger one is not waited for."""
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
    throttled = _Throttled(report)
    try:
        walk = _Walk(folder, mount_of, cancel)
        if not quick or not _reachable_by_name(folder):
            return _exact(walk, throttled)
        entries, largest = 0, 0
        for listing in walk:
            entries += len(listing)
            largest = max(largest, len(listing))
            throttled(Progress(facts={"files": entries}))
        if walk.needs_exact:
            return _exact(_Walk(folder, mount_of, cancel), throttled)
        size = _quick(folder, entries, largest, cancel, throttled)
        if size is None:
            return _exact(_Walk(folder, mount_of, cancel), throttled)
        return DirectorySize(size.size_bytes, size.files, walk.unreadable)
    except Stopped:
        return Missing("timeout", "stopped")
    except OSError as error:
        return unreadable_folder(folder, error)


class _Throttled:
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
        self._cancel = cancel
        self._path_bytes = [len(os.fsencode(folder))]
        self.unreadable = 0
        self.needs_exact = False

    def __iter__(self) -> Iterator[list[os.DirEntry[str]]]:
        with Descent(self._folder, self._mount_of) as here:
            entries = self._list(here)
            yield entries
            waiting = [_folders(entries)]
            while waiting:
                if self._cancel.requested:
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
            with os.scandir(here.fd) as listing:
                entries = list(listing)
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


@dataclass(frozen=True)
class _Quick:
    size_bytes: int
    files: int


def _reachable_by_name(folder: Path) -> bool:
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        return False
    return folder.is_absolute()


def _quick(folder: Path, entries: int, largest: int, cancel: Cancel, report: Report) -> _Quick | None:
    """Return what scandir-rs counts, made exact; None when it cannot say.

    It adds 4096 bytes for everything that is no file, of which it counts folders and links, but not pipes and
    sockets: those are the rest of the ``entries`` that were seen here.
    """
    from scandir_rs import Count

    count = Count(str(folder))
    try:
        count.start()
        while count.busy:
            if cancel.wait(_GLANCE_S):
                if largest <= _UNINTERRUPTIBLE_ENTRIES:
                    count.stop()
                raise Stopped
            seen = count.results()
            done = seen.files + seen.dirs + seen.slinks
            report(Progress(min(done / entries, 1.0) if entries else None, {"files": seen.files}))
        counted = count.results()
    except RuntimeError:
        return None
    if counted.errors or not count.finished:
        return None
    known = counted.dirs + counted.slinks
    others = max(0, entries - known - counted.files)
    return _Quick(counted.size - _RUST_FOLDER_BYTES * (known + others), counted.files)
