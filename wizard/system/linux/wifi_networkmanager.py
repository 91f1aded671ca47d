"""Wireless readings from NetworkManager over D-Bus (its API is stable since version 1.0).

Bus names and properties: org.freedesktop.NetworkManager, its Device.Wireless and AccessPoint interfaces.
"""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wizard.system.base import AccessPoint, Cancel, Missing, WifiLink
from wizard.system.linux.bus import GLANCE_S, RefusedError, ask, call, plain
from wizard.system.wireless import channel_of, dbm_of_quality, hardware_address

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

_NAME = "org.freedesktop.NetworkManager"
_PATH = "/org/freedesktop/NetworkManager"
_DEVICE, _WIRELESS, _POINT = f"{_NAME}.Device", f"{_NAME}.Device.Wireless", f"{_NAME}.AccessPoint"
_WIFI, _ACTIVATED = 2, 100  # NM_DEVICE_TYPE_WIFI, NM_DEVICE_STATE_ACTIVATED
_NOT_READY = (10, 20)  # NM_DEVICE_STATE_UNMANAGED, NM_DEVICE_STATE_UNAVAILABLE
_QUICK_S = 5.0
_SCAN_S = 15.0
_FRESH_MS = 30_000
"""A scan this recent is as good as a new one; NetworkManager refuses to scan again at once."""


def link(cancel: Cancel) -> WifiLink | Missing:
    """Return the link of the first connected wireless device, else of the first one."""
    return ask(_link, "NetworkManager", _QUICK_S, cancel)


def scan(cancel: Cancel) -> tuple[AccessPoint, ...] | Missing:
    """Ask for a scan, wait until it is done, return the networks in the air."""
    return ask(_scan, "NetworkManager", _SCAN_S, cancel)


async def _call(bus: "MessageBus", path: str, interface: str, member: str, signature: str = "", *body: Any) -> Any:
    try:
        return await call(bus, _NAME, path, interface, member, signature, *body)
    except RefusedError as refusal:
        if refusal.missing.reason != "not_permitted":
            raise
        advice = "scanning is kept to the person who sits at this computer, or to an administrator"
        raise RefusedError(Missing("not_permitted", f"{refusal.missing.detail}; {advice}")) from refusal


async def _properties(bus: "MessageBus", path: str, interface: str) -> dict[str, Any]:
    found = await _call(bus, path, "org.freedesktop.DBus.Properties", "GetAll", "s", interface)
    return plain(found)


async def _wireless_device(bus: "MessageBus") -> tuple[str, dict[str, Any]]:
    """Return the path and the Device properties of the connected wireless device, else of the first one."""
    found: list[tuple[str, dict[str, Any]]] = []
    for path in await _call(bus, _PATH, _NAME, "GetDevices"):
        properties = await _properties(bus, str(path), _DEVICE)
        if properties.get("DeviceType") == _WIFI:
            found.append((str(path), properties))
    if not found:
        raise RefusedError(Missing("not_available", "NetworkManager manages no wireless device"))
    return next((entry for entry in found if entry[1].get("State") == _ACTIVATED), found[0])


async def _link(bus: "MessageBus") -> WifiLink:
    path, device = await _wireless_device(bus)
    name = str(device.get("Interface", ""))
    wireless = await _properties(bus, path, _WIRELESS)
    active = str(wireless.get("ActiveAccessPoint", "/"))
    if active == "/" or device.get("State") != _ACTIVATED:
        return WifiLink(name, False)
    properties = await _properties(bus, active, _POINT)
    point = access_point(properties)
    rate_kbps = wireless.get("Bitrate")
    return WifiLink(
        name,
        True,
        ssid=_ssid(properties.get("Ssid", b"")),
        bssid=hardware_address(str(properties.get("HwAddress", ""))),
        channel=point.channel if point else None,
        frequency_mhz=point.frequency_mhz if point else None,
        signal_dbm=point.signal_dbm if point else None,
        rate_mbps=rate_kbps / 1000 if isinstance(rate_kbps, int) and rate_kbps > 0 else None,
    )


async def _scan(bus: "MessageBus") -> tuple[AccessPoint, ...]:
    manager = await _properties(bus, _PATH, _NAME)
    if manager.get("WirelessEnabled") is False:
        raise RefusedError(Missing("not_available", "Wi-Fi is switched off"))
    path, device = await _wireless_device(bus)
    if device.get("State") in _NOT_READY:
        raise RefusedError(Missing("not_available", "the wireless adapter is not ready"))
    before = await _last_scan_ms(bus, path)
    if time.clock_gettime(time.CLOCK_BOOTTIME) * 1000 - before > _FRESH_MS or before < 0:
        try:
            await _call(bus, path, _WIRELESS, "RequestScan", "a{sv}", {})
        except RefusedError as refusal:
            if refusal.missing.reason == "not_permitted":
                raise
            # "Not allowed" also means that a scan is under way: its end is as good.
        while await _last_scan_ms(bus, path) == before:
            await asyncio.sleep(GLANCE_S)
    points: list[AccessPoint] = []
    for point_path in await _call(bus, path, _WIRELESS, "GetAllAccessPoints"):
        with contextlib.suppress(RefusedError):  # it has gone out of range meanwhile
            point = access_point(await _properties(bus, str(point_path), _POINT))
            if point:
                points.append(point)
    return tuple(points)


async def _last_scan_ms(bus: "MessageBus", path: str) -> int:
    """Return when the last scan ended, in ms since the start of the computer; -1 for never."""
    value = (await _properties(bus, path, _WIRELESS)).get("LastScan", -1)
    return value if isinstance(value, int) else -1


def access_point(properties: Mapping[str, Any]) -> AccessPoint | None:
    """Read the properties of one AccessPoint object; None without a usable frequency."""
    frequency_mhz, quality, width_mhz = (properties.get(name) for name in ("Frequency", "Strength", "Bandwidth"))
    channel = channel_of(frequency_mhz) if isinstance(frequency_mhz, int) else None
    if channel is None:
        return None
    return AccessPoint(
        bssid=hardware_address(str(properties.get("HwAddress", ""))) or "",
        channel=channel,
        signal_dbm=dbm_of_quality(quality) if isinstance(quality, int) else None,
        ssid=_ssid(properties.get("Ssid", b"")),
        frequency_mhz=frequency_mhz,
        width_mhz=width_mhz if isinstance(width_mhz, int) and width_mhz > 0 else None,
    )


def _ssid(value: object) -> str | None:
    try:
        raw = bytes(value) if isinstance(value, (bytes, bytearray, list)) else b""
    except (TypeError, ValueError):  # a list of something else than bytes
        raw = b""
    return raw.decode("utf-8", "replace") if raw.strip(b"\0") else None
