"""The network configuration of this Mac, for the export of diagnostics (FACTS C2)."""

import platform
from collections.abc import Mapping

from wizard.system.base import Cancel, Missing
from wizard.system.command import Runner
from wizard.system.macos.interfaces import interfaces
from wizard.system.macos.name_servers import name_servers
from wizard.system.system_proxy import SystemProxy

_COMMAND_TIMEOUT_S = 2.0
_LONGEST = 4000


def configuration(run: Runner, proxy: SystemProxy | Missing) -> Mapping[str, str]:
    """Return facts by name, as text; one that cannot be read says why."""
    return {
        "operating_system": " ".join(_command(run, "/usr/bin/sw_vers").split()),
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "interfaces": _interfaces(run),
        "routes": _command(run, "/usr/sbin/netstat", "-rn", "-f", "inet"),
        "routes_ipv6": _command(run, "/usr/sbin/netstat", "-rn", "-f", "inet6"),
        "name_servers": _name_servers(run),
        "proxy": _proxy(proxy),
    }


def _interfaces(run: Runner) -> str:
    found = interfaces(run)
    if isinstance(found, Missing):
        return _why(found)
    lines = (
        f"{adapter.name} {adapter.kind} {'up' if adapter.up else 'down'} {' '.join(adapter.addresses)}".rstrip()
        for adapter in found
    )
    return "\n".join(lines) or "none"


def _name_servers(run: Runner) -> str:
    found = name_servers(run)
    return _why(found) if isinstance(found, Missing) else " ".join(found) or "none"


def _proxy(proxy: SystemProxy | Missing) -> str:
    if isinstance(proxy, Missing):
        return _why(proxy)
    return proxy.settings.url or proxy.settings.automatic_url or "none"


def _command(run: Runner, *argv: str) -> str:
    output = run(argv, _COMMAND_TIMEOUT_S, Cancel())
    if isinstance(output, Missing):
        return _why(output)
    return (output.out.strip() or output.err.strip() or "none")[:_LONGEST]


def _why(missing: Missing) -> str:
    return f"{missing.reason.replace('_', ' ')}: {missing.detail}"
