"""The proxy of this computer: environment, then the desktop's settings."""

import ast
import configparser
from collections.abc import Mapping
from pathlib import Path

from wizard.system.base import Cancel, Missing
from wizard.system.command import Runner
from wizard.system.http import Proxies
from wizard.system.system_proxy import SystemProxy, from_environment, with_scheme

_GSETTINGS_TIMEOUT_S = 1.5
_MOST_BYTES = 200_000
_LONGEST_LINE = 4_000
_SCHEMA = "org.gnome.system.proxy"


def system_proxy(run: Runner, environment: Mapping[str, str], home: Path) -> SystemProxy:
    """Return the proxy in use; ``source`` is ``environment``, ``gnome``, ``kde``, or empty without one."""
    if found := from_environment(environment):
        return found
    desktop = environment.get("XDG_CURRENT_DESKTOP", "").upper()
    if "KDE" in desktop:
        folder = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
        return from_kde(_text(folder / "kioslaverc"), environment) or SystemProxy(Proxies())
    if has_session_bus(environment):
        return from_gnome(run) or SystemProxy(Proxies())
    return SystemProxy(Proxies())


def from_gnome(run: Runner) -> SystemProxy | None:
    """Read org.gnome.system.proxy; None when its mode is ``none`` or it cannot be read."""
    mode = setting(run, _SCHEMA, "mode")
    if mode == "auto":
        return SystemProxy(Proxies(), str(setting(run, _SCHEMA, "autoconfig-url") or "wpad"), "gnome")
    if mode != "manual":
        return None
    urls: dict[str, str | None] = {}
    for scheme in ("http", "https"):
        host, port = setting(run, f"{_SCHEMA}.{scheme}", "host"), setting(run, f"{_SCHEMA}.{scheme}", "port")
        urls[scheme] = f"http://{host}:{port}" if host and port else None
    if not any(urls.values()):
        return None
    ignored = setting(run, _SCHEMA, "ignore-hosts")
    direct = tuple(str(entry) for entry in ignored) if isinstance(ignored, list) else ()
    return SystemProxy(Proxies(urls["http"], urls["https"], direct), source="gnome")


def from_kde(text: str, environment: Mapping[str, str]) -> SystemProxy | None:
    """Read kioslaverc: ProxyType 1 manual, 2 script, 3 discovered, 4 environment; hosts as ``http://host port``."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        # It takes the square of a line's length.
        parser.read_string("\n".join(line for line in text.splitlines() if len(line) <= _LONGEST_LINE))
    except configparser.Error:
        return None
    section = parser["Proxy Settings"] if parser.has_section("Proxy Settings") else {}
    match section.get("ProxyType", "0").strip():
        case "1":
            http_url, https_url = (_kde_url(section.get(f"{scheme}Proxy", "")) for scheme in ("http", "https"))
            direct = tuple(entry.strip() for entry in section.get("NoProxyFor", "").split(",") if entry.strip())
            return SystemProxy(Proxies(http_url, https_url, direct), source="kde") if http_url or https_url else None
        case "2":
            return SystemProxy(Proxies(), section.get("Proxy Config Script", "").strip() or None, "kde")
        case "3":
            return SystemProxy(Proxies(), "wpad", "kde")
        case "4":
            names = {f"{scheme}_proxy": section.get(f"{scheme}Proxy", "") for scheme in ("http", "https")}
            return from_environment({name: environment.get(value, "") for name, value in names.items()})
        case _:
            return None


def setting(run: Runner, schema: str, key: str) -> object:
    """Return one value of GNOME's settings, None when it cannot be read."""
    output = run(("gsettings", "get", schema, key), _GSETTINGS_TIMEOUT_S, Cancel())
    if isinstance(output, Missing) or output.status != 0:
        return None
    text = output.out.strip()
    try:
        # GVariant text: 'manual', 8080, ['localhost', '10.0.0.0/8'], @as []
        value: object = ast.literal_eval(text.removeprefix("@as").strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value


def _kde_url(text: str) -> str | None:
    host, _, port = text.strip().partition(" ")
    return with_scheme(f"{host}:{port.strip()}" if port.strip() else host) if host else None


def has_session_bus(environment: Mapping[str, str]) -> bool:
    """Return whether a desktop session is there to keep settings."""
    if environment.get("DBUS_SESSION_BUS_ADDRESS"):
        return True
    runtime = environment.get("XDG_RUNTIME_DIR")
    return bool(runtime) and Path(str(runtime), "bus").exists()


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
