"""Patterns of what is private wherever it stands, in RE2's syntax, and the judgement that no pattern can make.

Every pattern is matched without regard to case on UTF-8 bytes. None has a capturing group (RE2 is several times
faster without); where only a part is private, ``part`` is a second pattern with one group round it.
"""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address


@dataclass(frozen=True)
class Found:
    """A match in its surroundings: ``text[start:end]``; ``value`` is its private part, as text."""

    text: bytes
    start: int
    end: int
    value: str

    def before(self, length: int) -> str:
        return self.text[max(0, self.start - length) : self.start].decode(errors="replace")

    def after(self, length: int) -> str:
        return self.text[self.end : self.end + length].decode(errors="replace")


@dataclass(frozen=True)
class Kind:
    """One kind of private value. ``label`` is its name in placeholders; ``secret`` values never enter the map.

    ``key`` brings different forms of one value together; ``private`` tells a real one from a look-alike.
    ``inside`` allows a match within a longer word.
    """

    label: str
    pattern: str
    part: str | None = None
    key: Callable[[str], str] = str.casefold
    private: Callable[[Found], bool] = lambda found: True
    secret: bool = False
    inside: bool = False


_LETTER = r"[\p{L}\p{N}]"
_QUOTES = r"\\*[\"']?"
_ASSIGN = rf"{_QUOTES}\s{{0,3}}(?:=>|[:=]|%3d|%3a)\s{{0,3}}"
_VALUE = r"""(?:\\*"[^"\n]*"|'[^'\n]*'|[^\s"',;&<>{}\[\]()]+)"""
_SECRET_WORDS = (
    r"(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[ _-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|"
    r"session[_-]?(?:id|key)|sessid|sid|psk|key content|pin|otp|heslo|credentials?)"
)
_HEADERS = r"(?:(?:proxy-)?authorization|(?:set-)?cookie2?|x-api-key|x-auth-token|x-csrf-token)"
_H = "[0-9a-f]{1,4}"
_C = "(?::|%3a)"
_OCTETS = r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"
_IPV6 = (
    "(?:"
    + "|".join(
        [
            f"(?:{_H}{_C}){{7}}{_H}",
            f"(?:{_H}{_C}){{1,7}}{_C}",
            *(f"(?:{_H}{_C}){{1,{7 - n}}}(?:{_C}{_H}){{1,{n}}}" for n in range(1, 7)),
            f"{_C}(?:{_C}{_H}){{1,7}}",
            f"(?:{_H}{_C}){{6}}{_OCTETS}",
            f"{_C}(?:{_C}{_H}){{0,5}}{_C}{_OCTETS}",
            f"(?:{_H}{_C}){{1,5}}(?:{_C}{_H}){{0,4}}{_C}{_OCTETS}",
        ]
    )
    + r")(?:%(?:25)?[0-9a-z_.-]{1,16})?"
)
_PRIVATE_SUFFIX = r"(?:local|lan|internal|intranet|corp|home|private|localdomain|home\.arpa|fritz\.box)"
_NOT_PEOPLE = {"public", "default", "default user", "all users", "shared", "guest", "runner", "linuxbrew", "lost+found"}
_UNITS = {"service", "socket", "target", "slice", "timer", "mount", "png", "jpg", "jpeg", "svg", "gif", "webp", "js"}


def known_hex(value: str) -> str:
    """Return the digits of a hardware address, so that every way to write it has one key."""
    return re.sub("[^0-9a-f]", "", value.lower().replace("%3a", ""))


def address_key(value: str) -> str:
    """Return an IP address in one form: no zone, no encoding, compressed."""
    plain = re.sub(r"%(?:25)?(?!3a)[0-9a-z_.-]*$", "", re.sub("%3a", ":", value.lower()))
    try:
        address = ip_address(plain)
    except ValueError:
        return plain
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def address_sort(value: str) -> str:
    """Return what kind of address it is, for the legend: that much may be known."""
    try:
        address = ip_address(address_key(value))
    except ValueError:
        return "address"
    version = f"IPv{address.version} address"
    if address.is_link_local:
        return f"link-local {version}"
    return f"{'private' if address.is_private else 'public'} {version}"


def _is_ipv4(found: Found) -> bool:
    """Tell an address from a version or a mask: ``firmware 2.3.1.0``, ``Chrome/120.0.0.1``, ``255.255.255.0``."""
    try:
        address = IPv4Address(found.value)
    except ValueError:
        return False
    if address.is_loopback or address.is_multicast or address.is_unspecified:
        return False
    if int(address) >> 24 in (0, 255):  # "this network", masks and broadcast
        return False
    if re.match(r"\.\d|-\d+\.|[-.](?:el|fc|deb|rpm|exe|dll|msi|jar|tar|zip|pkg|apk)\b", found.after(6)):
        return False
    before = found.before(40)
    if re.search(r"(?:\bv|\b(?:version|ver|verze|verzi|firmware|release|build))\W{0,4}$", before, re.IGNORECASE):
        return False
    if address.is_private:
        return True
    if re.search(r"(?:^|[\s(\"])[A-Z][A-Za-z]+/$", before):  # a product: Chrome/120.0.0.1
        return False
    return not re.search(r"(?:version|verz[eií]|firmware|driver)\b[^\n,;]{0,16}$", before, re.IGNORECASE)


