"""What ``system_profiler SPAirPortDataType -json`` tells of Wi-Fi: its keys are never translated.

Names are ``<redacted>`` since macOS 15.6 or so, and several neighbours come without a signal: that one is None.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.system.base import AccessPoint, WifiLink
from wizard.system.macos.profile import entries, items, text
from wizard.system.wireless import LAST_CHANNEL, hardware_address

_CHANNEL = re.compile(r"(\d{1,3})(?:,[+-]1)?(?: \((2|5|6)GHz(?:, (\d{2,3})MHz)?\))?")
_SIGNAL = re.compile(r"(-\d{1,3}) dBm(?: / .*)?")
_HARDWARE = re.compile(r"en\d{1,3}")
_LOWEST_DBM = -120
_MOST_NETWORKS = 2000
_NEIGHBOURS = (
    "spairport_airport_other_local_wireless_networks",
    "spairport_airport_local_wireless_networks",  # when this Mac is in none itself
)


@dataclass(frozen=True)
class Channel:
    """One channel with what its text says of band and width."""

    number: int
    frequency_mhz: int
    width_mhz: int | None


def parse_link(document: object) -> WifiLink | None:
    """Return the link of the first Wi-Fi adapter; None without an adapter."""
    found: WifiLink | None = None
    for adapter in _adapters(document):
        name = text(adapter, "_name")
        own = adapter.get("spairport_current_network_information")
        connected = text(adapter, "spairport_status_information") == "spairport_status_connected"
        if connected and isinstance(own, Mapping):
            return _link(name, own)
        found = found or WifiLink(name, connected)
    return found


def parse_networks(document: object) -> tuple[AccessPoint, ...]:
    """Return the networks in the air, the own one among them, once."""
    found: list[AccessPoint] = []
    for adapter in _adapters(document):
        near = [point for key in _NEIGHBOURS for each in items(adapter, key) for point in _point(each)]
        own = adapter.get("spairport_current_network_information")
        mine = [
            point
            for point in (_point(own) if isinstance(own, Mapping) else ())
            if not any(_is_same(point, each) for each in near)
        ]
        found += [*mine, *near]
    return tuple(found[:_MOST_NETWORKS])


def parse_channel(value: object) -> Channel | None:
    """Read ``6``, ``"149,+1"`` or ``"6 (2GHz, 20MHz)"``; without a band, numbers up to 14 are those of 2.4 GHz."""
    match = _CHANNEL.fullmatch(str(value).strip()[:40]) if isinstance(value, int | str) else None
    if match is None or not 1 <= int(match[1]) <= LAST_CHANNEL:
        return None
    number = int(match[1])
    band = match[2] or ("2" if number <= 14 else "5")
    return Channel(number, frequency(number, band), int(match[3]) if match[3] else None)


def frequency(channel: int, band: str) -> int:
    """Return the centre of a channel in MHz (IEEE 802.11, annex E); ``band`` is 2, 5 or 6."""
    if band == "2":
        return 2484 if channel == 14 else 2407 + 5 * channel
    return (5000 if band == "5" else 5950) + 5 * channel


def _adapters(document: object) -> Iterator[Mapping[str, object]]:
    """Return the adapters that carry networks; AirDrop's (awdl0, llw0) only look like some."""
    for entry in entries(document, "SPAirPortDataType"):
        for adapter in items(entry, "spairport_airport_interfaces"):
            if _HARDWARE.fullmatch(text(adapter, "_name")):
                yield adapter


def _link(name: str, own: Mapping[str, object]) -> WifiLink:
    channel = parse_channel(own.get("spairport_network_channel"))
    rate = own.get("spairport_network_rate")
    is_rate = isinstance(rate, int | float) and not isinstance(rate, bool) and 0 < rate < 100_000
    return WifiLink(
        interface=name,
        connected=True,
        ssid=_ssid(own),
        bssid=hardware_address(text(own, "spairport_network_bssid")),
        channel=channel.number if channel else None,
        frequency_mhz=channel.frequency_mhz if channel else None,
        signal_dbm=_signal(own),
        rate_mbps=float(rate) if is_rate and isinstance(rate, int | float) else None,
    )


def _point(network: Mapping[str, object]) -> Iterator[AccessPoint]:
    channel = parse_channel(network.get("spairport_network_channel"))
    if channel is not None:
        yield AccessPoint(
            bssid=hardware_address(text(network, "spairport_network_bssid")) or "",
            channel=channel.number,
            signal_dbm=_signal(network),
            ssid=_ssid(network),
            frequency_mhz=channel.frequency_mhz,
            width_mhz=channel.width_mhz,
        )


def _is_same(own: AccessPoint, other: AccessPoint) -> bool:
    return own.ssid is not None and (own.ssid, own.bssid, own.channel) == (other.ssid, other.bssid, other.channel)


def _signal(network: Mapping[str, object]) -> int | None:
    match = _SIGNAL.fullmatch(text(network, "spairport_signal_noise"))
    return int(match[1]) if match and _LOWEST_DBM <= int(match[1]) < 0 else None


def _ssid(network: Mapping[str, object]) -> str | None:
    name = text(network, "_name")
    return name if name and name != "<redacted>" else None
