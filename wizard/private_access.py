"""Files and folders of one person on Windows, where a mode such as 0700 means nothing: an access list of its own.

Below the person's own folders Windows lets in that person, the system and administrators already, as 0700 lets in root.
Anywhere else, such as on a second disk, everybody may read what is new there. A disk without access lists (FAT, as on
sticks) protects nothing from anybody; nothing can be done about that there.
"""

import sys
import time
from pathlib import Path

HAS_MODES = sys.platform != "win32"
"""Whether a mode such as 0700 keeps others out here."""
_IN_USE_PAUSES_S = (0.01, 0.03, 0.1, 0.3)
"""How long Windows is given to let go of a file that somebody looks into just now."""


def keep_private(path: Path) -> None:
    """Let nobody but this person, the system and administrators into a file or folder; raises OSError.

    Nothing happens on systems that have modes: there a file is private from the moment it is made.
    """
    if sys.platform == "win32":
        _keep_private_on_windows(path)


def is_link(path: Path) -> bool:
    """Return whether a path leads elsewhere: a symbolic link, or a junction of Windows. Raises OSError."""
    state = path.lstat()
    return path.is_symlink() or getattr(state, "st_reparse_tag", 0) in _LINK_TAGS


def put_in_place(new: Path, path: Path) -> None:
    """Give a file its name; raises OSError. On Windows others, above all scanners, hold the old one for a moment."""
    for pause_s in () if HAS_MODES else _IN_USE_PAUSES_S:
        try:
            new.replace(path)
        except PermissionError:
            time.sleep(pause_s)
        else:
            return
    new.replace(path)


_LINK_TAGS = frozenset({0xA000_0003, 0xA000_000C})
"""IO_REPARSE_TAG_MOUNT_POINT (a junction) and IO_REPARSE_TAG_SYMLINK; others, such as OneDrive's, lead nowhere else."""


