"""Datagrams that are meant to die on the way, and who says so: unprivileged sockets with ``IP_RECVERR`` (ip(7)).

The kernel queues each ICMP error for the socket whose datagram it is about, so nobody has to be root.
"""

import errno
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
from wizard.system.route_tracer import RouteAnswer

FIRST_PORT = 33434
"""Where traceroute's ports begin by custom: firewalls know them, and hardly anything listens there."""

# Linux names that the socket module does not know (linux/in.h, linux/in6.h, linux/errqueue.h).
_IP_RECVERR, _IPV6_RECVERR = 11, 25
_ERROR = struct.Struct("=IBBBBII")  # sock_extended_err: errno, origin, type, code, -, info, data
_ORIGIN_ICMP, _ORIGIN_ICMP6 = 2, 3
_TIME_EXCEEDED, _UNREACHABLE = (11, 0), (3, 0)
_TIME_EXCEEDED6, _UNREACHABLE6 = (3, 0), (1, 0)
_ICMP_HEADER = struct.Struct("!BBHHH")
_TOKEN_BYTES = 16
_ALSO_ANSWERS = frozenset(
    {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ECONNREFUSED, errno.EACCES, errno.EPROTO, errno.ENOPROTOOPT}
)
"""What a call may fail with because an answer to an earlier datagram came in."""


class RouteProbes:
    """An open socket to one address. Each datagram has a key of its own, 0 to 99, and a number of hops it may make."""

    method: Literal["icmp", "udp"]

    def __init__(self, address: str, connection: socket.socket) -> None:
        self._socket = connection
        self._version6 = connection.family == socket.AF_INET6
        host, _, *scope = socket.getaddrinfo(address, None, flags=socket.AI_NUMERICHOST)[0][4]
        self._host, self._scope = str(host), scope
        self._token = os.urandom(_TOKEN_BYTES)
        connection.setblocking(False)
        if self._version6:
            connection.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
        else:
            connection.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def send(self, key: int, hops: int) -> None:
        """Send one datagram that may make so many hops; raises OSError when this computer knows no way."""
        if self._version6:
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, hops)
        else:
            self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, hops)
        # An answer to an earlier datagram is also told at the next call, whatever that is: taken off here.
        self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        content, port = self._datagram(key)
        target = (self._host, port, *self._scope)
        try:
            self._socket.sendto(content, target)
        except OSError as error:
            if error.errno not in _ALSO_ANSWERS:
                raise
            self._socket.sendto(content, target)  # it came just then; a second time it is this computer's own word

    def read(self) -> Iterator[RouteAnswer]:
        """Return what has come in: the errors of the queue, then what the target itself said."""
        yield from self._errors()
        with suppress(OSError):  # nothing more, or an error that the queue has told
            while True:
                content, sender = self._socket.recvfrom(2048)
                key = self._own_key(content)
                if key is not None and self._is_target(sender[0]):
                    yield RouteAnswer(key, sender[0], time.perf_counter(), arrived=True)

    def _errors(self) -> Iterator[RouteAnswer]:
        while True:
            try:
                content, notes, _, about = self._socket.recvmsg(2048, 512, socket.MSG_ERRQUEUE)
            except OSError:
                return
            at_s = time.perf_counter()
            key = self._key_of_error(content, about)
            for _, _, note in notes:
                if key is not None and len(note) > _ERROR.size:
                    yield from self._answer(key, note, at_s)

    def _answer(self, key: int, note: bytes, at_s: float) -> Iterator[RouteAnswer]:
        _, origin, kind, code, _, _, _ = _ERROR.unpack_from(note)
        if origin not in (_ORIGIN_ICMP, _ORIGIN_ICMP6):
            return
        address = _offender(note[_ERROR.size :])
        if address is None:
            return
        version6 = origin == _ORIGIN_ICMP6
        if (kind, code) == (_TIME_EXCEEDED6 if version6 else _TIME_EXCEEDED):
            yield RouteAnswer(key, address, at_s)
        elif kind == (_UNREACHABLE6 if version6 else _UNREACHABLE)[0]:
            refusal = (REFUSALS6 if version6 else REFUSALS).get(code)
            # A closed port of the target itself is what was hoped for: it was reached.
            arrived = refusal == "port" and self._is_target(address)
            if refusal is not None:
                yield RouteAnswer(key, address, at_s, arrived=arrived, refusal=None if arrived else refusal)

    def _is_target(self, address: str) -> bool:
        return address.partition("%")[0] == self._host.partition("%")[0]

    def _datagram(self, key: int) -> tuple[bytes, int]:
        """Return what to send, and to which port."""
        raise NotImplementedError

    def _own_key(self, content: bytes) -> int | None:
        raise NotImplementedError

    def _key_of_error(self, content: bytes, about: tuple[str, int]) -> int | None:
        raise NotImplementedError


