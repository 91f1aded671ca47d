"""Tells what is private from its look-alikes: a version from an address, a time from a hardware address.

``real`` judgements look at the value alone and are asked once per value; ``fits`` judgements look at what stands
round it and are asked at every place.
"""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: ``text[start:end]``."""

    text: bytes
    start: int
    end: int

    def before(self, length: int) -> str:
        """Return up to so many bytes before it, as text."""
        return self.text[max(0, self.start - length) : self.start].decode(errors="replace")

    def after(self, length: int) -> str:
        """Return up to so many bytes after it, as text."""
        return self.text[self.end : self.end + length].decode(errors="replace")


_NOT_PEOPLE = {"public", "default", "default user", "all users", "shared", "guest", "runner", "linuxbrew", "lost+found"}
_NOT_DOMAINS = {
    "service", "socket", "target", "slice", "timer", "mount", "png", "jpg", "jpeg", "svg", "gif", "webp", "js",
}  # fmt: skip
"""Last parts of what looks like an e-mail address: ``getty@tty1.service``, ``icon@2x.png``."""
_EMPTY = re.compile(r"<[a-z]+(?:-[a-z]+)?(?:-\d+)?>|\*+|none|null|true|false|yes|no|\(null\)|ano|ne", re.IGNORECASE)
_ZONE = re.compile(r"%(?:25)?(?!3a)[0-9a-z_.-]*$")
_PACKAGE_END = re.compile(r"\.\d|-\d+\.|[-.](?:el|fc|deb|rpm|exe|dll|msi|jar|tar|zip|pkg|apk)\b")
_VERSION_WORD = re.compile(r"(?:\bv|\b(?:version|ver|verze|verzi|firmware|release|build))\W{0,4}$", re.IGNORECASE)
_VERSION_NEAR = re.compile(r"(?:version|verz[eií]|firmware|driver)\b[^\n,;]{0,16}$", re.IGNORECASE)
_PRODUCT = re.compile(r"(?:^|[\s(\"])[A-Z][A-Za-z]+/$")
_TOUCHING = tuple("_-@/\\%'\"=:")
"""Signs that stand beside a name and not beside a word of a sentence."""
_MONTHS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])


def hex_digits(value: str) -> str:
    """Return the digits of a hardware address, so that every way to write it has one key."""
    return re.sub("[^0-9a-f]", "", value.lower().replace("%3a", ""))


@lru_cache(maxsize=4096)
def address_key(value: str) -> str:
    """Return an IP address in one form: no zone, no encoding, compressed."""
    plain = plain_ipv6(value) if ":" in value or "%" in value else value
    try:
        address = ip_address(plain)
    except ValueError:
        return plain
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def plain_ipv6(value: str) -> str:
    """Return an address without URL encoding and zone."""
    return _ZONE.sub("", re.sub("%(?:25)?3a", ":", value.lower()))


def address_sort(key: str) -> str:
    """Return what kind of address it is, for the legend: that much may be known."""
    try:
        address = ip_address(key)
    except ValueError:
        return "address"
    version = f"IPv{address.version} address"
    if address.is_link_local:
        return f"link-local {version}"
    return f"{'private' if address.is_private else 'public'} {version}"


@lru_cache(maxsize=4096)
def is_ipv4(value: str) -> bool:
    """Return whether four numbers may be somebody's address: no mask, loopback or broadcast, no leading zeros."""
    try:
        address = IPv4Address(value)
    except ValueError:
        return False
    ends = int(address) >> 24 in (0, 255)  # "this network", masks and broadcast
    return not (ends or address.is_loopback or address.is_multicast)


@lru_cache(maxsize=4096)
def _is_private(value: str) -> bool:
    return IPv4Address(value).is_private


def is_no_version(value: str, place: Place) -> bool:
    """Return False where four numbers are a version: ``firmware 2.3.1.0``, ``Chrome/99.0.4.1``, ``a-1.2.3.4.rpm``."""
    if _PACKAGE_END.match(place.after(6)):
        return False
    before = place.before(40)
    if _VERSION_WORD.search(before):
        return False
    return _is_private(value) or not (_PRODUCT.search(before) or _VERSION_NEAR.search(before))


@lru_cache(maxsize=4096)
def is_ipv6(value: str) -> bool:
    """Return whether it is somebody's address: not C++ (``a::b``), a slice (``::2``) or the loopback."""
    try:
        address = IPv6Address(plain_ipv6(value))
    except ValueError:
        return False
    if address.is_loopback or address.is_multicast:
        return False
    return any(sign.isdigit() for sign in value) and int(address) >= 1 << 16


