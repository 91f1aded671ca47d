"""A file that SQLite will open, made so that nobody else can read it at any moment."""

import os
import threading
from contextlib import suppress
from pathlib import Path

_making = threading.Lock()


def make_private(path: Path) -> None:
    """Make an empty file (0600) unless it is there already; raises OSError.

    A file that is there is never opened: closing it again would drop the locks that SQLite holds on it elsewhere in
    this process (POSIX: closing any descriptor of a file lets go of all of the process's locks on it).
    """
    with _making, suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
