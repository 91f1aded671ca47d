"""The built-in drives: what UDisks2 tells of them and of their own health (SMART), else the kernel's list in /sys.

Properties: https://storaged.org/doc/udisks2-api/latest/ (Drive, Drive.Ata, NVMe.Controller). UDisks2 reads SMART by
itself every ten minutes and keeps what it read; nothing here wakes a drive. Without UDisks2 health takes root.
"""

import math
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from wizard.system.base import Cancel, Drive, Missing
from wizard.system.linux.bus import RefusedError, ask, call, plain

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

Kind = Literal["solid_state", "rotating", "other"]

_NAME = "org.freedesktop.UDisks2"
_PATH = "/org/freedesktop/UDisks2"
_DRIVE, _ATA, _NVME = f"{_NAME}.Drive", f"{_NAME}.Drive.Ata", f"{_NAME}.NVMe.Controller"
_TIMEOUT_S = 5.0
_LONGEST = 100
_MOST_DRIVES = 64
_NO_FAILURE = frozenset({"temperature"})
"""NVMe's critical warnings that say nothing of failing; the others do: spare, degraded, readonly, volatile_mem, …"""
_KELVIN = 273.15
_COLDEST, _HOTTEST = -40.0, 125.0
_SECTOR_BYTES = 512
_OUTSIDE = ("loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd", "mtd", "drbd", "zd")
"""Block devices that are no drive of their own."""


def drives(cancel: Cancel, root: Path) -> tuple[Drive, ...] | Missing:
    """Return the drives that are built in; health is None where nobody tells it."""
    found = ask(_drives, "UDisks2", _TIMEOUT_S, cancel)
    if isinstance(found, Missing):
        listed = None if cancel.requested else kernel_drives(root / "sys")
        return listed or found
    return found


async def _drives(bus: "MessageBus") -> tuple[Drive, ...]:
    objects = await call(bus, _NAME, _PATH, "org.freedesktop.DBus.ObjectManager", "GetManagedObjects")
    found = []
    for path, interfaces in sorted(dict(objects).items()):
        tables = {name: plain(properties) for name, properties in dict(interfaces).items()}
        if is_built_in(tables):
            wear = await _wear(bus, str(path)) if _NVME in tables else None
            found.append(drive(tables, wear))
    if not found:
        raise RefusedError(Missing("not_available", "UDisks2 knows of no built-in drive"))
    return tuple(found[:_MOST_DRIVES])


async def _wear(bus: "MessageBus", path: str) -> Mapping[str, Any]:
    """Return the last values of an NVMe drive's log page; empty where they are not told."""
    try:
        return plain(await call(bus, _NAME, path, _NVME, "SmartGetAttributes", "a{sv}", {}) or {})
    except RefusedError:
        return {}


def is_built_in(tables: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether an object of UDisks2 is a drive that stays in the computer."""
    table = tables.get(_DRIVE)
    return (
        table is not None
        and not any(table.get(name) for name in ("Removable", "MediaRemovable", "Ejectable", "Optical"))
        and table.get("ConnectionBus") not in ("usb", "sdio", "ieee1394")
    )


def drive(tables: Mapping[str, Mapping[str, Any]], attributes: Mapping[str, Any] | None = None) -> Drive:
    """Read one drive's properties, as UDisks2 has them by interface; ``attributes`` is NVMe's log page."""
    table, ata, nvme = tables[_DRIVE], tables.get(_ATA, {}), tables.get(_NVME, {})
    healthy: bool | None = None
    kelvin: object = None
    if _read_once(ata) and ata.get("SmartEnabled"):
        failing, kelvin = ata.get("SmartFailing"), ata.get("SmartTemperature")
        healthy = not failing if isinstance(failing, bool) else None
    elif _read_once(nvme):
        warnings, kelvin = nvme.get("SmartCriticalWarning"), nvme.get("SmartTemperature")
        healthy = not set(map(str, warnings)) - _NO_FAILURE if isinstance(warnings, list) else None
    size, wear = table.get("Size"), (attributes or {}).get("percent_used")
    return Drive(
        name=_text(f"{_text(table.get('Vendor'))} {_text(table.get('Model'))}") or "drive",
        kind=_kind(table.get("RotationRate"), is_nvme=bool(nvme)),
        size_bytes=size if isinstance(size, int) and not isinstance(size, bool) and size > 0 else None,
        healthy=healthy,
        temperature_celsius=_celsius(kelvin),
        wear_percent=float(wear) if isinstance(wear, int) and 0 <= wear <= 255 else None,
    )


def _read_once(table: Mapping[str, Any]) -> bool:
    """Return whether SMART was ever read: its values are nothing before."""
    updated = table.get("SmartUpdated")
    return isinstance(updated, int) and updated > 0


def _kind(rotation: object, *, is_nvme: bool) -> Kind:
    if is_nvme or rotation == 0:
        return "solid_state"
    return "rotating" if isinstance(rotation, int) and (rotation == -1 or rotation > 0) else "other"


def _celsius(kelvin: object) -> float | None:
    """Return a temperature that can be true; 0 K is UDisks2's word for unknown."""
    if isinstance(kelvin, bool) or not isinstance(kelvin, (int, float)) or not math.isfinite(kelvin):
        return None
    celsius = round(kelvin - _KELVIN, 1)
    return celsius if _COLDEST < celsius < _HOTTEST else None


def _text(value: object) -> str:
    text = "".join(letter for letter in value if letter.isprintable()) if isinstance(value, str) else ""
    return " ".join(text.split())[:_LONGEST]


def kernel_drives(sys: Path) -> tuple[Drive, ...] | None:
    """Return the drives the kernel lists, without a word on their health; None where it lists none."""
    try:
        blocks = sorted((sys / "block").iterdir())[:_MOST_DRIVES]
    except OSError:
        return None
    return tuple(_listed(blocks)) or None


def _listed(blocks: list[Path]) -> Iterator[Drive]:
    for block in blocks:
        if block.name.startswith(_OUTSIDE) or _line(block / "removable") == "1" or not (block / "device").exists():
            continue
        if "/usb" in os.path.realpath(block):
            continue
        sectors = _line(block / "size")
        if not sectors.isdecimal() or int(sectors) == 0:
            continue
        # Virtual drives call themselves rotating whatever they lie on.
        virtual = block.name.startswith(("vd", "xvd"))
        rotating = _line(block / "queue/rotational")
        kind: Kind = "other" if virtual else {"0": "solid_state", "1": "rotating"}.get(rotating, "other")  # type: ignore[assignment]
        yield Drive(
            name=_line(block / "device/model") or block.name,
            kind=kind,
            size_bytes=int(sectors) * _SECTOR_BYTES,
            temperature_celsius=_kernel_celsius(block / "device"),
        )


def _kernel_celsius(device: Path) -> float | None:
    """Return what the kernel's own driver reads (drivetemp, nvme), in its thousandths of a degree."""
    for file in (*device.glob("hwmon*/temp1_input"), *device.glob("hwmon/hwmon*/temp1_input")):
        thousandths = _line(file)
        if thousandths.lstrip("-").isdecimal():
            return _celsius(int(thousandths) / 1000 + _KELVIN)
    return None


def _line(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return _text(opened.read(400).decode("utf-8", "replace"))
    except OSError:
        return ""
