"""network.cause: runs the network probes side by side and says where the fault lies."""

from collections.abc import Mapping
from dataclasses import replace

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.organisation import Organisation
from wizard.probes import (
    network_adapter,
    network_dns,
    network_gateway,
    network_ping,
    network_proxy,
    network_service,
    network_sign_in,
    wifi_link,
)
from wizard.probes.parameters import defaults
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.side_by_side import run_side_by_side
from wizard.probes.unknown import STOPPED, unknown, unknown_because
from wizard.probes.verdict import judge_place
from wizard.system.base import Cancel, Reason, Report

PARTS: Mapping[str, Probe] = {
    module.PROBE.signature.name: module.PROBE
    for module in (
        network_adapter,
        network_gateway,
        network_dns,
        network_ping,
        network_sign_in,
        network_proxy,
        network_service,
        wifi_link,
    )
}
"""What the verdict is made of; all other network probes add nothing to it."""
_DEADLINE_S = 57.0

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
    timeout_s=60.0,
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
        "Moving closer to the router or a calmer channel often helps."
    ),
    "router": N_(
        "The fault is at the router. It may be off, stuck or not plugged in. Look at its plug and its lamps first."
    ),
    "provider": N_(
        "Your router answers, but the internet behind it does not work well. The fault is likely with your provider, "
        "but a router that hangs looks the same. Look at its lamps first."
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
        "We could not find out where the fault lies, as some checks gave no answer. "
        "A router that hangs is a common cause. Look at its lamps first."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    """Measure all parts at once and judge them together."""

    def measure(name: str, cancel: Cancel, report: Report) -> ProbeResult:
        probe = PARTS[name]
        parameters = defaults(probe.signature, context.organisation)
        return probe.run(replace(context, parameters=parameters, report=report, cancel=cancel))

    timed = run_side_by_side(PARTS, measure, context.cancel, context.report, deadline_s=_DEADLINE_S)
    if context.cancel.requested:
        return unknown_because(STOPPED)
    return cause_of({name: answer.result for name, answer in timed.items()}, context.organisation)


def cause_of(results: Mapping[str, ProbeResult], organisation: Organisation) -> ProbeResult:
    """Return this probe's answer to measured parts; the check-up, which has them already, asks here."""
    applying = applicable(results, organisation)
    verdict = judge_place(applying)
    facts: dict[str, FactValue] = {**dict.fromkeys(SIGNATURE.facts), "verdict": verdict.place}
    for name in PARTS:
        answer = applying.get(name)
        known = answer.facts.items() if answer is not None else ()
        facts |= {fact: value for fact, value in known if fact in facts and value is not None}
    if verdict.place != "cannot_tell":
        return ProbeResult(verdict.place, facts, detail=verdict.because)
    reasons: list[Reason] = [each.reason for each in applying.values() if each.reason is not None]
    return unknown(reasons[0] if reasons else "not_available", verdict.because, facts)


def applicable(results: Mapping[str, ProbeResult], organisation: Organisation) -> dict[str, ProbeResult]:
    """Return the results without those of parts that the organisation profile does not have."""
    has_service = bool(organisation.network.service_url)
    return {name: result for name, result in results.items() if has_service or name != "network.service"}


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
