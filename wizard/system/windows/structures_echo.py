"""Structures of the ICMP functions, in fixed-width types, so that their layout can be checked anywhere.

Source: ``ipexport.h`` of the Windows SDK.
"""

import ctypes


class EchoOptions(ctypes.Structure):
    """``IP_OPTION_INFORMATION``; ``hops`` is how many routers may pass the datagram on."""

    _fields_ = (
        ("hops", ctypes.c_uint8),
        ("type_of_service", ctypes.c_uint8),
        ("flags", ctypes.c_uint8),
        ("options_size", ctypes.c_uint8),
        ("options", ctypes.c_void_p),
    )


class EchoReply4(ctypes.Structure):
    """``ICMP_ECHO_REPLY``; the address is in network order."""

    _fields_ = (
        ("address", ctypes.c_uint8 * 4),
        ("status", ctypes.c_uint32),
        ("round_trip_ms", ctypes.c_uint32),
        ("content_size", ctypes.c_uint16),
        ("reserved", ctypes.c_uint16),
        ("content", ctypes.c_void_p),
        ("options", EchoOptions),
    )


class EchoAddress6(ctypes.Structure):
    """``IPV6_ADDRESS_EX``, which the SDK packs to 26 bytes (``packon.h``)."""

    _pack_ = 1
    _fields_ = (
        ("port", ctypes.c_uint16),
        ("flow", ctypes.c_uint32),
        ("address", ctypes.c_uint8 * 16),
        ("scope", ctypes.c_uint32),
    )


class EchoReply6(ctypes.Structure):
    """``ICMPV6_ECHO_REPLY_LH``; what was sent back follows it."""

    _fields_ = (("address", EchoAddress6), ("status", ctypes.c_uint32), ("round_trip_ms", ctypes.c_uint32))


class SocketAddress6(ctypes.Structure):
    """``sockaddr_in6``."""

    _fields_ = (
        ("family", ctypes.c_uint16),
        ("port", ctypes.c_uint16),
        ("flow", ctypes.c_uint32),
        ("address", ctypes.c_uint8 * 16),
        ("scope", ctypes.c_uint32),
    )
