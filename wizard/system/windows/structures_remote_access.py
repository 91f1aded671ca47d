"""Structures of the remote access functions, in fixed-width types, so that their layout can be checked anywhere.

Source: ``ras.h`` of the Windows SDK, which packs them to 4 bytes.
"""

import ctypes


class RemoteConnection(ctypes.Structure):
    """``RASCONNW`` as before Windows 7, which every later one takes by its size: one open connection."""

    _pack_ = 4
    _fields_ = (
        ("size_bytes", ctypes.c_uint32),
        ("handle", ctypes.c_void_p),
        ("entry_name", ctypes.c_uint16 * 257),
        ("device_type", ctypes.c_uint16 * 17),
        ("device_name", ctypes.c_uint16 * 129),
        ("phone_book", ctypes.c_uint16 * 260),
        ("sub_entry", ctypes.c_uint32),
        ("entry_identifier", ctypes.c_uint32 * 4),
        ("flags", ctypes.c_uint32),
        ("session", ctypes.c_uint32 * 2),
    )
