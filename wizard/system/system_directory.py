"""Where Windows keeps its own programs: asked of Windows, never of PATH or an environment variable."""

import ctypes
import functools
import sys
from pathlib import Path

assert sys.platform == "win32"

_LONGEST = 32_768


@functools.cache
def system_directory() -> Path:
    """Return the folder of Windows' own programs, as ``C:\\Windows\\System32``. Raises OSError."""
    buffer = ctypes.create_unicode_buffer(_LONGEST)
    if not ctypes.WinDLL("kernel32", use_last_error=True).GetSystemDirectoryW(buffer, _LONGEST):
        raise ctypes.WinError(ctypes.get_last_error())
    return Path(buffer.value)
