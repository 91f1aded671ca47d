"""What another program recorded, kept as this program keeps packets: their headers alone, in one kind of file."""

import struct
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from wizard.system.base import Capture, Missing, Progress, Report
from wizard.system.capture_file import (
    COOKED,
    COOKED_HEADER,
    ETHERNET,
    MAX_CAPTURE_BYTES,
    RECORD_BYTES,
    SNAP_BYTES,
    CaptureFile,
    packets_in,
)
from wizard.system.command import CommandOutput
from wizard.system.packet_headers import IPV4, IPV6, headers_length
from wizard.system.pcapng import MAGIC, RecordedPacket, packets_in_blocks

MOST_PACKETS = MAX_CAPTURE_BYTES // (SNAP_BYTES + RECORD_BYTES)
_TELL_S = 0.25
_NULL, _RAW = 0, frozenset({12, 14, 101})
"""Link types of tunnels (https://www.tcpdump.org/linktypes.html): an address family before each packet, and nothing."""
_ETHERNET_HEADER = struct.Struct("!6s6sH")
_WIRELESS, _WIRELESS_HEADER_BYTES, _WIRELESS_DATA, _WITH_QUALITY, _WITHOUT_DATA = 105, 24, 0x08, 0x80, 0x40
_SNAP = b"\xaa\xaa\x03\0\0\0"
_FIRST_ETHERTYPE = 0x0600
_WITHOUT_ETHERTYPE = 0x0004  # LINUX_SLL_P_802_2
_ARPHRD_ETHERNET, _ARPHRD_NONE = 1, 0xFFFE


def told(work: Callable[[], CommandOutput | Missing], seconds: float, report: Report) -> CommandOutput | Missing:
    """Run ``work`` and tell meanwhile how far it is."""
    ended = threading.Event()
    started_s = time.monotonic()

    def tell() -> None:
        while not ended.wait(_TELL_S):
            report(Progress(min(1.0, (time.monotonic() - started_s) / seconds)))

    teller = threading.Thread(target=tell, name="capture progress", daemon=True)
    teller.start()
    try:
        return work()
    finally:
        ended.set()
        teller.join()


def rewritten(
    raw: Path, file: Path, seconds: float, method: Literal["dumpcap", "tcpdump", "pktmon", "elevated"]
) -> Capture | Missing:
    """Keep the headers of the packets in a program's file; raises OSError."""
    with raw.open("rb") as recorded:
        content = recorded.read(2 * MAX_CAPTURE_BYTES)
    try:
        kinds, packets = _packets(content)
    except ValueError as error:
        return Missing("not_available", f"{method}: {error}")
    if kinds and not kinds & _TO_COOKED.keys():
        return Missing("not_available", f"{method}: packets of an unknown kind ({min(kinds)})")
    recording = CaptureFile(file)
    try:
        for packet in packets:
            cooked = _TO_COOKED.get(packet.link_type)
            kept = b"" if cooked is None else cooked(packet.kept)
            if len(kept) >= COOKED_HEADER.size:
                protocol = COOKED_HEADER.unpack_from(kept)[4]
                length = COOKED_HEADER.size + headers_length(protocol, kept[COOKED_HEADER.size :])
                original_bytes = packet.original_bytes + len(kept) - len(packet.kept)
                recording.add(packet.at_ns, kept[:length], max(length, original_bytes))
        recording.keep()
    except OSError:
        recording.discard()
        raise
    full = recording.full or recording.packets >= MOST_PACKETS
    return Capture(recording.packets, recording.size_bytes, seconds, method, full)


def _packets(content: bytes) -> tuple[set[int], list[RecordedPacket]]:
    """Return the link types of a recording and its packets; raises ValueError for what is none."""
    if content.startswith(MAGIC):
        packets = list(packets_in_blocks(content))
        return {packet.link_type for packet in packets}, packets
    link_type, found = packets_in(content)
    return {link_type}, [RecordedPacket(at_ns, link_type, kept, size) for at_ns, kept, size in found]


def _from_ethernet(packet: bytes) -> bytes:
    if len(packet) < _ETHERNET_HEADER.size:
        return b""
    _, sender, protocol = _ETHERNET_HEADER.unpack_from(packet)
    protocol = protocol if protocol >= _FIRST_ETHERTYPE else _WITHOUT_ETHERTYPE
    header = COOKED_HEADER.pack(0, _ARPHRD_ETHERNET, len(sender), sender, protocol)
    return header + packet[_ETHERNET_HEADER.size :]


def _from_wireless(packet: bytes) -> bytes:
    """A frame of IEEE 802.11 that carries data in the clear, as drivers hand it up: an LLC header stands before IP."""
    if len(packet) < _WIRELESS_HEADER_BYTES or packet[0] & 0x0C != _WIRELESS_DATA or packet[0] & _WITHOUT_DATA:
        return b""
    to_network, from_network = bool(packet[1] & 0x1), bool(packet[1] & 0x2)
    length = (
        _WIRELESS_HEADER_BYTES + (6 if to_network and from_network else 0) + (2 if packet[0] & _WITH_QUALITY else 0)
    )
    if packet[length : length + 6] != _SNAP:
        return b""
    sender = packet[16:22] if from_network else packet[10:16]
    protocol = int.from_bytes(packet[length + 6 : length + 8], "big")
    return COOKED_HEADER.pack(0, _ARPHRD_ETHERNET, len(sender), sender, protocol) + packet[length + 8 :]


def _from_raw(packet: bytes) -> bytes:
    """A packet of IP without anything before it: its first four bits are the version."""
    protocol = {4: IPV4, 6: IPV6}.get(packet[0] >> 4) if packet else None
    return b"" if protocol is None else COOKED_HEADER.pack(0, _ARPHRD_NONE, 0, b"", protocol) + packet


_TO_COOKED: Mapping[int, Callable[[bytes], bytes]] = {
    COOKED: lambda packet: packet,
    ETHERNET: _from_ethernet,
    _WIRELESS: _from_wireless,
    _NULL: lambda packet: _from_raw(packet[4:]),
    **dict.fromkeys(_RAW, _from_raw),
}
