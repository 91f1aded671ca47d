"""Whether Windows waits for a restart: what its own parts have noted, judged (needs no Windows)."""

import re
from collections.abc import Sequence
from pathlib import PureWindowsPath

_MOST_NAMED = 5
_NATIVE = re.compile(r"^[!*]?\d*(\\\?\?\\)?")
"""How names of files begin in the note: as the kernel calls them, "!" for one that may replace another."""


def replacements(note: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the files that wait to be replaced, out of ``PendingFileRenameOperations``.

    The note holds pairs: a file, and what it is to be called (MoveFileEx, MOVEFILE_DELAY_UNTIL_REBOOT). Without a
    second name the file is only to be deleted, which browsers' updates and uninstallers leave there for weeks: that
    takes no effect that anybody waits for, and does not count.
    """
    found = [
        PureWindowsPath(_NATIVE.sub("", new)).name
        for old, new in zip(note[::2], note[1::2], strict=False)
        if old and new
    ]
    return tuple(dict.fromkeys(name for name in found if name and name.isprintable()))[:_MOST_NAMED]
