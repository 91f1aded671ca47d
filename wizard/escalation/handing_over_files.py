"""Private copies for the person to look at; they go with the walk's work folder."""

import shutil
from pathlib import Path, PurePosixPath

from wizard.escalation.errors import EscalationError
from wizard.escalation.model import Draft, DraftFile
from wizard.marking import N_
from wizard.report.hygiene import safe_name
from wizard.settings import Settings, private_folder, write_private

_LOOKED_AT = "looked-at"


class CopyError(EscalationError):
    """A copy to look at could not be made."""


def content_of(file: DraftFile) -> bytes:
    """Return a draft's file; raises CopyError when its frozen copy cannot be read."""
    if isinstance(file.content, bytes):
        return file.content
    try:
        return file.content.read_bytes()
    except OSError as error:
        raise CopyError(N_("{file} cannot be read ({why})."), file=file.name, why=error.strerror or "") from error


def file_named(draft: Draft, name: str) -> DraftFile:
    """Return a draft's file by its name; raises CopyError for a name it does not have."""
    file = next((one for one in draft.files if one.name == name), None)
    if file is None:
        raise CopyError(N_("The message has no file {file}."), file=name)
    return file


def copy_to_look_at(settings: Settings, session_id: str, name: str, content: bytes) -> Path:
    """Write a copy of one file to a private folder (0600) and return it. What leaves is never read from there.

    Raises SettingsError when it cannot be written.
    """
    folder = private_folder(settings.work_folder(session_id) / _LOOKED_AT)
    for part in PurePosixPath(name).parts[:-1]:
        folder = private_folder(folder / safe_name(part))
    copy = folder / safe_name(PurePosixPath(name).name)
    write_private(copy, content)
    return copy


def forget_copies(settings: Settings, session_id: str) -> None:
    """Remove what was written to be looked at."""
    folder = settings.work_folder(session_id) / _LOOKED_AT
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
