"""Structures of the IP helper functions, in fixed-width types, so that their layout can be checked anywhere.

Sources: ``iptypes.h``, ``netioapi.h``, ``ws2def.h`` and ``ipexport.h`` of the Windows SDK. A pointer is a number here:
it is followed by ``memory.Memory`` alone.
"""

import ctypes

_GUID = ctypes.c_uint32 * 4
"""A GUID by its size and alignment."""
SOCKADDR_INET = ctypes.c_uint32 * 7
"""``SOCKADDR_INET``: a sockaddr of either family, in the 28 bytes of the longer one."""


class SocketAddress(ctypes.Structure):
    """``SOCKET_ADDRESS``: where a sockaddr lies, and how long it is."""

    _fields_ = (("sockaddr", ctypes.c_void_p), ("length_bytes", ctypes.c_int32))


class AddressEntry(ctypes.Structure):
    """``IP_ADAPTER_DNS_SERVER_ADDRESS_XP``: one of a list of addresses."""

    _fields_ = (
        ("length_bytes", ctypes.c_uint64),
        ("next", ctypes.c_void_p),
        ("address", SocketAddress),
    )


class UnicastAddress(ctypes.Structure):
    """``IP_ADAPTER_UNICAST_ADDRESS_LH``: one of an adapter's own addresses."""

    _fields_ = (
        ("length_bytes", ctypes.c_uint64),
        ("next", ctypes.c_void_p),
        ("address", SocketAddress),
        ("prefix_origin", ctypes.c_int32),
        ("suffix_origin", ctypes.c_int32),
        ("duplicate_state", ctypes.c_int32),
        ("valid_lifetime_s", ctypes.c_uint32),
        ("preferred_lifetime_s", ctypes.c_uint32),
        ("lease_lifetime_s", ctypes.c_uint32),
        ("prefix_length", ctypes.c_uint8),
    )


class AdapterAddresses(ctypes.Structure):
    """``IP_ADAPTER_ADDRESSES_LH``: one adapter."""

    _fields_ = (
        ("length_bytes", ctypes.c_uint32),
        ("index", ctypes.c_uint32),
        ("next", ctypes.c_void_p),
        ("identifier", ctypes.c_void_p),
        ("first_unicast", ctypes.c_void_p),
        ("first_anycast", ctypes.c_void_p),
        ("first_multicast", ctypes.c_void_p),
        ("first_name_server", ctypes.c_void_p),
        ("domain", ctypes.c_void_p),
        ("description", ctypes.c_void_p),
        ("friendly_name", ctypes.c_void_p),
        ("hardware_address", ctypes.c_uint8 * 8),
        ("hardware_address_length", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("mtu_bytes", ctypes.c_uint32),
        ("type", ctypes.c_uint32),
        ("state", ctypes.c_int32),
        ("index6", ctypes.c_uint32),
        ("zones", ctypes.c_uint32 * 16),
        ("first_prefix", ctypes.c_void_p),
        ("send_bits_per_s", ctypes.c_uint64),
        ("receive_bits_per_s", ctypes.c_uint64),
        ("first_wins_server", ctypes.c_void_p),
        ("first_gateway", ctypes.c_void_p),
        ("metric4", ctypes.c_uint32),
        ("metric6", ctypes.c_uint32),
        ("luid", ctypes.c_uint64),
        ("dhcp4_server", SocketAddress),
        ("compartment", ctypes.c_uint32),
        ("network", _GUID),
        ("connection_type", ctypes.c_int32),
        ("tunnel_type", ctypes.c_int32),
        ("dhcp6_server", SocketAddress),
        ("dhcp6_identifier", ctypes.c_uint8 * 130),
        ("dhcp6_identifier_length", ctypes.c_uint32),
        ("dhcp6_association", ctypes.c_uint32),
        ("first_domain", ctypes.c_void_p),
    )


class InterfaceRow(ctypes.Structure):
    """``MIB_IF_ROW2``: what the driver says of an adapter; ``flags`` bit 0 is a piece of hardware."""

    _fields_ = (
        ("luid", ctypes.c_uint64),
        ("index", ctypes.c_uint32),
        ("identifier", _GUID),
        ("alias", ctypes.c_uint16 * 257),
        ("description", ctypes.c_uint16 * 257),
        ("hardware_address_length", ctypes.c_uint32),
        ("hardware_address", ctypes.c_uint8 * 32),
        ("permanent_hardware_address", ctypes.c_uint8 * 32),
        ("mtu_bytes", ctypes.c_uint32),
        ("type", ctypes.c_uint32),
        ("tunnel_type", ctypes.c_int32),
        ("medium", ctypes.c_int32),
        ("physical_medium", ctypes.c_int32),
        ("access_type", ctypes.c_int32),
        ("direction", ctypes.c_int32),
        ("flags", ctypes.c_uint8),
        ("state", ctypes.c_int32),
        ("administrative_state", ctypes.c_int32),
        ("media_state", ctypes.c_int32),
        ("network", _GUID),
        ("connection_type", ctypes.c_int32),
        ("send_bits_per_s", ctypes.c_uint64),
        ("receive_bits_per_s", ctypes.c_uint64),
        ("counters", ctypes.c_uint64 * 18),
    )


class ForwardRow(ctypes.Structure):
    """``MIB_IPFORWARD_ROW2``: one route."""

    _fields_ = (
        ("luid", ctypes.c_uint64),
        ("index", ctypes.c_uint32),
        ("destination", SOCKADDR_INET),
        ("destination_length", ctypes.c_uint8),
        ("next_hop", SOCKADDR_INET),
        ("site_prefix_length", ctypes.c_uint8),
        ("valid_lifetime_s", ctypes.c_uint32),
        ("preferred_lifetime_s", ctypes.c_uint32),
        ("metric", ctypes.c_uint32),
        ("protocol", ctypes.c_int32),
        ("loopback", ctypes.c_uint8),
        ("autoconfigured", ctypes.c_uint8),
        ("published", ctypes.c_uint8),
        ("immortal", ctypes.c_uint8),
        ("age_s", ctypes.c_uint32),
        ("origin", ctypes.c_int32),
    )


class ForwardTable(ctypes.Structure):
    """The beginning of ``MIB_IPFORWARD_TABLE2``; the routes follow at ``first``."""

    _fields_ = (("entries", ctypes.c_uint32), ("first", ForwardRow * 1))


class NeighbourRow(ctypes.Structure):
    """``MIB_IPNET_ROW2``: the hardware address of a neighbour."""

    _fields_ = (
        ("address", SOCKADDR_INET),
        ("index", ctypes.c_uint32),
        ("luid", ctypes.c_uint64),
        ("hardware_address", ctypes.c_uint8 * 32),
        ("hardware_address_length", ctypes.c_uint32),
        ("state", ctypes.c_int32),
        ("flags", ctypes.c_uint8),
        ("reachability_ms", ctypes.c_uint32),
    )
