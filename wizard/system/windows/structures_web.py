"""Structures of the web functions, in fixed-width types, so that their layout can be checked anywhere.

Source: ``winhttp.h`` of the Windows SDK.
"""

import ctypes


class PersonProxy(ctypes.Structure):
    """``WINHTTP_CURRENT_USER_IE_PROXY_CONFIG``; its texts are freed by ``GlobalFree``."""

    _fields_ = (
        ("automatic", ctypes.c_int32),
        ("script_url", ctypes.c_void_p),
        ("proxy", ctypes.c_void_p),
        ("bypass", ctypes.c_void_p),
    )


class ScriptOptions(ctypes.Structure):
    """``WINHTTP_AUTOPROXY_OPTIONS``."""

    _fields_ = (
        ("flags", ctypes.c_uint32),
        ("detection_flags", ctypes.c_uint32),
        ("script_url", ctypes.c_void_p),
        ("reserved_pointer", ctypes.c_void_p),
        ("reserved", ctypes.c_uint32),
        ("sign_in", ctypes.c_int32),
    )


class ScriptAnswer(ctypes.Structure):
    """``WINHTTP_PROXY_INFO``; its texts are freed by ``GlobalFree``."""

    _fields_ = (("access_type", ctypes.c_uint32), ("proxy", ctypes.c_void_p), ("bypass", ctypes.c_void_p))
