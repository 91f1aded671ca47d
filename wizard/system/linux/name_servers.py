"""The name servers in use, behind the stub of systemd-resolved too."""

import re
from pathlib import Path

from wizard.system.base import Cancel, Missing
from wizard.system.command import Runner
from wizard.system.name_lookup import is_address, split_port

ETC = Path("/etc")
RUN = Path("/run")

_STUBS = {"127.0.0.53", "127.0.0.54"}


def name_servers(run: Runner, etc: Path = ETC, volatile: Path = RUN) -> tuple[str, ...] | Missing:
    """Return the addresses of the configured name servers, none twice; empty when none is configured.

    glibc reads /etc/resolv.conf; when that holds only systemd-resolved's stub, the servers behind it are given.
    """
    try:
        servers = parse_resolv_conf((etc / "resolv.conf").read_text("utf-8", "replace"))
    except FileNotFoundError:
        return Missing("not_available", "there is no /etc/resolv.conf")
    except OSError as error:
        return Missing("not_permitted", f"/etc/resolv.conf: {error.strerror}")
    if not servers or not set(servers) <= _STUBS:
        return servers
    try:
        behind = parse_resolv_conf((volatile / "systemd/resolve/resolv.conf").read_text("utf-8", "replace"))
    except OSError:
        behind = ()
    if behind:
        return behind
    output = run(("resolvectl", "dns"), 2.0, Cancel())
    return servers if isinstance(output, Missing) else parse_resolvectl(output.out) or servers


def parse_resolv_conf(text: str) -> tuple[str, ...]:
    """Read the ``nameserver`` lines of resolv.conf(5)."""
    found = (match[1] for match in re.finditer(r"^[ \t]*nameserver[ \t]+(\S+)", text, re.MULTILINE))
    return tuple(dict.fromkeys(address for address in found if is_address(address)))


def parse_search_domains(text: str) -> tuple[str, ...]:
    """Read the ``search`` and ``domain`` lines of resolv.conf(5)."""
    lines = (match[1] for match in re.finditer(r"^[ \t]*(?:search|domain)[ \t]+(.+)$", text, re.MULTILINE))
    return tuple(dict.fromkeys(word.strip(".").lower() for line in lines for word in line.split() if word.strip(".")))


def parse_resolvectl(text: str) -> tuple[str, ...]:
    """Read ``resolvectl dns``: ``Link 2 (eth0): 192.168.1.1 1.1.1.1:853#name fe80::1%2``."""
    found: list[str] = []
    for line in text.splitlines():
        _, colon, servers = line.partition(": ")
        for server in servers.split() if colon else ():
            address = split_port(server.partition("#")[0])[0]
            if is_address(address):
                found.append(address)
    return tuple(dict.fromkeys(found))
