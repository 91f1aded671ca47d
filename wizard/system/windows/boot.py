"""Which start of Windows this is: the same as long as its kernel runs, another one after a restart.

"Shut down" with Fast Startup keeps the kernel and all that hangs in it: it is no restart, and this id stays the same.
The GUID of ``SystemBootEnvironmentInformation`` would not do: it names the entry of the boot menu.
"""

import ctypes
import sys

from wizard.system.base import Missing
from wizard.system.windows.calls import RefusedError, function
from wizard.system.windows.structures_processes import TimeOfDayInformation

_SHARED_DATA = 0x7FFE_0000
"""KUSER_SHARED_DATA, at this address in every process (ntddk.h): one page that can always be read."""
_BOOT_ID_OFFSET = 0x2C4
"""``BootId``: how often the system's loader has started Windows; 0 before Windows 10."""
_TIME_OF_DAY = 3
"""SystemTimeOfDayInformation"""


def boot_id() -> str | Missing:
    """Return an id of this start of Windows."""
    if sys.platform != "win32":
        return Missing("not_available", "the start of the computer: this is not Windows")
    number = ctypes.c_uint32.from_address(_SHARED_DATA + _BOOT_ID_OFFSET).value
    if number:
        return f"windows-start-{number}"
    times = TimeOfDayInformation()
    try:
        query = function(
            "ntdll", "NtQuerySystemInformation", ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_uint32,
            ctypes.c_void_p,
        )  # fmt: skip
        status = query(_TIME_OF_DAY, ctypes.byref(times), ctypes.sizeof(times), None)
    except RefusedError as refused:
        return refused.missing
    if status or not times.boot:
        return Missing("not_available", f"the start of the computer: NTSTATUS {status:#010x}")
    return id_of(times)


def id_of(times: TimeOfDayInformation) -> str:
    """Return the kernel's start by its clock then: a clock that is set later moves ``boot`` and ``boot_bias`` alike."""
    return f"windows-kernel-{times.boot - times.boot_bias}"
