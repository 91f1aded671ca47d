"""ICMP sockets of Linux: the unprivileged datagram socket, or the raw one where only root may ping."""

import socket
import struct
from typing import Literal

from wizard.system.base import Cancel, Missing
from wizard.system.icmp_echo import NOT_PERMITTED, IcmpEcho, Kind

# Linux names that the socket module does not know (linux/icmp.h, linux/icmpv6.h).
_SOL_RAW, _ICMP_FILTER = 255, 1


def open_icmp(address: str, cancel: Cancel) -> IcmpEcho | Missing:
    """Open echoes to a numeric address; Missing ``not_permitted`` when neither kind of socket is allowed.

    net.ipv4.ping_group_range may leave even root out, so the raw socket is tried as well.
    """
    version6 = ":" in address
    family = socket.AF_INET6 if version6 else socket.AF_INET
    protocol = socket.IPPROTO_ICMPV6 if version6 else socket.IPPROTO_ICMP
    kinds: tuple[tuple[Kind, socket.SocketKind], ...] = (
        ("datagram", socket.SOCK_DGRAM),
        ("raw", socket.SOCK_RAW),
    )
    refusal = Missing("not_available", "no ICMP sockets here")
    for kind, socket_kind in kinds:
        try:
            connection = socket.socket(family, socket_kind, protocol)
        except OSError as error:
            reason: Literal["not_permitted", "not_available"] = (
                "not_permitted" if error.errno in NOT_PERMITTED else "not_available"
            )
            refusal = Missing(reason, f"ICMP socket ({kind}): {error.strerror}")
            continue
        connection.setblocking(False)
        if kind == "raw" and not version6:
            # Only answers (type 0): this computer's other ICMP traffic would fill the buffer.
            connection.setsockopt(_SOL_RAW, _ICMP_FILTER, struct.pack("I", ~1 & 0xFFFFFFFF))
        return IcmpEcho(address, connection, kind, cancel)
    return refusal
