"""Where the headers of a packet end: a recording keeps who talked to whom, never what was said.

Kept are IP, TCP, UDP and ICMP headers, the headers an ICMP error quotes, ARP and IPv6 neighbour discovery; of every
other protocol nothing but that it was there. Names looked up (DNS), pages and passwords lie behind these headers.
"""

from collections.abc import Callable, Mapping

IPV4, IPV6, ARP, VLAN = 0x0800, 0x86DD, 0x0806, 0x8100
_ICMP_ERRORS = frozenset({3, 4, 5, 11, 12})  # RFC 792: these quote the packet they are about
_ICMP6_ERRORS = frozenset({1, 2, 3, 4})  # RFC 4443
_NEIGHBOUR_DISCOVERY = range(133, 138)  # RFC 4861
_EXTENSIONS = frozenset({0, 43, 60})  # hop-by-hop, routing, destination options: length in units of 8 (RFC 8200)
_FRAGMENT, _FRAGMENT_BYTES = 44, 8
_MOST_EXTENSIONS = 8


def headers_length(protocol: int, packet: bytes) -> int:
    """Return how many bytes of a packet are headers; ``protocol`` is its EtherType, ``packet`` begins after it."""
    measure = _NETWORK.get(protocol)
    return min(measure(packet, True), len(packet)) if measure is not None else 0


def _ipv4(packet: bytes, quotes: bool) -> int:
    if len(packet) < 20:
        return len(packet)
    length = (packet[0] & 0x0F) * 4
    if length < 20 or int.from_bytes(packet[6:8], "big") & 0x1FFF:  # a later fragment holds no further header
        return max(20, length)
    return length + _transport(packet[9], packet[length:], quotes)


def _ipv6(packet: bytes, quotes: bool) -> int:
    length, following = 40, packet[6] if len(packet) > 6 else 59
    for _ in range(_MOST_EXTENSIONS):
        if following == _FRAGMENT and len(packet) >= length + _FRAGMENT_BYTES:
            later = int.from_bytes(packet[length + 2 : length + 4], "big") & 0xFFF8
            following, length = packet[length], length + _FRAGMENT_BYTES
            if later:
                return length
        elif following in _EXTENSIONS and len(packet) >= length + 2:
            following, length = packet[length], length + (packet[length + 1] + 1) * 8
        else:
            break
    return length + _transport(following, packet[length:], quotes)


def _transport(protocol: int, segment: bytes, quotes: bool) -> int:
    if not segment:
        return 0
    match protocol:
        case 6:  # TCP: its options are header too
            return max(20, (segment[12] >> 4) * 4) if len(segment) > 12 else 20
        case 17:
            return 8
        case 1:
            return 8 + (_ipv4(segment[8:], False) if quotes and segment[0] in _ICMP_ERRORS else 0)
        case 58:
            if segment[0] in _NEIGHBOUR_DISCOVERY:
                return len(segment)
            return 8 + (_ipv6(segment[8:], False) if quotes and segment[0] in _ICMP6_ERRORS else 0)
        case _:
            return 0


def _arp(packet: bytes, _quotes: bool) -> int:
    return 8 + 2 * (packet[4] + packet[5]) if len(packet) > 5 else 0


def _vlan(packet: bytes, _quotes: bool) -> int:
    inner = int.from_bytes(packet[2:4], "big")
    return 4 + (headers_length(inner, packet[4:]) if inner != VLAN else 0)


_NETWORK: Mapping[int, Callable[[bytes, bool], int]] = {IPV4: _ipv4, IPV6: _ipv6, ARP: _arp, VLAN: _vlan}
