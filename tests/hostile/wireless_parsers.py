"""Wireless readings: iw, nmcli, NetworkManager."""

import json

from tests.hostile.recorded import seeds
from tests.hostile.table import Parser, output, says, text
from wizard.system.base import Cancel
from wizard.system.linux import wifi_iw, wifi_networkmanager, wifi_nmcli
from wizard.system.wireless import channel_of, dbm_of_quality, hardware_address

IW = "wizard.system.linux.wifi_iw"
NMCLI = "wizard.system.linux.wifi_nmcli"
NETWORK_MANAGER = "wizard.system.linux.wifi_networkmanager"
NAMES = ("wlan0",)
POINT = json.dumps(
    {"Ssid": [78, 101, 116], "Frequency": 5180, "HwAddress": "02:00:00:00:00:01", "Strength": 70, "Bandwidth": 80}
).encode()


def _properties(content: bytes) -> object:
    """Read an access point out of whatever JSON can hold in the place of D-Bus values."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return wifi_networkmanager.access_point(found if isinstance(found, dict) else {"Ssid": found, "Frequency": 2412})


PARSERS = (
    Parser("iw link", (IW,), lambda data: wifi_iw.parse_link("wlan0", output(data)), seeds("iw/link.txt")),
    Parser("iw scan", (IW,), lambda data: wifi_iw.scan(NAMES, Cancel(), says(data)), seeds("iw/scan*.txt")),
    Parser("iw refuses", (IW,), lambda data: wifi_iw.parse_link("a", output(data, 1)), (b"command failed: (-1)",)),
    Parser("nmcli list", (NMCLI,), lambda data: wifi_nmcli.scan(Cancel(), says(data)), seeds("nmcli/*.txt")),
    Parser("nmcli link", (NMCLI,), lambda data: wifi_nmcli.link(Cancel(), says(data)), (b"wlan0:wifi:connected\n",)),
    Parser("NetworkManager", (NETWORK_MANAGER,), _properties, (POINT,)),
    Parser(
        "scales",
        ("wizard.system.wireless",),
        lambda data: (channel_of(len(data)), dbm_of_quality(len(data)), hardware_address(text(data))),
        (b"02:00:00:00:00:01", b"02-00-00-00-00-01"),
    ),
)
