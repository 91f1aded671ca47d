"""Names and addresses of this computer and its user, to be found and taken out of reports."""

import contextlib
import re
from pathlib import Path

from wizard.system.base import Cancel, Missing, SystemIdentity
from wizard.system.command import Runner
from wizard.system.deadline import within
from wizard.system.linux.interfaces import interfaces
from wizard.system.linux.name_servers import parse_search_domains
from wizard.system.linux.wifi import wifi_link
from wizard.system.own_account import account, host_names

ROOT = Path("/")

_SERIAL_FILES = ("product_serial", "product_uuid", "board_serial", "chassis_serial", "chassis_asset_tag")
_NO_SERIAL = re.compile(
    r"to be filled|default string|not specified|not applicable|none|system serial|serial number|unknown|0+|x+|n/?a|\.+",
    re.IGNORECASE,
)
_WIFI_TIMEOUT_S = 3.0
_SHORTEST_SERIAL = 4


def identity(run: Runner, root: Path = ROOT) -> SystemIdentity:
    """Gather what may name this person or computer; what cannot be read is left out."""
    user, full_name, home = account()
    adapters = interfaces(root / "sys")
    known = () if isinstance(adapters, Missing) else adapters
    hosts = host_names()
    link = within(_WIFI_TIMEOUT_S, None, lambda: wifi_link(Cancel(), run, root))
    joined = None if isinstance(link, Missing) else link
    macs = [adapter.mac for adapter in known if adapter.mac]
    return SystemIdentity(
        user=user,
        full_name=full_name,
        home=home,
        host_names=hosts,
        domains=_domains(hosts, root),
        addresses=tuple(dict.fromkeys(address for adapter in known for address in adapter.addresses)),
        macs=tuple(dict.fromkeys([*macs, *([joined.bssid] if joined and joined.bssid else [])])),
        ssids=(joined.ssid,) if joined and joined.ssid else (),
        serials=serials(root),
    )


def serials(root: Path = ROOT) -> tuple[str, ...]:
    """Return the serial numbers that firmware and system hold and this user may read; placeholders are left out."""
    paths = [root / "sys/class/dmi/id" / name for name in _SERIAL_FILES]
    paths += [root / "etc/machine-id", root / "proc/device-tree/serial-number"]
    found: list[str] = []
    for path in paths:
        with contextlib.suppress(OSError):
            serial = path.read_text("utf-8", "replace").strip("\0 \t\r\n")
            if len(serial) >= _SHORTEST_SERIAL and not _NO_SERIAL.fullmatch(serial) and not _placeholder(serial):
                found.append(serial)
    return tuple(dict.fromkeys(found))


def _placeholder(serial: str) -> bool:
    return bool(re.match(r"to be filled|default|system serial|not spec", serial, re.IGNORECASE))


def _domains(hosts: tuple[str, ...], root: Path) -> tuple[str, ...]:
    found = [host.partition(".")[2] for host in hosts]
    with contextlib.suppress(OSError):
        found += parse_search_domains((root / "etc/resolv.conf").read_text("utf-8", "replace"))
    return tuple(dict.fromkeys(domain for domain in found if domain))
