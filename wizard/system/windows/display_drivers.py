"""Which graphics chip goes with which driver on Windows, judged from what the registry holds (needs no Windows)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wizard.system.hardware import GraphicsAdapter

_SOFTWARE_FILES = frozenset({"display.inf", "basicdisplay.inf", "basicrender.inf"})
"""Files of Windows' own drivers that draw with the processor: the Basic Display and the Basic Render Driver. Unlike
the drivers' names they are the same in every language."""
_LONGEST = 100


@dataclass(frozen=True)
class Driver:
    """One entry of the class of display adapters (GUID_DEVCLASS_DISPLAY); it may be a device that is gone."""

    description: str
    version: str
    matching_device: str
    file: str


@dataclass(frozen=True)
class Device:
    """One adapter as ``EnumDisplayDevices`` tells it; ``identifier`` begins with PCI\\VEN_… for a real chip."""

    name: str
    identifier: str
    attached: bool
    mirroring: bool = False
    remote: bool = False


def adapters(devices: Sequence[Device], drivers: Sequence[Driver]) -> tuple[GraphicsAdapter, ...]:
    """Return each chip once (it is listed once per output), the attached first; mirrors of other screens are none."""
    found: dict[tuple[str, str], GraphicsAdapter] = {}
    for device in sorted(devices, key=lambda each: not each.attached):
        if device.mirroring or device.remote:
            continue
        driver = driver_of(device, drivers)
        name = driver.description if driver is not None and driver.description else device.name
        version = driver.version if driver is not None else ""
        adapter = GraphicsAdapter(name[:_LONGEST], driver.file or None if driver else None, version or None)
        found.setdefault((device.identifier.casefold(), name), adapter)
    return tuple(found.values())


def draws_with_processor(devices: Sequence[Device], drivers: Sequence[Driver], remote_session: bool) -> bool | None:
    """Return whether nothing but the processor draws what is attached; None when no device or driver is known."""
    if remote_session:
        return True
    attached = [each for each in devices if each.attached and not each.mirroring]
    if not attached:
        return None
    if all(each.remote for each in attached):
        return True
    known = [driver_of(each, drivers) for each in attached if not each.remote]
    files = [driver.file.casefold() for driver in known if driver is not None and driver.file]
    return all(file in _SOFTWARE_FILES for file in files) if files else None


def driver_of(device: Device, drivers: Sequence[Driver]) -> Driver | None:
    """Return the driver that was installed for a device: the longest hardware id that fits, else the same name."""
    identifier = device.identifier.casefold()
    fitting = [each for each in drivers if each.matching_device and _fits(identifier, each.matching_device.casefold())]
    if fitting:
        return max(fitting, key=lambda each: len(each.matching_device))
    return next((each for each in drivers if each.description and each.description == device.name), None)


def _fits(identifier: str, matching: str) -> bool:
    return identifier == matching or identifier.startswith((f"{matching}&", f"{matching}\\"))


def class_of_drivers(entries: Sequence[Mapping[str, str]]) -> tuple[Driver, ...]:
    """Return the drivers out of the values of the class's keys; entries without a name are none."""
    return tuple(
        Driver(
            entry["DriverDesc"],
            entry.get("DriverVersion", ""),
            entry.get("MatchingDeviceId", ""),
            entry.get("InfPath", ""),
        )
        for entry in entries
        if entry.get("DriverDesc")
    )
