"""The way to a host from the output of ``traceroute`` or ``tracepath``, where own sockets cannot be had."""

import re
from collections.abc import Callable
from dataclasses import replace

from wizard.system.base import Cancel, Missing
from wizard.system.command import CommandOutput, Runner
from wizard.system.network_trace import Hop, Refusal, TraceRoute

_TIMEOUT_S = 60.0
_MOST_HOPS = 30
_TRACEROUTE_HOP = re.compile(r"^ ?(\d+)  (.+)$", re.MULTILINE)
_TRACEPATH_HOP = re.compile(r"^ ?(\d+): +(no reply|\S+)(?: +([0-9.]+)ms)?(.*)$", re.MULTILINE)
_LATENCY = re.compile(r"(\d+\.\d+) ms|(\*)")
_ADDRESS = re.compile(r"(?:[0-9]+\.[0-9.]+|[0-9a-fA-F]*:[0-9a-fA-F:.]*)(?:%\S+)?(?=\s|$)")
_MARK = re.compile(r"!(\S*)")
_NO_ROUTE = re.compile(r"unreachable|send failed|cannot assign requested address|network is down", re.IGNORECASE)
_REFUSALS: dict[str, Refusal] = {"": "port", "N": "network", "H": "host", "P": "protocol"}
"""traceroute(8), tracepath(8); ``!X``, ``!A``, ``!C`` and the like all forbid."""


def trace_by_program(target: str, address: str, cancel: Cancel, run: Runner, lacking: Missing) -> TraceRoute | Missing:
    """Ask the first program there is; ``lacking`` is the answer where there is none."""
    programs: tuple[tuple[tuple[str, ...], Callable[[str, str, CommandOutput], TraceRoute | Missing]], ...] = (
        (("traceroute", "-n", "-q", "3", "-w", "1", "-m", str(_MOST_HOPS), address), parse_traceroute),
        (("tracepath", "-n", "-m", str(_MOST_HOPS), address), parse_tracepath),
    )
    for argv, parse in programs:
        output = run(argv, _TIMEOUT_S, cancel)
        if isinstance(output, CommandOutput):
            return parse(target, address, output)
        if output.reason == "timeout":
            return output
    return lacking


def parse_traceroute(target: str, address: str, output: CommandOutput) -> TraceRoute | Missing:
    """Read Linux' traceroute with ``-n`` in the C locale; of several routers at one hop the first."""
    hops: list[Hop] = []
    marks: list[str] = []
    for number, rest in _TRACEROUTE_HOP.findall(output.out):
        latencies = tuple(float(latency) if latency else None for latency, _ in _LATENCY.findall(rest))
        named = next((word for word in rest.split() if _ADDRESS.fullmatch(word) and word.count(".") != 1), None)
        hops.append(Hop(int(number), named, latencies))
        marks += _MARK.findall(rest)
    return _judged(TraceRoute(target, address, "traceroute", tuple(hops), "silence"), marks, output)


def parse_tracepath(target: str, address: str, output: CommandOutput) -> TraceRoute | Missing:
    """Read iputils' tracepath with ``-n`` in the C locale; ``1?:`` is this computer, and a hop may be told twice."""
    hops: dict[int, Hop] = {}
    marks: list[str] = []
    for number, named, latency, rest in _TRACEPATH_HOP.findall(output.out):
        if named != "no reply" and not _ADDRESS.fullmatch(named):
            continue
        before = hops.get(int(number), Hop(int(number), None, ()))
        answered = before.address or (named if named != "no reply" else None)
        latencies = (*before.latencies_ms, float(latency) if latency else None)
        hops[int(number)] = Hop(int(number), answered, latencies)
        marks += _MARK.findall(rest)
    return _judged(TraceRoute(target, address, "tracepath", tuple(hops.values()), "silence"), marks, output)


def _judged(found: TraceRoute, marks: list[str], output: CommandOutput) -> TraceRoute | Missing:
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
