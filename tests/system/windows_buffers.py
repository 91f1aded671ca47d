"""Buffers as Windows writes them, made out of the same structures: pointers lead from one part to another."""

import ctypes
from collections.abc import Sequence
from typing import Any

from wizard.system.windows.adapters import encode_address
from wizard.system.windows.structures_network import (
    AdapterAddresses,
    AddressEntry,
    ForwardRow,
    ForwardTable,
    SocketAddress,
    UnicastAddress,
)
from wizard.system.windows.structures_wifi import NetworkName, Station, Stations

BASE = 0x7FF0_0000_1000


class Buffer:
    """Bytes that lie at ``BASE``; what is put in first has the lower address."""

    def __init__(self) -> None:
        self.content = bytearray(8)  # no part lies at the very beginning, so that offsets are never by chance right

    def put(self, part: bytes) -> int:
        """Add a part and return its address."""
        self.content += bytes(-len(self.content) % 8)
        address = BASE + len(self.content)
        self.content += part
        return address

    def text(self, text: str) -> int:
        return self.put(text.encode("utf-16-le") + b"\0\0")

    def address(self, text: str) -> SocketAddress:
        sockaddr = encode_address(text)[: 28 if ":" in text else 16]
        return SocketAddress(self.put(sockaddr), len(sockaddr))

    def chain(self, entries: Sequence[Any]) -> int:
        """Add a list and return the address of its first entry."""
        following = 0
        for entry in reversed(entries):
            entry.next = following
            following = self.put(bytes(entry))
        return following


def adapter(buffer: Buffer, name: str, **values: Any) -> AdapterAddresses:
    """Return an adapter that is up, with names, addresses and name servers in the buffer; not yet in a list."""
    addresses = values.pop("addresses", ())
    servers = values.pop("name_servers", ())
    mac = bytes.fromhex(values.pop("mac", "0200000000aa"))
    row = AdapterAddresses(
        identifier=buffer.put(values.pop("identifier", "{4F0BCEDB-0000-0000-0000-000000000000}").encode() + b"\0"),
        friendly_name=buffer.text(name),
        description=buffer.text(f"{name} description"),
        hardware_address_length=len(mac),
        first_unicast=buffer.chain(
            [
                UnicastAddress(address=buffer.address(text), duplicate_state=state)
                for text, state in (each if isinstance(each, tuple) else (each, 4) for each in addresses)
            ]
        ),
        first_name_server=buffer.chain([AddressEntry(address=buffer.address(text)) for text in servers]),
        **{"type": 6, "state": 1, **values},
    )
    row.hardware_address[: len(mac)] = mac
    return row


def route(luid: int, next_hop: str, *, destination: str = "0.0.0.0", **values: Any) -> ForwardRow:  # noqa: S104
    row = ForwardRow(luid=luid, **values)
    ctypes.memmove(row.destination, encode_address(destination), 28)
    ctypes.memmove(row.next_hop, encode_address(next_hop), 28)
    return row


def route_table(rows: Sequence[ForwardRow]) -> bytes:
    return len(rows).to_bytes(4, "little").ljust(ForwardTable.first.offset, b"\0") + b"".join(map(bytes, rows))


def network_name(name: bytes) -> NetworkName:
    found = NetworkName(length=len(name))
    found.name[: len(name)] = name
    return found


def station(bssid: str, frequency_mhz: int, name: bytes = b"home", **values: Any) -> Station:
    found = Station(ssid=network_name(name), frequency_khz=frequency_mhz * 1000, **{"signal_dbm": -60, **values})
    found.bssid[:] = bytes.fromhex(bssid)
    return found


def station_list(entries: Sequence[tuple[Station, bytes]]) -> bytes:
    """Return a ``WLAN_BSS_LIST``: the entries, and behind all of them the elements of each."""
    size = ctypes.sizeof(Station)
    position = len(entries) * size
    rows, rest = b"", b""
    for number, (entry, elements) in enumerate(entries):
        entry.elements_offset, entry.elements_size = position + len(rest) - number * size, len(elements)
        rows += bytes(entry)
        rest += elements
    total = Stations.first.offset + len(rows) + len(rest)
    header = total.to_bytes(4, "little") + len(entries).to_bytes(4, "little")
    return header.ljust(Stations.first.offset, b"\0") + rows + rest
