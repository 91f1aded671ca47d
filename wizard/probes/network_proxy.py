"""network.proxy: is there a dead proxy or a wrong clock on this computer?"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="network.proxy",
    results=("ok", "proxy_dead", "clock_wrong"),
    good=frozenset({"ok"}),
    facts={
        "proxy_url": Fact(str, "Proxy of the system without name or password; null when there is none"),
        "proxy_reachable": Fact(bool, "Whether the proxy answered; null when there is none or it could not be asked"),
        "vpn_adapter": Fact(str, "Name of a VPN adapter that is up; null when there is none"),
        "clock_skew_s": Fact(int, "How far this computer's clock is ahead of a server's"),
    },
    timeout_s=15.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Proxy and clock")
SENTENCES = {
    "ok": N_("The proxy setting and the clock of your computer are fine."),
    "proxy_dead": N_(
        "Your computer sends all traffic through a proxy that does not answer. An old setting may be left over. "
        "Turn the proxy off in the network settings, then try again."
    ),
    "clock_wrong": N_(
        "The clock of your computer is off by {clock_skew_s}. Safe sites refuse to open when the time is wrong. "
        "Set the clock to be kept by the system, then try again."
    ),
    "unknown": N_(
        "We could not check the proxy and the clock. "
        "Look at the clock of your computer, then try again once the connection works."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
