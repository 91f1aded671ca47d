"""network.cause: runs the network probes side by side and says where the fault lies."""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="network.cause",
    results=("healthy", "this_computer", "wifi", "router", "provider", "service", "sign_in_page"),
    good=frozenset({"healthy"}),
    facts={
        "verdict": Fact(str, "The result, or cannot_tell"),
        "adapter": Fact(str, "Adapter that leads to the network"),
        "adapter_kind": Fact(str, "wired, wireless, vpn, virtual or other"),
        "gateway_address": Fact(str, "Address of the router"),
        "gateway_latency_ms": Fact(float, "Average round trip to the router"),
        "dns_latency_ms": Fact(float, "How long the look-up of a name took"),
        "public_answers": Fact(bool, "Whether a public name server answered; null when it was not asked"),
        "target": Fact(str, "Address or name that was pinged"),
        "method": Fact(str, "icmp, ping or tcp"),
        "sent": Fact(int, "Echoes whose fate is known"),
        "received": Fact(int, "Echoes that came back"),
        "loss_percent": Fact(float, "Share of echoes that did not come back"),
        "latency_ms": Fact(float, "Average round trip"),
        "jitter_ms": Fact(float, "Average change from one round trip to the next"),
        "signal_dbm": Fact(int, "Wi-Fi signal"),
        "channel": Fact(int, "Wi-Fi channel"),
        "portal_host": Fact(str, "Where a sign-in page lies"),
        "proxy_url": Fact(str, "Proxy of the system"),
        "clock_skew_s": Fact(int, "How far this computer's clock is ahead"),
        "service_name": Fact(str, "Name of the organisation's service"),
        "service_status": Fact(int, "HTTP status of the service's page"),
    },
    timeout_s=20.0,
)

TITLE = N_("Where the fault lies")
SENTENCES = {
    "healthy": N_("Your connection works from end to end: {latency_ms} on average, {loss_percent} lost."),
    "this_computer": N_(
        "The fault is in this computer, not in the network. A cable, a proxy or the clock is the likely cause. "
        "Check these first."
    ),
    "wifi": N_(
        "The fault is in the Wi-Fi between your computer and the router. The signal may be weak or the air crowded. "
        "Move closer to the router, then try again."
    ),
    "router": N_(
        "The fault is at the router. It may be off, stuck or not plugged in. "
        "Restart it, wait until its lamps are calm, then try again."
    ),
    "provider": N_(
        "Your router answers, but the internet behind it does not work well. The fault is likely with your provider. "
        "Restart the router once, then call your provider."
    ),
    "service": N_(
        "Your connection is fine, but {service_name} is down. The fault is on their side. "
        "Note the time and tell support."
    ),
    "sign_in_page": N_(
        "This network wants you to sign in first. Open a browser, visit any site, "
        "and sign in on the page that shows up."
    ),
    "unknown": N_(
        "We could not find out where the fault lies, as some checks gave no answer. Restart the router, then try again."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
