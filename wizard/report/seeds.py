"""What this computer calls itself, its user and its network, as kinds to redact."""

import re
from dataclasses import replace
from ipaddress import ip_address

from wizard.report import forms
from wizard.report.judgement import address_key, hex_digits, is_name_here, is_no_month
from wizard.report.patterns import Kind
from wizard.system.base import SystemIdentity

_NOBODY = frozenset(
    {
        "root", "user", "users", "admin", "administrator", "guest", "default", "public", "nobody", "system", "home",
        "test", "live", "ubuntu", "debian", "fedora", "pi", "kali", "localhost", "localdomain", "local", "lan",
        "internal", "intranet", "corp", "private", "windows", "linux", "mac", "macbook", "computer", "laptop", "pc",
        "desktop", "name", "host", "domain", "address", "serial", "ssid", "email", "secret", "card", "data", "phone",
        "sid", "to", "none", "unknown", "wifi", "wlan", "internet",
    }
)  # fmt: skip
"""Names that say nothing of a person or a place, and would tear holes into every log."""
_SURE_LENGTH = 6
"""From this length on a name is taken out inside longer words, too (``backup_jnovak2``)."""


def seed_kinds(identity: SystemIdentity, kept: frozenset[str]) -> tuple[list[Kind], list[tuple[str, str]]]:
    """Return the kinds of an identity, and (label, key) in the order in which names are given out."""
    kinds: list[Kind] = []
    first: list[tuple[str, str]] = []

    def add(label: str, key: str, *patterns: str, inside: bool = False) -> None:
        first.append((label, key))
        kinds.extend(_known(label, key, pattern, inside=inside) for pattern in patterns)

    home = forms.one_form(identity.home)
    if len(home.strip("\\/")) > 1:
        add("home", home, forms.path(home))
    for user in _distinct(identity.user, identity.user.replace("/", "\\").rpartition("\\")[2]):
        add("user", user.casefold(), forms.literal(user), inside=len(user) >= _SURE_LENGTH)
    _add_person(kinds, first, identity.full_name)
    for host in _distinct(*(name for full in identity.host_names for name in (full, full.split(".")[0]))):
        add("host", host.split(".")[0].casefold(), forms.literal(host), inside=len(host) >= _SURE_LENGTH)
    for domain in _distinct(*(name.strip(".") for name in identity.domains)):
        add("domain", domain.casefold(), forms.literal(domain), *_international(domain))
    for ssid in _distinct(*identity.ssids):
        add("ssid", ssid.casefold(), forms.literal(ssid), inside=len(ssid) >= 2 * _SURE_LENGTH)
    for serial in _distinct(*identity.serials):
        if serial.casefold() not in kept:
            add("serial", serial.casefold(), forms.literal(serial), inside=len(serial) >= _SURE_LENGTH)
    for mac in identity.macs:
        digits = hex_digits(mac)
        if len(digits) == 12 and len(set(digits)) > 1:
            add("mac", digits, forms.mac(mac))
    for address in identity.addresses:
        _add_address(kinds, first, address, kept)
    return kinds, first


def _add_person(kinds: list[Kind], first: list[tuple[str, str]], full_name: str) -> None:
    parts = tuple(part for part in forms.name_parts(full_name) if part.casefold() not in _NOBODY and len(part) >= 2)
    if not parts:
        return
    whole = " ".join(parts).casefold()
    first.append(("name", whole))
    if len(parts) > 1:
        kinds.extend(_known("name", whole, pattern) for pattern in forms.whole_name(parts))
    for part in parts:
        if len(part) >= 3 or len(parts) == 1:
            first.append(("name", part.casefold()))
            kinds.append(replace(_known("name", part.casefold(), forms.one_name(part)), fits=is_name_here))


def _add_address(kinds: list[Kind], first: list[tuple[str, str]], address: str, kept: frozenset[str]) -> None:
    plain = re.split(r"[/%]", forms.one_form(address).strip("[]"))[0].casefold()
    try:
        parsed = ip_address(plain)
    except ValueError:
        return
    if parsed.is_loopback or parsed.is_unspecified or plain in kept:
        return
    key = address_key(plain)
    first.append(("address", key))
    kinds.append(_known("address", key, _address_forms(parsed.exploded if parsed.version == 4 else plain)))
    if parsed.version == 6:
        kinds.append(_known("address", key, _address_forms(parsed.exploded)))
        kinds.append(_known("address", key, _address_forms(parsed.compressed)))


def _address_forms(address: str) -> str:
    signs = {".": r"(?:\\{0,2}\.|[-_]|%2e)", ":": r"(?::|%(?:25)?3a|-)"}
    return "".join(signs.get(sign, sign) for sign in address)


def _known(label: str, key: str, pattern: str, *, inside: bool = False) -> Kind:
    return Kind(label, pattern, key=lambda _value: key, inside=inside, fits=is_no_month)


def _international(domain: str) -> tuple[str, ...]:
    try:
        encoded = domain.encode("idna").decode()
    except UnicodeError:
        return ()
    return (forms.literal(encoded),) if encoded.casefold() != domain.casefold() else ()


def _distinct(*names: str) -> tuple[str, ...]:
    """Return the names worth taking out: in one form, once each, the longest first, none that is everybody's."""
    seen: dict[str, str] = {}
    for name in names:
        plain = forms.one_form(name).strip()
        if len(plain) >= 2 and plain.casefold() not in _NOBODY:
            seen.setdefault(plain.casefold(), plain)
    return tuple(sorted(seen.values(), key=lambda name: (-len(name), name)))
