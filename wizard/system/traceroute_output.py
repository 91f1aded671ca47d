"""The way to a host from what a ``traceroute`` program wrote."""

import re
from dataclasses import replace

from wizard.system.base import Missing
from wizard.system.command import CommandOutput
from wizard.system.network_trace import Hop, Refusal, TraceRoute

_TRACEROUTE_HOP = re.compile(r"^ ?([0-9]{1,3})  (.+)$", re.MULTILINE)
_LATENCY = re.compile(r"(?<![0-9])([0-9]{1,9}\.[0-9]{1,9}) ms|(\*)")
ADDRESS = re.compile(r"(?:[0-9]+\.[0-9.]+|[0-9a-fA-F]*:[0-9a-fA-F:.]*)(?:%\S+)?(?=\s|$)")
MARK = re.compile(r"!(\S*)")
_NO_ROUTE = re.compile(r"unreachable|send failed|cannot assign requested address|network is down", re.IGNORECASE)
_REFUSALS: dict[str, Refusal] = {"": "port", "N": "network", "H": "host", "P": "protocol"}
"""traceroute(8), tracepath(8); ``!X``, ``!A``, ``!C`` and the like all forbid."""


def parse_traceroute(target: str, address: str, output: CommandOutput) -> TraceRoute | Missing:
    """Read a traceroute with ``-n`` (its words are never translated); of several routers at one hop the first."""
    hops: list[Hop] = []
    marks: list[str] = []
    for number, rest in _TRACEROUTE_HOP.findall(output.out):
        latencies = tuple(float(latency) if latency else None for latency, _ in _LATENCY.findall(rest))
        named = next((word for word in rest.split() if ADDRESS.fullmatch(word) and word.count(".") != 1), None)
        hops.append(Hop(int(number), named, latencies))
        marks += MARK.findall(rest)
    return judged(TraceRoute(target, address, "traceroute", tuple(hops), "silence"), marks, output)


def judged(found: TraceRoute, marks: list[str], output: CommandOutput) -> TraceRoute | Missing:
    """Return the way with how it ended, as the last hop and the marks of refusal tell."""
    if not found.hops:
        said = (output.err or output.out).strip()
        if _NO_ROUTE.search(said):
            return replace(found, ended="no_route")
        return Missing("not_available", f"{found.method}: {(said.splitlines() or ['no output'])[-1]}")
    if marks:
        return replace(found, ended="unreachable", refusal=_REFUSALS.get(marks[0], "prohibited"))
    last = found.hops[-1].address
    return replace(found, ended="reached" if last == found.address else "silence" if last is None else "hop_limit")
