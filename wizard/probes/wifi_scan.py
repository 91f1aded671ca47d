"""wifi.scan: is the own channel crowded, and which one is the calmest? (FACTS A4)"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

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
    timeout_s=15.0,
)

TITLE = N_("Wi-Fi channels around you")
SENTENCES = {
    "clear": N_("Your Wi-Fi channel {channel} is a good one here. No other one is clearly calmer."),
    "crowded": N_(
        "Your Wi-Fi channel {channel} is crowded: other networks nearby use it, too. "
        "Channel {recommended_channel} is the calmest one here. Change it on your router's page."
    ),
    "wired": N_("Your computer uses a cable, so Wi-Fi channels do not matter here."),
    "unknown": N_(
        "We could not see the Wi-Fi networks around you. Your system may not let us see them. "
        "Allow this app to use your location in the system's settings, then try again."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
