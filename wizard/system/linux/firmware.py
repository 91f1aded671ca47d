"""The computer's own firmware, from what the kernel keeps of the DMI tables (readable by everybody)."""

from pathlib import Path

from wizard.system.base import Missing
from wizard.system.firmware_text import filled_in, smbios_date
from wizard.system.hardware import ComputerFirmware

_MOST_BYTES = 400


def firmware(root: Path) -> ComputerFirmware | Missing:
    """Return vendor, version and date of the BIOS or UEFI; Missing on boards and machines that have no DMI."""
    folder = root / "sys/class/dmi/id"
    try:
        version = _read(folder / "bios_version")
    except PermissionError as error:
        return Missing("not_permitted", f"firmware: {error.strerror}")
    except OSError as error:
        return Missing("not_available", f"firmware: {error.strerror}")
    if not version:
        return Missing("not_available", "firmware: its version is not filled in")
    return ComputerFirmware(_optional(folder / "bios_vendor"), version, smbios_date(_optional(folder / "bios_date")))


def _optional(file: Path) -> str:
    try:
        return _read(file)
    except OSError:
        return ""


def _read(file: Path) -> str:
    with file.open("rb") as opened:
        return filled_in(opened.read(_MOST_BYTES).decode("utf-8", "replace"))
