"""One process at a time: what no two may do at once, a repair above all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wizard.journal.errors import JournalConflictError, journal_error
from wizard.marking import N_


@contextmanager
def held(path: Path, session: str) -> Iterator[None]:
    """Hold ``path`` for a session while the block runs; a process that dies lets go of it.

    The lock is SQLite's: the same on every system. Raises JournalConflictError when somebody else holds it.
    """
    with journal_error(path):
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    with closing(connection):
        with journal_error(path):
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                raise JournalConflictError(
                    N_("This walk goes on in another window. Close that one, then continue here."), session=session
                ) from error
        yield