def _is_ipv6(found: Found) -> bool:
    """Tell an address from C++ (``a::b``), a slice (``::2``) and the loopback."""
    try:
        address = IPv6Address(re.sub("%(?:25)?(?!3a)[0-9a-z_.-]*$", "", re.sub("%3a", ":", found.value.lower())))
    except ValueError:
        return False
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return False
    if found.before(1) in (":", "[") and int(address) < 1 << 16:
        return False
    return any(sign.isdigit() for sign in found.value) and int(address) >= 1 << 16 and found.after(1) != ":"


def _is_mac(found: Found) -> bool:
    digits = known_hex(found.value)
    if digits in ("0" * 12, "f" * 12):
        return False
    return not re.search(r"[0-9a-f][:.-]$", found.before(2), re.I) and not re.match(r"[:.-][0-9a-f]", found.after(2), re.I)


def _is_email(found: Found) -> bool:
    last = found.value.rpartition(".")[2].lower()
    return last.isalpha() and len(last) >= 2 and last not in _UNITS


def _is_dashed_address(found: Found) -> bool:
    try:
        address = IPv4Address(re.sub(r"[^0-9]+", ".", found.value))
    except ValueError:
        return False
    if re.search(r"[0-9][-_.]$", found.before(2)) or re.match(r"[-_.][0-9]", found.after(2)):
        return False
    return bool(re.search(r"ip[-_]$", found.before(3), re.I)) or (address.is_private and not address.is_loopback)


def _is_card(found: Found) -> bool:
    digits = [int(sign) for sign in found.value if sign.isdigit()]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return 13 <= len(digits) <= 19 and digits[0] in (2, 3, 4, 5, 6) and (doubled + sum(digits[-1::-2])) % 10 == 0


def _is_birth_number(found: Found) -> bool:
    digits = re.sub(r"\D", "", found.value)
    month = int(digits[2:4]) % 50 % 20 if int(digits[2:4]) % 50 > 20 else int(digits[2:4]) % 50
    try:
        datetime.date(2000, month, int(digits[4:6]))
    except ValueError:
        return False
    return len(digits) == 9 or int(digits) % 11 == 0 or (int(digits[:9]) % 11 == 10 and digits[9] == "0")


def _is_phone(found: Found) -> bool:
    return 9 <= sum(sign.isdigit() for sign in found.value) <= 15


def _is_person_folder(found: Found) -> bool:
    return found.value.strip().casefold() not in _NOT_PEOPLE


def _has_value(found: Found) -> bool:
    value = found.value.strip("\"'\\")
    return len(value) >= 2 and not re.fullmatch(r"<[a-z]+(?:-\d+)?>|\*+|none|null|true|false|yes|no|\(null\)", value, re.I)


def _is_serial(found: Found) -> bool:
    return _has_value(found) and any(sign.isdigit() for sign in found.value) and len(found.value) >= 4


