"""The built-in drives of Windows and what each says of its own health; asked without any right to read or write them.

All questions are of the kind that any handle may ask (FILE_ANY_ACCESS in winioctl.h). A drive that answers only
administrators is left without that answer.
"""

import ctypes

from wizard.system.base import Cancel, Missing
from wizard.system.deadline import within
from wizard.system.drives import Drive
from wizard.system.windows.calls import ERROR_ACCESS_DENIED, RefusedError, function, last_error
from wizard.system.windows.drive_answers import NVME_BUS, Answers, drive
from wizard.system.windows.structures_drives import DeviceDescriptor, PropertyQuery, ProtocolData

_TIMEOUT_S = 4.0
"""A disk that sleeps takes its time."""
_MOST_DRIVES = 32
_NOTHING_ASKED, _SHARE_ALL, _OPEN_EXISTING = 0, 0x7, 3
_INVALID_HANDLE = ctypes.c_void_p(-1).value
_QUERY_PROPERTY, _GEOMETRY, _PREDICT_FAILURE = 0x002D_1400, 0x0007_00A0, 0x002D_1100
"""IOCTL_STORAGE_QUERY_PROPERTY, IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, IOCTL_STORAGE_PREDICT_FAILURE"""
_DEVICE, _SEEK_PENALTY, _PROTOCOL, _TEMPERATURE = 0, 7, 50, 52
"""STORAGE_PROPERTY_ID: StorageDeviceProperty, …SeekPenaltyProperty, …ProtocolSpecificProperty, …TemperatureProperty"""
_NVME, _LOG_PAGE, _HEALTH_LOG, _HEALTH_BYTES = 3, 2, 0x02, 512
_ANSWER_BYTES = 4096


def drives(cancel: Cancel) -> tuple[Drive, ...] | Missing:
    """Return the drives; Missing ``not_permitted`` where none lets itself be asked."""
    try:
        found = within(_TIMEOUT_S, cancel, _drives)
    except RefusedError as refused:
        return refused.missing
    return Missing(found.reason, f"drives: {found.detail}") if isinstance(found, Missing) else found


def _drives() -> tuple[Drive, ...] | Missing:
    open_file = function(
        "kernel32", "CreateFileW", ctypes.c_void_p, ctypes.c_wchar_p, ctypes.c_uint32, ctypes.c_uint32,
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p,
    )  # fmt: skip
    close = function("kernel32", "CloseHandle", ctypes.c_int, ctypes.c_void_p)
    found: list[Drive] = []
    opened, denied = 0, False
    for number in range(_MOST_DRIVES):
        name = f"\\\\.\\PhysicalDrive{number}"
        handle = open_file(name, _NOTHING_ASKED, _SHARE_ALL, None, _OPEN_EXISTING, 0, None)
        if handle in (None, _INVALID_HANDLE):
            denied = denied or last_error() == ERROR_ACCESS_DENIED
            continue
        try:
            opened += 1
            built_in = drive(_answers(handle))
        finally:
            close(handle)
        if built_in is not None:
            found.append(built_in)
    if found or (opened and not denied):
        return tuple(found)
    return Missing("not_permitted" if denied else "not_available", "no drive lets itself be asked")


def _answers(handle: int) -> Answers:
    device = _property(handle, _DEVICE)
    is_nvme = len(device) >= ctypes.sizeof(DeviceDescriptor) and (
        DeviceDescriptor.from_buffer_copy(device).bus == NVME_BUS
    )
    return Answers(
        device=device,
        seek_penalty=_property(handle, _SEEK_PENALTY),
        geometry=_asked(handle, _GEOMETRY, b""),
        predict_failure=_asked(handle, _PREDICT_FAILURE, b""),
        temperature=_property(handle, _TEMPERATURE),
        nvme_health=_property(handle, _PROTOCOL, _health_request()) if is_nvme else b"",
    )


def _health_request() -> bytes:
    size = ctypes.sizeof(ProtocolData)
    request = ProtocolData(
        protocol=_NVME, data_type=_LOG_PAGE, request=_HEALTH_LOG, data_offset=size, data_bytes=_HEALTH_BYTES
    )
    return bytes(request) + bytes(_HEALTH_BYTES)


def _property(handle: int, number: int, parameters: bytes = bytes(4)) -> bytes:
    query = PropertyQuery(property=number)
    return _asked(handle, _QUERY_PROPERTY, bytes(query)[: PropertyQuery.parameters.offset] + parameters)


def _asked(handle: int, code: int, question: bytes) -> bytes:
    """Return what the drive answered; empty when it did not."""
    ask = function(
        "kernel32", "DeviceIoControl", ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_char_p,
        ctypes.c_uint32, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_void_p,
    )  # fmt: skip
    answer, written = ctypes.create_string_buffer(_ANSWER_BYTES), ctypes.c_uint32()
    told = ask(handle, code, question or None, len(question), answer, _ANSWER_BYTES, ctypes.byref(written), None)
    return answer.raw[: written.value] if told else b""
