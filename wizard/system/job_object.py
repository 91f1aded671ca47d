"""One program and all it starts, held together by a job object of Windows, so that they can be ended together.

``TerminateProcess`` ends one process alone; what it had started goes on. (Job Objects, learn.microsoft.com/windows/
win32/procthread/job-objects; jobs nest since Windows 8, so it does not matter whether this program runs in one.)
"""

import ctypes
import subprocess
import sys
from ctypes import wintypes
from typing import Any

assert sys.platform == "win32"

_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.CreateJobObjectW.restype = wintypes.HANDLE
_kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
_kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
_kernel.TerminateJobObject.argtypes = (wintypes.HANDLE, wintypes.UINT)
_kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
_nt = ctypes.WinDLL("ntdll")
_nt.NtResumeProcess.argtypes = (wintypes.HANDLE,)
_nt.NtResumeProcess.restype = ctypes.c_long

SUSPENDED = 0x4
"""Creation flag: the program waits until it is in its job; what it starts can then never be outside."""
ENDED_STATUS = 1


class Job:
    """Holds a program that was started with ``SUSPENDED``, and lets it go on."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        """Raises OSError when the program cannot go on; it is ended then."""
        self._process = process
        self._handle: int | None = _kernel.CreateJobObjectW(None, None)
        of_process = int(_windows(process)._handle)
        if self._handle and not _kernel.AssignProcessToJobObject(self._handle, of_process):
            self.close()  # some other job forbids it: the program itself can still be ended
        status = _nt.NtResumeProcess(of_process)
        if status < 0:
            self.end()
            raise OSError(f"the program could not go on: NTSTATUS {status & 0xFFFFFFFF:#010x}")

    def end(self) -> None:
        """End the program and everything that it started."""
        if not self._handle or not _kernel.TerminateJobObject(self._handle, ENDED_STATUS):
            self._process.kill()

    def close(self) -> None:
        """Let go of the job; what still runs in it goes on."""
        if self._handle:
            _kernel.CloseHandle(self._handle)
            self._handle = None


def _windows(process: "subprocess.Popen[bytes]") -> Any:
    """Return the process as what it is here: its handle has no public name."""
    return process
