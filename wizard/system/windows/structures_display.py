"""What ``EnumDisplayDevices`` and ``EnumDisplaySettings`` write (wingdi.h)."""

import ctypes
from ctypes import c_int16, c_int32, c_uint16, c_uint32

_WIDE = ctypes.c_uint16


class DisplayDevice(ctypes.Structure):
    """DISPLAY_DEVICEW"""

    _fields_ = (
        ("size", c_uint32),
        ("device_name", _WIDE * 32),
        ("device_text", _WIDE * 128),
        ("state", c_uint32),
        ("device_id", _WIDE * 128),
        ("device_key", _WIDE * 128),
    )


class DisplayMode(ctypes.Structure):
    """DEVMODEW, with the fields of a screen where a printer has its own."""

    _fields_ = (
        ("device_name", _WIDE * 32),
        ("specification_version", c_uint16),
        ("driver_version", c_uint16),
        ("size", c_uint16),
        ("driver_extra", c_uint16),
        ("fields", c_uint32),
        ("position_x", c_int32),
        ("position_y", c_int32),
        ("orientation", c_uint32),
        ("fixed_output", c_uint32),
        ("colour", c_int16),
        ("duplex", c_int16),
        ("y_resolution", c_int16),
        ("true_type", c_int16),
        ("collate", c_int16),
        ("form_name", _WIDE * 32),
        ("log_pixels", c_uint16),
        ("bits_per_pixel", c_uint32),
        ("width", c_uint32),
        ("height", c_uint32),
        ("flags", c_uint32),
        ("frequency", c_uint32),
        ("reserved", c_uint32 * 8),
    )


def wide_text(letters: object) -> str:
    """Return a text of such a structure: UTF-16, ended by a null."""
    return bytes(letters).decode("utf-16-le", "replace").split("\0")[0]  # type: ignore[call-overload,no-any-return]
