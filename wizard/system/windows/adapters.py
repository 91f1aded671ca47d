"""The network adapters in what ``GetAdaptersAddresses`` wrote: names, addresses, name servers.

Source: the Windows SDK's ``iptypes.h``, ``ifdef.h`` and ``nldef.h``.
"""

import ipaddress
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.system.windows.memory import DamagedError, Memory
from wizard.system.windows.structures_network import AdapterAddresses, AddressEntry, SocketAddress, UnicastAddress
from wizard.system.wireless import hardware_address

LOOPBACK = 24  # IF_TYPE_SOFTWARE_LOOPBACK
POINT_TO_POINT = 23  # IF_TYPE_PPP

_UP = 1  # IfOperStatusUp
_AF_INET, _AF_INET6 = 2, 23
_DUPLICATE, _DEPRECATED, _PREFERRED = 2, 3, 4  # NL_DAD_STATE
_NO_NAME_SERVERS = frozenset(f"fec0:0:0:ffff::{number}" for number in (1, 2, 3))
"""What Windows names where no name server is known for IPv6; nobody answers there."""


@dataclass(frozen=True)
class Adapter:
    """One adapter. ``identifier`` is its GUID in braces, ``luid`` its number for as long as it is installed.

    ``own_address_taken``: another computer on the local network uses an address that was meant for this one.
    """

    identifier: str
    name: str
    description: str
    luid: int
    index: int
    index6: int
    type: int
    up: bool
    mac: str | None
    addresses: tuple[str, ...]
    own_address_taken: bool
    name_servers: tuple[str, ...]
    metric4: int
    metric6: int


def decode_adapters(memory: Memory, first: int) -> tuple[Adapter, ...]:
    """Read the list of adapters that begins at ``first``, loopback left out; raises DamagedError."""
    found = (_adapter(memory, entry) for entry in memory.chain(AdapterAddresses, first) if entry.type != LOOPBACK)
    return tuple(found)


def decode_address(content: bytes) -> str | None:
    """Read a sockaddr: an address, a link-local one with the number of its adapter; None for another family."""
    if len(content) < 8:
        return None
    (family,) = struct.unpack_from("<H", content)
    if family == _AF_INET:
        return socket.inet_ntoa(content[4:8])
    if family == _AF_INET6 and len(content) >= 28:
        address = ipaddress.IPv6Address(content[8:24])
        (scope,) = struct.unpack_from("<I", content, 24)
        return f"{address}%{scope}" if address.is_link_local and scope else str(address)
    return None


def encode_address(text: str) -> bytes:
    """Return the sockaddr of an address, in the 28 bytes of ``SOCKADDR_INET``; raises ValueError for none."""
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv4Address):
        return struct.pack("<HH4s", _AF_INET, 0, address.packed).ljust(28, b"\0")
    scope_id = address.scope_id or ""
    scope = int(scope_id) & 0xFFFF_FFFF if scope_id.isascii() and scope_id.isdecimal() else 0
    return struct.pack("<HHI16sI", _AF_INET6, 0, 0, address.packed, scope)


def _adapter(memory: Memory, entry: AdapterAddresses) -> Adapter:
    own = list(memory.chain(UnicastAddress, entry.first_unicast))
    servers = memory.chain(AddressEntry, entry.first_name_server)
    length = min(entry.hardware_address_length, len(entry.hardware_address))
    return Adapter(
        identifier=memory.ascii_text(entry.identifier),
        name=memory.text(entry.friendly_name),
        description=memory.text(entry.description),
        luid=entry.luid,
        index=entry.index,
        index6=entry.index6,
        type=entry.type,
        up=entry.state == _UP,
        mac=hardware_address(bytes(entry.hardware_address[:length]).hex(":")),
        addresses=tuple(_own_addresses(memory, own)),
        own_address_taken=any(each.duplicate_state == _DUPLICATE for each in own),
        name_servers=tuple(
            address
            for each in servers
            if (address := _address(memory, each.address)) is not None and address not in _NO_NAME_SERVERS
        ),
        metric4=entry.metric4,
        metric6=entry.metric6,
    )


def _own_addresses(memory: Memory, own: list[UnicastAddress]) -> Iterator[str]:
    """Return the addresses in use: neither one that is still being tried nor one that is taken."""
    for each in own:
        address = _address(memory, each.address)
        if address is not None and each.duplicate_state in (_DEPRECATED, _PREFERRED):
            yield address.partition("%")[0]


def _address(memory: Memory, place: SocketAddress) -> str | None:
    if not place.sockaddr:
        return None
    if not 0 <= place.length_bytes <= 128:
        raise DamagedError(f"an address of {place.length_bytes} bytes")
    return decode_address(memory.bytes_at(place.sockaddr, place.length_bytes))
