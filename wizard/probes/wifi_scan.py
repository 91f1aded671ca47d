"""wifi.scan: is the own channel crowded, and which one is the calmest? (FACTS A4)"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.channel_choice import Neighbour, choose
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import STOPPED, unknown, unknown_because
from wizard.probes.wifi_use import band_ghz, uses_cable
from wizard.system.base import AccessPoint, Missing, Progress, WifiLink

SIGNATURE = ProbeSignature(
    name="wifi.scan",
    results=("clear", "crowded", "wired"),
    good=frozenset({"clear", "wired"}),
    facts={
        "channel": Fact(int, "Wi-Fi channel in use"),
        "band_ghz": Fact(float, "2.4, 5.0 or 6.0"),
        "recommended_channel": Fact(int, "Calmest channel; the own one when none is calmer"),
        "neighbours": Fact(int, "Other networks that overlap the own channel"),
        "neighbours_recommended": Fact(int, "Other networks that overlap the recommended channel"),
        "access_points": Fact(list, "Rows: channel, signal_dbm, own, width_mhz; no names of networks"),
    },
    timeout_s=20.0,
)

TITLE = N_("Wi-Fi channels around you")
SENTENCES = {
    "clear": N_("Your Wi-Fi channel {channel} is a good one here. No other one is clearly calmer."),
    "crowded": N_(
        "Your Wi-Fi channel {channel} is crowded: other networks nearby use it, too. "
        "Channel {recommended_channel} is the calmest one here. Change it on your router's page."
    ),
    "wired": N_("You use a cable, so the Wi-Fi channel does not matter."),
    "unknown": N_(
        "We could not see the Wi-Fi networks around you. Your system may not let us see them. "
        "Allow this app to use your location in the system's settings, then try again."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    """Scan the air and compare the own channel with those of FACTS A4; see ``channel_choice`` for the score.

    Without knowing the own channel there is nothing to compare: unknown, with the networks that were seen.
    """
    nothing: dict[str, FactValue] = dict.fromkeys(SIGNATURE.facts)
    link = context.system.wifi_link(context.cancel)
    if uses_cable(context, link):
        return ProbeResult("wired", nothing)
    context.report(Progress(0.1))
    seen = context.system.wifi_scan(context.cancel)
    if context.cancel.requested:
        return unknown_because(STOPPED, nothing)
    if isinstance(seen, Missing):
        return unknown_because(seen, nothing)
    own = link if isinstance(link, WifiLink) and link.connected else None
    facts = {**nothing, "access_points": [_row(point, own) for point in seen]}
    if isinstance(link, Missing):
        return unknown_because(link, facts)
    if own is None or own.channel is None:
        return unknown("not_available", "the own channel is not known", facts)
    if not seen:
        return unknown("not_available", "the scan saw no network at all, not even the own one", facts)
    return _compared(own, own.channel, seen, facts)


def _compared(own: WifiLink, channel: int, seen: tuple[AccessPoint, ...], facts: dict[str, FactValue]) -> ProbeResult:
    band = band_ghz(channel, own.frequency_mhz)
    neighbours = tuple(
        Neighbour(point.channel, point.signal_dbm, point.width_mhz)
        for point in seen
        if not _is_own(point, own) and band_ghz(point.channel, point.frequency_mhz) == band
    )
    widths = [
        point.width_mhz for point in seen if own.bssid and point.bssid.lower() == own.bssid.lower() and point.width_mhz
    ]
    choice = choose(channel, band, widths[0] if widths else None, neighbours)
    facts |= {
        "channel": channel,
        "band_ghz": band,
        "recommended_channel": choice.channel,
        "neighbours": choice.neighbours,
        "neighbours_recommended": choice.neighbours_there,
    }
    return ProbeResult("crowded" if choice.is_crowded else "clear", facts, detail=choice.because)


def _is_own(point: AccessPoint, own: WifiLink) -> bool:
    """Return whether a network is the own router's: the same name (a mesh, another band), or the same radio."""
    if own.bssid and _is_same_radio(point.bssid.lower(), own.bssid.lower()) and point.channel == own.channel:
        return True
    return bool(own.ssid) and point.ssid == own.ssid


def _is_same_radio(one: str, other: str) -> bool:
    """Return whether two addresses on one channel are networks of one router (its guest network, a hotspot).

    Routers make further addresses out of their own: other first octets with the same last three, or the next numbers.
    """
    first, second = one.split(":"), other.split(":")
    if len(first) != 6 or len(second) != 6:
        return False
    try:
        distance = abs(int(first[5], 16) - int(second[5], 16))
    except ValueError:
        return False
    return first[3:] == second[3:] or (first[1:5] == second[1:5] and distance < 16)


def _row(point: AccessPoint, own: WifiLink | None) -> dict[str, str | int | float | bool | None]:
    return {
        "channel": point.channel,
        "signal_dbm": point.signal_dbm,
        "own": own is not None and _is_own(point, own),
        "width_mhz": point.width_mhz,
    }


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
