"""The way to a host, hop by hop, without root: ICMP echoes of our own, else Apple's ``traceroute``."""

import socket

from wizard.system.allowed_echo import NAME_TIMEOUT_S
from wizard.system.base import Cancel, Missing, Report
from wizard.system.command import CommandOutput, Runner
from wizard.system.macos.route_probes import open_route_probes
from wizard.system.name_lookup import first_address
from wizard.system.network_trace import TraceRoute
from wizard.system.route_tracer import MOST_HOPS, trace
from wizard.system.traceroute_output import parse_traceroute

_TIMEOUT_S = 60.0


def trace_route(
    target: str, cancel: Cancel, report: Report, run: Runner, kind: socket.SocketKind = socket.SOCK_DGRAM
) -> TraceRoute | Missing:
    """Return the way to a host name or an address; Missing when the name leads to none within 5 s, or stopped.

    Where no hop at all was heard, the program has the last word: its datagrams may be let through where echoes are
    not.
    """
    address = first_address(target, NAME_TIMEOUT_S, cancel)
    if isinstance(address, Missing):
        return address
    probes = open_route_probes(address, kind)
    if isinstance(probes, Missing):
        return _by_program(target, address, cancel, run)
    try:
        found = trace(target, address, probes, cancel, report)
    finally:
        probes.close()
    if isinstance(found, TraceRoute) and found.hops and not any(hop.address for hop in found.hops):
        told = _by_program(target, address, cancel, run)
        return told if isinstance(told, TraceRoute) or cancel.requested else found
    return found


def _by_program(target: str, address: str, cancel: Cancel, run: Runner) -> TraceRoute | Missing:
    program = "/usr/sbin/traceroute6" if ":" in address else "/usr/sbin/traceroute"
    argv = (program, "-n", "-q", "3", "-w", "1", "-m", str(MOST_HOPS), address)
    output = run(argv, _TIMEOUT_S, cancel)
    return parse_traceroute(target, address, output) if isinstance(output, CommandOutput) else output
