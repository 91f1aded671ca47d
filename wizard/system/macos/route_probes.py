"""ICMP echoes that are meant to die on the way, and who says so: the errors come in on the socket itself (icmp(4))."""

import os
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal

from wizard.system.base import Missing
from wizard.system.icmp_echo import checksum
from wizard.system.icmp_refusals import REFUSALS, REFUSALS6
from wizard.system.macos.icmp_echo import open_socket
from wizard.system.route_tracer import RouteAnswer

_HEADER = struct.Struct("!BBHHH")
_TOKEN_BYTES = 16
_TIME_EXCEEDED, _UNREACHABLE = 11, 3
_TIME_EXCEEDED6, _UNREACHABLE6 = 3, 1
_IPV6_HEADER_BYTES, _ICMP6 = 40, 58


class IcmpProbes:
    """An open socket to one address. The sequence number of an echo is its key."""

    method: Literal["icmp", "udp"] = "icmp"

    def __init__(self, address: str, connection: socket.socket) -> None:
        self._socket = connection
        self._version6 = connection.family == socket.AF_INET6
        self._place = socket.getaddrinfo(address, None, flags=socket.AI_NUMERICHOST)[0][4]
        self._host = str(self._place[0]).partition("%")[0]
        self._identifier = int.from_bytes(os.urandom(2), "big")
        self._token = os.urandom(_TOKEN_BYTES)

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def send(self, key: int, hops: int) -> None:
        """Send one echo that may make so many hops; raises OSError when this computer knows no way."""
        if self._version6:
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, hops)
        else:
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, hops)
        header = _HEADER.pack(128 if self._version6 else 8, 0, 0, self._identifier, key)
        if not self._version6:
            header = _HEADER.pack(8, 0, checksum(header + self._token), self._identifier, key)
        self._socket.sendto(header + self._token, self._place)

    def read(self) -> Iterator[RouteAnswer]:
        """Return what has come in about echoes of this program; all others' is passed over."""
        with suppress(OSError):  # nothing more, or an error about an earlier echo
            while True:
                packet, sender = self._socket.recvfrom(2048)
                answer = self.read_packet(packet, str(sender[0]), time.perf_counter())
                if answer is not None:
                    yield answer

    def read_packet(self, packet: bytes, sender: str, at_s: float) -> RouteAnswer | None:
        """Return what one packet, as the kernel gave it, says of an echo of this program."""
        message = packet if self._version6 else without_ip_header(packet)
        if len(message) < _HEADER.size:
            return None
        kind, code, _, identifier, sequence = _HEADER.unpack_from(message)
        if kind == (129 if self._version6 else 0):
            own = identifier == self._identifier and message[_HEADER.size :] == self._token
            return RouteAnswer(sequence, sender, at_s, arrived=True) if own and self._is_target(sender) else None
        key = self._quoted_key(message[_HEADER.size :])
        if key is None:
            return None
        if kind == (_TIME_EXCEEDED6 if self._version6 else _TIME_EXCEEDED):
            return RouteAnswer(key, sender, at_s) if code == 0 else None
        if kind == (_UNREACHABLE6 if self._version6 else _UNREACHABLE):
            refusal = (REFUSALS6 if self._version6 else REFUSALS).get(code)
            return RouteAnswer(key, sender, at_s, refusal=refusal) if refusal else None
        return None

    def _quoted_key(self, quoted: bytes) -> int | None:
        """Return the key of the echo that an ICMP error quotes: its IP header and at least 8 bytes (RFC 792)."""
        if self._version6:
            if len(quoted) < _IPV6_HEADER_BYTES or quoted[6] != _ICMP6:
                return None
            target = socket.inet_ntop(socket.AF_INET6, quoted[24:40])
            message = quoted[_IPV6_HEADER_BYTES:]
        else:
            if len(quoted) < 20 or quoted[9] != socket.IPPROTO_ICMP:
                return None
            target = socket.inet_ntop(socket.AF_INET, quoted[16:20])
            message = without_ip_header(quoted)
        if len(message) < _HEADER.size or target != self._host:
            return None
        kind, _, _, identifier, sequence = _HEADER.unpack_from(message)
        return sequence if kind == (128 if self._version6 else 8) and identifier == self._identifier else None

    def _is_target(self, sender: str) -> bool:
        return sender.partition("%")[0] == self._host


def without_ip_header(packet: bytes) -> bytes:
    """Return what follows an IPv4 header; nothing of what has none."""
    return packet[(packet[0] & 0x0F) * 4 :] if packet and packet[0] >> 4 == 4 else b""


def open_route_probes(address: str, kind: socket.SocketKind = socket.SOCK_DGRAM) -> IcmpProbes | Missing:
    """Open ICMP echoes; Missing when the system gives no such socket."""
    connection = open_socket(address, kind)
    return connection if isinstance(connection, Missing) else IcmpProbes(address, connection)
