"""network.ping: how fast and how reliably does a well-known address answer? (FACTS A3)"""

import ipaddress
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.echo_series import PATIENCE_S, EchoSeries, Pace
from wizard.probes.loss_bound import FEWEST_SENT, LONG_SERIES, Judgement, judge, lower_bound, upper_bound
from wizard.probes.network_adapter import ip_versions
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import STOPPED, unknown, unknown_because
from wizard.system.base import Echo, Missing, Progress, Resolution

MOST_ECHOES = 300
"""Enough for a line that loses nothing; one that lost an echo is asked up to ``LONG_SERIES`` times."""
DEAD_AFTER = 20
"""Lost echoes at the start after which nobody is there: a second of sending, so that a radio may wake up first."""
LONG_GAP = 60
"""Echoes lost in a row after which a single gap counts as loss: 3 s. A radio that pauses for a moment lost once."""
_MOST_SECONDS = 53
"""What leaves time for the last echoes before ``timeout_s``."""
_MOST_CLEAN_SECONDS = 15
_NAME_TIMEOUT_S = 3.0
_NOBODY_4 = ("198.51.100.254", "203.0.113.254")
_NOBODY_6 = ("2001:db8:6b6e::1", "2001:db8:6f62::1")
"""Addresses for documentation (RFC 5737, RFC 3849), which nobody has; two, as one may be used after all."""
_LONGER = 3.5
"""How many times ``max_seconds`` a series may take that has seen a loss: ``LONG_SERIES``, and a little more."""

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
        "max_seconds": Parameter(
            int, "Longest time for sending echoes, at most 15; up to 3.5 times that after a loss", 15
        ),
    },
    timeout_s=56.0,
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
_SAY_AFTER_S = 5.0
"""A line that loses much is known to by then."""
LOOKS_LONGER = N_("A message got lost, so we look longer to be sure: up to a minute in all.")
"""Said while a series goes on because of a loss: 2 % and 0.2 % need many echoes to be told apart."""


@dataclass
class _Tally:
    """What the echoes said so far. ``stopped_by`` is set when one could not even be sent."""

    sent: int = 0
    gaps: int = 0
    gap_length: int = 0
    latencies_ms: list[float] = field(default_factory=list)
    stopped_by: Missing | None = None

    def add(self, fate: float | None) -> None:
        self.sent += 1
        if fate is None:
            self.gaps += self.gap_length == 0
            self.gap_length += 1
        else:
            self.gap_length = 0
            self.latencies_ms.append(fate)

    @property
    def is_one_short_gap(self) -> bool:
        return self.gaps == 1 and self.gap_length < LONG_GAP

    @property
    def lost(self) -> int:
        return self.sent - len(self.latencies_ms)

    @property
    def latency_ms(self) -> float | None:
        """The average to a tenth, which is what is judged and shown; None when nothing came back."""
        from statistics import fmean  # nothing that a window at rest needs

        return round(fmean(self.latencies_ms), 1) if self.latencies_ms else None

    @property
    def jitter_ms(self) -> float | None:
        steps = [abs(after - before) for before, after in pairwise(self.latencies_ms)]
        from statistics import fmean  # nothing that a window at rest needs

        return round(fmean(steps), 1) if steps else None

    def facts(self, target: str, method: str) -> dict[str, FactValue]:
        return {
            "target": target,
            "method": method,
            "sent": self.sent,
            "received": len(self.latencies_ms),
            "loss_percent": round(100 * self.lost / self.sent, 2) if self.sent else None,
            "latency_ms": self.latency_ms,
            "jitter_ms": self.jitter_ms,
        }


def run(context: ProbeContext) -> ProbeResult:
    """Send echoes until the loss is known to be under or over its limit, or the time is up.

    Loss is judged by ``loss_bound.judge``, speed by the average of all that came back (100 ms exactly is fine).
    ``lossy`` comes before ``slow``, as loss hurts more and makes slow; the facts tell both. A slow connection whose
    loss stays open is ``slow``: a fault was seen. One that is fast enough but whose loss stays open is unknown.
    """
    started_s = context.now_s()
    target = str(context.parameters["target"]) or _well_known(context)
    nothing: dict[str, FactValue] = {**dict.fromkeys(SIGNATURE.facts), "target": target}
    echo = context.system.open_echo(target, context.cancel)
    if isinstance(echo, Missing):
        return unknown_because(echo, nothing)
    left_s = _MOST_SECONDS - (context.now_s() - started_s)  # looking the target's name up may have taken its time
    max_latency_ms = int(context.parameters["max_latency_ms"])
    tally, loss = _measure(context, echo, target, left_s, max_latency_ms)
    facts = tally.facts(target, echo.method)
    if context.cancel.requested:
        return unknown_because(STOPPED, facts)
    if echo.method == "tcp" and tally.latencies_ms and _anything_answers(context, target):
        return unknown("not_available", "something on the way accepts connections to any address", facts)
    return _judged(tally, loss, facts, max_latency_ms)