class UdpProbes(RouteProbes):
    """UDP to ports where nothing listens: the target answers that the port is closed. The port tells the key."""

    method: Literal["icmp", "udp"] = "udp"

    def _datagram(self, key: int) -> tuple[bytes, int]:
        return self._token + key.to_bytes(2, "big"), FIRST_PORT + key

    def _own_key(self, content: bytes) -> int | None:
        """A service that listens there and sends the datagram back."""
        if content.startswith(self._token) and len(content) == _TOKEN_BYTES + 2:
            return int.from_bytes(content[-2:], "big")
        return None

    def _key_of_error(self, _content: bytes, about: tuple[str, int]) -> int | None:
        return about[1] - FIRST_PORT if len(about) > 1 else None


class IcmpProbes(RouteProbes):
    """ICMP echoes: what most servers still answer where they drop UDP. The sequence number tells the key."""

    method: Literal["icmp", "udp"] = "icmp"

    def _datagram(self, key: int) -> tuple[bytes, int]:
        kind = 128 if self._version6 else 8
        header = _ICMP_HEADER.pack(kind, 0, 0, 0, key)
        if not self._version6:
            header = _ICMP_HEADER.pack(kind, 0, checksum(header + self._token), 0, key)
        return header + self._token, 0

    def _own_key(self, content: bytes) -> int | None:
        if len(content) < _ICMP_HEADER.size or content[_ICMP_HEADER.size :] != self._token:
            return None
        kind, _, _, _, sequence = _ICMP_HEADER.unpack_from(content)
        return int(sequence) if kind == (129 if self._version6 else 0) else None

    def _key_of_error(self, content: bytes, _about: tuple[str, int]) -> int | None:
        return int(_ICMP_HEADER.unpack_from(content)[4]) if len(content) >= _ICMP_HEADER.size else None


def open_route_probes(address: str) -> RouteProbes | Missing:
    """Open ICMP echoes where this user may send them without root, else UDP; Missing where neither can be had."""
    version6 = ":" in address
    family = socket.AF_INET6 if version6 else socket.AF_INET
    icmp = socket.IPPROTO_ICMPV6 if version6 else socket.IPPROTO_ICMP
    ways: tuple[tuple[type[RouteProbes], int], ...] = ((IcmpProbes, icmp), (UdpProbes, socket.IPPROTO_UDP))
    refusal = Missing("not_available", "no sockets for it here")
    for probes, protocol in ways:
        try:
            connection = socket.socket(family, socket.SOCK_DGRAM, protocol)
        except OSError as error:
            refusal = Missing("not_available", f"{probes.__name__}: {error.strerror}")
            continue
        try:
            return probes(address, connection)
        except OSError as error:  # a kernel without the error queue
            connection.close()
            refusal = Missing("not_available", f"{probes.__name__}: {error.strerror}")
    return refusal


def _offender(place: bytes) -> str | None:
    """Read the sockaddr behind an error: who sent it."""
    if len(place) < 8:
        return None
    (family,) = struct.unpack_from("=H", place)
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, place[4:8])
    if family == socket.AF_INET6 and len(place) >= 28:
        address = socket.inet_ntop(socket.AF_INET6, place[8:24])
        (scope,) = struct.unpack_from("=I", place, 24)
        if scope and address.startswith("fe80"):
            with suppress(OSError):
                return f"{address}%{socket.if_indextoname(scope)}"
        return address
    return None
