"""wifi.link: how good is the wireless link?"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="wifi.link",
    results=("ok", "weak", "disconnected", "wired"),
    good=frozenset({"ok", "wired"}),
    facts={
        "adapter": Fact(str, "Name of the adapter"),
        "channel": Fact(int, "Wi-Fi channel in use"),
        "band_ghz": Fact(float, "2.4, 5.0 or 6.0"),
        "signal_dbm": Fact(int, "Signal of the own network"),
        "rate_mbps": Fact(float, "Rate the adapter and the router agreed on"),
    },
    parameters={"min_signal_dbm": Parameter(int, "Weakest signal that is still fine", -75)},
    timeout_s=8.0,
    watch_fact="channel",
)

TITLE = N_("Wi-Fi signal")
SENTENCES = {
    "ok": N_("Your Wi-Fi signal is strong enough. You are on channel {channel}."),
    "weak": N_(
        "Your Wi-Fi signal is weak. Walls or the long way to the router are the likely cause. "
        "Move closer to the router, then try again."
    ),
    "disconnected": N_(
        "Your computer is not on any Wi-Fi network. Wi-Fi may be off, or the password may have changed. "
        "Turn on Wi-Fi and pick your network."
    ),
    "wired": N_("Your computer uses a cable, so Wi-Fi does not matter here."),
    "unknown": N_(
        "We could not read the Wi-Fi signal. The system may not let us. "
        "Look at the Wi-Fi sign on your screen: more bars are better."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
