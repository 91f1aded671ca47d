"""KDE Plasma's proxy switch (``ProxyType`` in kioslaverc): read, switched off, put back, by KDE's own two programs.

Only ``ProxyType`` is ever written: 0 none, 1 by hand, 2 script, 3 discovered, 4 environment (KIO, kprotocolmanager.h).
Programs that run are told by the signal that KDE's own settings send; without it they see it when they start.
"""

from collections.abc import Mapping
from pathlib import Path

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import Runner
from wizard.system.proxy_state import ProxyState

SOURCE = "kde"
_VERSIONS = ("6", "5")
_FILE = ("--file", "kioslaverc", "--group", "Proxy Settings", "--key")
_TYPE = "ProxyType"
_TYPES = ("0", "1", "2", "3", "4")
_NONE, _BY_HAND = "0", "1"
_SIGNAL = (
    "dbus-send", "--session", "--type=signal", "/KIO/Scheduler", "org.kde.KIO.Scheduler.reparseSlaveConfiguration",
    "string:",
)  # fmt: skip
_TIMEOUT_S = 5.0
_MOST_BYTES = 200_000


def proxy_state(run: Runner, environment: Mapping[str, str]) -> ProxyState | Missing:
    """Return Plasma's switch; Missing where its programs are not there, or an administrator has locked it."""
    version = _version(run)
    if isinstance(version, Missing):
        return version
    told = _read(run, version, _TYPE)
    if isinstance(told, Missing):
        return told
    mode = told or _NONE
    if mode not in _TYPES:
        return Missing("not_available", f"kioslaverc: {_TYPE} {mode[:20]!r} is not known")
    if _is_locked(environment):
        return Missing("not_permitted", f"kioslaverc: {_TYPE} is locked by an administrator")
    addresses = {}
    for scheme in ("http", "https", "socks"):
        address = _read(run, version, f"{scheme}Proxy")
        if isinstance(address, Missing):  # one that is late is none that was taken out
            return address
        if address:
            addresses[scheme] = address.rpartition("//")[2].rpartition("@")[2].replace(" ", ":")
    # A script or a variable is not what answers no longer: only the proxy set by hand is switched off.
    return ProxyState(SOURCE, {"mode": mode}, {"mode": _NONE if mode == _BY_HAND else mode}, addresses)


def set_proxy(state: ProxyState, run: Runner) -> Done | Failed | Missing:
    """Write the switch as ``state`` has it, and read it back."""
    mode = state.switches.get("mode", "")
    if state.source != SOURCE or mode not in _TYPES:
        return Missing("not_available", f"proxy: {state.source} is not kept here")
    version = _version(run)
    if isinstance(version, Missing):
        return version
    answer = run((f"kwriteconfig{version}", *_FILE, _TYPE, mode), _TIMEOUT_S, Cancel())
    if isinstance(answer, Missing):  # what was late may have been done all the same
        return Failed(answer.detail) if answer.reason == "timeout" else answer
    if answer.status != 0:
        return Failed(f"kwriteconfig{version}: {answer.err.strip()[:300] or answer.status}")
    if (_read(run, version, _TYPE) or _NONE) != mode:  # also where it cannot be read back
        return Failed(f"kioslaverc: {_TYPE} did not become {mode}")
    run(_SIGNAL, _TIMEOUT_S, Cancel())
    return Done(f"kioslaverc: {_TYPE} is {mode}")


def _version(run: Runner) -> str | Missing:
    """Return which of KDE's two pairs of programs is here; the newer one first."""
    answer = Missing("not_available", "desktop: KDE's kreadconfig is not installed")
    for version in _VERSIONS:
        output = run((f"kreadconfig{version}", *_FILE, _TYPE), _TIMEOUT_S, Cancel())
        if not isinstance(output, Missing):
            return version
        if output.reason != "not_available":
            answer = output
    return answer


def _read(run: Runner, version: str, key: str) -> str | Missing:
    """Return one value, empty where none is set."""
    output = run((f"kreadconfig{version}", *_FILE, key), _TIMEOUT_S, Cancel())
    if isinstance(output, Missing):
        return output
    if output.status != 0:
        return Missing("not_available", f"kreadconfig{version}: {key}: status {output.status}")
    return output.out.strip()


def _is_locked(environment: Mapping[str, str]) -> bool:
    """Return whether a file of the computer marks the settings with ``[$i]`` (KConfig: immutable)."""
    folders = (environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    return any(_marks_it(Path(folder, "kioslaverc")) for folder in folders if folder.startswith("/"))


def _marks_it(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            lines = opened.read(_MOST_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return False
    words = [line.strip().lower() for line in lines]
    return any(word == "[$i]" or word.startswith(("[proxy settings][$i]", "proxytype[$i]")) for word in words)
