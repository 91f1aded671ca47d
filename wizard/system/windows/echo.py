"""Which way of timing echoes this computer allows: the ICMP functions, else TCP; each labelled."""

import ctypes
import socket

from wizard.system.allowed_echo import NAME_TIMEOUT_S, AllowedEcho
from wizard.system.base import Cancel, Echo, Missing
from wizard.system.name_lookup import first_address
from wizard.system.tcp_echo import TcpEcho
from wizard.system.windows.calls import RefusedError, function
from wizard.system.windows.icmp_echo import open_icmp

_SIO_TCP_INITIAL_RTO = 0x98000011
_NO_SYN_RETRANSMISSIONS = (0xFFFE, 0xFE)
"""TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS of mstcpip.h, as time and as number of repetitions."""


def open_echo(target: str, cancel: Cancel) -> Echo | Missing:
    """Open echoes to an address or a host name; Missing when the name leads to no address within 5 s."""
    address = first_address(target, NAME_TIMEOUT_S, cancel)
    if isinstance(address, Missing):
        return address
    return AllowedEcho(
        address,
        (lambda: open_icmp(address, cancel), lambda: TcpEcho(address, cancel, prepare=ask_once)),
    )


def ask_once(connection: socket.socket) -> None:
    """Let a connection be tried once: Windows repeats one that was refused for two seconds, which is no latency."""
    time_ms, repetitions = _NO_SYN_RETRANSMISSIONS
    parameters = time_ms.to_bytes(2, "little") + bytes((repetitions, 0))
    try:
        call = function(
            "ws2_32",
            "WSAIoctl",
            ctypes.c_int32,
            *(ctypes.c_void_p, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_uint32),
            *(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p),
        )
    except RefusedError:
        return
    written = ctypes.c_uint32()
    call(
        connection.fileno(),
        _SIO_TCP_INITIAL_RTO,
        parameters,
        len(parameters),
        None,
        0,
        ctypes.byref(written),
        None,
        None,
    )  # Windows before 8.1 knows no such thing and repeats
