"""The proxy of a Mac: System Settings by ``scutil --proxy``, then the environment (for who starts it in a terminal)."""

import re
from collections.abc import Mapping

from wizard.system.base import Cancel, Missing
from wizard.system.command import Runner
from wizard.system.http import Proxies
from wizard.system.macos.system_configuration import Entries, parse_dictionary
from wizard.system.name_lookup import is_address
from wizard.system.system_proxy import SystemProxy, from_environment

_TIMEOUT_S = 2.0
_LAST_PORT = 65535
_SHORT_NETWORK = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,2})/(\d{1,2})")


def system_proxy(run: Runner, environment: Mapping[str, str]) -> SystemProxy | Missing:
    """Return the proxy in use; ``source`` is ``macos``, ``environment``, or empty without one."""
    output = run(("/usr/sbin/scutil", "--proxy"), _TIMEOUT_S, Cancel())
    found = None if isinstance(output, Missing) or output.status != 0 else from_settings(parse_dictionary(output.out))
    if found is not None:
        return found
    by_hand = from_environment(environment)
    if by_hand is None and isinstance(output, Missing):
        return Missing(output.reason, f"proxy: {output.detail}")
    return by_hand or SystemProxy(Proxies())


def from_settings(settings: Entries) -> SystemProxy | None:
    """Read Apple's proxy settings (SCSchemaDefinitions, "kSCPropNetProxies"); None when none is switched on."""
    http_url, https_url = _url(settings, "HTTP"), _url(settings, "HTTPS")
    automatic = _text(settings, "ProxyAutoConfigURLString") if _on(settings, "ProxyAutoConfigEnable") else None
    if automatic is None and _on(settings, "ProxyAutoDiscoveryEnable"):
        automatic = "wpad"
    if not http_url and not https_url and not automatic:
        return None
    listed = settings.get("ExceptionsList")
    entries = listed.values() if isinstance(listed, Mapping) else ()
    direct = tuple(_whole_network(entry) for entry in entries if isinstance(entry, str) and entry.strip())
    return SystemProxy(Proxies(http_url, https_url, direct), automatic, "macos")


def _url(settings: Entries, scheme: str) -> str | None:
    host, port = _text(settings, f"{scheme}Proxy"), _text(settings, f"{scheme}Port") or "80"
    if not _on(settings, f"{scheme}Enable") or not host or not re.fullmatch(r"[0-9]{1,5}", port):
        return None
    place = f"[{host}]" if ":" in host and is_address(host) else host
    return f"http://{place}:{port}" if 0 < int(port) <= _LAST_PORT else None


def _on(settings: Entries, name: str) -> bool:
    return settings.get(name) == "1"


def _text(settings: Entries, name: str) -> str | None:
    value = settings.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _whole_network(entry: str) -> str:
    """Return Apple's short form of a network (``169.254/16``) with all four numbers."""
    short = _SHORT_NETWORK.fullmatch(entry.strip())
    if short is None:
        return entry.strip()
    return f"{'.'.join((short[1].split('.') + ['0'] * 4)[:4])}/{short[2]}"
