"""network.dns: are names turned into addresses, how fast, and if not, whose fault is it?"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import STOPPED, unknown, unknown_because
from wizard.system.base import Missing, Progress, Resolution

OWN_TIMEOUT_S = 6.0
PUBLIC_TIMEOUT_S = 3.0

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
        "No site can be found by its name. The way to the internet is likely cut. Look at the lamps of the router."
    ),
    "unknown": N_("We could not tell if sites are found by their names. Wait a moment, then try again."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Look a name up the way every program does; when that does not work, ask a public name server the same.

    A name server that gives no answer within 6 s, or says that a well-known name does not exist, does not work.
    """
    network = context.organisation.network
    servers = context.system.name_servers()
    facts: dict[str, FactValue] = {
        "dns_host": network.dns_name,
        "dns_latency_ms": None,
        "name_servers": None if isinstance(servers, Missing) else ", ".join(servers) or None,
        "public_answers": None,
    }
    own = context.system.resolve(network.dns_name, OWN_TIMEOUT_S, context.cancel)
    if context.cancel.requested:
        return unknown_because(STOPPED, facts)
    if isinstance(own, Resolution) and own.addresses:
        facts["dns_latency_ms"] = round(own.latency_ms, 1)
        slow = own.latency_ms > int(context.parameters["max_latency_ms"])
        return ProbeResult("slow" if slow else "ok", facts)
    if isinstance(own, Missing) and own.reason != "timeout":
        return unknown_because(own, facts)
    context.report(Progress(0.6, facts))
    public = context.system.ask_name_server(network.public_name_server, network.dns_name, PUBLIC_TIMEOUT_S)
    own_says = own.detail if isinstance(own, Missing) else own.error or "no address"
    if isinstance(public, Missing) and public.reason != "timeout":
        return unknown(public.reason, f"own name server: {own_says}; public one: {public.detail}", facts)
    answers = isinstance(public, Resolution) and bool(public.addresses)
    facts["public_answers"] = answers
    return ProbeResult("broken" if answers else "down", facts, detail=f"own name server: {own_says}")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, limit_parameter="max_latency_ms")
