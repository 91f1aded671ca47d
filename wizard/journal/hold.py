"""One process at a time: what no two may do at once, a repair above all."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from wizard.journal.errors import JournalConflictError, journal_error
from wizard.journal.private_file import make_private
from wizard.marking import N_


@contextmanager
def exclusive(path: Path, timeout_s: float = 0) -> Iterator[bool]:
    """Hold ``path`` while the block runs; False when somebody else still holds it after ``timeout_s``.

    The lock is SQLite's: the same on every system, across threads and processes; a process that dies lets go of it.
    Raises sqlite3.Error and OSError.
    """
    make_private(path)
    with closing(sqlite3.connect(path, timeout=timeout_s, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
            got = True
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            got = False
        yield got


@contextmanager
def held(path: Path, session: str) -> Iterator[None]:
    """Hold ``path`` for a session while the block runs.

    Raises JournalConflictError when somebody else holds it.
    """
    with ExitStack() as stack:
        with journal_error(path):
            got = stack.enter_context(exclusive(path))
        if not got:
            raise JournalConflictError(
                N_("This walk goes on in another window. Close that one, then continue here."), session=session
            )
        yield
