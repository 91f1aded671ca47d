"""The hardware of a Mac by ``system_profiler -json``, ``diskutil -plist`` and ``ioreg -a``: firmware, graphics, drives,
the battery's temperature. None of these is translated.
"""

import re
from collections.abc import Iterator, Mapping

from wizard.system.base import Cancel, ComputerFirmware, Drive, Graphics, GraphicsAdapter, Missing, Sensors
from wizard.system.command import Runner
from wizard.system.hardware import TemperatureSensor
from wizard.system.macos.profile import entries, items, profile, property_list, text, whole_number

_TIMEOUT_S = 10.0
_QUICK_S = 3.0
_PIXELS = re.compile(r"(\d{3,5}) ?x ?(\d{3,5})")
_DISK = re.compile(r"disk\d{1,3}")
_MOST_DRIVES = 16
_KELVIN = 273
_NO_SERIAL = re.compile(r"not available|none|unknown|0+|", re.IGNORECASE)
_SERIAL_KEYS = ("serial_number", "platform_UUID", "provisioning_UDID")
_HEALTHY = {"Verified": True, "Failing": False, "About to fail": False}
"""What Apple's drivers say of a drive; "Not Supported" says nothing."""


def firmware(run: Runner) -> ComputerFirmware | Missing:
    """Return the version of the Mac's firmware, which Apple gives no date."""
    document = profile(run, Cancel(), _TIMEOUT_S, "SPHardwareDataType")
    if isinstance(document, Missing):
        return Missing(document.reason, f"firmware: {document.detail}")
    return parse_firmware(document)


def parse_firmware(document: object) -> ComputerFirmware | Missing:
    """Read SPHardwareDataType."""
    version = next((text(each, "boot_rom_version") for each in entries(document, "SPHardwareDataType")), "")
    return ComputerFirmware("Apple", version) if version else Missing("not_available", "firmware: no version is told")


def serials(run: Runner) -> tuple[str, ...]:
    """Return the serial numbers of this Mac, to be taken out of reports."""
    document = profile(run, Cancel(), _TIMEOUT_S, "SPHardwareDataType")
    return () if isinstance(document, Missing) else parse_serials(document)


def parse_serials(document: object) -> tuple[str, ...]:
    """Read SPHardwareDataType."""
    found = (text(each, key) for each in entries(document, "SPHardwareDataType") for key in _SERIAL_KEYS)
    return tuple(dict.fromkeys(serial for serial in found if not _NO_SERIAL.fullmatch(serial)))


def graphics(cancel: Cancel, run: Runner) -> Graphics | Missing:
    """Return what is known of chips and the main screen; the driver of every chip is part of macOS."""
    document = profile(run, cancel, _TIMEOUT_S, "SPDisplaysDataType")
    if isinstance(document, Missing):
        return Missing(document.reason, f"graphics: {document.detail}")
    return parse_graphics(document)


def parse_graphics(document: object) -> Graphics | Missing:
    """Read SPDisplaysDataType; a chip without a model is one that macOS draws on without a driver for it."""
    chips = list(entries(document, "SPDisplaysDataType"))
    adapters = tuple(
        GraphicsAdapter(
            text(chip, "sppci_model") or text(chip, "_name"), "macOS" if text(chip, "sppci_model") else None
        )
        for chip in chips
        if text(chip, "sppci_model") or text(chip, "_name")
    )
    screens = [screen for chip in chips for screen in items(chip, "spdisplays_ndrvs")]
    main = next((each for each in screens if text(each, "spdisplays_main") == "spdisplays_yes"), None)
    main = main or next(iter(screens), None)
    if not adapters and main is None:
        return Missing("not_available", "graphics: there is no graphics chip and no screen")
    width, height, finest_width, finest_height = _pixels(main) if main is not None else (None, None, None, None)
    return Graphics(adapters, None, None, width, height, finest_width, finest_height)


