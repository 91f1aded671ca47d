"""The frozen bytes: private files ``<id>/<position>-<first of sha256>``, on the disk before anything refers to them."""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

from wizard.escalation.errors import ConsentError, OutboxError
from wizard.escalation.model import Draft, DraftFile
from wizard.escalation.outbox_schema import OUTBOX_SENTENCES
from wizard.journal.errors import storage_error
from wizard.journal.hold import exclusive
from wizard.marking import N_
from wizard.settings import private_folder, sync_folder

_PIECE_BYTES = 1_000_000
_FREEZING_TIMEOUT_S = 30
_CHANGED = N_("{name} is no longer what you agreed to send. Look at it again, then agree once more.")


class FrozenFiles:
    """The frozen files below ``folder``. Freezing and sweeping exclude each other, across processes too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = folder.with_name(f"{folder.name}.freezing")

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Keep a sweep away while files are written that nothing refers to yet; raises OutboxError."""
        with storage_error(self.folder, OUTBOX_SENTENCES):
            private_folder(self.folder)
            with exclusive(self._lock, _FREEZING_TIMEOUT_S) as got:
                if not got:
                    raise OutboxError(OUTBOX_SENTENCES.busy, path=self.folder)
                yield

    def path(self, escalation_id: str, position: int, sha256: str) -> Path:
        return self.folder / escalation_id / f"{position}-{sha256[:16]}"

    def freeze(self, draft: Draft) -> None:
        """Write every file of a draft; inside ``guarded``. Raises ConsentError when one is not what the draft says."""
        if not draft.files:
            return
        own = private_folder(self.folder / draft.id)
        for position, file in enumerate(draft.files):
            _write(self.path(draft.id, position, file.sha256), file)
        sync_folder(own)
        sync_folder(self.folder)

    def remove(self, escalation_id: str) -> None:
        """Delete the files of one escalation; a link in their place is removed, never followed."""
        _remove(self.folder / escalation_id)

    def sweep(self, known: Mapping[str, frozenset[str]]) -> None:
        """Delete what a kill has left: whatever is not named in ``known`` (id → file names).

        Does nothing while somebody is freezing, or when it cannot: the next start finds it as well.
        """
        if not self.folder.is_dir():
            return
        with suppress(OSError, sqlite3.Error), exclusive(self._lock) as got:
            if got:
                self.sweep_guarded(known)

    def sweep_guarded(self, known: Mapping[str, frozenset[str]]) -> None:
        """Delete what is not ``known``; inside ``guarded``."""
        for own in self.folder.iterdir():
            names = known.get(own.name)
            if not names or own.is_symlink() or not own.is_dir():
                _remove(own)
                continue
            for file in own.iterdir():
                if file.name not in names:
                    _remove(file)


def check_file(path: Path, name: str, sha256: str, size_bytes: int) -> None:
    """Read a frozen file through; raises ConsentError when it is gone or not what was agreed to."""
    try:
        with _open_plain(path) as source:
            found = hashlib.file_digest(source, "sha256").hexdigest()
            size = source.tell()
    except OSError as error:
        raise ConsentError(_CHANGED, name=name) from error
    if (found, size) != (sha256, size_bytes):
        raise ConsentError(_CHANGED, name=name)


def known_files(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """Return which frozen files the outbox refers to: id → file names. What was cancelled keeps none."""
    found: dict[str, set[str]] = {}
    rows = connection.execute(
        "SELECT escalation, attachment.position, sha256 FROM attachment"
        " JOIN escalation ON escalation.id = escalation WHERE escalation.state != 'cancelled'"
    )
    for escalation_id, position, sha256 in rows:
        found.setdefault(escalation_id, set()).add(f"{position}-{sha256[:16]}")
    return {escalation_id: frozenset(names) for escalation_id, names in found.items()}


def _write(path: Path, file: DraftFile) -> None:
    """Write one file (0600) and bring it to the disk; what lies there already and is right is left as it is."""
    if path.exists() and not path.is_symlink():
        try:
            check_file(path, file.name, file.sha256, file.size_bytes)
            return
        except ConsentError:
            pass
    path.unlink(missing_ok=True)
    checksum, size = hashlib.sha256(), 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as frozen:
        for piece in _pieces(file):
            checksum.update(piece)
            size += len(piece)
            if size > file.size_bytes:
                break
            frozen.write(piece)
        frozen.flush()
        os.fsync(frozen.fileno())
    if (checksum.hexdigest(), size) != (file.sha256, file.size_bytes):
        raise ConsentError(_CHANGED, name=file.name)


def _pieces(file: DraftFile) -> Iterator[bytes]:
    if isinstance(file.content, bytes):
        yield file.content
        return
    try:
        source = _open_plain(file.content)
    except OSError as error:
        raise ConsentError(_CHANGED, name=file.name) from error
    with source:
        while piece := source.read(_PIECE_BYTES):
            yield piece


def _open_plain(path: Path) -> BufferedReader:
    """Open a file for reading, but no link."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags), "rb")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
