"""Where the window was: kept in a small file, and taken up again where it can still be seen."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from wizard.errors import WizardError
from wizard.settings import private_folder, read_bounded, write_private

_NAME = "place"
_MAX_BYTES = 1_000


def restore_place(window: QWidget, folder: Path) -> bool:
    """Put the window where it was; returns whether it could be. Qt keeps it on a screen that is there."""
    try:
        content = read_bounded(folder / _NAME, _MAX_BYTES)
    except OSError:
        return False
    return content is not None and bool(window.restoreGeometry(content))


def keep_place(window: QWidget, folder: Path) -> None:
    """Remember where the window is; where that is not possible, the next one opens as the first did."""
    content = window.saveGeometry().data()
    try:
        if read_bounded(folder / _NAME, _MAX_BYTES) != content:
            private_folder(folder)
            write_private(folder / _NAME, bytes(content))
    except (OSError, WizardError):
        return
