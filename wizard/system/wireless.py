"""What every platform's wireless readings share: frequencies, channels, signal scales, hardware addresses."""

import re

LAST_CHANNEL = 233
"""The highest channel number of any band (6 GHz)."""

_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")


def channel_of(frequency_mhz: int) -> int | None:
    """Return the channel number of a centre frequency, None outside the Wi-Fi bands (IEEE 802.11, annex E)."""
    if frequency_mhz == 2484:
        return 14
    if 2412 <= frequency_mhz <= 2472:
        return (frequency_mhz - 2407) // 5
    if 5160 <= frequency_mhz <= 5895:
        return (frequency_mhz - 5000) // 5
    if frequency_mhz == 5935:
        return 2
    if 5955 <= frequency_mhz <= 7115:
        return (frequency_mhz - 5950) // 5
    return None


def dbm_of_quality(quality_percent: int) -> int:
    """Return the signal behind NetworkManager's per cent: it maps -100 … -40 dBm evenly to 0 … 100 and cuts there."""
    quality_percent = max(0, min(100, quality_percent))
    return round(-100 + quality_percent * 0.6)


def hardware_address(text: str) -> str | None:
    """Return a hardware address in lower case, None for anything else (a masked or damaged one)."""
    address = text.strip().lower().replace("-", ":")
    return address if _MAC.fullmatch(address) and address != "00:00:00:00:00:00" else None
