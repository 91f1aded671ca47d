"""Writes a message as a folder, whole or not at all, on a thread of its own: a share may never answer.

The folder is made under another name, synced, and gets its own in one move. That the move comes is noted under the
lock that a caller takes who stops waiting: broken off before it, nothing is there.
"""

import os
import secrets
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from wizard.escalation.channels.folder_plan import PlannedFile, holds_all
from wizard.settings import sync_folder

PRIVATE, SHARED = (0o700, 0o600), (0o777, 0o666)
"""Modes of folders and files; those of a share are narrowed by what its users agreed on (umask, inherited rights)."""


class TakenError(Exception):
    """Something else has the name of the folder; only ever seen inside the channel."""


class GivenUpError(Exception):
    """Nobody waits any more; only ever seen inside the channel."""


class FolderWork:
    """Work on one folder. Implements ``UnderWay``. After ``ended``: ``there``, or ``fault`` says why not."""

    def __init__(self, work: "Callable[[FolderWork], bool]") -> None:
        self.there = False
        self.fault: Exception | None = None
        self.ended = threading.Event()
        self.gone_bytes = 0
        self._work = work
        self._lock = threading.Lock()
        self._given_up = False
        self._moving = False

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True, name="channel-folder").start()

    @property
    def may_be_there(self) -> bool:
        """Whether the folder may have got its name."""
        with self._lock:
            return self._moving

    def give_up(self) -> None:
        """Let nothing more be written; ``may_be_there`` does not change any more."""
        with self._lock:
            self._given_up = True

    def go_on(self) -> None:
        """Raise GivenUpError when nobody waits any more."""
        with self._lock:
            self._go_on()

    def move(self, partial: Path, target: Path) -> None:
        """Give the folder its name, unless nobody waits any more."""
        with self._lock:
            self._go_on()
            self._moving = True
        partial.rename(target)

    def _go_on(self) -> None:
        if self._given_up:
            raise GivenUpError

    def _run(self) -> None:
        try:
            self.there = self._work(self)
        except Exception as error:
            self.fault = error
        finally:
            self.ended.set()


def look(work: FolderWork, target: Path, files: tuple[PlannedFile, ...]) -> bool:
    """Return whether the folder is there and holds every file; raises OSError when its parent cannot be read."""
    with os.scandir(target.parent):  # a share that is gone is no empty one
        pass
    return holds_all(target, files, work.go_on)


def write(work: FolderWork, target: Path, files: tuple[PlannedFile, ...], modes: tuple[int, int]) -> bool:
    """Make the folder, unless it is there already; raises OSError, TakenError."""
    if os.path.lexists(target):
        if holds_all(target, files, work.go_on):
            return True
        raise TakenError
    _sweep(target)
    partial = target.with_name(f".{target.name}-{secrets.token_hex(8)}")
    partial.mkdir(modes[0])
    try:
        for file in files:
            _write(work, partial, file, modes)
        for folder, _, _ in os.walk(partial, topdown=False):
            sync_folder(Path(folder))
        work.move(partial, target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sync_folder(target.parent)
    return True


def _write(work: FolderWork, folder: Path, file: PlannedFile, modes: tuple[int, int]) -> None:
    path = folder / file.place
    for above in reversed([folder / parent for parent in file.place.parents][:-1]):
        above.mkdir(modes[0], exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, modes[1]), "wb") as output:
        for piece in file.pieces():
            work.go_on()
            output.write(piece)
            work.gone_bytes += len(piece) if isinstance(file.content, Path) else 0
        output.flush()
        os.fsync(output.fileno())


def _sweep(target: Path) -> None:
    """Remove what a try that was killed has left; links are left alone."""
    for left in target.parent.glob(f".{target.name}-*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
