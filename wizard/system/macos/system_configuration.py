"""What ``scutil`` tells of names and proxies: its keys are those of Apple's SystemConfiguration, never translated."""

import re
from collections.abc import Mapping

from wizard.system.name_lookup import is_address

_RESOLVER = re.compile(r"^resolver #\d+$", re.MULTILINE)
_SCOPED = re.compile(r"^DNS configuration \(for ", re.MULTILINE)
_FIELD = re.compile(r"^\s{0,20}([A-Za-z_ ]{1,40}?)\s{0,20}(?:\[\d{1,3}\])?\s{0,20}: (.{1,300})$", re.MULTILINE)
_ENTRY = re.compile(r"([^:]{1,100}?) : (.*)")
_DEEPEST = 8

Entries = Mapping[str, "str | Entries"]


def parse_name_servers(text: str) -> tuple[str, ...]:
    """Read ``scutil --dns``: the name servers for every name, in order, none twice.

    Resolvers of one domain alone (a VPN's, multicast DNS) and such that only sockets of one adapter ask are left out.
    """
    found: list[str] = []
    for block in _resolvers(text):
        fields = _FIELD.findall(block)
        if not any(name == "domain" for name, _ in fields):
            found += [value.strip() for name, value in fields if name == "nameserver"]
    return tuple(dict.fromkeys(address for address in found if is_address(address)))


def parse_search_domains(text: str) -> tuple[str, ...]:
    """Read the domains that ``scutil --dns`` names: those searched, and those with name servers of their own."""
    fields = [field for block in _resolvers(text) for field in _FIELD.findall(block) if "mdns" not in block]
    names = (value.strip().strip(".").lower() for name, value in fields if name in ("search domain", "domain"))
    return tuple(dict.fromkeys(name for name in names if name))


def parse_dictionary(text: str) -> Entries:
    """Read a dictionary as ``scutil`` prints it; arrays are dictionaries with numbers for keys."""
    top: dict[str, str | Entries] = {}
    open_ones: list[dict[str, str | Entries]] = [top]
    for line in text.splitlines()[1:]:
        content = line.strip()
        entry = _ENTRY.fullmatch(content)
        if content == "}":
            if len(open_ones) == 1:
                break
            open_ones.pop()
        elif entry is not None and entry[2] in ("<dictionary> {", "<array> {"):
            if len(open_ones) >= _DEEPEST:
                break
            inner: dict[str, str | Entries] = {}
            open_ones[-1][entry[1]] = inner
            open_ones.append(inner)
        elif entry is not None:
            open_ones[-1][entry[1]] = entry[2]
    return top


def _resolvers(text: str) -> list[str]:
    scoped = _SCOPED.search(text)
    return _RESOLVER.split(text[: scoped.start()] if scoped else text)[1:]
