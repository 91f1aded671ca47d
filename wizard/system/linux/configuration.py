"""The network configuration of this computer, for the export of diagnostics (FACTS C2)."""

import platform
from collections.abc import Mapping
from pathlib import Path

from wizard.system.base import Cancel, Missing
from wizard.system.command import Runner
from wizard.system.linux.interfaces import interfaces
from wizard.system.linux.name_servers import name_servers
from wizard.system.system_proxy import SystemProxy

ROOT = Path("/")

_COMMAND_TIMEOUT_S = 2.0
_LONGEST = 4000


def configuration(run: Runner, proxy: SystemProxy, root: Path = ROOT) -> Mapping[str, str]:
    """Return facts by name, as text; one that cannot be read says why."""
    return {
        "operating_system": _os_name(root),
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "interfaces": _interfaces(root),
        "routes": _command(run, "ip", "route", "show"),
        "routes_ipv6": _command(run, "ip", "-6", "route", "show"),
        "name_servers": _name_servers(run, root),
        "proxy": proxy.settings.url or proxy.settings.automatic_url or "none",
    }


def _os_name(root: Path) -> str:
    try:
        release = platform.freedesktop_os_release() if root == ROOT else {}
    except OSError as error:
        return f"not available: {error.strerror}"
    return release.get("PRETTY_NAME", "unknown")


def _interfaces(root: Path) -> str:
    found = interfaces(root / "sys")
    if isinstance(found, Missing):
        return _why(found)
    return "\n".join(
        f"{adapter.name} {adapter.kind} {'up' if adapter.up else 'down'} {' '.join(adapter.addresses)}".rstrip()
        for adapter in found
    )


def _name_servers(run: Runner, root: Path) -> str:
    found = name_servers(run, root / "etc", root / "run")
    return _why(found) if isinstance(found, Missing) else " ".join(found) or "none"


def _command(run: Runner, *argv: str) -> str:
    output = run(argv, _COMMAND_TIMEOUT_S, Cancel())
    if isinstance(output, Missing):
        return _why(output)
    return (output.out.strip() or output.err.strip() or "none")[:_LONGEST]


def _why(missing: Missing) -> str:
    return f"{missing.reason.replace('_', ' ')}: {missing.detail}"
