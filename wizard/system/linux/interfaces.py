"""Network adapters, and what kind each is."""

import re
from pathlib import Path
from typing import Literal

from wizard.system.base import Missing, NetworkInterface
from wizard.system.wireless import hardware_address

SYS = Path("/sys")

Kind = Literal["wired", "wireless", "vpn", "virtual", "other"]

_ETHERNET = 1  # ARPHRD_* of linux/if_arp.h
_NO_HARDWARE = 65534
_TUNNELS = {768, 769, 776, 778}  # ipip, ip6tnl, sit, gre
_VIRTUAL_TYPES = {"bridge", "vlan", "vxlan", "bond", "macvlan", "ipvlan", "dsa", "hsr", "team"}


def interfaces(sys: Path = SYS) -> tuple[NetworkInterface, ...] | Missing:
    """Return every adapter but loopback; ``up`` means switched on with a carrier."""
    import psutil

    try:
        states, addresses = psutil.net_if_stats(), psutil.net_if_addrs()
    except OSError as error:
        return Missing("not_available", f"network adapters: {error.strerror}")
    found: list[NetworkInterface] = []
    for name, state in sorted(states.items()):
        if name == "lo":
            continue
        own = addresses.get(name, [])
        mac = next((hardware_address(entry.address) for entry in own if entry.family == psutil.AF_LINK), None)
        texts = tuple(str(entry.address).partition("%")[0] for entry in own if entry.family != psutil.AF_LINK)
        found.append(NetworkInterface(name, kind_of(name, sys), state.isup, texts, mac))
    return tuple(found)


def wireless_names(sys: Path = SYS) -> tuple[str, ...]:
    """Return the names of the wireless adapters."""
    try:
        names = sorted(entry.name for entry in (sys / "class/net").iterdir())
    except OSError:
        return ()
    return tuple(name for name in names if kind_of(name, sys) == "wireless")


def kind_of(name: str, sys: Path = SYS) -> Kind:
    """Return an adapter's kind by what the kernel tells of it; a hardware adapter of an unknown type is ``other``."""
    folder = sys / "class/net" / name
    device_type = re.search(r"^DEVTYPE=(.+)$", _text(folder / "uevent"), re.MULTILINE)
    hardware = _text(folder / "type")
    kind: Kind = "other"
    if not folder.exists():
        kind = "other"  # taken out meanwhile
    elif (folder / "wireless").exists() or (folder / "phy80211").exists() or _is(device_type, {"wlan"}):
        kind = "wireless"
    elif _is(device_type, {"wireguard"}) or (folder / "tun_flags").exists() or _in(hardware, {_NO_HARDWARE, *_TUNNELS}):
        # A tap of a virtual machine looks the same as a VPN's; without an address it carries no traffic of this
        # computer, and the bridge it hangs on is what has one.
        kind = "virtual" if (folder / "master").exists() else "vpn"
    elif _is(device_type, _VIRTUAL_TYPES) or not (folder / "device").exists():
        kind = "other" if _is(device_type, {"ppp", "wwan"}) else "virtual"
    elif _is(device_type, {"wwan", "bluetooth"}):
        kind = "other"
    elif _in(hardware, {_ETHERNET}):
        kind = "wired"
    return kind


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def _is(match: "re.Match[str] | None", names: set[str]) -> bool:
    return match is not None and match[1].strip() in names


def _in(hardware: str, types: set[int]) -> bool:
    return hardware.strip().isdecimal() and int(hardware) in types
