"""Running programs of Windows: found by name among the person's own, asked to close, ended only where nothing shows."""

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from wizard.system.base import Cancel, Done, Failed, Missing, RunningProcess
from wizard.system.windows.calls import function
from wizard.system.windows.process_list import list_processes, unix_time

assert sys.platform == "win32"

_QUERY, _TERMINATE, _SYNCHRONIZE = 0x1000, 0x1, 0x0010_0000
_TOKEN_QUERY, _TOKEN_USER = 0x8, 1
_CLOSE = 0x10
"""WM_CLOSE"""
_SIGNALED, _TIMED_OUT = 0x0, 0x102
_GLANCE_MS = 100
_ENDING_S = 2.0
_ENDED_STATUS = 1
_INVALID_PARAMETER, _ACCESS_DENIED = 87, 5

_open = function("kernel32", "OpenProcess", wintypes.HANDLE, wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
_close = function("kernel32", "CloseHandle", wintypes.BOOL, wintypes.HANDLE)
_wait_for = function("kernel32", "WaitForSingleObject", wintypes.DWORD, wintypes.HANDLE, wintypes.DWORD)
_terminate = function("kernel32", "TerminateProcess", wintypes.BOOL, wintypes.HANDLE, wintypes.UINT)
_times = function("kernel32", "GetProcessTimes", wintypes.BOOL, wintypes.HANDLE, *([ctypes.c_void_p] * 4))
_current = function("kernel32", "GetCurrentProcess", wintypes.HANDLE)
_open_token = function("advapi32", "OpenProcessToken", wintypes.BOOL, wintypes.HANDLE, wintypes.DWORD, ctypes.c_void_p)
_token_information = function(
    "advapi32", "GetTokenInformation", wintypes.BOOL, wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD,
    ctypes.c_void_p,
)  # fmt: skip
_sid_length = function("advapi32", "GetLengthSid", wintypes.DWORD, ctypes.c_void_p)
_session_of = function("kernel32", "ProcessIdToSessionId", wintypes.BOOL, wintypes.DWORD, ctypes.c_void_p)


def processes_named(names: tuple[str, ...]) -> tuple[RunningProcess, ...] | Missing:
    """Return the person's own processes in this session with one of the names, in any case; oldest first."""
    wanted = frozenset(name.casefold() for name in names)
    try:
        running = list_processes()
    except OSError as error:
        return Missing("not_available", str(error))
    session, own = wintypes.DWORD(), _user_of(_current())
    own_pid = int(ctypes.windll.kernel32.GetCurrentProcessId())
    if not _session_of(own_pid, ctypes.byref(session)) or own is None:
        return Missing("not_available", "running programs: whose this one is cannot be told")
    found = [
        RunningProcess(each.pid, each.name, each.started)
        for each in running
        if each.name.casefold() in wanted and each.session == session.value and _belongs_to(each.pid, own)
    ]
    return tuple(sorted(found, key=lambda process: (process.started, process.pid)))


def close_process(process: RunningProcess, timeout_s: float, cancel: Cancel) -> Done | Failed:
    """Ask the windows of one process to close, and wait for it. Done when it has ended, also by itself.

    It is ended by force only when it shows no window (any more): one that is still open may ask whether to save. The
    process is held open, and its start compared, so that a new one with the same number is never meant.
    """
    label = f"{process.name} ({process.pid})"
    handle = _open(_QUERY | _TERMINATE | _SYNCHRONIZE, False, process.pid)
    if not handle:
        code = ctypes.get_last_error()
        if code == _INVALID_PARAMETER:  # there is no such process
            return Done(f"{label} had already ended")
        why = "belongs to someone else" if code == _ACCESS_DENIED else f"could not be reached: Windows error {code}"
        return Failed(f"{label} {why}")
    try:
        if _started(handle) != process.started or _wait_for(handle, 0) == _SIGNALED:
            return Done(f"{label} had already ended")
        if _user_of(handle) != _user_of(_current()):
            return Failed(f"{label} belongs to someone else")
        return _closed(handle, process.pid, label, timeout_s, cancel)
    finally:
        _close(handle)


def _closed(handle: int, pid: int, label: str, timeout_s: float, cancel: Cancel) -> Done | Failed:
    windows = _windows_of(pid)
    for window in windows:
        _post(window, _CLOSE, 0, 0)
    if windows and _ends(handle, timeout_s, cancel):
        return Done(f"{label} was closed")
    if cancel.requested:
        return Failed(f"{label} was asked to close; waiting for it was stopped")
    if any(_is_visible(window) for window in _windows_of(pid)):
        return Failed(f"{label} was asked to close and is still open after {timeout_s:g} s")
    if not _terminate(handle, _ENDED_STATUS):
        code = ctypes.get_last_error()
        if _wait_for(handle, 0) == _SIGNALED:
            return Done(f"{label} was closed")
        return Failed(f"{label} could not be ended: Windows error {code}")
    if _ends(handle, _ENDING_S, Cancel()):
        return Done(f"{label} showed no window and was ended")
    return Failed(f"{label} was ended and is still there after {_ENDING_S:g} s")


def _ends(handle: int, timeout_s: float, cancel: Cancel) -> bool:
    left_ms = int(timeout_s * 1000)
    while True:
        if _wait_for(handle, max(0, min(_GLANCE_MS, left_ms))) != _TIMED_OUT:
            return True
        left_ms -= _GLANCE_MS
        if cancel.requested or left_ms <= 0:
            return False


def _started(handle: int) -> float | None:
    created, ended, kernel, user = (ctypes.c_int64() for _ in range(4))
    told = _times(handle, *(ctypes.byref(each) for each in (created, ended, kernel, user)))
    return unix_time(created.value) if told else None


def _belongs_to(pid: int, own: bytes) -> bool:
    handle = _open(_QUERY, False, pid)
    if not handle:
        return False
    try:
        return _user_of(handle) == own
    finally:
        _close(handle)


def _user_of(handle: int) -> bytes | None:
    """Return the SID of a process's user; None when it may not be known."""
    token, size = wintypes.HANDLE(), wintypes.DWORD()
    if not _open_token(handle, _TOKEN_QUERY, ctypes.byref(token)):
        return None
    try:
        _token_information(token, _TOKEN_USER, None, 0, ctypes.byref(size))
        user = ctypes.create_string_buffer(max(size.value, ctypes.sizeof(ctypes.c_void_p)))
        if not _token_information(token, _TOKEN_USER, user, len(user), ctypes.byref(size)):
            return None
        sid = ctypes.c_void_p.from_buffer(user)  # TOKEN_USER begins with the address of the SID
        return ctypes.string_at(sid, _sid_length(sid)) if sid else None
    finally:
        _close(token)


_EACH_WINDOW = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)
_enumerate: Callable[..., Any] = function("user32", "EnumWindows", wintypes.BOOL, _EACH_WINDOW, wintypes.LPARAM)
_process_of = function("user32", "GetWindowThreadProcessId", wintypes.DWORD, wintypes.HWND, ctypes.c_void_p)
_post = function(
    "user32", "PostMessageW", wintypes.BOOL, wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM
)
_is_visible = function("user32", "IsWindowVisible", wintypes.BOOL, wintypes.HWND)


def _windows_of(pid: int) -> list[int]:
    """Return the top windows of a process, also hidden ones: a program in the notification area has no other."""
    found: list[int] = []

    def note(window: int, _parameter: int) -> bool:
        owner = wintypes.DWORD()
        _process_of(window, ctypes.byref(owner))
        if owner.value == pid:
            found.append(window)
        return True

    _enumerate(_EACH_WINDOW(note), 0)
    return found
