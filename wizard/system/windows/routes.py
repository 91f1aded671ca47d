"""The default routes in what ``GetIpForwardTable2`` wrote, and which one is in use."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass

from wizard.system.windows.adapters import Adapter, decode_address
from wizard.system.windows.memory import DamagedError, Memory
from wizard.system.windows.structures_network import ForwardRow, ForwardTable

MOST_ROUTES = 100_000
TABLE_HEADER_BYTES = ForwardTable.first.offset
_UNSPECIFIED = ("0.0.0.0", "::")  # noqa: S104  (no address to bind to: "no router")


@dataclass(frozen=True)
class DefaultRoute:
    """A default route; ``gateway`` is empty when it leads straight into the adapter.

    ``metric`` is the route's own and its adapter's together: the smaller one is taken.
    """

    gateway: str
    adapter: Adapter
    metric: int

    @property
    def version6(self) -> bool:
        return ":" in self.gateway


def table_bytes(entries: int) -> int:
    """Return how long a table of so many routes is; raises DamagedError for a number that cannot be."""
    if not 0 <= entries <= MOST_ROUTES:
        raise DamagedError(f"{entries} routes")
    return TABLE_HEADER_BYTES + entries * ctypes.sizeof(ForwardRow)


def decode_routes(content: bytes) -> list[ForwardRow]:
    """Read a table of routes; raises DamagedError."""
    memory = Memory(content)
    entries = int.from_bytes(memory.bytes_at(0, 4), "little")
    table_bytes(entries)
    size = ctypes.sizeof(ForwardRow)
    return [memory.take(ForwardRow, TABLE_HEADER_BYTES + number * size) for number in range(entries)]


def default_route(rows: Sequence[ForwardRow], adapters: Sequence[Adapter]) -> DefaultRoute | None:
    """Return the default route in use: through a router before straight into an adapter, IPv4 before IPv6.

    A tunnel's own route (no router) would hide the router of the local network, which is what a person can restart.
    """
    by_luid = {adapter.luid: adapter for adapter in adapters if adapter.up}
    found = [route for row in rows if (route := _default(row, by_luid)) is not None]
    found.sort(key=lambda route: (not route.gateway, route.version6, route.metric))
    return next(iter(found), None)


def _default(row: ForwardRow, adapters: dict[int, Adapter]) -> DefaultRoute | None:
    adapter = adapters.get(row.luid)
    destination = decode_address(bytes(row.destination))
    if adapter is None or row.loopback or row.destination_length or destination not in _UNSPECIFIED:
        return None
    hop = decode_address(bytes(row.next_hop))
    version6 = destination == "::"
    gateway = "" if hop is None or hop in _UNSPECIFIED else hop
    if gateway.startswith("fe80:") and "%" not in gateway:
        gateway = f"{gateway}%{adapter.index6 or adapter.index}"  # means nothing without its adapter
    return DefaultRoute(gateway, adapter, row.metric + (adapter.metric6 if version6 else adapter.metric4))
