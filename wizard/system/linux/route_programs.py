"""The way to a host from the output of ``traceroute`` or ``tracepath``, where own sockets cannot be had."""

import re
from collections.abc import Callable

from wizard.system.base import Cancel, Missing
from wizard.system.command import CommandOutput, Runner
from wizard.system.network_trace import Hop, TraceRoute
from wizard.system.traceroute_output import ADDRESS, MARK, judged, parse_traceroute

_TIMEOUT_S = 60.0
_MOST_HOPS = 30
_TRACEPATH_HOP = re.compile(
    r"^ ?([0-9]{1,3}): +(no reply|\S+)(?: +([0-9]{1,9}(?:\.[0-9]{1,9})?)ms)?(.*)$", re.MULTILINE
)


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


def parse_tracepath(target: str, address: str, output: CommandOutput) -> TraceRoute | Missing:
    """Read iputils' tracepath with ``-n`` in the C locale; ``1?:`` is this computer, and a hop may be told twice."""
    hops: dict[int, Hop] = {}
    marks: list[str] = []
    for number, named, latency, rest in _TRACEPATH_HOP.findall(output.out):
        if named != "no reply" and not ADDRESS.fullmatch(named):
            continue
        before = hops.get(int(number), Hop(int(number), None, ()))
        answered = before.address or (named if named != "no reply" else None)
        latencies = (*before.latencies_ms, float(latency) if latency else None)
        hops[int(number)] = Hop(int(number), answered, latencies)
        marks += MARK.findall(rest)
    return judged(TraceRoute(target, address, "tracepath", tuple(hops.values()), "silence"), marks, output)
