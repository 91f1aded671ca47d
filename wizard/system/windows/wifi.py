"""The wireless link and the networks in the air, by the functions of wlanapi.

From Windows 11 24H2 on they are closed to programs that may not know where the computer is (Windows documentation,
"Changes to API behavior for Wi-Fi access and location").
"""

import ctypes
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, TypeVar

from wizard.system.base import AccessPoint, Cancel, Missing, WifiLink
from wizard.system.deadline import within
from wizard.system.windows.calls import ERROR_ACCESS_DENIED, RefusedError, check, function
from wizard.system.windows.interfaces import read_adapters
from wizard.system.windows.memory import DamagedError
from wizard.system.windows.structures_wifi import Notification
from wizard.system.windows.wifi_answers import (
    CONNECTED,
    WirelessAdapter,
    decode_interfaces,
    decode_link,
    decode_number,
    decode_stations,
    decode_switched_off,
    interfaces_bytes,
    stations_bytes,
    usable_channel,
    usable_dbm,
)

Reading = TypeVar("Reading")

LOCATION_DETAIL = (
    "Windows keeps Wi-Fi networks from programs that may not use the location: open Settings > Privacy & security > "
    "Location (ms-settings:privacy-location), turn on location services and let desktop apps use them, then try again"
)
_LINK_TIMEOUT_S = 5.0
_SCAN_TIMEOUT_S = 15.0
_SCAN_ENDS_S = 8.0
"""Drivers have to end a scan within 4 s (Windows documentation, "WlanScan")."""
_GLANCE_S = 0.1
_CLIENT_VERSION = 2
_RADIO_STATE, _CURRENT_CONNECTION, _CHANNEL, _RSSI = 4, 7, 8, 0x10000102  # WLAN_INTF_OPCODE
_ANY_NETWORK_TYPE = 3  # dot11_BSS_type_any
_AUTOMATIC, _NOBODY = 0x8, 0x0  # WLAN_NOTIFICATION_SOURCE_ACM, _NONE
_SCAN_COMPLETE, _SCAN_FAIL = 7, 8  # wlan_notification_acm_scan_complete, _fail
_ERROR_SERVICE_NOT_ACTIVE = 1062
_SWITCHED_OFF = (0x80342002, 5023)  # ERROR_NDIS_DOT11_POWER_STATE_INVALID, ERROR_INVALID_STATE
_OFF = Missing("not_available", "Wi-Fi is switched off")
_MOST_VALUE_BYTES = 65_536

_POINTER, _UINT32 = ctypes.c_void_p, ctypes.c_uint32
_CALLBACK = ctypes.CFUNCTYPE(None, _POINTER, _POINTER)


def wifi_link(cancel: Cancel) -> WifiLink | Missing:
    """Return the link of the first connected wireless adapter, else that the first one has none."""
    return _answered(_link, _LINK_TIMEOUT_S, cancel)


def wifi_scan(cancel: Cancel) -> tuple[AccessPoint, ...] | Missing:
    """Look around and return the networks in the air, the own one among them. Takes up to 8 s."""
    return _answered(lambda session: session.scan(cancel), _SCAN_TIMEOUT_S, cancel)


def _answered(question: "Callable[[_Session], Reading]", timeout_s: float, cancel: Cancel) -> Reading | Missing:
    def work() -> Reading:
        with _session() as session:
            return question(session)

    if cancel.requested:
        return Missing("timeout", "stopped")
    try:
        return within(timeout_s, cancel, work)
    except RefusedError as refused:
        return refused.missing
    except DamagedError as error:
        return Missing("not_available", f"wlanapi: {error}")


@contextmanager
def _session() -> "Iterator[_Session]":
    handle, version = ctypes.c_void_p(), ctypes.c_uint32()
    code = function("wlanapi", "WlanOpenHandle", _UINT32, _UINT32, _POINTER, _POINTER, _POINTER)(
        _CLIENT_VERSION, None, ctypes.byref(version), ctypes.byref(handle)
    )
    if code == _ERROR_SERVICE_NOT_ACTIVE:
        raise RefusedError(Missing("not_available", "Windows' service for Wi-Fi (WLAN AutoConfig) is not running"))
    check("WlanOpenHandle", code)
    try:
        yield _Session(handle.value)
    finally:
        function("wlanapi", "WlanCloseHandle", _UINT32, _POINTER, _POINTER)(handle, None)


