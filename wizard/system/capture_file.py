"""A recording of packets on the disk: the classic pcap format, private, bounded, there whole or not at all.

Format: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-05.html. Packets carry Linux' cooked header
(https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html), which fits adapters of every kind in one file.
"""

import os
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

SNAP_BYTES = 128
"""The most that is kept of a packet: its headers fit, and ``packet_headers`` cuts what follows them."""
MAX_CAPTURE_BYTES = 20_000_000
COOKED = 113
ETHERNET = 1
COOKED_HEADER = struct.Struct("!HHH8sH")
"""Packet type, adapter type (ARPHRD), length of the sender's hardware address, the address, protocol."""

_MAGIC = 0xA1B2C3D4
_MAGIC_NANOSECONDS = 0xA1B23C4D
_LATEST_NS = (1 << 32) * 1_000_000_000 - 1
"""The last moment that 32 bits of seconds can say."""
_FILE_HEADER = struct.Struct("IHHiIII")
_RECORD = struct.Struct("IIII")
PCAP_HEADER_BYTES = _FILE_HEADER.size
RECORD_BYTES = _RECORD.size
"""What the file says of each packet before its bytes: when, and how long."""


class CaptureFile:
    """A recording being written under a temporary name beside ``file``; ``keep`` puts it there, ``discard`` none.

    Methods raise OSError (a full disk above all); ``discard`` never does.
    """

    def __init__(self, file: Path, max_bytes: int = MAX_CAPTURE_BYTES) -> None:
        self.packets = 0
        self.full = False
        self._file = file
        self._max_bytes = max_bytes
        handle, name = tempfile.mkstemp(prefix=temporary_prefix(file), dir=file.parent)  # 0600 by itself
        self._temporary = Path(name)
        self._out = os.fdopen(handle, "wb")
        try:
            self._out.write(_FILE_HEADER.pack(_MAGIC, 2, 4, 0, 0, SNAP_BYTES, COOKED))
        except OSError:
            self.discard()
            raise
        self.size_bytes = _FILE_HEADER.size

    def add(self, at_ns: int, kept: bytes, original_bytes: int) -> None:
        """Add a packet; ``full`` is set, and nothing written, once the file would grow beyond its bound."""
        if self.size_bytes + _RECORD.size + len(kept) > self._max_bytes:
            self.full = True
            return
        seconds, rest_ns = divmod(min(at_ns, _LATEST_NS), 1_000_000_000)
        self._out.write(_RECORD.pack(seconds, rest_ns // 1000, len(kept), original_bytes) + kept)
        self.packets += 1
        self.size_bytes += _RECORD.size + len(kept)

    def keep(self) -> None:
        """Put the recording in its place, durably."""
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        self._temporary.replace(self._file)

    def discard(self) -> None:
        """Leave nothing behind."""
        try:
            self._out.close()
        except OSError:
            pass  # what could not be written is not wanted
        finally:
            self._temporary.unlink(missing_ok=True)


def temporary_prefix(file: Path) -> str:
    """Return how the names of unfinished recordings begin; a killed program may leave one."""
    return f".{file.name}."


def packets_in(content: bytes) -> tuple[int, Iterator[tuple[int, bytes, int]]]:
    """Read a pcap of another program: its link type, and (time in ns, kept bytes, original size) of each packet.

    An unfinished last packet is left out. Raises ValueError for what is no pcap.
    """
    for order in "<>":
        header = struct.Struct(order + _FILE_HEADER.format)
        magic = header.unpack_from(content)[0] if len(content) >= header.size else 0
        if magic in (_MAGIC, _MAGIC_NANOSECONDS):
            unit_ns = 1 if magic == _MAGIC_NANOSECONDS else 1000
            link_type = header.unpack_from(content)[6] & 0xFFFF
            return link_type, _records(content, struct.Struct(order + _RECORD.format), unit_ns)
    raise ValueError("not a pcap file")


def _records(content: bytes, record: struct.Struct, unit_ns: int) -> Iterator[tuple[int, bytes, int]]:
    position = _FILE_HEADER.size
    while position + record.size <= len(content):
        seconds, rest, kept, original = record.unpack_from(content, position)
        position += record.size
        if position + kept > len(content):
            return
        yield seconds * 1_000_000_000 + rest * unit_ns, content[position : position + kept], original
        position += kept
