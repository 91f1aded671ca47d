"""Tells network addresses from their look-alikes: versions, fingerprints, C++ names, well-known servers."""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from wizard.report.place import Place

_RESOLVERS = frozenset(
    {
        "8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844", "2001:4860:4860::64",
        "2001:4860:4860::6464",
        "1.1.1.1", "1.0.0.1", "1.1.1.2", "1.0.0.2", "1.1.1.3", "1.0.0.3", "2606:4700:4700::1111",
        "2606:4700:4700::1001", "2606:4700:4700::1112", "2606:4700:4700::1002", "2606:4700:4700::1113",
        "2606:4700:4700::1003", "2606:4700:4700::64", "2606:4700:4700::6400",
        "9.9.9.9", "9.9.9.10", "9.9.9.11", "149.112.112.112", "149.112.112.9", "149.112.112.10", "149.112.112.11",
        "2620:fe::fe", "2620:fe::9", "2620:fe::10", "2620:fe::11", "2620:fe::fe:9", "2620:fe::fe:10", "2620:fe::fe:11",
        "208.67.222.222", "208.67.220.220", "208.67.222.123", "208.67.220.123", "2620:119:35::35", "2620:119:53::53",
    }
)  # fmt: skip
"""Public resolvers of Google, Cloudflare, Quad9 and OpenDNS, as their pages name them: everybody's, nobody's own."""
_IPV6_OF_SOMEBODY = tuple(
    IPv6Network(network) for network in ("2000::/3", "fc00::/7", "fe80::/10", "::ffff:0:0/96", "64:ff9b::/96")
)
"""What IANA has given out to hosts (RFC 4291, 4193, 6052); ``a::1`` in a program lies outside."""
_ZONE = re.compile(r"%(?:25)?(?!3a)[0-9a-z_.-]*$")
_ETHER_TYPES = ("08:00", "86:dd", "08:06", "81:00", "88:8e")

_VERSION_WORD = re.compile(
    r"(?:(?<![\w/])v|(?:version|verze|verzi|wersja|wersji|kernel|module|firmware|release|revision|build|bios|uefi|dbx|driver|treiber|engine|"
    r"microcode|runtime|sdk|(?<![\w.])(?:pv|fw|ec|ver)))[\"'\])]{0,2}(?:</key>\s*<string>|</?\w+>|[\W\d]{0,1}\W{0,4})$",
    re.IGNORECASE,
)
_VERSION_NEAR = re.compile(r"(?:version|verz[eií]|firmware|driver)\b[^\n,;]{0,16}$", re.IGNORECASE)
_VERSION_SIGN = re.compile(
    r"(?:version|verze|wersja|firmware)\W{1,3}[\d.]+ ?(?:->|→) ?$|"
    r"[=<>~!]=\s?$|~$|versions? (?:to|from|of|is|was) $|(?:newer|older|later|higher|lower|earlier|greater) than $|"
    r"update available:? $|"
    r"\.(?:dll|exe|sys|so|ocx|drv|msi|jar|dylib|kext|framework|app|apk|mui|cpl)\b[\"')\]]{0,2}[\s,(:;=@-]{1,4}$|"
    r"(?:package|module|library|product|app|paket|balíček) [\w.+-]+ \(?$|[0-9]\.$",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"(?:^|[\s(\"])[A-Z][A-Za-z]+/$")
