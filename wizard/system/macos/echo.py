"""Which way of timing echoes this Mac allows: ICMP socket, ``ping`` program, TCP; each labelled."""

import socket

from wizard.system.allowed_echo import NAME_TIMEOUT_S, AllowedEcho
from wizard.system.base import Cancel, Echo, Missing
from wizard.system.command import Runner
from wizard.system.macos.icmp_echo import open_icmp
from wizard.system.macos.ping_echo import PingEcho
from wizard.system.name_lookup import first_address
from wizard.system.tcp_echo import TcpEcho


def open_echo(target: str, cancel: Cancel, run: Runner, kind: socket.SocketKind = socket.SOCK_DGRAM) -> Echo | Missing:
    """Open echoes to an address or a host name; Missing when the name leads to no address within 5 s."""
    address = first_address(target, NAME_TIMEOUT_S, cancel)
    if isinstance(address, Missing):
        return address
    return AllowedEcho(
        address,
        (
            lambda: open_icmp(address, cancel, kind),
            lambda: PingEcho(address, run, cancel),
            lambda: TcpEcho(address, cancel),
        ),
    )
