"""Asking for an administrator's rights on Windows: the system's own question (UAC) before one program that has them."""

import ctypes
import sys
from ctypes import wintypes
from pathlib import Path

from wizard.private_access import is_link
from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import Runner, windows_command_line
from wizard.system.elevation import (
    INSTALL_ANSWER_S,
    INTERNAL,
    MOST_CAPTURE_S,
    AnswerFolder,
    CapturePackets,
    FlushDns,
    ReinstallPackage,
    Request,
    arguments,
    not_elevated,
    own_parts,
    program_path,
)
from wizard.system.windows.access_lists import access_of_path  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.calls import RefusedError, function, last_error
from wizard.system.windows.structures_elevation import ExecuteInformation
from wizard.system.windows.trusted_program import only_administrators_change, only_administrators_change_below

assert sys.platform == "win32"

_QUESTION_S = 180.0
"""How long somebody may take to answer the question, or to type another's password."""
_WORK_S = {FlushDns: 15.0, ReinstallPackage: INSTALL_ANSWER_S, CapturePackets: MOST_CAPTURE_S + 15.0}
_HOLD_PROCESS, _NO_ASYNC, _NO_MESSAGES = 0x40, 0x100, 0x400
_HIDDEN = 0
_DECLINED, _ACCESS_DENIED, _NO_ADMINISTRATOR = 1223, 5, 740
_GLANCE_MS = 100
_STILL_RUNS = 0x102


def can_elevate(program: Path | None = None) -> bool:
    """Return whether this copy has an elevated program that nobody but an administrator can change."""
    program = program or program_path()
    return program is not None and is_trusted(program)


def run_elevated(
    request: Request, run: Runner, cancel: Cancel, program: Path | None = None, answer: AnswerFolder | None = None
) -> Done | Failed | Missing:
    """Let the elevated program do one request, once somebody has allowed it.

    Missing ``not_permitted``: nobody did, or this copy never asks; its detail holds what an administrator would run.
    ``run`` is not used here: Windows itself starts the program.
    """
    del run
    program, command = program or program_path(), administrator_command(request)
    if program is None or not is_trusted(program):
        return not_elevated("this copy of the program asks for no administrator's rights", command)
    if answer is not None:
        return _asked(program, request, cancel, answer)
    try:
        with AnswerFolder() as own:
            return _asked(program, request, cancel, own)
    except OSError as error:
        return Missing("not_available", f"no private folder for an answer: {error.strerror}")


def administrator_command(request: Request) -> str:
    """Return the words by which an administrator does the same in a terminal."""
    match request:
        case FlushDns():
            return "ipconfig /flushdns"
        case ReinstallPackage(name):
            return f"winget install --id {name} --exact --force"
        case CapturePackets(seconds):
            from wizard.system.windows.packet_capture import capture_command

            return capture_command(Path("capture.pcap"), seconds)


def is_trusted(path: Path) -> bool:
    """Return whether nobody but administrators and Windows can change this program; no link may lie on the way.

    So with all that lies in ``_internal`` beside it: the program loads its own libraries from there.
    """
    if not path.is_absolute() or ".." in path.parts or path.suffix.casefold() != ".exe" or path.drive[:2] == "\\\\":
        return False
    try:
        if not path.is_file() or any(is_link(part) for part in (path, *path.parents)):
            return False
        if not only_administrators_change(access_of_path(path), [access_of_path(above) for above in path.parents]):
            return False
        return all(
            not is_link(part) and only_administrators_change_below(access_of_path(part))
            for part in own_parts(path.with_name(INTERNAL))
        )
    except (OSError, RefusedError):
        return False


def _asked(program: Path, request: Request, cancel: Cancel, answer: AnswerFolder) -> Done | Failed | Missing:
    words = windows_command_line((*arguments(request), str(answer.result_file)))
    command = administrator_command(request)
    if cancel.requested:
        return Missing("timeout", "stopped")
    handle, code = start_elevated(program, words)
    if not handle:
        if code == _DECLINED:
            return not_elevated("nobody allowed it: the question was answered with no", command)
        if code in (_ACCESS_DENIED, _NO_ADMINISTRATOR):
            return not_elevated(f"not allowed: Windows error {code}", command)
        return Failed(f"{program.name}: Windows error {code}")
    # Installing that is broken off leaves a program half done: it is never stopped once it was asked for.
    stop = Cancel() if isinstance(request, ReinstallPackage) else cancel
    return _waited(handle, answer, _QUESTION_S + _WORK_S[type(request)], stop)


def start_elevated(program: Path, words: str) -> tuple[int | None, int]:
    """Ask, and start the program; returns its handle, or None and Windows' error code. Blocks while it asks."""
    start = function("shell32", "ShellExecuteExW", wintypes.BOOL, ctypes.c_void_p)
    verb, file, line, folder = (
        ctypes.create_unicode_buffer(text) for text in ("runas", str(program), words, str(program.parent))
    )
    told = ExecuteInformation(
        size=ctypes.sizeof(ExecuteInformation),
        flags=_HOLD_PROCESS | _NO_ASYNC | _NO_MESSAGES,
        verb=ctypes.addressof(verb),
        file=ctypes.addressof(file),
        parameters=ctypes.addressof(line),
        directory=ctypes.addressof(folder),
        show=_HIDDEN,
    )
    if not start(ctypes.byref(told)):
        return None, last_error()
    return told.process or None, 0


def _waited(handle: int, answer: AnswerFolder, timeout_s: float, cancel: Cancel) -> Done | Failed | Missing:
    wait = function("kernel32", "WaitForSingleObject", wintypes.DWORD, wintypes.HANDLE, wintypes.DWORD)
    close = function("kernel32", "CloseHandle", wintypes.BOOL, wintypes.HANDLE)
    left_ms = int(timeout_s * 1000)
    try:
        while wait(handle, _GLANCE_MS) == _STILL_RUNS:
            left_ms -= _GLANCE_MS
            if cancel.requested or left_ms <= 0:
                answer.stop()
                return Missing("timeout", "stopped" if cancel.requested else f"no end within {timeout_s:g} s")
    finally:
        close(handle)
    return answer.read()