_PACKAGE_END = re.compile(
    r"_(?:x64|x86|arm64|neutral)__|-microsoft\b|-[0-9][0-9a-z.]{0,8}(?:[+~_)\]\s@]|build|ubuntu|$)|[+~]|-\d+\.|[-.](?:el|fc|deb|rpm|exe|dll|msi|jar|tar|zip|pkg|"
    r"apk|x86|amd64|noarch)\b|\s*(?:->|→)\s*\d+\.\d+\.\d{4}|\s+(?:driver|firmware|package|release)\b",
    re.IGNORECASE,
)
_RANGE_END = re.compile(r"-\d{1,3}\.\d{1,3}\.\d{1,3}\.\d")
_ADDRESS_WORD = re.compile(
    r"(?:\b(?:from|to|via|src|dst|ipv?4?|addr(?:ess)?e?s?|adres\w{0,3}|inet|gateway|gw|router|server|nameserver|dns|host|"
    r"peer|remote|local|client|destination|source|route|ping|traceroute|rhost|rip|lip|listen\w*|nexthop|hop|network|"
    r"subnet|target|connect\w*|resolver|proxy|bind|lease|arp|neighbou?r|nslookup|dig|ssh|telnet|allow|deny|accept)"
    r"[\"'\]]?[\s:=({\[]{1,4}|[@\[]|//|\s> )$",
    re.IGNORECASE,
)
_ADDRESS_END = re.compile(
    r":\d{1,5}\b|/\d{1,2}\b|#\d|\.\d{1,5}(?: >|:)|\s+(?:port|dev|metric|via|netmask)\b|\s+[0-9a-f]{2}:"
)
_PORT_AFTER = re.compile(r"\.\d{1,5}(?: >|[:,]|\s|$)")
_TRACE_BEFORE = re.compile(r"(?:\bIP6?|>) $")
_LARGEST_OF_VERSIONS = 31


def hex_digits(value: str) -> str:
    """Return the digits of a hardware address, so that every way to write it has one key."""
    return re.sub("[^0-9a-f]", "", value.lower().replace("%3a", ""))


def padded_hex_digits(value: str) -> str:
    """Return the digits of a hardware address whose leading zeros were left out: ``0:1e:8f:c:77:a1``."""
    return "".join(part.zfill(2) for part in value.lower().split(":"))


def is_padded_mac(value: str) -> bool:
    """Return whether six numbers with zeros left out are somebody's hardware address."""
    return is_mac(padded_hex_digits(value))


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
    """Return whether four numbers may be somebody's address: no mask, loopback, broadcast, class A or resolver."""
    try:
        address = IPv4Address(value)
    except ValueError:
        return False
    number = int(address)
    ends = number >> 24 in (0, 255)  # "this network", masks and broadcast
    inverted = number ^ 0xFFFFFFFF
    mask = inverted & (inverted + 1) == 0
    class_a = number & 0xFFFFFF == 0 and not address.is_private
    return not (ends or mask or class_a or address.is_loopback or address.is_multicast or value in _RESOLVERS)


@lru_cache(maxsize=4096)
def _is_private(value: str) -> bool:
    return IPv4Address(value).is_private


def _line_before(place: Place) -> str:
    """Return what stands before on the line; of a property list also the key, which has a line of its own."""
    before = place.before(48)
    line = before.rpartition("\n")[2]
    return before if line.lstrip().startswith("<string>") else line


def is_no_version(value: str, place: Place) -> bool:
    """Return False where four numbers are a version: ``firmware 2.3.1.0``, ``Chrome/99.0.4.1``, ``a-1.2.3.4.rpm``."""
    before, after = _line_before(place), place.after(24).partition("\n")[0]
    private = _is_private(value)
    if private and not value.startswith("10."):  # no version begins like this
        return not _VERSION_WORD.search(before)
    if re.match(r"\.\d", after):
        return bool(_TRACE_BEFORE.search(before) and _PORT_AFTER.match(after))
    if _PACKAGE_END.match(after) and not _RANGE_END.match(after):
        return False
    if _VERSION_SIGN.search(before) or _VERSION_WORD.search(before):
        return False
    if private or _ADDRESS_WORD.search(before) or _ADDRESS_END.match(after):
        return True
    if _PRODUCT.search(before) or _VERSION_NEAR.search(before):
        return False
    return any(int(part) > _LARGEST_OF_VERSIONS for part in value.split("."))


