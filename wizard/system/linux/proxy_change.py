"""The desktop's proxy switch: KDE's (``proxy_kde``), else GNOME's (schema org.gnome.system.proxy).

Desktops that keep none of both (Xfce, LXQt, a plain window manager) use variables, which nobody can change for others.

Only ``mode`` is ever written (``none``, ``manual``, ``auto``): the addresses stay where they are. A proxy out of the
environment belongs to whatever started this program, and cannot be changed from here.
"""

from collections.abc import Mapping

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import Runner
from wizard.system.linux import proxy_kde
from wizard.system.linux.proxy import has_session_bus, setting
from wizard.system.proxy_state import ProxyState
from wizard.system.system_proxy import from_environment

_SCHEMA = "org.gnome.system.proxy"
_MODES = ("none", "manual", "auto")
_TIMEOUT_S = 3.0
_VARIABLES = ("https_proxy", "http_proxy", "all_proxy")


def proxy_state(run: Runner, environment: Mapping[str, str]) -> ProxyState | Missing:
    """Return the desktop's switch; Missing says which variables hold the proxy instead, or why it cannot be had."""
    if from_environment(environment) is not None:
        names = [name for low in _VARIABLES for name in (low, low.upper()) if environment.get(name)]
        return Missing("not_available", f"environment: {', '.join(names)}")
    if "KDE" in environment.get("XDG_CURRENT_DESKTOP", "").upper():
        return proxy_kde.proxy_state(run, environment)
    if not has_session_bus(environment):
        return Missing("not_available", "desktop: there is no session to keep settings")
    mode = setting(run, _SCHEMA, "mode")
    if mode not in _MODES:
        return Missing("not_available", f"gsettings: {_SCHEMA} mode cannot be read")
    writable = run(("gsettings", "writable", _SCHEMA, "mode"), _TIMEOUT_S, Cancel())
    if isinstance(writable, Missing):
        return writable
    if writable.out.strip() == "false":
        return Missing("not_permitted", f"gsettings: {_SCHEMA} mode is locked by an administrator")
    addresses: dict[str, str] = {}
    for scheme in ("http", "https", "socks"):
        host, port = setting(run, f"{_SCHEMA}.{scheme}", "host"), setting(run, f"{_SCHEMA}.{scheme}", "port")
        if host is None or port is None:  # an address that is late is none that was taken out
            return Missing("not_available", f"gsettings: {_SCHEMA}.{scheme} cannot be read")
        if isinstance(host, str) and host:
            addresses[scheme] = f"{host.rpartition('@')[2]}:{port}"
    # A script is not what answers no longer: only the proxy set by hand is switched off.
    off = {"mode": "none"} if mode == "manual" else {"mode": str(mode)}
    return ProxyState("gnome", {"mode": str(mode)}, off, addresses)


def set_proxy(state: ProxyState, run: Runner) -> Done | Failed | Missing:
    """Write the switch as ``state`` has it, and read it back: ``gsettings`` ends well where nothing is kept."""
    if state.source == proxy_kde.SOURCE:
        return proxy_kde.set_proxy(state, run)
    mode = state.switches.get("mode", "")
    if state.source != "gnome" or mode not in _MODES:
        return Missing("not_available", f"proxy: {state.source} is not kept here")
    answer = run(("gsettings", "set", _SCHEMA, "mode", mode), _TIMEOUT_S, Cancel())
    if isinstance(answer, Missing):  # what was late may have been done all the same
        return Failed(answer.detail) if answer.reason == "timeout" else answer
    if answer.status != 0:
        return Failed(f"gsettings: {answer.err.strip() or answer.status}")
    if setting(run, _SCHEMA, "mode") != mode:
        return Failed(f"gsettings: {_SCHEMA} mode did not become {mode}")
    return Done(f"gsettings: {_SCHEMA} mode is {mode}")
