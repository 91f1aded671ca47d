"""The recycle bin of this user, over all drives, as the shell counts and empties it."""

import ctypes
import sys

from wizard.system.base import Cancel, Cleared, DirectorySize, Missing, Progress, Report
from wizard.system.deadline import within
from wizard.system.windows.structures_files import RecycleBinInfo

assert sys.platform == "win32"

_QUERY_TIMEOUT_S = 30.0
_EMPTY_TIMEOUT_S = 600.0
_WITHOUT_ASKING = 0x1 | 0x2 | 0x4
"""SHERB_NOCONFIRMATION, SHERB_NOPROGRESSUI, SHERB_NOSOUND: the person has been asked here."""
_E_UNEXPECTED = 0x8000_FFFF
"""What an empty bin answers when it is emptied."""
_SHARING_VIOLATION = 0x8007_0020
_COINIT_APARTMENTTHREADED = 0x2

_shell32 = ctypes.WinDLL("shell32")
_ole32 = ctypes.WinDLL("ole32")
_shell32.SHQueryRecycleBinW.restype = ctypes.c_uint32
_shell32.SHQueryRecycleBinW.argtypes = (ctypes.c_wchar_p, ctypes.POINTER(RecycleBinInfo))
_shell32.SHEmptyRecycleBinW.restype = ctypes.c_uint32
_shell32.SHEmptyRecycleBinW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p, ctypes.c_uint32)
_ole32.CoInitializeEx.restype = ctypes.c_uint32
_ole32.CoInitializeEx.argtypes = (ctypes.c_void_p, ctypes.c_uint32)


def trash_size(cancel: Cancel, report: Report) -> DirectorySize | Missing:
    """Return how much lies in the bin; a folder in it is one item to the shell (``SHQueryRecycleBinW``)."""
    found = within(_QUERY_TIMEOUT_S, cancel, _query)
    if isinstance(found, DirectorySize):
        report(Progress(facts={"files": found.files, "size_bytes": found.size_bytes}))
    return found


def empty_trash(cancel: Cancel, report: Report) -> Cleared | Missing:
    """Empty the bin and count what is gone by asking again; what is left stays restorable (``SHEmptyRecycleBinW``).

    The shell cannot be stopped half way: a stop before it begins changes nothing. Missing ``timeout`` after one that
    came later: the next measurement tells what is left.
    """
    before = within(_QUERY_TIMEOUT_S, cancel, _query)
    if isinstance(before, Missing):
        return before
    if cancel.requested or before.files == 0:
        return Cleared(0, 0, 0, 0)
    answer = within(_EMPTY_TIMEOUT_S, cancel, _empty)
    if isinstance(answer, Missing):
        return answer
    after = within(_QUERY_TIMEOUT_S, None, _query)
    if isinstance(after, Missing):
        return after
    freed_bytes, removed = max(0, before.size_bytes - after.size_bytes), max(0, before.files - after.files)
    report(Progress(facts={"freed_bytes": freed_bytes, "removed_files": removed}))
    if answer not in (0, _E_UNEXPECTED, _SHARING_VIOLATION) and removed == 0:
        return Missing("not_permitted", f"the recycle bin answers 0x{answer:08X}")
    in_use = after.files if answer in (0, _SHARING_VIOLATION) else 0
    return Cleared(freed_bytes, removed, in_use, after.files - in_use)


def _query() -> DirectorySize | Missing:
    _ole32.CoInitializeEx(None, _COINIT_APARTMENTTHREADED)  # on this thread alone, which ends with this question
    found = RecycleBinInfo(size_of_structure_bytes=ctypes.sizeof(RecycleBinInfo))
    result = _shell32.SHQueryRecycleBinW(None, ctypes.byref(found))
    if result != 0:
        return Missing("not_available", f"the recycle bin answers 0x{result:08X}")
    return DirectorySize(max(0, found.size_bytes), max(0, found.items))


def _empty() -> int:
    _ole32.CoInitializeEx(None, _COINIT_APARTMENTTHREADED)
    return int(_shell32.SHEmptyRecycleBinW(None, None, _WITHOUT_ASKING))
