"""Does this computer use Wi-Fi or a cable, and in which band? Shared by the Wi-Fi probes."""

from wizard.probes.network_adapter import has_address
from wizard.probes.probe import ProbeContext
from wizard.system.base import Missing, WifiLink


def uses_cable(context: ProbeContext, link: WifiLink | Missing) -> bool:
    """Return whether the way to the network is a cable; with both in use the default route tells.

    On a computer without any wireless adapter every other adapter counts as a cable, also that of a virtual machine.
    """
    interfaces = context.system.interfaces()
    if isinstance(interfaces, Missing):
        return False
    kinds = ("wired",) if any(each.kind == "wireless" for each in interfaces) else ("wired", "other", "virtual")
    cables = [each.name for each in interfaces if each.kind in kinds and each.up and has_address(each)]
    if not cables:
        return False
    if isinstance(link, Missing) or not link.connected:
        wireless = [each for each in interfaces if each.kind == "wireless" and each.up and has_address(each)]
        if not wireless:
            return True
    gateway = context.system.gateway(context.cancel)
    return not isinstance(gateway, Missing) and gateway is not None and gateway.interface in cables


def band_ghz(channel: int | None, frequency_mhz: int | None) -> float | None:
    """Return 2.4, 5.0 or 6.0; without a frequency a channel up to 14 is taken for 2.4 GHz, a higher one for 5 GHz."""
    if frequency_mhz is not None:
        return 2.4 if frequency_mhz < 3000 else 5.0 if frequency_mhz < 5925 else 6.0
    if channel is None:
        return None
    return 2.4 if channel <= 14 else 5.0
