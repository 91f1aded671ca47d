"""Names and addresses of this Mac and its user, to be found and taken out of reports."""

from wizard.system.base import Cancel, Missing, SystemIdentity
from wizard.system.command import Runner
from wizard.system.deadline import within
from wizard.system.macos.hardware import serials
from wizard.system.macos.interfaces import interfaces
from wizard.system.macos.name_servers import search_domains
from wizard.system.macos.wifi import wifi_link
from wizard.system.own_account import account, host_names

_WIFI_TIMEOUT_S = 5.0
_NAME_TIMEOUT_S = 2.0
_NAMES = ("ComputerName", "LocalHostName", "HostName")
"""What ``scutil --get`` calls them; the first is what the person wrote ("Jana's MacBook Air")."""
_LONGEST = 200


def identity(run: Runner) -> SystemIdentity:
    """Gather what may name this person or computer; what cannot be read is left out."""
    user, full_name, home = account()
    adapters = interfaces(run)
    known = () if isinstance(adapters, Missing) else adapters
    hosts = _unique(*host_names(), *_own_names(run))
    link = within(_WIFI_TIMEOUT_S, None, lambda: wifi_link(Cancel(), run))
    joined = None if isinstance(link, Missing) else link
    domains = (host.partition(".")[2] for host in hosts)
    return SystemIdentity(
        user=user,
        full_name=full_name,
        home=home,
        host_names=hosts,
        domains=_unique(*(domain for domain in domains if domain != "local"), *search_domains(run)),
        addresses=_unique(*(address for adapter in known for address in adapter.addresses)),
        macs=_unique(*(adapter.mac or "" for adapter in known), (joined.bssid or "") if joined else ""),
        ssids=_unique((joined.ssid or "") if joined else ""),
        serials=serials(run),
    )


def _own_names(run: Runner) -> list[str]:
    found: list[str] = []
    for name in _NAMES:
        output = run(("/usr/sbin/scutil", "--get", name), _NAME_TIMEOUT_S, Cancel())
        if not isinstance(output, Missing) and output.status == 0:
            found.append(output.out.strip()[:_LONGEST])
    return found


def _unique(*entries: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.strip() for entry in entries if entry.strip()))
