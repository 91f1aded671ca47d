"""Read-only files that ship with the program, from the source tree or from the frozen bundle."""

import sys
from pathlib import Path


def root() -> Path:
    """Return the folder that holds ``flows/`` and ``assets/``.

    PyInstaller names it in ``sys._MEIPASS``; from source it is the parent of the package.
    """
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def assets() -> Path:
    """Return the folder of icons, catalogues, practice scenes and the neutral organisation profile."""
    return root() / "assets"


def flows() -> Path:
    """Return the folder of the flows that ship with the program."""
    return root() / "flows"
