"""The wireless link and the networks in the air: CoreWLAN, else ``system_profiler``."""

from wizard.system.base import AccessPoint, Cancel, Missing, WifiLink
from wizard.system.command import Runner
from wizard.system.deadline import within
from wizard.system.macos import core_wlan
from wizard.system.macos.airport_profile import parse_link, parse_networks
from wizard.system.macos.profile import profile

_LINK_S = 5.0
_SCAN_S = 20.0
_NO_ADAPTER = Missing("not_available", "this Mac has no Wi-Fi adapter")


def wifi_link(cancel: Cancel, run: Runner) -> WifiLink | Missing:
    """Return the wireless link in use; its name is None where this program may not use the location."""
    adapter = core_wlan.interface()
    if not isinstance(adapter, Missing):
        return within(_LINK_S, cancel, lambda: core_wlan.link(adapter))
    document = profile(run, cancel, _SCAN_S, "SPAirPortDataType")
    if isinstance(document, Missing):
        return Missing(document.reason, f"the wireless link: {document.detail}")
    return parse_link(document) or _NO_ADAPTER


def wifi_scan(cancel: Cancel, run: Runner) -> tuple[AccessPoint, ...] | Missing:
    """Look around and return the networks in the air; takes up to 20 s.

    Missing ``not_permitted`` says what the person would have to allow.
    """
    adapter = core_wlan.interface()
    if not isinstance(adapter, Missing):
        return within(_SCAN_S, cancel, lambda: core_wlan.scan(adapter))
    document = profile(run, cancel, _SCAN_S, "SPAirPortDataType")
    if isinstance(document, Missing):
        return Missing(document.reason, f"a wireless scan: {document.detail}")
    link = parse_link(document)
    if link is None:
        return _NO_ADAPTER
    points = parse_networks(document)
    if not points:
        # A system_profiler without networks is one that looked around in vain: never "the air is clear".
        return Missing("not_available", "Wi-Fi is switched off, or no network was told")
    return points
