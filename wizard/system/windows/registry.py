"""Values of the registry, read and never written; bounded, and always in the 64-bit view."""

import sys
import winreg
from collections.abc import Iterator

assert sys.platform == "win32"

_READ = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
_MOST_KEYS = 10_000
_LONGEST = 1_000

MACHINE = winreg.HKEY_LOCAL_MACHINE
USER = winreg.HKEY_CURRENT_USER


def exists(root: int, path: str) -> bool:
    """Return whether there is such a key; raises OSError when that may not be known."""
    try:
        winreg.OpenKey(root, path, access=_READ).Close()
    except FileNotFoundError:
        return False
    return True


def text(root: int, path: str, name: str) -> str:
    """Return a text in one line; empty without one, or when it may not be read."""
    found = value(root, path, name)
    if not isinstance(found, str):
        return ""
    return "".join(sign for sign in found.split("\0")[0] if sign.isprintable()).strip()[:_LONGEST]


def value(root: int, path: str, name: str) -> object:
    """Return a value; None without one, or when it may not be read."""
    try:
        with winreg.OpenKey(root, path, access=_READ) as key:
            return winreg.QueryValueEx(key, name)[0]
    except OSError:
        return None


def subkeys(root: int, path: str) -> Iterator[str]:
    """Return the names of the keys below a key; none without it. Raises PermissionError."""
    try:
        key = winreg.OpenKey(root, path, access=_READ)
    except FileNotFoundError:
        return
    with key:
        for number in range(_MOST_KEYS):
            try:
                yield winreg.EnumKey(key, number)
            except OSError:  # no more
                return
