"""Wi-Fi by Apple's CoreWLAN (through pyobjc): the one way to look around that is fast and tells every signal.

Names and hardware addresses of networks are told only to programs that may use the location (CoreLocation); without
it they are None, channels and signals are there all the same.
"""

import functools
from collections.abc import Iterator
from typing import Any

from wizard.system.base import AccessPoint, Missing, WifiLink
from wizard.system.macos.airport_profile import frequency
from wizard.system.wireless import LAST_CHANNEL, hardware_address

ALLOW_LOCATION = (
    "macOS tells the names of Wi-Fi networks only to programs that may use the location: open System Settings, "
    "Privacy & Security, Location Services, and switch on Self-Help Wizard (or the terminal it was started in)"
)
_BANDS = {1: "2", 2: "5", 3: "6"}  # CWChannelBand
_WIDTHS_MHZ = {1: 20, 2: 40, 3: 80, 4: 160}  # CWChannelWidth
_STATION = 1  # kCWInterfaceModeStation
_NEVER_ASKED = 0  # kCLAuthorizationStatusNotDetermined
_ALLOWED = frozenset({3, 4})  # kCLAuthorizationStatusAuthorizedAlways, …WhenInUse
_LOWEST_DBM = -120
_MOST_NETWORKS = 2000


def interface() -> Any | Missing:
    """Return the Wi-Fi adapter; Missing ``not_available`` without CoreWLAN or without an adapter."""
    try:
        import CoreWLAN  # type: ignore[import-not-found, import-untyped, unused-ignore]

        client = CoreWLAN.CWWiFiClient.sharedWiFiClient()
    except (ImportError, AttributeError) as error:
        return Missing("not_available", f"CoreWLAN: {error}")
    found = client.interface() if client is not None else None
    return Missing("not_available", "this Mac has no Wi-Fi adapter") if found is None else found


def link(adapter: Any) -> WifiLink:
    """Return the link of an adapter (CWInterface)."""
    name = str(adapter.interfaceName() or "")
    signal_dbm = _signal(adapter.rssiValue())
    if not adapter.powerOn() or adapter.interfaceMode() != _STATION or signal_dbm is None:
        return WifiLink(name, False)
    channel = _channel(adapter.wlanChannel())
    rate = adapter.transmitRate()
    return WifiLink(
        interface=name,
        connected=True,
        ssid=_text(adapter.ssid()),
        bssid=_hardware_address(adapter.bssid()),
        channel=channel[0] if channel else None,
        frequency_mhz=channel[1] if channel else None,
        signal_dbm=signal_dbm,
        rate_mbps=float(rate) if isinstance(rate, int | float) and rate > 0 else None,
    )


def scan(adapter: Any) -> tuple[AccessPoint, ...] | Missing:
    """Look around; takes some seconds. Missing ``not_permitted`` says what to allow."""
    if not adapter.powerOn():
        return Missing("not_available", "Wi-Fi is switched off")
    may_name = may_locate()
    networks, error = adapter.scanForNetworksWithName_error_(None, None)
    if networks is None:
        why = f"CoreWLAN: error {error.code()}" if error is not None else "CoreWLAN: no answer"
        return Missing("not_available", why) if may_name else Missing("not_permitted", f"{why}. {ALLOW_LOCATION}")
    points = tuple(point for network in list(networks)[:_MOST_NETWORKS] for point in _point(network))
    if not points and not may_name:
        return Missing("not_permitted", ALLOW_LOCATION)
    return points


def may_locate() -> bool:
    """Return whether this program may use the location; False where nobody can tell.

    Who was never asked is asked now, by macOS' own dialogue: only then System Settings lists this program at all. The
    answer counts the next time.
    """
    manager = _location_service()
    if manager is None:
        return False
    status = int(manager.authorizationStatus())
    if status == _NEVER_ASKED:
        manager.requestWhenInUseAuthorization()
    return status in _ALLOWED


@functools.cache
def _location_service() -> Any | None:
    """Return the one CLLocationManager of this program: the dialogue goes with the one that asked."""
    try:
        import CoreLocation  # type: ignore[import-not-found, import-untyped, unused-ignore]

        return CoreLocation.CLLocationManager.alloc().init()
    except (ImportError, AttributeError):
        return None


def _point(network: Any) -> Iterator[AccessPoint]:
    channel = _channel(network.wlanChannel())
    if channel is not None:
        yield AccessPoint(
            bssid=_hardware_address(network.bssid()) or "",
            channel=channel[0],
            signal_dbm=_signal(network.rssiValue()),
            ssid=_text(network.ssid()),
            frequency_mhz=channel[1],
            width_mhz=channel[2],
        )


def _channel(channel: Any) -> tuple[int, int, int | None] | None:
    """Return number, centre in MHz and width of a CWChannel."""
    if channel is None:
        return None
    number = int(channel.channelNumber())
    if not 1 <= number <= LAST_CHANNEL:
        return None
    band = _BANDS.get(int(channel.channelBand())) or ("2" if number <= 14 else "5")
    return number, frequency(number, band), _WIDTHS_MHZ.get(int(channel.channelWidth()))


def _signal(value: Any) -> int | None:
    """Return dBm; CoreWLAN says 0 when it does not know."""
    return int(value) if isinstance(value, int | float) and _LOWEST_DBM <= value < 0 else None


def _hardware_address(value: Any) -> str | None:
    """Return an address with all its zeros, which CoreWLAN leaves out (``0:24:d7:5:a:1``)."""
    return hardware_address(":".join(part.zfill(2) for part in (_text(value) or "").split(":")))


def _text(value: Any) -> str | None:
    return str(value) or None if value is not None else None
