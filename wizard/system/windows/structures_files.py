"""Structures of the Windows file functions, in fixed-width types, so that their layout can be checked anywhere.

Sources: ``winternl.h``, ``fileapi.h``, ``winbase.h``, ``minwinbase.h``, ``shellapi.h`` and ``guiddef.h`` of the
Windows SDK.
"""

import ctypes


class UnicodeString(ctypes.Structure):
    """``UNICODE_STRING``: lengths in bytes, no null at the end."""

    _fields_ = (
        ("length_bytes", ctypes.c_uint16),
        ("maximum_length_bytes", ctypes.c_uint16),
        ("buffer", ctypes.c_void_p),
    )


class ObjectAttributes(ctypes.Structure):
    """``OBJECT_ATTRIBUTES``: a name, and the open folder it is taken in."""

    _fields_ = (
        ("length_bytes", ctypes.c_uint32),
        ("root_directory", ctypes.c_void_p),
        ("object_name", ctypes.POINTER(UnicodeString)),
        ("attributes", ctypes.c_uint32),
        ("security_descriptor", ctypes.c_void_p),
        ("security_quality_of_service", ctypes.c_void_p),
    )


class IoStatusBlock(ctypes.Structure):
    """``IO_STATUS_BLOCK``; ``status`` stands for the union with a pointer."""

    _fields_ = (("status", ctypes.c_void_p), ("information", ctypes.c_void_p))


class ByHandleFileInformation(ctypes.Structure):
    """``BY_HANDLE_FILE_INFORMATION``; each 64-bit time is two 32-bit halves, so nothing is padded."""

    _fields_ = (
        ("attributes", ctypes.c_uint32),
        ("creation_time", ctypes.c_uint32 * 2),
        ("last_access_time", ctypes.c_uint32 * 2),
        ("last_write_time", ctypes.c_uint32 * 2),
        ("volume_serial_number", ctypes.c_uint32),
        ("file_size_high", ctypes.c_uint32),
        ("file_size_low", ctypes.c_uint32),
        ("number_of_links", ctypes.c_uint32),
        ("file_index_high", ctypes.c_uint32),
        ("file_index_low", ctypes.c_uint32),
    )


class FileBasicInfo(ctypes.Structure):
    """``FILE_BASIC_INFO``: a time of 0 stays as it is."""

    _fields_ = (
        ("creation_time", ctypes.c_int64),
        ("last_access_time", ctypes.c_int64),
        ("last_write_time", ctypes.c_int64),
        ("change_time", ctypes.c_int64),
        ("attributes", ctypes.c_uint32),
    )


class FileStandardInfo(ctypes.Structure):
    """``FILE_STANDARD_INFO``."""

    _fields_ = (
        ("allocated_bytes", ctypes.c_int64),
        ("size_bytes", ctypes.c_int64),
        ("number_of_links", ctypes.c_uint32),
        ("delete_pending", ctypes.c_uint8),
        ("is_folder", ctypes.c_uint8),
    )


class SecurityAttributes(ctypes.Structure):
    """``SECURITY_ATTRIBUTES``."""

    _fields_ = (("length_bytes", ctypes.c_uint32), ("descriptor", ctypes.c_void_p), ("inherited", ctypes.c_int32))


class FileAttributeTagInfo(ctypes.Structure):
    """``FILE_ATTRIBUTE_TAG_INFO``."""

    _fields_ = (("attributes", ctypes.c_uint32), ("reparse_tag", ctypes.c_uint32))


class RecycleBinInfo(ctypes.Structure):
    """``SHQUERYRBINFO`` of 64-bit Windows (the 32-bit one is packed)."""

    _fields_ = (
        ("size_of_structure_bytes", ctypes.c_uint32),
        ("size_bytes", ctypes.c_int64),
        ("items", ctypes.c_int64),
    )


class Guid(ctypes.Structure):
    """``GUID``; ``uuid.UUID(…).bytes_le`` fills it."""

    _fields_ = (("bytes_le", ctypes.c_uint8 * 16),)
