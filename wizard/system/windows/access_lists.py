"""Owners and access lists of files as text (SDDL), read from an open file or a path, and made from text.

(Security descriptor string format: learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format.)
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import wintypes
from pathlib import Path

from wizard.system.windows.calls import function, last_error
from wizard.system.windows.files_paths import extended
from wizard.system.windows.structures_files import SecurityAttributes

assert sys.platform == "win32"

_FILE_OBJECT, _OWNER_AND_LIST, _REVISION = 1, 0x5, 1
_ONLY_ADMINISTRATORS = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"


def access_of_path(path: Path) -> str:
    """Return owner and access list of a file or folder; a link is followed. Raises OSError and RefusedError."""
    return _read("GetNamedSecurityInfoW", wintypes.LPCWSTR, str(extended(path)))


def access_of_handle(handle: int) -> str:
    """Return owner and access list of what is open (with ``READ_CONTROL``). Raises OSError and RefusedError."""
    return _read("GetSecurityInfo", ctypes.c_void_p, handle)


@contextmanager
def descriptor(text: str) -> Iterator[int]:
    """Have a security descriptor made from SDDL; yields its address. Raises OSError and RefusedError."""
    make = function(
        "advapi32", "ConvertStringSecurityDescriptorToSecurityDescriptorW", wintypes.BOOL, wintypes.LPCWSTR,
        wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p,
    )  # fmt: skip
    made = ctypes.c_void_p()
    if not make(text, _REVISION, ctypes.byref(made), None) or made.value is None:
        raise ctypes.WinError(last_error())
    try:
        yield made.value
    finally:
        _free(made)


def make_administrators_folder(path: Path) -> None:
    """Make a new folder that nobody but administrators and Windows may enter. Raises OSError and RefusedError.

    The person's own name is not in its list: programs of the same person without these rights stay outside, too.
    """
    make = function("kernel32", "CreateDirectoryW", wintypes.BOOL, wintypes.LPCWSTR, ctypes.c_void_p)
    with descriptor(_ONLY_ADMINISTRATORS) as address:
        attributes = SecurityAttributes(ctypes.sizeof(SecurityAttributes), address, 0)
        if not make(str(extended(path)), ctypes.byref(attributes)):
            raise ctypes.WinError(last_error())


def _read(call: str, kind: object, of: str | int) -> str:
    read = function(
        "advapi32", call, wintypes.DWORD, kind, ctypes.c_int, wintypes.DWORD, *([ctypes.c_void_p] * 5)
    )  # fmt: skip
    as_text = function(
        "advapi32", "ConvertSecurityDescriptorToStringSecurityDescriptorW", wintypes.BOOL, ctypes.c_void_p,
        wintypes.DWORD, wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p,
    )  # fmt: skip
    found, text = ctypes.c_void_p(), ctypes.c_void_p()
    code = read(of, _FILE_OBJECT, _OWNER_AND_LIST, None, None, None, None, ctypes.byref(found))
    if code:
        raise ctypes.WinError(code)
    try:
        if not as_text(found, _REVISION, _OWNER_AND_LIST, ctypes.byref(text), None):
            raise ctypes.WinError(last_error())
        return ctypes.wstring_at(text.value or 0)
    finally:
        _free(text)
        _free(found)


def _free(memory: ctypes.c_void_p) -> None:
    function("kernel32", "LocalFree", ctypes.c_void_p, ctypes.c_void_p)(memory)
