"""Echoes by ICMP over an open socket (RFC 792, RFC 4443); each system opens it in its own way.

Own code, because a round trip must be taken from a monotonic clock (this program also looks for wrong clocks), and
because an answer counts only when it is the echo's own: right type, sequence number and payload.
"""

import errno
import os
import select
import socket
import struct
import time
from typing import Literal

from wizard.system.base import Cancel, Missing

_GLANCE_S = 0.1
_TOKEN_BYTES = 16
_HEADER = struct.Struct("!BBHHH")
NOT_PERMITTED = (errno.EPERM, errno.EACCES)

Kind = Literal["datagram", "raw"]
"""How the socket behaves. ``raw``: the identifier is this program's own, answers to others come in too, and one of
IPv4 brings its IP header (raw sockets everywhere, and the datagram sockets of macOS, icmp(4)). ``datagram``: the kernel
owns the identifier and gives the ICMP message alone (Linux)."""


class IcmpEcho:
    """Echoes to one address over an open socket."""

    method: Literal["icmp", "ping", "tcp"] = "icmp"

    def __init__(self, address: str, connection: socket.socket, kind: Kind, cancel: Cancel) -> None:
        self.address = address
        self._socket = connection
        self._raw = kind == "raw"
        self._cancel = cancel
        self._version6 = connection.family == socket.AF_INET6
        self._target = socket.getaddrinfo(address, None, flags=socket.AI_NUMERICHOST)[0][4]
        self._identifier = int.from_bytes(os.urandom(2), "big")
        self._sequence = 0

    def send(self, timeout_s: float) -> float | Missing | None:
        """Return the round trip in ms, None for a lost echo or no route, Missing when sending is forbidden."""
        self._sequence = (self._sequence + 1) & 0xFFFF
        token = os.urandom(_TOKEN_BYTES)
        started = time.perf_counter()
        try:
            self._socket.sendto(self._request(token), self._target)
        except OSError as error:
            if error.errno in NOT_PERMITTED:
                return Missing("not_permitted", f"echo to {self.address}: {error.strerror}")
            return None  # no route, adapter down, no neighbour: nothing can come back
        return self._await(token, started, timeout_s)

    def close(self) -> None:
        self._socket.close()

    def _request(self, token: bytes) -> bytes:
        kind = 128 if self._version6 else 8
        header = _HEADER.pack(kind, 0, 0, self._identifier, self._sequence)
        if self._version6:
            return header + token  # the kernel adds the checksum, which covers the IPv6 addresses
        return _HEADER.pack(kind, 0, checksum(header + token), self._identifier, self._sequence) + token

    def _await(self, token: bytes, started: float, timeout_s: float) -> float | Missing | None:
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        while True:
            left_s = started + timeout_s - time.perf_counter()
            if left_s <= 0:
                return None
            if self._cancel.requested:
                return Missing("timeout", "stopped")
            if not poll.poll(max(1.0, min(_GLANCE_S, left_s) * 1000)):
                continue
            arrived = time.perf_counter()
            try:
                packet = self._socket.recv(2048)
            except BlockingIOError:
                continue
            except OSError:
                return None  # the kernel reports the echo as undeliverable
            if self._is_answer(packet, token):
                return (arrived - started) * 1000

    def _is_answer(self, packet: bytes, token: bytes) -> bool:
        if self._raw and not self._version6:
            packet = packet[(packet[0] & 0x0F) * 4 :] if packet else b""  # raw IPv4 comes with its IP header
        if len(packet) < _HEADER.size:
            return False
        kind, _, _, identifier, sequence = _HEADER.unpack_from(packet)
        return (
            kind == (129 if self._version6 else 0)
            and (identifier == self._identifier or not self._raw)  # the kernel owns a datagram socket's identifier
            and sequence == self._sequence
            and packet[_HEADER.size :] == token
        )


def checksum(data: bytes) -> int:
    """Return the Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = 0
    for word in struct.unpack(f"!{len(data) // 2}H", data):
        total += int(word)
    total = (total >> 16) + (total & 0xFFFF)
    total += total >> 16
    return ~total & 0xFFFF
