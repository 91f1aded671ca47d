"""Errors of the journal, as sentences a person can act on."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from wizard.errors import UsageError, WizardError
from wizard.marking import N_
from wizard.settings import SettingsError

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class JournalError(WizardError):
    """The journal cannot be read or written."""


class JournalConflictError(JournalError):
    """Another process goes on with the same session."""


class NoSessionError(JournalError, UsageError):
    """There is no session of the name that was given."""


@dataclass(frozen=True)
class Sentences:
    """What is said when a file of this program cannot be used; ``{path}`` and ``{answer}`` are filled in."""

    error: type[WizardError]
    full: str
    busy: str
    forbidden: str
    unusable: str
    newer: str
    damaged: str
    """A damaged file that cannot even be moved away."""


JOURNAL_SENTENCES = Sentences(
    error=JournalError,
    full=N_("The disk is full, so the last step could not be noted. Free some space, then try again. ({path})"),
    busy=N_("Another program holds the history. Wait a moment, then try again. ({path})"),
    forbidden=N_("The history cannot be written. Check that you may write to its folder. ({path})"),
    unusable=N_("The history cannot be used: {answer}. Check the disk, then try again. ({path})"),
    newer=N_("The history was written by a newer version of this program. Install that version to read it."),
    damaged=N_("The history is damaged and cannot be moved away. Move {path} yourself."),
)


@contextmanager
def storage_error(path: Path, sentences: Sentences) -> Iterator[None]:
    """Turn what SQLite, the file system and the settings raise into ``sentences.error``.

    IntegrityError is left to the caller.
    """
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.Error, OSError) as error:
        raise sentences.error(_sentence(error, sentences), path=path, answer=error) from error
    except SettingsError as error:
        raise sentences.error(error.message, **error.details) from error


def journal_error(path: Path) -> AbstractContextManager[None]:
    """Turn what SQLite and the file system raise into JournalError; IntegrityError is left to the caller."""
    return storage_error(path, JOURNAL_SENTENCES)


def _sentence(error: sqlite3.Error | OSError, sentences: Sentences) -> str:
    answer = str(error)
    if "full" in answer or (isinstance(error, OSError) and error.errno in _NO_ROOM):
        return sentences.full
    if "locked" in answer or "busy" in answer:
        return sentences.busy
    if "readonly" in answer or "unable to open" in answer or isinstance(error, PermissionError):
        return sentences.forbidden
    return sentences.unusable
