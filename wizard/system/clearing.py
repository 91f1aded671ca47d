"""The order in which a folder is emptied, the same on every system; how one name is deleted is a tree's part."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from wizard.system.base import Cancel, Cleared, Missing, Progress, Report
from wizard.system.descent import MovedError, OtherFileSystemError

_REPORT_S = 0.1
_EXAMPLES = 5
_ROUNDS = 3
"""How often a folder is looked through when something new appears in it while it is cleared."""


class InUseError(OSError):
    """A program holds the file or folder, or has just put something into it."""


class ClearableTree(Protocol):
    """The folder a clearing is in. Names are taken in folders that are held open, never along a path.

    Each method raises OSError, FileNotFoundError for a name that is gone.
    """

    def path(self, name: str) -> str:
        """Return ``name`` in the current folder as a path from the root, for people to read."""

    def entries(self, cancel: Cancel) -> list[tuple[str, bool]]:
        """Return each name in the current folder, and whether it is a folder to go into: a link is none."""

    def is_empty(self) -> bool:
        """Return whether nothing is in the current folder; True when that cannot be seen."""

    def enter(self, name: str) -> None:
        """Go into a folder; NotADirectoryError when it is none any more, OtherFileSystemError, InUseError."""

    def leave(self) -> str:
        """Go back up and return the name of the folder that was left; MovedError when the way is gone."""

    def delete_file(self, name: str) -> int:
        """Delete what is no folder, as itself, and return the bytes that are free now.

        IsADirectoryError for a folder, InUseError for what is open.
        """

    def delete_folder(self, name: str) -> None:
        """Delete an empty folder; NotADirectoryError when it is none any more, InUseError when it is not empty."""


def too_wide(folder: Path) -> Missing | None:
    """Return why a folder is never emptied, whoever asks: it is no full path, or holds more than an app's files."""
    home = Path.home()
    if not folder.is_absolute() or ".." in folder.parts or folder == home or folder in home.parents:
        return Missing("not_permitted", f"{folder} holds more than an app's files")
    return None


@dataclass
class _Frame:
    """A folder being cleared: folders in it still to be entered, and whether something in it has to stay."""

    folders: list[str] = field(default_factory=list)
    kept: bool = False
    rounds: int = 1


class Clearing:
    """Empties one tree. A stop ends it between two files."""

    def __init__(self, here: ClearableTree, cancel: Cancel, report: Report) -> None:
        self._here = here
        self._cancel = cancel
        self._report = report
        self._next_report_s = 0.0
        self._frames: list[_Frame] = []
        self._freed_bytes = 0
        self._removed = 0
        self._in_use = 0
        self._refused = 0
        self._examples: list[str] = []

    def counts(self) -> Cleared:
        """Return what has been done so far."""
        return Cleared(self._freed_bytes, self._removed, self._in_use, self._refused, tuple(self._examples))

    def run(self) -> None:
        """Delete all that can be, deepest first."""
        self._frames.append(_Frame())
        self._delete_files()
        while not self._cancel.requested:
            frame = self._frames[-1]
            if frame.folders:
                self._enter(frame.folders.pop())
            elif len(self._frames) == 1 or not self._leave():
                return

    def _enter(self, name: str) -> None:
        try:
            self._here.enter(name)
        except FileNotFoundError:
            return
        except OtherFileSystemError:
            self._refuse()
        except InUseError:
            self._keep_in_use(name)
        except NotADirectoryError:
            self._delete_swapped(name)
        except OSError:
            self._delete_unreadable(name)
        else:
            self._frames.append(_Frame())
            self._delete_files()

    def _leave(self) -> bool:
        """Go up and delete the folder that was cleared; False when the way up is gone."""
        frame = self._frames[-1]
        if not frame.kept and frame.rounds < _ROUNDS and not self._here.is_empty():
            frame.rounds += 1
            self._delete_files()
            return True
        self._frames.pop()
        try:
            name = self._here.leave()
        except MovedError:
            self._refused += 1
            return False
        if frame.kept:
            self._frames[-1].kept = True
            return True
        try:
            self._here.delete_folder(name)
        except (FileNotFoundError, NotADirectoryError):
            pass
        except InUseError:
            self._keep_in_use(name)
        except OSError:
            self._refuse()
        return True

    def _delete_files(self) -> None:
        """Delete everything in the current folder that is no folder, and note the folders."""
        frame = self._frames[-1]
        try:
            entries = self._here.entries(self._cancel)
        except OSError:
            self._refuse()
            return
        for name, is_folder in entries:
            if self._cancel.requested:
                return
            if is_folder or not self._delete_file(name):
                frame.folders.append(name)

    def _delete_file(self, name: str) -> bool:
        """Delete one; False when it turns out to be a folder."""
        try:
            freed_bytes = self._here.delete_file(name)
        except FileNotFoundError:
            return True
        except IsADirectoryError:
            return False
        except InUseError:
            self._keep_in_use(name)
            return True
        except OSError:
            self._refuse()
            return True
        self._removed += 1
        self._freed_bytes += freed_bytes
        self._show()
        return True

    def _delete_swapped(self, name: str) -> None:
        """Delete what has taken the place of a folder: a link or a file, as itself."""
        if not self._delete_file(name):
            # Swapped back again: once is enough to look, the next measurement tells.
            self._keep_in_use(name)

    def _delete_unreadable(self, name: str) -> None:
        """Delete a folder that may not be entered, which works when it is empty."""
        try:
            self._here.delete_folder(name)
        except FileNotFoundError:
            return
        except OSError:
            self._refuse()

    def _keep_in_use(self, name: str) -> None:
        self._in_use += 1
        self._frames[-1].kept = True
        if len(self._examples) < _EXAMPLES:
            self._examples.append(readable(self._here.path(name)))

    def _refuse(self) -> None:
        self._refused += 1
        self._frames[-1].kept = True

    def _show(self) -> None:
        now_s = time.monotonic()
        if now_s >= self._next_report_s:
            self._next_report_s = now_s + _REPORT_S
            self._report(Progress(facts={"freed_bytes": self._freed_bytes, "removed_files": self._removed}))


def readable(path: str) -> str:
    """Return a file name as text that can be shown: no broken encoding, no control characters."""
    text = os.fsencode(path).decode("utf-8", "replace")  # what is broken: bytes on POSIX, halves of a pair on Windows
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
