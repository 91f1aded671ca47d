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

MOST_PACKETS = MAX_CAPTURE_BYTES // (SNAP_BYTES + RECORD_BYTES)
_TELL_S = 0.25
_NULL, _RAW = 0, frozenset({12, 14, 101})
"""Link types of tunnels (https://www.tcpdump.org/linktypes.html): an address family before each packet, and nothing."""
_ETHERNET_HEADER = struct.Struct("!6s6sH")
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


def rewritten(raw: Path, file: Path, seconds: float, method: Literal["dumpcap", "tcpdump"]) -> Capture | Missing:
    """Keep the headers of the packets in a program's file; raises OSError."""
    with raw.open("rb") as recorded:
        content = recorded.read(2 * MAX_CAPTURE_BYTES)
    try:
        link_type, packets = packets_in(content)
    except ValueError as error:
        return Missing("not_available", f"{method}: {error}")
    cooked = _TO_COOKED.get(link_type)
    if cooked is None:
        return Missing("not_available", f"{method}: packets of an unknown kind ({link_type})")
    recording = CaptureFile(file)
    try:
        for at_ns, recorded_bytes, original_bytes in packets:
            kept = cooked(recorded_bytes)
            if len(kept) >= COOKED_HEADER.size:
                protocol = COOKED_HEADER.unpack_from(kept)[4]
                length = COOKED_HEADER.size + headers_length(protocol, kept[COOKED_HEADER.size :])
                recording.add(at_ns, kept[:length], max(length, original_bytes + len(kept) - len(recorded_bytes)))
        recording.keep()
    except OSError:
        recording.discard()
        raise
    full = recording.full or recording.packets >= MOST_PACKETS
    return Capture(recording.packets, recording.size_bytes, seconds, method, full)


def _from_ethernet(packet: bytes) -> bytes:
    if len(packet) < _ETHERNET_HEADER.size:
        return b""
    _, sender, protocol = _ETHERNET_HEADER.unpack_from(packet)
    protocol = protocol if protocol >= _FIRST_ETHERTYPE else _WITHOUT_ETHERTYPE
    header = COOKED_HEADER.pack(0, _ARPHRD_ETHERNET, len(sender), sender, protocol)
    return header + packet[_ETHERNET_HEADER.size :]


def _from_raw(packet: bytes) -> bytes:
    """A packet of IP without anything before it: its first four bits are the version."""
    protocol = {4: IPV4, 6: IPV6}.get(packet[0] >> 4) if packet else None
    return b"" if protocol is None else COOKED_HEADER.pack(0, _ARPHRD_NONE, 0, b"", protocol) + packet


_TO_COOKED: Mapping[int, Callable[[bytes], bytes]] = {
    COOKED: lambda packet: packet,
    ETHERNET: _from_ethernet,
    _NULL: lambda packet: _from_raw(packet[4:]),
    **dict.fromkeys(_RAW, _from_raw),
}