@lru_cache(maxsize=4096)
def is_ipv6(value: str) -> bool:
    """Return whether it is somebody's address: not C++ (``a::b``), a slice (``::2``), the loopback or a resolver."""
    try:
        address = IPv6Address(plain_ipv6(value))
    except ValueError:
        return False
    if not any(sign.isdigit() for sign in value) or str(address) in _RESOLVERS:
        return False
    if address.ipv4_mapped is not None:
        return is_ipv4(str(address.ipv4_mapped))
    return any(address in network for network in _IPV6_OF_SOMEBODY)


def is_no_longer_ipv6(value: str, place: Place) -> bool:
    """Return False where the value is a piece of a longer row of hexadecimal groups (a fingerprint)."""
    if re.search(r"[0-9a-f]:$" if not value.startswith(":") else r"[\w:]$", place.before(2), re.IGNORECASE):
        return False
    after = place.after(8)
    if value.count(":") == 7 and re.match(r":\d{1,5}(?![\w:])", after):
        return True  # a full address with its port
    return not re.match(r":[0-9a-f:]", after, re.IGNORECASE)


def is_no_longer_row(_value: str, place: Place) -> bool:
    """Return whether a hardware address is no piece of a longer row, or of one that is known to hold it.

    Rows that hold one: a DHCP client's identifier (type 01, RFC 2132), DUIDs (RFC 8415), and the first bytes of a
    frame in a firewall's log (two addresses and the type).
    """
    before = place.before(44).lower()
    after = place.after(30).lower()
    head = re.search(r"(?<![0-9a-z])(?:[0-9a-f]{2}[:-])*$", before)
    tail = re.match(r"(?:[:-][0-9a-f]{2})*(?![0-9a-f])", after)
    if head is None or tail is None:
        return False
    pairs_before, pairs_after = len(head[0]) // 3, len(tail[0]) // 3
    if re.match(r"[:-][0-9a-f]|\.[0-9a-f]{4}", after[len(tail[0]) :]) or re.search(r"[0-9a-f]\.$", before):
        return False
    if pairs_before + pairs_after == 0:
        return True
    if pairs_after == 0:
        return head[0] in ("01:", "01-") or (
            pairs_before in (4, 8) and head[0].startswith(("00:01:00:01", "00:03:00:01"))
        )
    frame = tail[0][-5:] in _ETHER_TYPES and pairs_before + pairs_after == 8
    return frame and pairs_before in (0, 6)


def is_no_longer_hex(_value: str, place: Place) -> bool:
    """Return whether bare digits stand alone, not within a longer number."""
    return not re.match("[0-9a-z]", place.after(1), re.IGNORECASE)


def is_mac(value: str) -> bool:
    """Return whether it is one adapter's address: not "none", not "all" or a group's (IEEE 802: an odd first byte)."""
    digits = hex_digits(value)
    return digits != "0" * 12 and int(digits[:2], 16) % 2 == 0


def dotted(value: str) -> str:
    """Return four numbers with dots between, whatever stood there."""
    return re.sub(r"[^0-9]+", ".", value)


def turned_round(value: str) -> str:
    """Return the address that a name under in-addr.arpa stands for."""
    return ".".join(value.split(".")[3::-1])


def is_reverse_name(value: str) -> bool:
    """Return whether a name under in-addr.arpa is somebody's."""
    return is_ipv4(turned_round(value))


def is_dashed_address(value: str) -> bool:
    """Return whether four numbers with dashes or underscores can be an address at all."""
    return is_ipv4(dotted(value))


def is_dashed_in_name(value: str, place: Place) -> bool:
    """Return whether four dashed numbers are an address: marked by ``ip-``, private, or a provider's host name."""
    after = place.after(4)
    if re.search(r"[0-9][-_.]$", place.before(2)) or re.match(r"[-_.][0-9]", after):
        return False
    if re.search(r"ip[-_]$", place.before(3), re.IGNORECASE) or _is_private(dotted(value)):
        return True
    large = any(int(part) > _LARGEST_OF_VERSIONS for part in dotted(value).split("."))
    return large and bool(re.match(r"\.[a-z]{2}", after, re.IGNORECASE))
