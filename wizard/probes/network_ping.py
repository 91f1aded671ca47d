"""network.ping: how fast and how reliably does a well-known address answer? (FACTS A3)"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="network.ping",
    results=("ok", "slow", "lossy", "down"),
    good=frozenset({"ok"}),
    facts={
        "target": Fact(str, "Address or name that was asked"),
        "method": Fact(str, "icmp, ping or tcp: how it was asked"),
        "sent": Fact(int, "Echoes whose fate is known"),
        "received": Fact(int, "Echoes that came back"),
        "loss_percent": Fact(float, "Share of echoes that did not come back"),
        "latency_ms": Fact(float, "Average round trip; null when nothing came back"),
        "jitter_ms": Fact(float, "Average change from one round trip to the next; null below two"),
    },
    parameters={
        "target": Parameter(str, "Address or name to ask; empty: the organisation profile's", ""),
        "max_latency_ms": Parameter(int, "Highest average round trip that is still fine", 100),
        "max_loss_percent": Parameter(float, "Highest loss that is still fine", 1.0),
        "max_seconds": Parameter(int, "Longest time for sending echoes; at most 17", 15),
    },
    timeout_s=20.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Speed and loss of the connection")
SENTENCES = {
    "ok": N_("Your connection is quick and steady: {latency_ms} on average, {loss_percent} lost."),
    "slow": N_(
        "Answers take {latency_ms} on average, which is slow. The Wi-Fi may be crowded, or the line busy. "
        "Move closer to the router or restart it, then measure again."
    ),
    "lossy": N_(
        "{loss_percent} of what you send gets lost. Weak Wi-Fi or a stuck router is the likely cause. "
        "Restart the router, then measure again."
    ),
    "down": N_(
        "Nothing came back from {target}. The router may be stuck, or your provider may have a fault. "
        "Look at the lamps of the router, then restart it."
    ),
    "unknown": N_(
        "We could not measure the connection for sure. Average so far: {latency_ms}. Lost so far: {loss_percent}. "
        "Wait a moment, then try again."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, limit_parameter="max_latency_ms")
