"""network.gateway: does the router answer?"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="network.gateway",
    results=("ok", "silent", "unreachable", "missing"),
    good=frozenset({"ok", "silent"}),
    facts={
        "gateway_address": Fact(str, "Address of the router"),
        "adapter": Fact(str, "Adapter that leads to it"),
        "gateway_latency_ms": Fact(float, "Average round trip to the router"),
    },
    timeout_s=8.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Router")
SENTENCES = {
    "ok": N_("Your computer can reach the router. It answers in {gateway_latency_ms}."),
    "silent": N_("Your router is there. It does not answer our test call, but many routers stay silent by design."),
    "unreachable": N_(
        "Your computer can't reach the router. The router may be off or stuck, or the Wi-Fi too weak. "
        "Check its power and cable, then restart it."
    ),
    "missing": N_(
        "Your computer does not know the way to a router. The router may not have given it one. "
        "Connect to your network again, or restart the router."
    ),
    "unknown": N_("We could not tell if the router answers. Look at its lamps, then try again."),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
