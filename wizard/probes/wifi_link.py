"""wifi.link: how good is the wireless link?"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import STOPPED, unknown, unknown_because
from wizard.probes.wifi_use import band_ghz, uses_cable
from wizard.system.base import Missing

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
    """Read the wireless link; a computer that uses a cable is fine whatever its Wi-Fi does.

    A link without a readable signal is unknown: connected says nothing of how well.
    """
    nothing: dict[str, FactValue] = dict.fromkeys(SIGNATURE.facts)
    link = context.system.wifi_link(context.cancel)
    if context.cancel.requested:
        return unknown_because(STOPPED, nothing)
    if uses_cable(context, link):
        return ProbeResult("wired", nothing)
    if isinstance(link, Missing):
        return unknown_because(link, nothing)
    facts: dict[str, FactValue] = {
        "adapter": link.interface,
        "channel": link.channel,
        "band_ghz": band_ghz(link.channel, link.frequency_mhz),
        "signal_dbm": link.signal_dbm,
        "rate_mbps": link.rate_mbps,
    }
    if not link.connected:
        return ProbeResult("disconnected", facts)
    if link.signal_dbm is None or not -120 <= link.signal_dbm < 0:
        return unknown("not_available", "the adapter does not tell its signal", facts)
    return ProbeResult("weak" if link.signal_dbm < int(context.parameters["min_signal_dbm"]) else "ok", facts)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
