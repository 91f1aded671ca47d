"""No memory of this program on the disk when it breaks down: what a person types to have it checked is never stored."""

import sys
from contextlib import suppress
from pathlib import Path

_LINUX_FILTER = Path("/proc/self/coredump_filter")
_NO_FAULT_BOX, _NO_CRITICAL_BOX = 0x2, 0x1
_NO_HEAP = 0x1


def forbid_core_dumps() -> None:
    """Switch core dumps of this process and its children off; where that is not possible, nothing happens.

    The limit stops the file; Linux hands a dump to a crash reporter all the same (core(5)), so it is told to put none
    of the memory in. ``PR_SET_DUMPABLE`` would do both, but takes the right to look at ``/proc/<pid>/root`` from
    desktop portals, which then refuse screenshots.
    Windows: a process without fault boxes (SEM_NOGPFAULTERRORBOX) is ended without error reporting; where an
    administrator has it reported all the same, the report is to hold no heap (WER_FAULT_REPORTING_FLAG_NOHEAP).
    """
    if sys.platform == "win32":
        _forbid_on_windows()
        return
    import resource

    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        _LINUX_FILTER.write_text("0x0")


def _forbid_on_windows() -> None:
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")
        with suppress(AttributeError, OSError):
            kernel.SetErrorMode(kernel.GetErrorMode() | _NO_FAULT_BOX | _NO_CRITICAL_BOX)
        with suppress(AttributeError, OSError):
            kernel.WerSetFlags(_NO_HEAP)
