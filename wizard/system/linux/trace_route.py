"""The way to a host, hop by hop, without root: own datagrams, or the ``traceroute`` and ``tracepath`` programs."""

from wizard.system.allowed_echo import NAME_TIMEOUT_S
from wizard.system.base import Cancel, Missing, Report
from wizard.system.command import Runner
from wizard.system.linux.route_probes import open_route_probes
from wizard.system.linux.route_programs import trace_by_program
from wizard.system.name_lookup import first_address
from wizard.system.network_trace import TraceRoute
from wizard.system.route_tracer import trace


def trace_route(target: str, cancel: Cancel, report: Report, run: Runner) -> TraceRoute | Missing:
    """Return the way to a host name or an address; Missing when the name leads to none within 5 s, or stopped."""
    address = first_address(target, NAME_TIMEOUT_S, cancel)
    if isinstance(address, Missing):
        return address
    probes = open_route_probes(address)
    if isinstance(probes, Missing):
        return trace_by_program(target, address, cancel, run, probes)
    try:
        return trace(target, address, probes, cancel, report)
    finally:
        probes.close()
