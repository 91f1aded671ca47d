"""Network adapters of a Mac: names and addresses by psutil, kinds and links by ``ifconfig -v``.

``ifconfig`` never translates its words, ``networksetup`` those of its labels not that matter here ("Wi-Fi" is a mark).
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wizard.system.base import Cancel, Missing, NetworkInterface
from wizard.system.command import CommandOutput, Runner
from wizard.system.wireless import hardware_address

Kind = Literal["wired", "wireless", "vpn", "virtual", "other"]

_TIMEOUT_S = 3.0
_LOOPBACK = re.compile(r"lo\d*")
_TUNNEL = re.compile(r"(utun|ppp|ipsec|tun|tap|feth)\d+")
_HARDWARE = re.compile(r"en\d+")
_MOBILE = re.compile(r"(pdp_ip|fw)\d+")
_BEGINNING = re.compile(r"^([A-Za-z][\w.-]{0,30}): flags=", re.MULTILINE)
_TYPE = re.compile(r"^[ \t]+type: (.{1,40})$", re.MULTILINE)
_STATUS = re.compile(r"^[ \t]+status: (\w+)$", re.MULTILINE)
_PORT = re.compile(r"^Hardware Port: (?:Wi-Fi|AirPort)\b.*\nDevice: (\S{1,30})$", re.MULTILINE)


@dataclass(frozen=True)
class Link:
    """What ``ifconfig -v`` says of an adapter: its type in Apple's word, and whether something is at its other end."""

    type: str = ""
    active: bool | None = None


def interfaces(run: Runner) -> tuple[NetworkInterface, ...] | Missing:
    """Return every adapter but loopback; ``up`` means switched on with a link."""
    import psutil

    try:
        states, addresses = psutil.net_if_stats(), psutil.net_if_addrs()
    except OSError as error:
        return Missing("not_available", f"network adapters: {error.strerror}")
    links = _links(run)
    wireless = wireless_names(run, links)
    found: list[NetworkInterface] = []
    for name, state in sorted(states.items()):
        if _LOOPBACK.fullmatch(name):
            continue
        own = addresses.get(name, [])
        mac = next((hardware_address(entry.address) for entry in own if entry.family == psutil.AF_LINK), None)
        texts = tuple(str(entry.address).partition("%")[0] for entry in own if entry.family != psutil.AF_LINK)
        up = state.isup and links.get(name, Link()).active is not False
        found.append(NetworkInterface(name, kind_of(name, texts, name in wireless), up, texts, mac))
    return tuple(found)


def wireless_names(run: Runner, links: Mapping[str, Link] | None = None) -> frozenset[str]:
    """Return the names of the Wi-Fi adapters, by ``ifconfig``, else by ``networksetup``."""
    known = _links(run) if links is None else links
    found = frozenset(name for name, link in known.items() if link.type == "Wi-Fi" and _HARDWARE.fullmatch(name))
    if found:
        return found
    output = run(("/usr/sbin/networksetup", "-listallhardwareports"), _TIMEOUT_S, Cancel())
    return parse_hardware_ports(output.out) if isinstance(output, CommandOutput) else frozenset()


def kind_of(name: str, addresses: tuple[str, ...], wireless: bool) -> Kind:
    """Return an adapter's kind by its name, which Apple gives by kind.

    macOS keeps tunnels of its own, without an address but a link-local one: these carry nothing of the person's.
    """
    if wireless:
        return "wireless"
    if _TUNNEL.fullmatch(name):
        return "vpn" if any(not _is_link_local(address) for address in addresses) else "virtual"
    if _HARDWARE.fullmatch(name):
        return "wired"
    return "other" if _MOBILE.fullmatch(name) else "virtual"


def parse_ifconfig(text: str) -> Mapping[str, Link]:
    """Read ``ifconfig -v``, or plain ``ifconfig``, which tells no types."""
    parts = _BEGINNING.split(text)[1:]
    found: dict[str, Link] = {}
    for name, block in zip(parts[::2], parts[1::2], strict=True):
        kind, status = _TYPE.search(block), _STATUS.search(block)
        active = {"active": True, "inactive": False}.get(status[1]) if status else None
        found[name] = Link(kind[1].strip() if kind else "", active)
    return found


def parse_hardware_ports(text: str) -> frozenset[str]:
    """Read the Wi-Fi adapters out of ``networksetup -listallhardwareports``."""
    return frozenset(_PORT.findall(text))


def _links(run: Runner) -> Mapping[str, Link]:
    output = run(("/sbin/ifconfig", "-v"), _TIMEOUT_S, Cancel())
    return parse_ifconfig(output.out) if isinstance(output, CommandOutput) else {}


def _is_link_local(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_link_local
    except ValueError:
        return True
