"""fwupd's daemon, played on a bus out of a list of devices, so that the real ``fwupdmgr`` can be asked.

The names and types of what goes over the bus are those of fwupd's own library (libfwupd: fwupd-enums-private.h,
fwupd-device.c, fwupd-release.c).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from dbus_fast import Variant

from tests.system import played_services

NAME, PATH = "org.freedesktop.fwupd", "/"
DEVICE_FLAGS = {"internal": 0, "updatable": 1, "require-ac": 3, "supported": 5, "needs-reboot": 8, "needs-shutdown": 11}
RELEASE_FLAGS = {"is-upgrade": 2, "is-downgrade": 3}
"""Bits of FwupdDeviceFlags and FwupdReleaseFlags."""
_DEVICE_TEXTS = ("Name", "DeviceId", "Version", "Plugin", "Vendor", "Summary")
_RELEASE_TEXTS = ("AppstreamId", "RemoteId", "Name", "Version", "Summary", "Vendor", "License")
_NOTHING_TO_DO = "raise dbus.exceptions.DBusException('nothing to do', name='org.freedesktop.fwupd.NothingToDo')"


@contextmanager
def played(bus: played_services.Bus, devices: Sequence[Mapping[str, Any]]) -> Iterator[None]:
    """Play the daemon with these devices, as ``fwupdmgr get-devices --json`` lists them."""
    with played_services.played(bus, NAME, NAME, PATH, NAME):
        state = {
            "DaemonVersion": Variant("s", "2.0.20"),
            "HostProduct": Variant("s", "Example"),
            "HostMachineId": Variant("s", "0" * 64),
            "HostSecurityId": Variant("s", "HSI:0"),
            "Status": Variant("u", 1),
            "Percentage": Variant("u", 0),
            "Tainted": Variant("b", False),
            "Interactive": Variant("b", False),
            "OnlyTrusted": Variant("b", True),
        }
        _mock(bus, "AddProperties", "sa{sv}", NAME, state)
        listed = ", ".join(_device(each) for each in devices)
        answer = f"ret = dbus.Array([{listed}], signature='a{{sv}}')" if devices else _NOTHING_TO_DO
        _method(bus, "GetDevices", "", "aa{sv}", answer)
        _method(bus, "GetUpgrades", "s", "aa{sv}", _upgrades(devices))
        _method(bus, "GetReleases", "s", "aa{sv}", _upgrades(devices))
        _method(bus, "GetRemotes", "", "aa{sv}", f"ret = dbus.Array([{_remote()}], signature='a{{sv}}')")
        for member, signature in (("SetHints", "a{ss}"), ("SetFeatureFlags", "t")):
            _method(bus, member, signature, "", "")
        yield


def _mock(bus: played_services.Bus, member: str, signature: str, *body: Any) -> None:
    bus.call(NAME, PATH, played_services.MOCK, member, signature, *body)


def _method(bus: played_services.Bus, member: str, takes: str, gives: str, code: str) -> None:
    _mock(bus, "AddMethod", "sssss", NAME, member, takes, gives, code)


def _upgrades(devices: Sequence[Mapping[str, Any]]) -> str:
    """Return the code of a method that gives a device's newer releases, or says that there is nothing to do."""
    code = []
    for device in devices:
        updatable = "updatable" in device.get("Flags", ())
        newer = [each for each in device.get("Releases", ()) if updatable and "is-upgrade" in each.get("Flags", ())]
        answer = f"ret = dbus.Array([{', '.join(_release(each) for each in newer)}], signature='a{{sv}}')"
        code.append(f"if args[0] == {device['DeviceId']!r}:\n    {answer if newer else _NOTHING_TO_DO}")
    return "\n".join(code)


def _device(device: Mapping[str, Any]) -> str:
    parts = [f"{key!r}: {device[key]!r}" for key in _DEVICE_TEXTS if device.get(key)]
    parts.append(f"'Flags': dbus.UInt64({_bits(device.get('Flags', ()), DEVICE_FLAGS)})")
    parts.append(f"'Guid': dbus.Array({list(device.get('Guid', ()))!r}, signature='s')")
    return f"dbus.Dictionary({{{', '.join(parts)}}}, signature='sv')"


def _release(release: Mapping[str, Any]) -> str:
    parts = [f"{key!r}: {release[key]!r}" for key in _RELEASE_TEXTS if release.get(key)]
    parts.append(f"'TrustFlags': dbus.UInt64({_bits(release.get('Flags', ()), RELEASE_FLAGS)})")
    return f"dbus.Dictionary({{{', '.join(parts)}}}, signature='sv')"


def _remote() -> str:
    """A list that is fetched from elsewhere (FwupdRemoteKind 1), a day old by the clock of the daemon's computer."""
    return (
        "dbus.Dictionary({'RemoteId': 'example', 'Title': 'Example', 'Type': dbus.UInt32(1), 'Enabled': True, "
        "'ModificationTime': dbus.UInt64(int(__import__('time').time()) - 86400)}, signature='sv')"
    )


def _bits(names: Sequence[str], flags: Mapping[str, int]) -> int:
    return sum(1 << flags[name] for name in names if name in flags)
