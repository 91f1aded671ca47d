"""ICMP sockets of macOS: datagram ones, which everybody may open (icmp(4), "Non-privileged ICMP").

They behave as raw sockets do elsewhere: the identifier is this program's own, and an answer of IPv4 comes with its IP
header. Raw sockets of Linux therefore stand in for them in tests (``kind``).
"""

import socket

from wizard.system.base import Cancel, Missing, Reason
from wizard.system.icmp_echo import NOT_PERMITTED, IcmpEcho


def open_icmp(address: str, cancel: Cancel, kind: socket.SocketKind = socket.SOCK_DGRAM) -> IcmpEcho | Missing:
    """Open echoes to a numeric address; Missing when the system gives no such socket."""
    connection = open_socket(address, kind)
    return connection if isinstance(connection, Missing) else IcmpEcho(address, connection, "raw", cancel)


def open_socket(address: str, kind: socket.SocketKind) -> socket.socket | Missing:
    """Return an ICMP socket for an address of its version; it never blocks."""
    version6 = ":" in address
    family = socket.AF_INET6 if version6 else socket.AF_INET
    protocol = socket.IPPROTO_ICMPV6 if version6 else socket.IPPROTO_ICMP
    try:
        connection = socket.socket(family, kind, protocol)
    except OSError as error:
        reason: Reason = "not_permitted" if error.errno in NOT_PERMITTED else "not_available"
        return Missing(reason, f"ICMP socket: {error.strerror}")
    connection.setblocking(False)
    return connection
