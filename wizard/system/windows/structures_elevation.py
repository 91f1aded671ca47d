"""What ``ShellExecuteEx`` takes (shellapi.h), on 64-bit Windows."""

import ctypes
from ctypes import c_int32, c_uint32, c_uint64


class ExecuteInformation(ctypes.Structure):
    """SHELLEXECUTEINFOW"""

    _fields_ = (
        ("size", c_uint32),
        ("flags", c_uint32),
        ("window", c_uint64),
        ("verb", c_uint64),
        ("file", c_uint64),
        ("parameters", c_uint64),
        ("directory", c_uint64),
        ("show", c_int32),
        ("instance", c_uint64),
        ("id_list", c_uint64),
        ("class_name", c_uint64),
        ("class_key", c_uint64),
        ("hot_key", c_uint32),
        ("icon", c_uint64),
        ("process", c_uint64),
    )
