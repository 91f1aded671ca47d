"""The name servers in use on a Mac."""

from wizard.system.base import Cancel, Missing
from wizard.system.command import Runner
from wizard.system.macos.system_configuration import parse_name_servers, parse_search_domains

_TIMEOUT_S = 3.0


def name_servers(run: Runner) -> tuple[str, ...] | Missing:
    """Return the addresses of the name servers for every name; empty when none is configured."""
    text = _asked(run)
    return text if isinstance(text, Missing) else parse_name_servers(text)


def search_domains(run: Runner) -> tuple[str, ...]:
    """Return the domains this Mac looks names up in."""
    text = _asked(run)
    return () if isinstance(text, Missing) else parse_search_domains(text)


def _asked(run: Runner) -> str | Missing:
    output = run(("/usr/sbin/scutil", "--dns"), _TIMEOUT_S, Cancel())
    if isinstance(output, Missing):
        return Missing(output.reason, f"name servers: {output.detail}")
    if output.status != 0:
        return Missing("not_available", f"name servers: scutil ended with {output.status}")
    return output.out
