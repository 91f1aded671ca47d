r"""Paths longer than 260 characters: the form ``\\?\`` of Windows, and back (pure)."""

from pathlib import Path, PureWindowsPath
from typing import TypeVar

AnyPath = TypeVar("AnyPath", Path, PureWindowsPath)

_EXTENDED = "\\\\?\\"
_EXTENDED_SHARE = "\\\\?\\UNC\\"
_USUAL_LENGTH = 248
"""Up to here every program can open a path; a folder may have 12 characters fewer than a file."""


def extended(path: AnyPath) -> AnyPath:
    r"""Return a full path in the form without a limit of length; others as they are."""
    text = str(path)
    if not path.is_absolute() or text.startswith(("\\\\?\\", "\\\\.\\")) or ".." in path.parts:
        return path
    if text.startswith("\\\\"):
        return type(path)(_EXTENDED_SHARE + text.removeprefix("\\\\"))
    return type(path)(_EXTENDED + text)


def plain(path: AnyPath) -> AnyPath:
    """Return a path as people write it, where every program can open it so."""
    text = str(path)
    if text.startswith(_EXTENDED_SHARE):
        short = "\\\\" + text.removeprefix(_EXTENDED_SHARE)
    else:
        short = text.removeprefix(_EXTENDED)
    return path if len(short) > _USUAL_LENGTH else type(path)(short)
