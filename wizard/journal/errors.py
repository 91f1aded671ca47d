"""Errors of the journal, as sentences a person can act on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wizard.errors import UsageError, WizardError
from wizard.marking import N_


class JournalError(WizardError):
    """The journal cannot be read or written."""


class JournalConflictError(JournalError):
    """Another process goes on with the same session."""


class NoSessionError(JournalError, UsageError):
    """There is no session of the name that was given."""


@contextmanager
def journal_error(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise into JournalError; IntegrityError is left to the caller."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.Error, OSError) as error:
        raise JournalError(_sentence(error), path=path, answer=error) from error


def _sentence(error: sqlite3.Error | OSError) -> str:
    answer = str(error)
    if "full" in answer or "No space" in answer:
        return N_("The disk is full, so the last step could not be noted. Free some space, then try again. ({path})")
    if "locked" in answer or "busy" in answer:
        return N_("Another program holds the history. Wait a moment, then try again. ({path})")
    if "readonly" in answer or "unable to open" in answer or isinstance(error, PermissionError):
        return N_("The history cannot be written. Check that you may write to its folder. ({path})")
    return N_("The history cannot be used: {answer}. Check the disk, then try again. ({path})")
