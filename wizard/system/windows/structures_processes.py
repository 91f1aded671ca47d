"""What ``NtQuerySystemInformation`` writes on 64-bit Windows (winternl.h; whole in System Informer's ntexapi.h)."""

import ctypes
from ctypes import c_int32, c_int64, c_uint16, c_uint32, c_uint64


class ProcessInformation(ctypes.Structure):
    """SYSTEM_PROCESS_INFORMATION, up to the working set; times are in 100 ns, ``created`` counts from 1601."""

    _fields_ = (
        ("next_offset", c_uint32),
        ("threads", c_uint32),
        ("private_working_set_bytes", c_int64),
        ("hard_faults", c_uint32),
        ("threads_high", c_uint32),
        ("cycles", c_uint64),
        ("created", c_int64),
        ("user", c_int64),
        ("kernel", c_int64),
        ("name_bytes", c_uint16),
        ("name_longest", c_uint16),
        ("name_address", c_uint64),
        ("base_priority", c_int32),
        ("pid", c_uint64),
        ("parent", c_uint64),
        ("handles", c_uint32),
        ("session", c_uint32),
        ("key", c_uint64),
        ("peak_virtual_bytes", c_uint64),
        ("virtual_bytes", c_uint64),
        ("page_faults", c_uint32),
        ("peak_working_set_bytes", c_uint64),
        ("working_set_bytes", c_uint64),
    )


class TimeOfDayInformation(ctypes.Structure):
    """SYSTEM_TIMEOFDAY_INFORMATION; all in 100 ns, ``boot`` and ``now`` count from 1601."""

    _fields_ = (
        ("boot", c_int64),
        ("now", c_int64),
        ("time_zone_bias", c_int64),
        ("time_zone", c_uint32),
        ("reserved", c_uint32),
        ("boot_bias", c_uint64),
        ("sleep_bias", c_uint64),
    )
