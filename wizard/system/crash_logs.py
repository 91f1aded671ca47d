"""Crash logs in folders, newest first, each read within a bound of bytes and none by following a link."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from wizard.system.base import Cancel, CrashLog, Missing
from wizard.system.crash_formats import CrashReading, read_crash_log
from wizard.system.folders import is_link

MAX_LOGS = 200
"""The newest that are read; older ones are left out."""
_HALF_BYTES = 500_000
"""Read of each end of a log: 1 MB in all."""
_MAX_ENTRIES = 20_000
_DEPTH = 2
"""Levels of folders below the given ones: Windows keeps each report in a folder of its own."""
_SECONDS = 20.0
_MARKERS = (".lock", ".upload", ".uploaded")
_OPEN_FILE = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


@dataclass(frozen=True)
class _Found:
    path: Path
    modified: float
    readable: bool = True
    foreign: bool = False
    """Belongs to another user: when it cannot be read, it is no log of this user's app."""


def crash_logs(folders: tuple[Path, ...], cancel: Cancel) -> tuple[CrashLog, ...] | Missing:
    """Return the newest crash logs of the folders, newest first, at most ``MAX_LOGS``.

    What could not be read is a log of format ``unreadable``; but for other users' logs, which are left out.
    ``at_utc`` is the time the log names, else that of its last change. Missing ``timeout`` when stopped or after 20 s.
    """
    end_s = time.monotonic() + _SECONDS
    found: dict[Path, _Found] = {}
    for folder in folders:
        for each in _listed(folder, _DEPTH):
            found.setdefault(each.path, each)
            if cancel.requested or time.monotonic() > end_s:
                return Missing("timeout", "looking through the crash logs was stopped or took too long")
            if len(found) >= _MAX_ENTRIES:
                break
    newest = sorted(found.values(), key=lambda each: (each.modified, str(each.path)), reverse=True)[:MAX_LOGS]
    logs = []
    for each in newest:
        if cancel.requested or time.monotonic() > end_s:
            return Missing("timeout", "reading the crash logs was stopped or took too long")
        if (log := _read(each)) is not None:
            logs.append(log)
    return tuple(sorted(logs, key=lambda log: log.at_utc or "", reverse=True))


def _listed(folder: Path, depth: int) -> Iterator[_Found]:
    if is_link(folder):
        return
    try:
        with os.scandir(folder) as listing:
            entries = [entry for entry, _ in zip(listing, range(_MAX_ENTRIES), strict=False)]
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError:
        yield _Found(folder, time.time(), readable=False)
        return
    # Beside a report of Windows lie its attachments; the report speaks for all of them.
    reports = [entry for entry in entries if entry.name.lower().endswith(".wer")]
    for entry in reports or entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                if depth > 0:
                    yield from _listed(Path(entry.path), depth - 1)
                continue
            status = entry.stat(follow_symlinks=False)
        except OSError:
            yield _Found(Path(entry.path), time.time(), readable=False)
            continue
        if stat.S_ISREG(status.st_mode) and status.st_size > 0 and not entry.name.lower().endswith(_MARKERS):
            yield _Found(Path(entry.path), status.st_mtime, foreign=status.st_uid != _own_user(status.st_uid))


def _own_user(otherwise: int) -> int:
    return os.getuid() if hasattr(os, "getuid") else otherwise


def _read(found: _Found) -> CrashLog | None:
    reading = CrashReading("unreadable")
    if found.readable:
        try:
            ends = read_ends(found.path, _HALF_BYTES)
            reading = read_crash_log(found.path.name, *ends, lambda place, size: _read_at(found.path, place, size))
        except FileNotFoundError:
            return None
        except OSError:
            if found.foreign:
                return None
    at = reading.at or _changed(found.modified)
    at_utc = at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
    return CrashLog(found.path, reading.application, at_utc, reading.codes, reading.format)


def _changed(modified_s: float) -> datetime | None:
    """Return a file's time in UTC; None for one outside of the calendar, which some file systems keep."""
    try:
        return datetime.fromtimestamp(modified_s, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def read_ends(path: Path, half_bytes: int) -> tuple[bytes, bytes]:
    """Return the first and the last ``half_bytes`` of a regular file; the second is empty when the first is all.

    Of a file of twice that size or less the first is all. Raises OSError for a link, a pipe, a device.
    """
    with _opened(path) as file:
        size_bytes = os.fstat(file.fileno()).st_size
        if size_bytes <= 2 * half_bytes:
            return _exactly(file.read, 2 * half_bytes), b""
        head = _exactly(file.read, half_bytes)
        # Even, so that UTF-16 keeps its pairs.
        file.seek((size_bytes - half_bytes) // 2 * 2)
        return head, _exactly(file.read, half_bytes + 1)


def _read_at(path: Path, place: int, size: int) -> bytes:
    with _opened(path) as file:
        file.seek(place)
        return _exactly(file.read, size)


def _opened(path: Path) -> FileIO:
    """Open a regular file, by no link and without waiting for the other end of a pipe. Raises OSError."""
    file = os.fdopen(os.open(path, _OPEN_FILE), "rb", buffering=0)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(f"{path} is no regular file")
    return file


def _exactly(read: Callable[[int], bytes | None], size: int) -> bytes:
    parts = []
    while size > 0 and (part := read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
