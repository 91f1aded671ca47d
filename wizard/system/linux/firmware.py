"""The computer's own firmware, from what the kernel keeps of the DMI tables (readable by everybody)."""

from datetime import date
from pathlib import Path

from wizard.system.base import Missing
from wizard.system.hardware import ComputerFirmware

_LONGEST = 100
_NOTHING = frozenset({"", "none", "not specified", "default string", "to be filled by o.e.m.", "unknown"})


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
    return ComputerFirmware(_optional(folder / "bios_vendor"), version, _date(_optional(folder / "bios_date")))


def _optional(file: Path) -> str:
    try:
        return _read(file)
    except OSError:
        return ""


def _read(file: Path) -> str:
    with file.open("rb") as opened:
        text = opened.read(4 * _LONGEST).decode("utf-8", "replace")
    text = "".join(letter for letter in text if letter.isprintable()).strip()[:_LONGEST]
    return "" if text.casefold() in _NOTHING else text


def _date(text: str) -> str | None:
    """Return SMBIOS' MM/DD/YYYY (DSP0134, 7.1; before 2.3 the year has two digits, 19YY) as YYYY-MM-DD."""
    try:
        month, day, year = (int(part) for part in text.split("/"))
        return date(year if year > 99 else 1900 + year, month, day).isoformat()
    except (ValueError, OverflowError):
        return None