def is_no_longer_row(_value: str, place: Place) -> bool:
    """Return False where the value is a piece of a longer row of hexadecimal pairs (a fingerprint)."""
    row_before = re.search(r"[0-9a-f][:.-]$", place.before(2), re.IGNORECASE)
    return not row_before and not re.match(r"[:-][0-9a-f]|\.[0-9a-f]{4}", place.after(5), re.IGNORECASE)


def is_mac(value: str) -> bool:
    """Return whether it is one adapter's address: not "all" and not "none"."""
    return hex_digits(value) not in ("0" * 12, "f" * 12)


def is_email(value: str) -> bool:
    """Return whether the last part can be that of a domain."""
    last = value.rpartition(".")[2].lower()
    return last.isalpha() and len(last) >= 2 and last not in _NOT_DOMAINS


def dotted(value: str) -> str:
    """Return four numbers with dots between, whatever stood there."""
    return re.sub(r"[^0-9]+", ".", value)


def is_dashed_address(value: str) -> bool:
    """Return whether four numbers with dashes or underscores can be an address at all."""
    return is_ipv4(dotted(value))


def is_dashed_in_name(value: str, place: Place) -> bool:
    """Return whether four dashed numbers are an address: marked by ``ip-``, or private; part of no longer row."""
    if re.search(r"[0-9][-_.]$", place.before(2)) or re.match(r"[-_.][0-9]", place.after(2)):
        return False
    return bool(re.search(r"ip[-_]$", place.before(3), re.IGNORECASE)) or _is_private(dotted(value))


def is_card(value: str) -> bool:
    """Return whether it is a card's number (ISO/IEC 7812: 13 to 19 digits, Luhn)."""
    digits = [int(sign) for sign in value if sign.isdigit()]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return 13 <= len(digits) <= 19 and digits[0] in (2, 3, 4, 5, 6) and (doubled + sum(digits[-1::-2])) % 10 == 0


def is_birth_number(value: str) -> bool:
    """Return whether it is a Czech or Slovak birth number: a date, and divisible by 11 since 1954."""
    digits = re.sub(r"\D", "", value)
    month = int(digits[2:4]) % 50
    try:
        datetime.date(2000, month - 20 if month > 20 else month, int(digits[4:6]))
    except ValueError:
        return False
    return len(digits) == 9 or int(digits) % 11 == 0 or (int(digits[:9]) % 11 == 10 and digits[9] == "0")


def is_phone(value: str) -> bool:
    """Return whether it has as many digits as a number with country code (ITU-T E.164)."""
    return 9 <= sum(sign.isdigit() for sign in value) <= 15


def is_person_folder(value: str) -> bool:
    """Return whether a folder of users is a person's."""
    return value.strip().casefold() not in _NOT_PEOPLE


def has_value(value: str) -> bool:
    """Return whether there is something to hide: not empty, not "none", not hidden already."""
    plain = value.strip("\"'\\ ")
    return len(plain) >= 2 and not _EMPTY.fullmatch(plain)


def is_token(value: str) -> bool:
    """Return whether what follows ``Bearer`` or ``Basic`` is a token, not a word: "basic settings"."""
    inner = value[1:]
    return bool(re.search("[0-9=+/_]", value)) or (inner != inner.lower() and inner != inner.upper())


def is_serial(value: str) -> bool:
    """Return whether it may be a serial number: four signs or more, a digit among them."""
    return has_value(value) and len(value) >= 4 and any(sign.isdigit() for sign in value)


def is_blob(value: str) -> bool:
    """Return whether a long line is encoded data, not a checksum or a word."""
    return bool(re.search("[g-zG-Z+/]", value)) and bool(re.search("[0-9]", value))


def is_host(value: str) -> bool:
    """Return whether it is a name in a local network, not a program's own variable."""
    return not value.lower().startswith(("self.", "this."))


def is_no_file(_value: str, place: Place) -> bool:
    """Return False where the name goes on: ``settings.local.json``, ``module.private(…)``."""
    return not re.match(r"\.[\w-]|[-(]", place.after(2))


def is_server(value: str) -> bool:
    """Return whether the first part of ``\\\\name\\share`` is a computer."""
    return value.lower() not in ("users", "windows", "device", "localhost", "?", ".")


def is_name_here(value: str, place: Place) -> bool:
    """Tell a short name from a word: *Will* and *will.smith*, but not "it will restart"; and Jan from January."""
    if not is_no_month(value, place):
        return False
    if len(value) >= 5 or value[0].isupper():
        return True
    return place.before(1) in _TOUCHING or place.after(1) in _TOUCHING or bool(re.match(r"\.\w", place.after(2)))


def is_no_month(value: str, place: Place) -> bool:
    """Leave ``Jan 5`` and ``05/Jan/2024`` alone where somebody is called Jan."""
    return value.casefold() not in _MONTHS or not re.match(r"[ /-]{1,2}\d", place.after(3))
