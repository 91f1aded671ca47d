"""What disks answer to ``DeviceIoControl`` (winioctl.h, nvme.h)."""

import ctypes
from ctypes import c_int16, c_int64, c_uint8, c_uint16, c_uint32


class PropertyQuery(ctypes.Structure):
    """STORAGE_PROPERTY_QUERY; what a property wants in addition follows in ``parameters``."""

    _fields_ = (("property", c_uint32), ("query", c_uint32), ("parameters", c_uint8 * 4))


class DeviceDescriptor(ctypes.Structure):
    """STORAGE_DEVICE_DESCRIPTOR; texts lie at offsets from its start, 0 for none."""

    _fields_ = (
        ("version", c_uint32),
        ("size", c_uint32),
        ("device_type", c_uint8),
        ("device_type_modifier", c_uint8),
        ("removable", c_uint8),
        ("command_queueing", c_uint8),
        ("vendor_offset", c_uint32),
        ("product_offset", c_uint32),
        ("revision_offset", c_uint32),
        ("serial_offset", c_uint32),
        ("bus", c_uint32),
        ("raw_size", c_uint32),
        ("raw", c_uint8 * 1),
    )


class SeekPenalty(ctypes.Structure):
    """DEVICE_SEEK_PENALTY_DESCRIPTOR"""

    _fields_ = (("version", c_uint32), ("size", c_uint32), ("incurs", c_uint8))


class Geometry(ctypes.Structure):
    """DISK_GEOMETRY_EX"""

    _fields_ = (
        ("cylinders", c_int64),
        ("media_type", c_uint32),
        ("tracks", c_uint32),
        ("sectors", c_uint32),
        ("sector_bytes", c_uint32),
        ("size_bytes", c_int64),
        ("data", c_uint8 * 1),
    )


class PredictFailure(ctypes.Structure):
    """STORAGE_PREDICT_FAILURE"""

    _fields_ = (("predicted", c_uint32), ("vendor", c_uint8 * 512))


class TemperatureInformation(ctypes.Structure):
    """STORAGE_TEMPERATURE_INFO"""

    _fields_ = (
        ("index", c_uint16),
        ("celsius", c_int16),
        ("over_celsius", c_int16),
        ("under_celsius", c_int16),
        ("over_changeable", c_uint8),
        ("under_changeable", c_uint8),
        ("event_generated", c_uint8),
        ("reserved0", c_uint8),
        ("reserved1", c_uint32),
    )


class TemperatureDescriptor(ctypes.Structure):
    """STORAGE_TEMPERATURE_DATA_DESCRIPTOR"""

    _fields_ = (
        ("version", c_uint32),
        ("size", c_uint32),
        ("critical_celsius", c_int16),
        ("warning_celsius", c_int16),
        ("count", c_uint16),
        ("reserved0", c_uint8 * 2),
        ("reserved1", c_uint32 * 2),
        ("first", TemperatureInformation * 1),
    )


class ProtocolData(ctypes.Structure):
    """STORAGE_PROTOCOL_SPECIFIC_DATA"""

    _fields_ = (
        ("protocol", c_uint32),
        ("data_type", c_uint32),
        ("request", c_uint32),
        ("sub_request", c_uint32),
        ("data_offset", c_uint32),
        ("data_bytes", c_uint32),
        ("fixed_return", c_uint32),
        ("sub_request2", c_uint32),
        ("sub_request3", c_uint32),
        ("sub_request4", c_uint32),
    )


class ProtocolDescriptor(ctypes.Structure):
    """STORAGE_PROTOCOL_DATA_DESCRIPTOR"""

    _fields_ = (("version", c_uint32), ("size", c_uint32), ("data", ProtocolData))


class NvmeHealth(ctypes.Structure):
    """The start of the SMART / Health Information log page (NVM Express Base Specification 2.0, 5.16.1.3)."""

    _pack_ = 1
    _fields_ = (
        ("critical_warning", c_uint8),
        ("temperature_kelvin", c_uint16),
        ("spare_percent", c_uint8),
        ("spare_threshold_percent", c_uint8),
        ("used_percent", c_uint8),
    )
