"""One private SQLite file: opened when it is first used, durable, and put aside when it is damaged.

WAL with ``synchronous=FULL``: a committed transaction survives the death of the process at any point. (Power loss
itself depends on the disk and was not tested.)
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from wizard.journal.errors import Sentences, storage_error
from wizard.journal.private_file import make_private
from wizard.settings import keep_aside, private_folder

_BUSY_TIMEOUT_S = 10


class Database:
    """The file at ``path`` (0600); safe to use from several threads of one process and from several processes.

    ``schema`` is the statements that make version ``version``; ``beside`` names what belongs to the file and is put
    aside with it; ``checked`` looks through the whole file at opening; ``opened`` is called once, with the connection.
    Every method raises ``sentences.error`` when the file cannot be read or written.
    """

    def __init__(
        self,
        path: Path,
        schema: tuple[str, ...],
        version: int,
        sentences: Sentences,
        *,
        beside: tuple[Path, ...] = (),
        checked: bool = False,
        opened: Callable[[sqlite3.Connection], None] | None = None,
    ) -> None:
        self.path = path
        self.set_aside: Path | None = None
        """Where a damaged file was moved, if this one had to be started anew."""
        self._schema = schema
        self._version = version
        self._sentences = sentences
        self._beside = beside
        self._checked = checked
        self._when_opened = opened
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has been used."""
        return self._opened is not None

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, opened at its first use; the caller holds the lock (``transaction``, ``reading``)."""
        if self._opened is None:
            private_folder(self.path.parent)
            try:
                connection = self._open()
            except sqlite3.OperationalError:
                raise  # locked, full or not permitted: the file itself may be sound
            except sqlite3.DatabaseError:
                self.set_aside = self._move_aside()
                connection = self._open()
            try:
                if self._when_opened is not None:
                    self._when_opened(connection)
            except BaseException:
                connection.close()
                raise
            self._opened = connection
        return self._opened

    def close(self) -> None:
        """Let go of the file for good."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable transaction: all of it is on the disk when the block has ended, or none of it."""
        with self._lock, storage_error(self.path, self._sentences):
            connection = self.connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled it back already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read outside a transaction: each statement sees what is there at its moment."""
        with self._lock, storage_error(self.path, self._sentences):
            yield self.connection

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Read several statements of one moment, whatever others write meanwhile."""
        with self.reading() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    def shrink(self) -> None:
        """Leave nothing of what was deleted in the file or beside it."""
        with self.reading() as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _open(self) -> sqlite3.Connection:
        make_private(self.path)
        connection = sqlite3.connect(self.path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA secure_delete=ON")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                self._create_schema(connection)
            elif version != self._version:
                raise self._sentences.error(self._sentences.newer, path=self.path)
            if self._checked and connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("the check of the whole file failed")
        except BaseException:
            connection.close()
            raise
        return connection

    def _create_schema(self, connection: sqlite3.Connection) -> None:
        """Create the tables in one transaction; a second process that was first is found by its version."""
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            for statement in self._schema:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {self._version}")
        connection.execute("COMMIT")

    def _move_aside(self) -> Path:
        """Keep a damaged file and what belongs to it under other names, so that a new one can begin."""
        sides = (self.path.with_name(self.path.name + suffix) for suffix in ("-wal", "-shm"))
        aside = keep_aside(self.path, beside=(*self._beside, *sides))
        if aside is None:
            raise self._sentences.error(self._sentences.damaged, path=self.path)
        return aside
