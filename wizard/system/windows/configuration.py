"""The network configuration of this computer, for the export of diagnostics (FACTS C2): structured data alone."""

import platform
import sys
from collections.abc import Mapping, Sequence

from wizard.system.base import Missing, NetworkInterface
from wizard.system.system_proxy import SystemProxy
from wizard.system.windows.adapters import Adapter, decode_address
from wizard.system.windows.calls import RefusedError
from wizard.system.windows.gateway import read_routes
from wizard.system.windows.interfaces import interfaces, read_adapters
from wizard.system.windows.name_servers import name_servers
from wizard.system.windows.structures_network import ForwardRow

_LONGEST = 4000
_VERSION = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_FIRST_WINDOWS_11 = 22_000
"""Windows 11 still calls itself Windows 10 in the registry; its build tells."""


def configuration(proxy: SystemProxy) -> Mapping[str, str]:
    """Return facts by name, as text; one that cannot be read says why."""
    routes4, routes6 = _routes()
    return {
        "operating_system": _os_name(),
        "kernel": f"{platform.system()} {platform.version()} {platform.machine()}",
        "interfaces": _interfaces(interfaces()),
        "routes": routes4,
        "routes_ipv6": routes6,
        "name_servers": _name_servers(),
        "proxy": proxy.settings.url or proxy.settings.automatic_url or "none",
    }


def route_lines(rows: Sequence[ForwardRow], adapters: Sequence[Adapter], *, version6: bool) -> str:
    """Return one line per route, the nearest destination first; those of this computer to itself are left out."""
    names = {adapter.luid: adapter.name for adapter in adapters}
    lines: list[tuple[int, int, str]] = []
    for row in rows:
        destination, hop = decode_address(bytes(row.destination)), decode_address(bytes(row.next_hop))
        if destination is None or row.loopback or row.luid not in names or (":" in destination) != version6:
            continue
        way = f"via {hop} " if hop not in (None, "0.0.0.0", "::") else ""  # noqa: S104  (no address to bind to)
        text = f"{destination}/{row.destination_length} {way}dev {names[row.luid]} metric {row.metric}"
        lines.append((row.destination_length, row.metric, text))
    return "\n".join(text for *_, text in sorted(lines))[:_LONGEST] or "none"


def os_name(product: str, shown_version: str, build: str, revision: object) -> str:
    """Return what this Windows is called, with its build."""
    if build.isdecimal() and int(build) >= _FIRST_WINDOWS_11:
        product = product.replace("Windows 10", "Windows 11")
    patch = f".{revision}" if isinstance(revision, int) else ""
    return " ".join(part for part in (product or "Windows", shown_version, f"(build {build}{patch})") if part)


def _os_name() -> str:
    if sys.platform != "win32":
        return "unknown"
    from wizard.system.windows import registry

    def told(name: str) -> str:
        return registry.text(registry.MACHINE, _VERSION, name)

    revision = registry.value(registry.MACHINE, _VERSION, "UBR")
    return os_name(told("ProductName"), told("DisplayVersion"), told("CurrentBuildNumber"), revision)


def _interfaces(found: tuple[NetworkInterface, ...] | Missing) -> str:
    if isinstance(found, Missing):
        return _why(found)
    return "\n".join(
        f"{adapter.name} {adapter.kind} {'up' if adapter.up else 'down'} {' '.join(adapter.addresses)}".rstrip()
        for adapter in found
    )


def _routes() -> tuple[str, str]:
    try:
        rows, adapters = read_routes(), read_adapters()
    except RefusedError as refused:
        return _why(refused.missing), _why(refused.missing)
    return route_lines(rows, adapters, version6=False), route_lines(rows, adapters, version6=True)


def _name_servers() -> str:
    found = name_servers()
    return _why(found) if isinstance(found, Missing) else " ".join(found) or "none"


def _why(missing: Missing) -> str:
    return f"{missing.reason.replace('_', ' ')}: {missing.detail}"
