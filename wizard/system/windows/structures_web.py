"""Structures of the web functions, in fixed-width types, so that their layout can be checked anywhere.

Source: ``winhttp.h`` and ``wininet.h`` of the Windows SDK.
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


class ConnectionValue(ctypes.Union):
    """The value of ``INTERNET_PER_CONN_OPTIONW``; ``text`` is freed by ``GlobalFree``, ``time`` a ``FILETIME``."""

    _fields_ = (("number", ctypes.c_uint32), ("text", ctypes.c_void_p), ("time", ctypes.c_uint32 * 2))


class ConnectionOption(ctypes.Structure):
    """``INTERNET_PER_CONN_OPTIONW`` of ``wininet.h``."""

    _fields_ = (("option", ctypes.c_uint32), ("value", ConnectionValue))


class ConnectionOptions(ctypes.Structure):
    """``INTERNET_PER_CONN_OPTION_LISTW`` of ``wininet.h``."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("connection", ctypes.c_void_p),
        ("count", ctypes.c_uint32),
        ("wrong", ctypes.c_uint32),
        ("options", ctypes.c_void_p),
    )