class _Session:
    """An open handle to the service for Wi-Fi."""

    def __init__(self, handle: int | None) -> None:
        self._handle = handle

    def adapters(self) -> tuple[WirelessAdapter, ...]:
        """Return the wireless adapters; RefusedError without one."""
        call = function("wlanapi", "WlanEnumInterfaces", _UINT32, _POINTER, _POINTER, _POINTER)
        found = decode_interfaces(
            self._list("WlanEnumInterfaces", lambda place: call(self._handle, None, place), interfaces_bytes)
        )
        if not found:
            raise RefusedError(Missing("not_available", "this computer has no wireless adapter"))
        return found

    def query(self, adapter: WirelessAdapter, code: int) -> bytes:
        """Return what an adapter says of itself."""
        call = function(
            *("wlanapi", "WlanQueryInterface", _UINT32, _POINTER, ctypes.c_char_p, ctypes.c_int32),
            *(_POINTER, _POINTER, _POINTER, _POINTER),
        )
        size, place = ctypes.c_uint32(), ctypes.c_void_p()
        answer = call(
            *(self._handle, adapter.identifier.bytes_le, code, None),
            *(ctypes.byref(size), ctypes.byref(place), None),
        )
        _check("WlanQueryInterface", answer)
        try:
            if size.value > _MOST_VALUE_BYTES or place.value is None:
                raise DamagedError(f"a value of {size.value} bytes")
            return ctypes.string_at(place.value, size.value)
        finally:
            _free(place)

    def stations(self, adapter: WirelessAdapter) -> tuple[AccessPoint, ...]:
        """Return the access points that the last scan found."""
        call = function(
            *("wlanapi", "WlanGetNetworkBssList", _UINT32, _POINTER, ctypes.c_char_p, _POINTER),
            *(ctypes.c_int32, ctypes.c_int32, _POINTER, _POINTER),
        )
        identifier = adapter.identifier.bytes_le
        content = self._list(
            "WlanGetNetworkBssList",
            lambda place: call(self._handle, identifier, None, _ANY_NETWORK_TYPE, 0, None, place),
            stations_bytes,
        )
        return decode_stations(content)

    def scan(self, cancel: Cancel) -> tuple[AccessPoint, ...]:
        """Scan with the adapter that is in use, else with the first one."""
        adapters = self.adapters()
        adapter = next((each for each in adapters if each.state == CONNECTED), adapters[0])
        if self._switched_off(adapter):
            raise RefusedError(_OFF)
        ended = self._scanned(adapter, cancel)
        points = self.stations(adapter)
        if not points and not ended:
            raise RefusedError(Missing("timeout", f"the scan did not end within {_SCAN_ENDS_S:g} s"))
        return points

    def _switched_off(self, adapter: WirelessAdapter) -> bool:
        with suppress(RefusedError, DamagedError):  # a driver that does not tell is asked to scan all the same
            return decode_switched_off(self.query(adapter, _RADIO_STATE))
        return False

    def _scanned(self, adapter: WirelessAdapter, cancel: Cancel) -> bool:
        """Scan; returns whether it ended well. Windows tells the end on a thread of its own."""
        ended = threading.Event()
        codes: list[int] = []
        identifier = adapter.identifier.bytes_le

        def hear(place: int | None, _context: int | None) -> None:
            if place is None:
                return
            note = Notification.from_address(place)
            if bytes(note.identifier) == identifier and note.code in (_SCAN_COMPLETE, _SCAN_FAIL):
                codes.append(note.code)
                ended.set()

        callback = _CALLBACK(hear)
        register = function(
            *("wlanapi", "WlanRegisterNotification", _UINT32, _POINTER, _UINT32, ctypes.c_int32),
            *(_POINTER, _POINTER, _POINTER, _POINTER),
        )
        scan = function("wlanapi", "WlanScan", _UINT32, _POINTER, ctypes.c_char_p, _POINTER, _POINTER, _POINTER)
        check("WlanRegisterNotification", register(self._handle, _AUTOMATIC, 1, callback, None, None, None))
        try:
            _check("WlanScan", scan(self._handle, identifier, None, None, None))
            for _ in range(round(_SCAN_ENDS_S / _GLANCE_S)):
                if ended.wait(_GLANCE_S) or cancel.requested:
                    break
        finally:
            register(self._handle, _NOBODY, 1, None, None, None, None)  # waits for a call that is under way
        return codes[:1] == [_SCAN_COMPLETE]

    def _list(self, name: str, call: Callable[[Any], int], measure: Callable[[bytes], int]) -> bytes:
        place = ctypes.c_void_p()
        _check(name, call(ctypes.byref(place)))
        if place.value is None:
            raise DamagedError(f"{name} gave nothing")
        try:
            return ctypes.string_at(place.value, measure(ctypes.string_at(place.value, 8)))
        finally:
            _free(place)


def _link(session: _Session) -> WifiLink:
    adapters = session.adapters()
    adapter = next((each for each in adapters if each.state == CONNECTED), adapters[0])
    name = _name(adapter)
    if adapter.state != CONNECTED:
        return WifiLink(name, False)
    link = decode_link(name, session.query(adapter, _CURRENT_CONNECTION))
    if not link.connected:
        return link
    with suppress(RefusedError, DamagedError):
        link = replace(link, signal_dbm=usable_dbm(decode_number(session.query(adapter, _RSSI))) or link.signal_dbm)
    with suppress(RefusedError, DamagedError):
        link = replace(link, channel=usable_channel(decode_number(session.query(adapter, _CHANNEL))))
    with suppress(RefusedError, DamagedError):
        own = next((point for point in session.stations(adapter) if point.bssid == link.bssid), None)
        if own is not None:
            link = replace(link, channel=own.channel, frequency_mhz=own.frequency_mhz)
    return link


def _name(adapter: WirelessAdapter) -> str:
    """Return the adapter's name in the settings, as ``interfaces`` gives it."""
    with suppress(RefusedError):
        for each in read_adapters():
            with suppress(ValueError):
                if uuid.UUID(each.identifier) == adapter.identifier:
                    return each.name
    return adapter.description


def _check(call: str, code: int) -> None:
    if code == ERROR_ACCESS_DENIED:
        raise RefusedError(Missing("not_permitted", LOCATION_DETAIL))
    if code in _SWITCHED_OFF:
        raise RefusedError(_OFF)
    check(call, code)


def _free(place: ctypes.c_void_p) -> None:
    function("wlanapi", "WlanFreeMemory", None, _POINTER)(place)
