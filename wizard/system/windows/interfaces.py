"""Network adapters, and what kind each is (``GetAdaptersAddresses``, ``GetIfEntry2``, the registry's driver class)."""

import ctypes
import sys
from typing import Literal

from wizard.system.base import Missing, NetworkInterface
from wizard.system.windows import remote_access
from wizard.system.windows.adapters import POINT_TO_POINT, Adapter, decode_adapters
from wizard.system.windows.calls import NO_ERROR, RefusedError, check, function
from wizard.system.windows.memory import DamagedError, Memory
from wizard.system.windows.structures_network import InterfaceRow

Kind = Literal["wired", "wireless", "vpn", "virtual", "other"]

_ETHERNET, _WIRELESS, _PROPRIETARY_VIRTUAL, _TUNNEL = 6, 71, 53, 131  # IF_TYPE_* of ipifcons.h
_MOBILE = (243, 244)  # IF_TYPE_WWANPP, IF_TYPE_WWANPP2
_BLUETOOTH = 10  # NdisPhysicalMediumBluetooth
_HARDWARE = 0x1
_VPN_DRIVERS = ("tap0", "tap_", "tapnordvpn", "tapprotonvpn", "wintun", "wireguard", "ovpn", "vpn", "pangp", "zttap")
"""How component ids of tunnels' drivers begin: OpenVPN, WireGuard, Cisco (vpnva), GlobalProtect, ZeroTier.

Component ids are the same in every language of Windows (Windows documentation, "INF Models section")."""
_UNSPECIFIED = 0
_SKIP_ANYCAST, _SKIP_MULTICAST = 0x2, 0x4
_ERROR_NO_DATA, _ERROR_BUFFER_OVERFLOW = 232, 111
_FIRST_BYTES = 16_000
_TRIES = 5
_NETWORK_CLASS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e972-e325-11ce-bfc1-08002be10318}"
_MOST_DRIVERS = 1000


def interfaces() -> tuple[NetworkInterface, ...] | Missing:
    """Return every adapter but loopback; ``up`` means switched on with a carrier. Names are those of the settings."""
    try:
        adapters = read_adapters()
    except RefusedError as refused:
        return refused.missing
    drivers = _component_ids()
    return tuple(
        NetworkInterface(each.name, kind_of_adapter(each, drivers), each.up, each.addresses, each.mac)
        for each in sorted(adapters, key=lambda adapter: adapter.name)
    )


def read_adapters() -> tuple[Adapter, ...]:
    """Ask for the adapters of this computer; raises RefusedError."""
    call = function(
        "iphlpapi",
        "GetAdaptersAddresses",
        ctypes.c_uint32,
        ctypes.c_uint32,
        ctypes.c_uint32,
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_void_p,
    )
    size = ctypes.c_uint32(_FIRST_BYTES)
    for _ in range(_TRIES):  # adapters come and go meanwhile
        buffer = ctypes.create_string_buffer(size.value)
        code = call(_UNSPECIFIED, _SKIP_ANYCAST | _SKIP_MULTICAST, None, buffer, ctypes.byref(size))
        if code != _ERROR_BUFFER_OVERFLOW:
            break
    if code == _ERROR_NO_DATA:
        return ()
    check("GetAdaptersAddresses", code)
    base = ctypes.addressof(buffer)
    try:
        return decode_adapters(Memory(buffer.raw, base), base)
    except DamagedError as error:
        raise RefusedError(Missing("not_available", f"GetAdaptersAddresses: {error}")) from error


def kind_of_adapter(adapter: Adapter, drivers: dict[str, str]) -> Kind:
    """Return an adapter's kind by its type, its driver and what its connection is for."""
    row = _row(adapter.luid)
    hardware = None if row is None else bool(row.flags & _HARDWARE)
    medium = None if row is None else row.physical_medium
    device = remote_access.device_type(adapter.name) if adapter.type == POINT_TO_POINT else None
    return kind_of(adapter.type, hardware, medium, drivers.get(adapter.identifier.lower(), ""), device)


def kind_of(adapter_type: int, hardware: bool | None, medium: int | None, driver: str, device: str | None) -> Kind:
    """Return the kind of an adapter; what is neither known hardware nor known to be none is ``other``.

    ``driver`` is its component id, ``device`` what a dialled connection goes through (``vpn``, ``pppoe``, ``modem``).
    """
    name = driver.lower().rpartition("\\")[2]
    if name.startswith(_VPN_DRIVERS) or device == "vpn":
        return "vpn"
    if adapter_type == _WIRELESS:
        return "virtual" if hardware is False else "wireless"  # Wi-Fi Direct's own are not the adapter
    if adapter_type in (POINT_TO_POINT, *_MOBILE) or medium == _BLUETOOTH:
        return "other"
    if adapter_type == _PROPRIETARY_VIRTUAL:
        return "vpn"  # only drivers of tunnels call themselves so
    if adapter_type == _TUNNEL or hardware is False:
        return "virtual"
    return "wired" if adapter_type == _ETHERNET else "other"


def _row(luid: int) -> InterfaceRow | None:
    row = InterfaceRow(luid=luid)
    try:
        code = function("iphlpapi", "GetIfEntry2", ctypes.c_uint32, ctypes.c_void_p)(ctypes.byref(row))
    except RefusedError:
        return None
    return row if code == NO_ERROR else None


def _component_ids() -> dict[str, str]:
    """Return the component id of each adapter's driver by the adapter's identifier, in lower case."""
    found: dict[str, str] = {}
    if sys.platform != "win32":
        return found
    import winreg

    try:
        drivers = winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _NETWORK_CLASS)
    except OSError:
        return found
    with drivers:
        for number in range(_MOST_DRIVERS):
            try:
                name = winreg.EnumKey(drivers, number)
            except OSError:
                break
            try:
                with winreg.OpenKey(drivers, name) as key:
                    identifier = winreg.QueryValueEx(key, "NetCfgInstanceId")[0]
                    component = winreg.QueryValueEx(key, "ComponentId")[0]
            except OSError:
                continue  # kept from this user, or no adapter's
            if isinstance(identifier, str) and isinstance(component, str):
                found[identifier.lower()] = component
    return found
