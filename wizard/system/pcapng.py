"""Packets in the newer format of recordings, in which every adapter may have a link type of its own.

Format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\x0a\x0d\x0d\x0a"

_ORDERS = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_SECTION, _ADAPTER, _PACKET = 0x0A0D0D0A, 1, 6
_SMALLEST_BLOCK = 12
_RESOLUTION = 9  # if_tsresol
_END_OF_OPTIONS = 0
_MICROSECONDS_NS = 1000.0


@dataclass(frozen=True)
class RecordedPacket:
    """One packet: when, as which kind of frame (link type), what was kept of it, and how long it was."""

    at_ns: int
    link_type: int
    kept: bytes
    original_bytes: int


def packets_in_blocks(content: bytes) -> Iterator[RecordedPacket]:
    """Read the packets of a recording; an unfinished last one is left out. Raises ValueError for what is none."""
    order = _order(content, 0)
    adapters: list[tuple[int, float]] = []
    position = 0
    while position + _SMALLEST_BLOCK <= len(content):
        (kind,) = struct.unpack_from(f"{order}I", content, position)
        if kind == _SECTION:
            order, adapters = _order(content, position), []
        (length,) = struct.unpack_from(f"{order}I", content, position + 4)
        if length < _SMALLEST_BLOCK or length % 4 or position + length > len(content):
            return
        body = content[position + 8 : position + length - 4]
        if kind == _ADAPTER:
            adapters.append(_adapter(order, body))
        elif kind == _PACKET and (packet := _packet(order, body, adapters)) is not None:
            yield packet
        position += length


def _order(content: bytes, position: int) -> str:
    order = _ORDERS.get(content[position + 8 : position + 12])
    if order is None or content[position : position + 4] != MAGIC:
        raise ValueError("not a pcapng file")
    return order


def _adapter(order: str, body: bytes) -> tuple[int, float]:
    """Return link type and nanoseconds per unit of time; -1 for a damaged one, whose packets are passed over."""
    if len(body) < 8:
        return -1, _MICROSECONDS_NS
    (link_type,) = struct.unpack_from(f"{order}H", body)
    position, unit_ns = 8, _MICROSECONDS_NS
    while position + 4 <= len(body):
        code, length = struct.unpack_from(f"{order}HH", body, position)
        value = body[position + 4 : position + 4 + length]
        if code == _END_OF_OPTIONS:
            break
        if code == _RESOLUTION and len(value) == 1:
            exponent = value[0] & 0x7F
            unit_ns = 1e9 / (2.0**exponent if value[0] & 0x80 else 10.0**exponent)
        position += 4 + length + -length % 4
    return link_type, unit_ns


def _packet(order: str, body: bytes, adapters: list[tuple[int, float]]) -> RecordedPacket | None:
    if len(body) < 20:
        return None
    adapter, high, low, kept_bytes, original_bytes = struct.unpack_from(f"{order}IIIII", body)
    if adapter >= len(adapters) or kept_bytes > len(body) - 20:
        return None
    link_type, unit_ns = adapters[adapter]
    units = high << 32 | low
    at_ns = units * round(unit_ns) if unit_ns >= 1 else round(units * unit_ns)
    return RecordedPacket(at_ns, link_type, body[20 : 20 + kept_bytes], original_bytes)