if sys.platform == "win32":
    import ctypes
    import functools
    import re
    from ctypes import wintypes

    _FILE_OBJECT = 1
    _DACL, _PROTECTED_DACL = 0x4, 0x8000_0000
    _TOKEN_QUERY, _TOKEN_USER = 0x8, 1
    _REVISION = 1
    _ERROR_NOT_SUPPORTED = 50
    _PERSISTENT_ACLS = 0x8
    _LONGEST_PLAIN_PATH = 240
    _MAY_ENTER = re.compile(r"\((?:A|XA|OA);[^;]*;[^;]*;[^;]*;[^;]*;([^;)]+)")
    """Whom an access list in SDDL lets in (learn.microsoft.com/windows/win32/secauthz/ace-strings)."""

    _security = ctypes.WinDLL("advapi32", use_last_error=True)
    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.GetCurrentProcess.restype = wintypes.HANDLE
    _kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    _kernel.LocalFree.argtypes = (ctypes.c_void_p,)
    _kernel.LocalFree.restype = ctypes.c_void_p
    _kernel.GetVolumePathNameW.argtypes = (wintypes.LPCWSTR, wintypes.LPWSTR, wintypes.DWORD)
    _kernel.GetVolumeInformationW.argtypes = (
        wintypes.LPCWSTR, ctypes.c_void_p, wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p,
        ctypes.POINTER(wintypes.DWORD), ctypes.c_void_p, wintypes.DWORD,
    )  # fmt: skip
    _security.OpenProcessToken.argtypes = (wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(wintypes.HANDLE))
    _security.GetTokenInformation.argtypes = (
        wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD, ctypes.POINTER(wintypes.DWORD),
    )  # fmt: skip
    _security.ConvertSidToStringSidW.argtypes = (ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p))
    _security.ConvertStringSecurityDescriptorToSecurityDescriptorW.argtypes = (
        wintypes.LPCWSTR, wintypes.DWORD, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p,
    )  # fmt: skip
    _security.ConvertSecurityDescriptorToStringSecurityDescriptorW.argtypes = (
        ctypes.c_void_p, wintypes.DWORD, wintypes.DWORD, ctypes.POINTER(ctypes.c_void_p), ctypes.c_void_p,
    )  # fmt: skip
    _security.GetSecurityDescriptorDacl.argtypes = (
        ctypes.c_void_p, ctypes.POINTER(wintypes.BOOL), ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(wintypes.BOOL),
    )  # fmt: skip
    _security.GetNamedSecurityInfoW.argtypes = (
        wintypes.LPCWSTR, ctypes.c_int, wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p,
        ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p),
    )  # fmt: skip
    _security.SetNamedSecurityInfoW.argtypes = (
        wintypes.LPWSTR, ctypes.c_int, wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p,
        ctypes.c_void_p,
    )  # fmt: skip

    _security.SetFileSecurityW.argtypes = (wintypes.LPCWSTR, wintypes.DWORD, ctypes.c_void_p)

    def _keep_private_on_windows(path: Path) -> None:
        name = _full_name(path)
        wanted = _descriptor_for(path.is_dir())
        allowed = who_may_enter(path)
        wanted_ones = frozenset(_MAY_ENTER.findall(_as_text(wanted)))
        if allowed is not None and allowed <= wanted_ones:
            return
        if not _has_access_lists(name):
            return
        present, defaulted, dacl = wintypes.BOOL(), wintypes.BOOL(), ctypes.c_void_p()
        if not _security.GetSecurityDescriptorDacl(
            wanted, ctypes.byref(present), ctypes.byref(dacl), ctypes.byref(defaulted)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        # The first also changes what lies in the folder; a file server may pass over it.
        code = _security.SetNamedSecurityInfoW(name, _FILE_OBJECT, _DACL | _PROTECTED_DACL, None, None, dacl, None)
        if code:
            raise ctypes.WinError(code)
        if (who_may_enter(path) or frozenset()) - wanted_ones and not _security.SetFileSecurityW(
            name, _DACL | _PROTECTED_DACL, wanted
        ):
            raise ctypes.WinError(ctypes.get_last_error())

    def who_may_enter(path: Path) -> frozenset[str] | None:
        """Return those whom the access list lets in, as SDDL names them; None without one: everybody."""
        descriptor = ctypes.c_void_p()
        code = _security.GetNamedSecurityInfoW(
            _full_name(path), _FILE_OBJECT, _DACL, None, None, None, None, ctypes.byref(descriptor)
        )
        if code == _ERROR_NOT_SUPPORTED:
            return None
        if code:
            raise ctypes.WinError(code)
        try:
            text = _as_text(descriptor)
        finally:
            _kernel.LocalFree(descriptor)
        return None if "NO_ACCESS_CONTROL" in text or "D:" not in text else frozenset(_MAY_ENTER.findall(text))

    def _full_name(path: Path) -> str:
        """Return a name that may be longer than 260 characters."""
        name = str(path.absolute())
        if len(name) < _LONGEST_PLAIN_PATH or name.startswith("\\\\?\\"):
            return name
        return f"\\\\?\\UNC\\{name[2:]}" if name.startswith("\\\\") else f"\\\\?\\{name}"

    def _has_access_lists(name: str) -> bool:
        volume, flags = ctypes.create_unicode_buffer(len(name) + 2), wintypes.DWORD()
        if not _kernel.GetVolumePathNameW(name, volume, len(volume)):
            raise ctypes.WinError(ctypes.get_last_error())
        if not _kernel.GetVolumeInformationW(volume.value, None, 0, None, None, ctypes.byref(flags), None, 0):
            raise ctypes.WinError(ctypes.get_last_error())
        return bool(flags.value & _PERSISTENT_ACLS)

    @functools.cache
    def _descriptor_for(folder: bool) -> ctypes.c_void_p:
        """Return a security descriptor with this person, the system and administrators; it is kept for good."""
        inherited = "OICI" if folder else ""
        text = "D:P" + "".join(f"(A;{inherited};FA;;;{who})" for who in (_own_sid(), "SY", "BA"))
        made = ctypes.c_void_p()
        if not _security.ConvertStringSecurityDescriptorToSecurityDescriptorW(
            text, _REVISION, ctypes.byref(made), None
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        return made

    def _as_text(descriptor: ctypes.c_void_p) -> str:
        text = ctypes.c_void_p()
        if not _security.ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor, _REVISION, _DACL, ctypes.byref(text), None
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        return _taken(text)

    @functools.cache
    def _own_sid() -> str:
        token, size = wintypes.HANDLE(), wintypes.DWORD()
        if not _security.OpenProcessToken(_kernel.GetCurrentProcess(), _TOKEN_QUERY, ctypes.byref(token)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            _security.GetTokenInformation(token, _TOKEN_USER, None, 0, ctypes.byref(size))
            user = ctypes.create_string_buffer(size.value)
            if not _security.GetTokenInformation(token, _TOKEN_USER, user, size, ctypes.byref(size)):
                raise ctypes.WinError(ctypes.get_last_error())
        finally:
            _kernel.CloseHandle(token)
        text = ctypes.c_void_p()
        # TOKEN_USER begins with the address of the SID.
        if not _security.ConvertSidToStringSidW(ctypes.c_void_p.from_buffer(user), ctypes.byref(text)):
            raise ctypes.WinError(ctypes.get_last_error())
        return _taken(text)

    def _taken(text: ctypes.c_void_p) -> str:
        """Return a text that Windows made, and give its memory back."""
        try:
            return ctypes.wstring_at(text.value or 0)
        finally:
            _kernel.LocalFree(text)
