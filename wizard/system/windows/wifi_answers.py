"""What the wireless functions of Windows write: adapters, the connection, the access points in the air.

Source: ``wlanapi.h`` of the Windows SDK and the pages of its functions. Every reader raises DamagedError.
"""

import ctypes
import uuid
from dataclasses import dataclass

from wizard.system.base import AccessPoint, WifiLink
from wizard.system.windows.memory import DamagedError, Memory
from wizard.system.windows.structures_wifi import (
    Connection,
    NetworkName,
    RadioState,
    Station,
    Stations,
    WirelessInterface,
    WirelessInterfaces,
)
from wizard.system.windows.wifi_elements import width_mhz
from wizard.system.wireless import LAST_CHANNEL, channel_of, hardware_address

CONNECTED = 1  # wlan_interface_state_connected
MOST_ADAPTERS = 64
MOST_BYTES = 8_000_000
_OFF = 2  # dot11_radio_state_off


@dataclass(frozen=True)
class WirelessAdapter:
    """One wireless adapter; ``identifier`` is its GUID."""

    identifier: uuid.UUID
    description: str
    state: int


def interfaces_bytes(header: bytes) -> int:
    """Return how long a list of adapters is, by its beginning."""
    entries = int(Memory(header).take(WirelessInterfaces, 0).entries)
    if entries > MOST_ADAPTERS:
        raise DamagedError(f"{entries} wireless adapters")
    return ctypes.sizeof(WirelessInterfaces) + entries * ctypes.sizeof(WirelessInterface)


def decode_interfaces(content: bytes) -> tuple[WirelessAdapter, ...]:
    """Read a ``WLAN_INTERFACE_INFO_LIST``."""
    interfaces_bytes(content)
    memory, size = Memory(content), ctypes.sizeof(WirelessInterface)
    found: list[WirelessAdapter] = []
    for number in range(memory.take(WirelessInterfaces, 0).entries):
        row = memory.take(WirelessInterface, ctypes.sizeof(WirelessInterfaces) + number * size)
        description = bytes(row.description).decode("utf-16-le", "replace").partition("\0")[0]
        found.append(WirelessAdapter(uuid.UUID(bytes_le=bytes(row.identifier)), description, row.state))
    return tuple(found)


def decode_link(name: str, content: bytes) -> WifiLink:
    """Read ``WLAN_CONNECTION_ATTRIBUTES``: the link, without channel and frequency."""
    connection = Memory(content).take(Connection, 0)
    if connection.state != CONNECTED:
        return WifiLink(name, False)
    association = connection.association
    return WifiLink(
        name,
        True,
        ssid=_ssid(association.ssid),
        bssid=hardware_address(bytes(association.bssid).hex(":")),
        signal_dbm=dbm_of_percent(association.quality_percent),
        rate_mbps=association.send_kbps / 1000 if association.send_kbps else None,
    )


def decode_number(content: bytes) -> int:
    """Read a channel or a signal in dBm: a 32-bit number with a sign."""
    return int.from_bytes(Memory(content).bytes_at(0, 4), "little", signed=True)


def decode_switched_off(content: bytes) -> bool:
    """Read ``WLAN_RADIO_STATE``: whether every radio is off, by its switch or in the settings."""
    state = Memory(content.ljust(ctypes.sizeof(RadioState), b"\0")).take(RadioState, 0)
    radios = state.radios[: min(state.entries, len(state.radios))]
    return bool(radios) and all(_OFF in (radio.software, radio.hardware) for radio in radios)


def stations_bytes(header: bytes) -> int:
    """Return how long a list of access points is, by its beginning."""
    size = int.from_bytes(Memory(header).bytes_at(0, 4), "little")
    if not Stations.first.offset <= size <= MOST_BYTES:
        raise DamagedError(f"{size} bytes of access points")
    return size


def decode_stations(content: bytes) -> tuple[AccessPoint, ...]:
    """Read a ``WLAN_BSS_LIST``; a network without a usable frequency is passed over."""
    memory, size = Memory(content), ctypes.sizeof(Station)
    entries = int.from_bytes(memory.bytes_at(4, 4), "little")
    if entries > len(content) // size:
        raise DamagedError(f"{entries} access points in {len(content)} bytes")
    places = (Stations.first.offset + number * size for number in range(entries))
    found = (_point(memory, place) for place in places)
    return tuple(point for point in found if point is not None)


def usable_dbm(signal_dbm: int) -> int | None:
    """Return a signal that can be; drivers that know none say 0 or less than any receiver hears."""
    return signal_dbm if -120 <= signal_dbm < 0 else None


def dbm_of_percent(quality_percent: int) -> int:
    """Return the signal behind Windows' per cent: it maps -100 … -50 dBm evenly to 0 … 100 and cuts there."""
    return round(-100 + min(100, quality_percent) / 2)


def usable_channel(channel: int) -> int | None:
    """Return a channel number that can be."""
    return channel if 1 <= channel <= LAST_CHANNEL else None


def _point(memory: Memory, place: int) -> AccessPoint | None:
    station = memory.take(Station, place)
    frequency_mhz = station.frequency_khz // 1000
    channel = channel_of(frequency_mhz)
    if channel is None:
        return None
    return AccessPoint(
        bssid=hardware_address(bytes(station.bssid).hex(":")) or "",
        channel=channel,
        signal_dbm=usable_dbm(station.signal_dbm),
        ssid=_ssid(station.ssid),
        frequency_mhz=frequency_mhz,
        width_mhz=width_mhz(memory.bytes_at(place + station.elements_offset, station.elements_size)),
    )


def _ssid(name: NetworkName) -> str | None:
    raw = bytes(name.name[: min(name.length, len(name.name))])
    return raw.decode("utf-8", "replace") if raw.strip(b"\0") else None
