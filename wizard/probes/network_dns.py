"""network.dns: are names turned into addresses, how fast, and if not, whose fault is it?"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="network.dns",
    results=("ok", "slow", "broken", "down"),
    good=frozenset({"ok"}),
    facts={
        "dns_host": Fact(str, "Name that was looked up"),
        "dns_latency_ms": Fact(float, "How long the look-up took"),
        "name_servers": Fact(str, "Name servers this computer asks, separated by commas"),
        "public_answers": Fact(bool, "Whether a public name server answered; null when it was not asked"),
    },
    parameters={"max_latency_ms": Parameter(int, "Longest time a look-up may take", 1000)},
    timeout_s=14.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Finding names (DNS)")
SENTENCES = {
    "ok": N_("Names of sites are found in {dns_latency_ms}."),
    "slow": N_(
        "It takes {dns_latency_ms} to find a site by its name, which is slow. "
        "The saved names may be stale or the name server busy. Clear the saved names, then measure again."
    ),
    "broken": N_(
        "Your name server does not find sites, but a public one does. "
        "Your router or provider runs that server. Clear the saved names, then restart the router."
    ),
    "down": N_(
        "No name server answers, so no site can be found. "
        "The way to the internet is likely cut. Restart the router, then try again."
    ),
    "unknown": N_("We could not tell if sites are found by their names. Wait a moment, then try again."),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, limit_parameter="max_latency_ms")
