"""Where headers end: packets built here by the RFCs, and any bytes at all."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system.packet_headers import ARP, IPV4, IPV6, VLAN, headers_length

SAID = b"what was said" * 20


def ipv4(protocol: int, segment: bytes, *, options: bytes = b"", offset: int = 0) -> bytes:
    words = 5 + len(options) // 4
    start = struct.pack("!BBHHHBBH", 0x40 | words, 0, 20 + len(options) + len(segment), 1, offset, 64, protocol, 0)
    return start + b"\x0a\x4d\x00\x02\xcb\x00\x71\x50" + options + segment


def ipv6(following: int, segment: bytes) -> bytes:
    return struct.pack("!IHBB", 6 << 28, len(segment), following, 64) + bytes(32) + segment


def tcp(options: bytes = b"") -> bytes:
    return struct.pack("!HHIIBBHHH", 50_000, 443, 1, 0, (5 + len(options) // 4) << 4, 2, 0, 0, 0) + options


UDP = struct.pack("!HHHH", 50_000, 53, 8 + len(SAID), 0)
ECHO, ECHO6 = b"\x08" + bytes(7), b"\x80" + bytes(7)
REFUSED, REFUSED6 = b"\x03\x03" + bytes(6), b"\x01\x04" + bytes(6)


@pytest.mark.parametrize(
    ("protocol", "packet", "length"),
    [
        (IPV4, ipv4(17, UDP + SAID), 28),
        (IPV4, ipv4(6, tcp() + SAID), 40),
        (IPV4, ipv4(6, tcp(bytes(12)) + SAID), 52),
        (IPV4, ipv4(6, tcp(bytes(12)) + SAID, options=bytes(8)), 60),
        (IPV4, ipv4(1, ECHO + SAID), 28),
        (IPV4, ipv4(1, REFUSED + ipv4(17, UDP + SAID)), 20 + 8 + 28),
        (IPV4, ipv4(1, REFUSED + ipv4(1, REFUSED + ipv4(17, UDP + SAID))), 20 + 8 + 20 + 8),
        (IPV4, ipv4(47, SAID), 20),
        (IPV4, ipv4(17, SAID, offset=100), 20),
        (IPV4, ipv4(17, UDP + SAID, offset=0x2000), 28),
        (IPV6, ipv6(17, UDP + SAID), 48),
        (IPV6, ipv6(6, tcp(bytes(12)) + SAID), 72),
        (IPV6, ipv6(58, ECHO6 + SAID), 48),
        (IPV6, ipv6(58, REFUSED6 + ipv6(17, UDP + SAID)), 40 + 8 + 48),
        (IPV6, ipv6(58, b"\x87" + bytes(31)), 72),
        (IPV6, ipv6(0, b"\x11\x00" + bytes(6) + UDP + SAID), 56),
        (IPV6, ipv6(44, b"\x11\x00\x00\x01" + bytes(4) + UDP + SAID), 56),
        (IPV6, ipv6(44, b"\x11\x00\x00\x09" + bytes(4) + SAID), 48),
        (IPV6, ipv6(50, SAID), 40),
        (ARP, b"\x00\x01\x08\x00\x06\x04\x00\x01" + bytes(20) + SAID, 28),
        (VLAN, b"\x00\x05\x08\x00" + ipv4(17, UDP + SAID), 32),
        (VLAN, b"\x00\x05\x81\x00" + SAID, 4),
        (0x88CC, SAID, 0),
        (0x0004, SAID, 0),
    ],
)
def test_headers_end(protocol: int, packet: bytes, length: int) -> None:
    assert headers_length(protocol, packet) == length
    assert b"said" not in packet[:length]


@given(st.sampled_from([IPV4, IPV6, ARP, VLAN, 0x88CC]), st.binary(max_size=160))
def test_any_bytes(protocol: int, packet: bytes) -> None:
    """Whatever is on the wire, it breaks nothing and never asks for more than is there."""
    assert 0 <= headers_length(protocol, packet) <= len(packet)


@given(st.integers(0, 300))
def test_cut_packets(size: int) -> None:
    packet = ipv4(6, tcp(bytes(12)) + SAID)[:size]
    assert headers_length(IPV4, packet) == min(52, len(packet))
