"""The computer's own firmware, as Windows noted it at its start, and its serial numbers."""

import ctypes
import sys
from typing import TYPE_CHECKING

from wizard.system.base import Missing
from wizard.system.firmware_text import filled_in, smbios_date
from wizard.system.hardware import ComputerFirmware
from wizard.system.windows.calls import RefusedError, function

assert not TYPE_CHECKING or sys.platform == "win32"  # only there can its types be checked

_BIOS = r"HARDWARE\DESCRIPTION\System\BIOS"
_SMBIOS = int.from_bytes(b"RSMB", "big")
_MOST_BYTES = 1_000_000


def firmware() -> ComputerFirmware | Missing:
    """Return vendor, version and date of the BIOS or UEFI."""
    from wizard.system.windows import registry

    def told(name: str) -> str:
        return filled_in(registry.text(registry.MACHINE, _BIOS, name))

    version = told("BIOSVersion")
    if not version:
        return Missing("not_available", "firmware: Windows knows no version of it")
    return ComputerFirmware(told("BIOSVendor"), version, smbios_date(told("BIOSReleaseDate")))


def firmware_tables() -> bytes:
    """Return the tables of the firmware, empty where there are none."""
    try:
        ask = function(
            "kernel32", "GetSystemFirmwareTable", ctypes.c_uint32, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p,
            ctypes.c_uint32,
        )  # fmt: skip
    except RefusedError:
        return b""
    size = min(_MOST_BYTES, ask(_SMBIOS, 0, None, 0))
    buffer = ctypes.create_string_buffer(size)
    written = ask(_SMBIOS, 0, buffer, size) if size else 0
    return buffer.raw[: min(size, written)]
