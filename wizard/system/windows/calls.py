"""Functions of Windows' own libraries, taken from its system folder alone: another folder may hold anything."""

import ctypes
import functools
import sys
from collections.abc import Callable
from typing import Any

from wizard.system.base import Missing

NO_ERROR = 0
ERROR_ACCESS_DENIED = 5
_LOAD_LIBRARY_SEARCH_SYSTEM32 = 0x800


class RefusedError(Exception):
    """Windows does not have, or does not give, what was asked for."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing.detail)
        self.missing = missing


def function(library: str, name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Return a function of a library, with its types (None: no result); raises RefusedError where it is not there."""
    try:
        found = getattr(_library(library), name)
    except (OSError, AttributeError) as error:
        raise RefusedError(Missing("not_available", f"{name} of {library} is not on this computer")) from error
    found.restype = result
    found.argtypes = arguments
    return found  # type: ignore[no-any-return]


def check(call: str, code: int) -> None:
    """Raise RefusedError unless ``code`` is NO_ERROR: ``not_permitted`` for a denied access."""
    if code != NO_ERROR:
        raise RefusedError(refusal(call, code))


def refusal(call: str, code: int) -> Missing:
    """Return what an error code of Windows means for a reading."""
    denied = code == ERROR_ACCESS_DENIED
    return Missing("not_permitted" if denied else "not_available", f"{call}: Windows error {code}")


def last_error() -> int:
    """Return the error code of the last call on this thread."""
    if sys.platform == "win32":
        return ctypes.get_last_error()
    return 0


@functools.cache
def _library(name: str) -> ctypes.CDLL:
    if sys.platform == "win32":
        return ctypes.WinDLL(f"{name}.dll", use_last_error=True, winmode=_LOAD_LIBRARY_SEARCH_SYSTEM32)
    raise OSError(f"{name} is a library of Windows")
