"""What this computer calls itself, its user and its network, as kinds to redact."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from ipaddress import ip_address

from wizard.report import forms
from wizard.report.judgement import is_domain_here, is_name_here, is_no_month, is_no_part_of_a_word
from wizard.report.kind import Kind
from wizard.report.network_judgement import address_key, hex_digits
from wizard.system.base import SystemIdentity

_NOBODY = frozenset(
    {
        "root", "user", "users", "admin", "administrator", "guest", "default", "public", "nobody", "system", "home",
        "test", "live", "ubuntu", "debian", "fedora", "pi", "kali", "localhost", "localdomain", "local", "lan",
        "internal", "intranet", "corp", "private", "windows", "linux", "mac", "macbook", "computer", "laptop", "pc",
        "desktop", "name", "host", "domain", "address", "serial", "ssid", "email", "secret", "card", "data", "phone",
        "sid", "to", "dev", "fritz", "box", "speedport", "none", "unknown", "wifi", "wlan", "internet",
    }
)  # fmt: skip
"""Names that say nothing of a person or a place, and would tear holes into every log."""
_HOST_WITHIN = r"(?:[\p{L}\p{N}_-]+\.)+"
_NETBIOS_LENGTH = 15
_SHORTEST_HEX = 4
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
        kinds.extend(_encoded("user", user.casefold(), forms.cases(user)))
    _add_person(kinds, first, identity.full_name)
    for host, key in _host_forms(identity.host_names).items():
        add("host", key, forms.literal(host), inside=len(host) >= _SURE_LENGTH)
    for domain in _distinct(*(name.strip(".") for name in identity.domains)):
        add("domain", domain.casefold(), forms.literal(domain), *_international(domain))
        kinds.extend(Kind("host", _HOST_WITHIN + name) for name in (forms.literal(domain), *_international(domain)))
        shorts = [_known("domain", domain.casefold(), forms.literal(short)) for short in _short_domains(domain)]
        kinds.extend(replace(kind, fits=is_domain_here) for kind in shorts)
    for ssid in _distinct(*identity.ssids):
        add("ssid", ssid.casefold(), forms.literal(ssid), inside=len(ssid) >= 2 * _SURE_LENGTH)
        kinds.extend(_encoded("ssid", ssid.casefold(), {ssid}))
    for serial in _distinct(*identity.serials):
        if serial.casefold() not in kept:
            add("serial", serial.casefold(), forms.literal(serial), inside=len(serial) >= _SURE_LENGTH)
    for mac in identity.macs:
        digits = hex_digits(mac)
        if len(digits) == 12 and len(set(digits)) > 1:
            add("mac", digits, f"(?:0x)?{forms.mac(mac)}")
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
        kinds.extend(_encoded("name", whole, forms.spellings(parts)))
    for part in parts:
        if len(part) >= 3 or len(parts) == 1:
            first.append(("name", part.casefold()))
            kinds.append(replace(_known("name", part.casefold(), forms.one_name(part)), fits=is_name_here))


def _encoded(label: str, key: str, texts: Iterable[str]) -> Iterator[Kind]:
    """Yield the kinds of a name in base64 and in hexadecimal digits."""
    numbers = [pattern for text in texts for pattern in forms.base64(text)]
    if numbers:
        pattern = "|".join(dict.fromkeys(numbers))
        yield Kind(label, f"(?:{pattern})", "[0-9a-z+/_-]*={0,2}", whole=True, key=lambda _value: key, inside=True)
    for text in texts:
        if len(text.encode()) >= _SHORTEST_HEX:
            yield _known(label, key, forms.hexadecimal(text), inside=True)


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
    return Kind(
        label, pattern, key=lambda _value: key, inside=inside, fits=is_no_part_of_a_word if inside else is_no_month
    )


def _international(domain: str) -> tuple[str, ...]:
    try:
        encoded = domain.encode("idna").decode()
    except UnicodeError:
        return ()
    return (forms.literal(encoded),) if encoded.casefold() != domain.casefold() else ()


def _host_forms(names: tuple[str, ...]) -> dict[str, str]:
    """Return every form of a computer's names, the longest first, and under what key: its first part."""
    whole = _distinct(*names)
    keys = {form: form.split(".")[0].casefold() for name in whole for form in (name, name.split(".")[0])}
    keys |= {name.split(".")[0][:_NETBIOS_LENGTH]: name.split(".")[0].casefold() for name in whole}
    return {name: keys.get(name, name.casefold()) for name in _distinct(*keys)}


def _short_domains(domain: str) -> tuple[str, ...]:
    """Return what Windows may call a domain for short: its telling parts, with and without dashes."""
    parts = [part for part in domain.split(".")[:-1] if part.casefold() not in _NOBODY]
    forms_of_parts = (form[:_NETBIOS_LENGTH] for part in parts for form in (part, part.replace("-", "")))
    return tuple(form for form in _distinct(*forms_of_parts) if len(form) >= 3)


def _distinct(*names: str) -> tuple[str, ...]:
    """Return the names worth taking out: in one form, once each, the longest first, none that is everybody's."""
    seen: dict[str, str] = {}
    for name in names:
        plain = forms.one_form(name).strip()
        if len(plain) >= 2 and plain.casefold() not in _NOBODY:
            seen.setdefault(plain.casefold(), plain)
    return tuple(sorted(seen.values(), key=lambda name: (-len(name), name)))
