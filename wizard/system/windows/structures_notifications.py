"""What ``Shell_NotifyIcon`` takes (shellapi.h), on 64-bit Windows."""

import ctypes
from ctypes import c_uint8, c_uint16, c_uint32, c_uint64


class NotifyIcon(ctypes.Structure):
    """NOTIFYICONDATAW"""

    _fields_ = (
        ("size", c_uint32),
        ("window", c_uint64),
        ("identifier", c_uint32),
        ("flags", c_uint32),
        ("callback_message", c_uint32),
        ("icon", c_uint64),
        ("tip", c_uint16 * 128),
        ("state", c_uint32),
        ("state_mask", c_uint32),
        ("info", c_uint16 * 256),
        ("version", c_uint32),
        ("title", c_uint16 * 64),
        ("info_flags", c_uint32),
        ("item", c_uint8 * 16),
        ("balloon_icon", c_uint64),
    )


def wide(text: str, room: int) -> ctypes.Array[c_uint16]:
    """Return a text as the letters of such a field: cut where it is too long, but within no letter; ended by a null."""
    content = text.encode("utf-16-le", "replace")[: 2 * (room - 1)].decode("utf-16-le", "ignore").encode("utf-16-le")
    letters = (c_uint16 * room)()
    ctypes.memmove(letters, content, len(content))
    return letters