def drives(cancel: Cancel, run: Runner) -> tuple[Drive, ...] | Missing:
    """Return the built-in drives with what ``diskutil`` says of each."""
    listed = property_list(run, cancel, _TIMEOUT_S, "/usr/sbin/diskutil", "list", "-plist", "internal", "physical")
    if isinstance(listed, Missing):
        return Missing(listed.reason, f"drives: {listed.detail}")
    found: list[Drive] = []
    for name in parse_disks(listed):
        told = property_list(run, cancel, _TIMEOUT_S, "/usr/sbin/diskutil", "info", "-plist", name)
        if cancel.requested:
            return Missing("timeout", "drives: stopped")
        found += [] if isinstance(told, Missing) else parse_disk(told)
    return tuple(found) if found else Missing("not_available", "drives: none of them tells anything")


def parse_disks(document: object) -> tuple[str, ...]:
    """Read ``diskutil list -plist``: the names of whole disks."""
    listed = document.get("WholeDisks") if isinstance(document, Mapping) else None
    names = (name for name in listed if isinstance(name, str)) if isinstance(listed, list) else ()
    return tuple(name for name in names if _DISK.fullmatch(name))[:_MOST_DRIVES]


def parse_disk(document: object) -> list[Drive]:
    """Read ``diskutil info -plist``; nothing of a drive that is not built in, or of volumes and containers."""
    if not isinstance(document, Mapping) or document.get("Internal") is not True:
        return []
    if document.get("WholeDisk") is False or document.get("VirtualOrPhysical") == "Virtual":
        return []  # a container (a whole disk of its own) repeats the drive's SMART values
    name = text(document, "MediaName") or text(document, "IORegistryEntryName") or text(document, "DeviceIdentifier")
    smart = document.get("SMARTDeviceSpecificKeysMayVaryNotGuaranteed")
    values = smart if isinstance(smart, Mapping) else {}
    kelvin, wear = whole_number(values, "TEMPERATURE"), whole_number(values, "PERCENTAGE_USED")
    solid = document.get("SolidState")
    return [
        Drive(
            name=name or "drive",
            kind="solid_state" if solid is True else "rotating" if solid is False else "other",
            size_bytes=whole_number(document, "TotalSize") or whole_number(document, "Size") or None,
            healthy=_HEALTHY.get(text(document, "SMARTStatus")),
            # NVMe counts kelvin (NVM Express Base Specification, SMART / Health Information).
            temperature_celsius=float(kelvin - _KELVIN) if kelvin and _KELVIN < kelvin < _KELVIN + 150 else None,
            wear_percent=float(wear) if wear is not None and wear <= 255 else None,
        )
    ]


def sensors(cancel: Cancel, run: Runner) -> Sensors | Missing:
    """Return the battery's temperature: those of processor and fans a Mac tells only to Apple's own programs."""
    document = property_list(run, cancel, _QUICK_S, "/usr/sbin/ioreg", "-a", "-r", "-n", "AppleSmartBattery")
    found = () if isinstance(document, Missing) else tuple(parse_battery(document))
    if isinstance(document, Missing) and document.reason == "timeout":
        return Missing("timeout", f"temperatures: {document.detail}")
    if not found:
        return Missing("not_available", "temperatures: a Mac tells them only to Apple's own programs")
    return Sensors(found)


def parse_battery(document: object) -> Iterator[TemperatureSensor]:
    """Read ``ioreg -a -r -n AppleSmartBattery``: hundredths of a degree."""
    for battery in document if isinstance(document, list) else ():
        hundredths = whole_number(battery, "Temperature") if isinstance(battery, Mapping) else None
        if hundredths is not None and 0 < hundredths <= 15_000:
            yield TemperatureSensor("other", "battery", round(hundredths / 100, 1))


def _pixels(screen: Mapping[str, object]) -> tuple[int | None, int | None, int | None, int | None]:
    """Return what the screen shows just now and the finest it can, in pixels.

    ``_spdisplays_pixels`` is what macOS draws, which on a fine screen may be more than it has: it is then scaled down.
    """
    drawn = _PIXELS.search(text(screen, "_spdisplays_pixels"))
    panel = _PIXELS.search(text(screen, "spdisplays_pixelresolution"))
    now = (int(drawn[1]), int(drawn[2])) if drawn else None
    finest = (int(panel[1]), int(panel[2])) if panel else None
    if now and finest and now[0] * now[1] > finest[0] * finest[1]:
        now = finest
    return (*(now or (None, None)), *(finest or (None, None)))