def _anything_answers(context: ProbeContext, target: str) -> bool:
    """Return whether connections to addresses that nobody has are answered too, as by a transparent proxy.

    What it times then is the way to that proxy, and says nothing of what lies behind it.
    """
    for address in _NOBODY_6 if _is_of_version(target, 6) else _NOBODY_4:
        echo = context.system.open_echo(address, context.cancel)
        if isinstance(echo, Missing):
            return False
        with closing(echo):
            if not isinstance(echo.send(PATIENCE_S), float):
                return False
    return True


def _well_known(context: ProbeContext) -> str:
    """Return the profile's target; on a computer with IPv6 alone an IPv6 address of the profile's well-known name.

    Such a computer cannot ask an IPv4 address, and nothing is wrong with that.
    """
    network = context.organisation.network
    interfaces = context.system.interfaces()
    if isinstance(interfaces, Missing) or not _is_of_version(network.ping_target, 4):
        return network.ping_target
    if frozenset[int]().union(*(ip_versions(each) for each in interfaces if each.up)) != {6}:
        return network.ping_target
    found = context.system.resolve(network.dns_name, _NAME_TIMEOUT_S, context.cancel)
    addresses = found.addresses if isinstance(found, Resolution) else ()
    return next((address for address in addresses if _is_of_version(address, 6)), network.ping_target)


def _is_of_version(text: str, version: int) -> bool:
    try:
        return ipaddress.ip_address(text).version == version
    except ValueError:
        return False


def _measure(
    context: ProbeContext, echo: Echo, target: str, left_s: float, max_latency_ms: int
) -> tuple[_Tally, Judgement]:
    limit = float(context.parameters["max_loss_percent"]) / 100
    seconds = max(1.0, min(float(context.parameters["max_seconds"]), _MOST_CLEAN_SECONDS, left_s))
    longest_s = min(seconds * _LONGER, max(1.0, left_s))
    speed = getattr(echo, "speed", 1.0)  # a simulated echo runs in a time of its own
    pace = Pace(MOST_ECHOES, seconds, speed)
    series = EchoSeries(echo, lambda: context.system.open_echo(echo.address, context.cancel), pace, context.cancel)
    tally = _Tally()
    fraction = 0.0
    with closing(series.fates()) as fates:
        for fate in fates:
            if isinstance(fate, Missing):
                tally.stopped_by = fate
                break
            tally.add(fate)
            most, most_s = (LONG_SERIES, longest_s) if tally.lost else (MOST_ECHOES, seconds)
            fraction = max(fraction, min(0.99, max(tally.sent / most, series.elapsed_s / most_s)))
            message = LOOKS_LONGER if tally.lost and tally.latencies_ms and series.elapsed_s > _SAY_AFTER_S else None
            facts = tally.facts(target, echo.method)
            context.report(Progress(fraction, facts, fate, lost=fate is None, message=message))
            if not tally.latencies_ms:
                if tally.sent >= DEAD_AFTER and not series.has_later_answer:
                    return tally, "open"
                continue
            loss = judge(tally.lost, tally.sent, limit)
            if loss == "under" or (loss == "over" and not tally.is_one_short_gap):
                return tally, loss
            if tally.lost and (tally.latency_ms or 0.0) <= max_latency_ms:
                series.go_on(Pace(LONG_SERIES, longest_s, speed))  # a slow line is a fault already: no need to look on
    return tally, judge(tally.lost, tally.sent, limit, last_look=True)


def _judged(tally: _Tally, loss: Judgement, facts: dict[str, FactValue], max_latency_ms: int) -> ProbeResult:
    latency_ms = tally.latency_ms
    if latency_ms is None:
        if tally.stopped_by is not None:
            return unknown_because(tally.stopped_by, facts)
        if tally.sent < FEWEST_SENT:
            return unknown("timeout", "too few echoes for an answer", facts)
        return ProbeResult("down", facts)
    if loss == "over":
        return ProbeResult("lossy", facts)
    if latency_ms > max_latency_ms and tally.sent >= FEWEST_SENT:
        return ProbeResult("slow", facts)
    if loss == "under":
        return ProbeResult("ok", facts)
    if tally.stopped_by is not None:
        return unknown_because(tally.stopped_by, facts)
    low, high = (100 * bound(tally.lost, tally.sent) for bound in (lower_bound, upper_bound))
    return unknown("timeout", f"the loss lies between {low:.2f} % and {high:.2f} %: too few echoes to tell", facts)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, limit_parameter="max_latency_ms")