GENERIC: tuple[Kind, ...] = (
    Kind(
        "secret",
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?",
        secret=True,
        inside=True,
    ),
    Kind(
        "secret",
        rf"{_HEADERS}{_ASSIGN}[^\n]+",
        part=rf"^{_HEADERS}{_ASSIGN}([^\n]+?)(?:\\r|\\n|['\"\\])*$",
        private=_has_value,
        secret=True,
    ),
    Kind(
        "secret",
        rf"{_SECRET_WORDS}{_ASSIGN}{_VALUE}",
        part=rf"^{_SECRET_WORDS}{_ASSIGN}({_VALUE})$",
        private=_has_value,
        secret=True,
    ),
    Kind(
        "secret",
        rf"(?:password|passphrase|heslo|pin) (?:is|je|was|bylo)[ :]{{1,3}}{_VALUE}",
        part=rf"^(?:password|passphrase|heslo|pin) (?:is|je|was|bylo)[ :]{{1,3}}({_VALUE})$",
        private=_has_value,
        secret=True,
    ),
    Kind("secret", r"(?:bearer|basic|digest|negotiate)\s+[0-9a-z._~+/=-]{8,}", part=r"\s+(\S+)$", secret=True),
    Kind("secret", r"eyj[0-9a-z_-]{6,}\.[0-9a-z_-]{6,}(?:\.[0-9a-z_-]*)?", secret=True, inside=True),
    Kind(
        "secret",
        r"(?:sk|pk|rk)[-_](?:live[-_]|test[-_]|proj-)?[0-9a-z_-]{16,}|gh[pousr]_[0-9a-z]{16,}|github_pat_[0-9a-z_]{16,}"
        r"|glpat-[0-9a-z_-]{16,}|xox[abeoprs]-[0-9a-z-]{10,}|akia[0-9a-z]{16}|aiza[0-9a-z_-]{30,}|ya29\.[0-9a-z_-]{16,}",
        secret=True,
    ),
    Kind("secret", r"[a-z][0-9a-z+.-]*://[^\s/@\"'<>]+@", part=r"://([^\s/@\"'<>]+)@$", secret=True, inside=True),
    Kind("data", r"(?m:^\s?[0-9a-z+/]{60,}={0,2}$)", private=lambda f: _is_blob(f.value), secret=True, inside=True),
    Kind(
        "email",
        rf"[\p{{L}}\p{{N}}._%+-]+(?:@|%40|\(at\)|&#64;){_LETTER}[\p{{L}}\p{{N}}-]*(?:\.[\p{{L}}\p{{N}}-]+)+",
        key=lambda value: re.sub(r"%40|\(at\)|&#64;", "@", value.casefold()),
        private=_is_email,
        inside=True,
    ),
    Kind(
        "user",
        r"(?:[a-z](?::|%3a|\|))?(?:\\{1,4}|/|%5c)(?:Users|Documents and Settings)(?:\\{1,4}|/|%5c)[^\\/:*?\"<>|\n%]{1,64}"
        r"(?:\\|/|%5c)",
        part=r"(?:\\{1,4}|/|%5c)([^\\/:*?\"<>|\n%]+)(?:\\|/|%5c)$",
        private=_is_person_folder,
        inside=True,
    ),
    Kind(
        "user",
        r"(?:/|%2f)(?:home|Users)(?:/|%2f)[^\\/:*?\"<>|\s%,;)]{1,64}",
        part=r"(?:/|%2f)([^/%]+)$",
        private=_is_person_folder,
        inside=True,
    ),
    Kind("sid", r"S-1-5-21-[0-9]+-[0-9]+-[0-9]+(?:-[0-9]+)?"),
    Kind(
        "mac",
        r"(?:[0-9a-f]{2}(?::|-|%3a)){5}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}",
        key=known_hex,
        private=_is_mac,
    ),
    Kind(
        "serial",
        rf"(?:serial(?:[ _-]?(?:number|no|num|nr))?|s/n|imei|výrobní číslo|sériové číslo)\.?{_ASSIGN}{_VALUE}",
        part=rf"\.?{_ASSIGN}({_VALUE})$",
        private=_is_serial,
    ),
    Kind("host", rf"{_LETTER}[\p{{L}}\p{{N}}-]*(?:\.[\p{{L}}\p{{N}}-]+)*\.{_PRIVATE_SUFFIX}", private=lambda f: _is_host(f)),
    Kind(
        "host",
        rf"\\{{2,4}}{_LETTER}[\p{{L}}\p{{N}}.-]*\\",
        part=r"^\\+([^\\]+)\\$",
        private=lambda f: f.value.lower() not in ("users", "windows", "device", "localhost"),
        inside=True,
    ),
    Kind(
        "ssid",
        rf"(?:E?SSID|wifi[ _-]?name|network[ _-]?name)(?: [0-9]{{1,2}})?{_QUOTES}\s{{0,24}}(?:=>|[:=])\s{{0,3}}"
        r"(?:\\*\"[^\"\n]*\"|'[^'\n]*'|[^\n\"',;]+)",
        part=r"[:=]>?\s{0,3}(\\*\"[^\"\n]*\"|'[^'\n]*'|[^\n\"',;]+?)\s*$",
        private=_has_value,
        key=lambda value: value.strip("\\\"'").casefold(),
    ),
    Kind("address", r"(?:[0-9]{1,3}\.){4}in-addr\.arpa", key=lambda value: ".".join(value.split(".")[3::-1])),
    Kind("address", r"(?:[0-9a-f]\.){32}ip6\.arpa"),
    Kind("address", _IPV6, key=address_key, private=_is_ipv6),
    Kind("address", _OCTETS, key=address_key, private=_is_ipv4),
    Kind(
        "address",
        r"[0-9]{1,3}(?:-[0-9]{1,3}){3}|[0-9]{1,3}(?:_[0-9]{1,3}){3}|[0-9]{1,3}(?:\\{1,2}\.[0-9]{1,3}){3}",
        key=lambda value: re.sub(r"[^0-9]+", ".", value),
        private=_is_dashed_address,
    ),
    Kind("card", r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{1,7}", private=_is_card, secret=True),
    Kind("personal-number", r"[0-9]{6}/[0-9]{3,4}", private=_is_birth_number, secret=True),
    Kind("phone", r"\+[1-9][0-9]{0,2}(?:[ -][0-9]{2,4}){2,5}", private=_is_phone, inside=True),
)


def _is_host(found: Found) -> bool:
    return not re.match(r"\.[\w-]|[-(]", found.after(2)) and not found.value.lower().startswith(("self.", "this."))


def _is_blob(value: str) -> bool:
    return bool(re.search("[g-zG-Z+/]", value)) and bool(re.search("[0-9]", value))
