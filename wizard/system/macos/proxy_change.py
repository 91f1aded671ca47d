"""The web proxies of a Mac's network services: read, switched off, put back by ``networksetup`` (its man page).

Only whether a proxy is in use is ever written (``-setwebproxystate``, ``-setsecurewebproxystate``); server, port and
password stay where they are. Its words are English on every Mac. Administrators may switch; for others it refuses.
"""

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput, Runner
from wizard.system.proxy_state import ProxyState

_PROGRAM = "/usr/sbin/networksetup"
_TIMEOUT_S = 10.0
_KINDS = {"http": "webproxy", "https": "securewebproxy"}
_MOST_SERVICES = 40
_NEEDS_ADMINISTRATOR = 14
"""Exit status of ``networksetup`` where "Command requires admin privileges"."""


def proxy_state(run: Runner) -> ProxyState | Missing:
    """Return the switch of each web proxy that has a server, by ``http SERVICE`` and ``https SERVICE``."""
    listed = _output(run, "-listallnetworkservices")
    if isinstance(listed, Missing):
        return listed
    switches: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for service in services(listed.out)[:_MOST_SERVICES]:
        for kind, name in _KINDS.items():
            told = _output(run, f"-get{name}", service)
            if isinstance(told, Missing):
                return told
            fields = fields_of(told.out)
            if server := fields.get("Server"):
                switches[f"{kind} {service}"] = "on" if fields.get("Enabled") == "Yes" else "off"
                addresses[f"{kind} {service}"] = f"{server.rpartition('@')[2]}:{fields.get('Port', '')}"
    return ProxyState("macos", switches, dict.fromkeys(switches, "off"), addresses)


def set_proxy(state: ProxyState, run: Runner) -> Done | Failed | Missing:
    """Switch what is not as ``state`` has it, and read it back. Missing: nothing was switched; Failed: some may be."""
    now = proxy_state(run)
    if isinstance(now, Missing):
        return now
    if state.source != "macos" or set(state.switches) - set(now.switches):
        return Missing("not_available", "networksetup: the network service is not there any more")
    written: list[str] = []
    for name, switch in state.switches.items():
        if now.switches[name] == switch:
            continue
        kind, _, service = name.partition(" ")
        answer = _output(run, f"-set{_KINDS[kind]}state", service, "on" if switch == "on" else "off")
        if isinstance(answer, Missing):
            maybe = written or answer.reason == "timeout"  # what was late may have been done all the same
            return Failed(f"{answer.detail}; switched before: {', '.join(written) or 'none'}") if maybe else answer
        written.append(name)
    after = proxy_state(run)
    if isinstance(after, Missing):
        return Failed(f"networksetup: not read back: {after.detail}") if written else after
    wrong = [name for name, switch in state.switches.items() if after.switches.get(name) != switch]
    return Failed(f"networksetup: not switched: {', '.join(wrong)}") if wrong else Done("networksetup")


def services(text: str) -> list[str]:
    """Return the network services of ``-listallnetworkservices``; its first line explains the asterisk of the rest."""
    return [line.removeprefix("*") for line in text.splitlines()[1:] if line.strip()]


def fields_of(text: str) -> dict[str, str]:
    """Return what ``-getwebproxy`` and its like say of one service, by name."""
    pairs = (line.partition(":") for line in text.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _output(run: Runner, *arguments: str) -> CommandOutput | Missing:
    """Return what ``networksetup`` says; Missing ``not_permitted`` where only an administrator may."""
    output = run((_PROGRAM, *arguments), _TIMEOUT_S, Cancel())
    if isinstance(output, Missing):
        return output
    if output.status == _NEEDS_ADMINISTRATOR:
        return Missing("not_permitted", f"networksetup {arguments[0]}: only an administrator may")
    if output.status != 0:
        return Missing("not_available", f"networksetup {arguments[0]}: status {output.status}")
    return output
