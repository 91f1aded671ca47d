"""network.adapter: is this computer on a network at all?"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="network.adapter",
    results=("connected", "no_address", "disconnected"),
    good=frozenset({"connected"}),
    facts={
        "adapter": Fact(str, "Name of the adapter that was judged"),
        "adapter_kind": Fact(str, "wired, wireless, vpn, virtual or other"),
    },
    timeout_s=5.0,
)

TITLE = N_("Network adapter")
SENTENCES = {
    "connected": N_("Your computer is on a network."),
    "no_address": N_(
        "Your computer sees the network, but it got no address. The router may be stuck. "
        "Restart the router, then try again."
    ),
    "disconnected": N_(
        "Your computer is not on any network. The cable may be loose, or Wi-Fi may be off. "
        "Plug in the cable or turn on Wi-Fi, then try again."
    ),
    "unknown": N_(
        "We could not see how your computer is linked to the network. Check that the cable is in or that Wi-Fi is on."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
