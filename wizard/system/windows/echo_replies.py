"""What the ICMP functions of Windows answer: who, and what kind of answer it is."""

import ctypes
import ipaddress
import socket
from dataclasses import dataclass

from wizard.system.network_trace import Refusal
from wizard.system.windows.memory import DamagedError, Memory
from wizard.system.windows.structures_echo import EchoReply4, EchoReply6

SUCCESS = 0
TIMED_OUT = 11010
GENERAL_FAILURE = 11050
"""IP_GENERAL_FAILURE: this computer itself did not send; without a way there, or because a firewall forbids it."""
DIED_ON_THE_WAY = frozenset({11013, 11041})  # IP_TTL_EXPIRED_TRANSIT, IP_TIME_EXCEEDED
REFUSALS: dict[int, Refusal] = {11002: "network", 11003: "host", 11004: "protocol", 11005: "port", 11040: "network"}
REFUSALS6: dict[int, Refusal] = {11002: "network", 11003: "host", 11004: "prohibited", 11005: "port", 11040: "network"}
"""IP_DEST_*_UNREACHABLE of ipexport.h; 11004 has another meaning in IPv6 (IP_DEST_PROHIBITED)."""


@dataclass(frozen=True)
class EchoReply:
    """One answer. ``address`` is who gave it; ``own``: it brings back what was sent."""

    status: int
    address: str
    own: bool


def decode_reply4(memory: Memory, place: int, token: bytes) -> EchoReply:
    """Read an ``ICMP_ECHO_REPLY``; raises DamagedError."""
    reply = memory.take(EchoReply4, place)
    content = memory.bytes_at(reply.content, reply.content_size) if reply.content and reply.content_size else b""
    return EchoReply(reply.status, socket.inet_ntoa(bytes(reply.address)), content == token)


def decode_reply6(memory: Memory, place: int, token: bytes) -> EchoReply:
    """Read an ``ICMPV6_ECHO_REPLY``, behind which lies what came back; raises DamagedError."""
    reply = memory.take(EchoReply6, place)
    try:
        content = memory.bytes_at(place + ctypes.sizeof(EchoReply6), len(token))
    except DamagedError:
        content = b""
    address = ipaddress.IPv6Address(bytes(reply.address.address))
    scoped = f"{address}%{reply.address.scope}" if address.is_link_local and reply.address.scope else str(address)
    return EchoReply(reply.status, scoped, content == token)


def is_same_host(one: str, other: str) -> bool:
    """Return whether two addresses are the same, whatever adapter they name."""
    return one.partition("%")[0] == other.partition("%")[0]
