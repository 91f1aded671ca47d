"""The default route, and whether the router at its end answers."""

import ctypes

from wizard.system.answering import ask_for_answer
from wizard.system.base import Cancel, Gateway, Missing
from wizard.system.deadline import within
from wizard.system.windows.adapters import POINT_TO_POINT, encode_address
from wizard.system.windows.calls import NO_ERROR, RefusedError, check, function
from wizard.system.windows.echo import open_echo
from wizard.system.windows.interfaces import read_adapters
from wizard.system.windows.memory import DamagedError
from wizard.system.windows.routes import DefaultRoute, decode_routes, default_route, table_bytes
from wizard.system.windows.structures_network import ForwardRow, NeighbourRow

_NEIGHBOUR_TIMEOUT_S = 5.0
"""Windows asks a neighbour three times, a second apart, before it gives up (RFC 4861, 10)."""
_UNSPECIFIED = 0
_ERROR_NOT_FOUND, _ERROR_FILE_NOT_FOUND = 1168, 2
_ERROR_GEN_FAILURE, _ERROR_BAD_NET_NAME = 31, 67
_NO_SUCH_NEIGHBOUR = frozenset({_ERROR_GEN_FAILURE, _ERROR_BAD_NET_NAME, _ERROR_NOT_FOUND, 1231, 1232})
"""What ResolveIpNetEntry2 and SendARP answer when nobody took the question for theirs, 1231 and 1232 being
ERROR_NETWORK_UNREACHABLE and ERROR_HOST_UNREACHABLE."""


def gateway(cancel: Cancel) -> Gateway | Missing | None:
    """Read the default route and ask the router with up to two echoes; None without a default route."""
    try:
        route = default_route(read_routes(), read_adapters())
    except RefusedError as refused:
        return refused.missing
    if route is None:
        return None
    # Windows watches for other computers that use its addresses; that none is known is no proof.
    taken = True if route.adapter.own_address_taken else None
    if not route.gateway:
        return Gateway("", route.adapter.name, own_address_taken=taken)
    answers, latency_ms = ask_for_answer(open_echo(route.gateway, cancel))
    known = True if answers else neighbour_known(route, cancel)
    return Gateway(route.gateway, route.adapter.name, answers, known, latency_ms, taken)


def neighbour_known(route: DefaultRoute, cancel: Cancel) -> bool | None:
    """Return whether the router tells its hardware address just now; None when that cannot be asked.

    Windows forgets what it knew and asks anew. A tunnel and a dialled connection have no such addresses.
    """
    if route.adapter.mac is None or route.adapter.type == POINT_TO_POINT:
        return None
    answer = within(_NEIGHBOUR_TIMEOUT_S, cancel, lambda: _resolve(route))
    return answer if isinstance(answer, bool) else None


def read_routes() -> list[ForwardRow]:
    """Return all routes of this computer; raises RefusedError."""
    read = function("iphlpapi", "GetIpForwardTable2", ctypes.c_uint32, ctypes.c_uint16, ctypes.c_void_p)
    free = function("iphlpapi", "FreeMibTable", None, ctypes.c_void_p)
    table = ctypes.c_void_p()
    code = read(_UNSPECIFIED, ctypes.byref(table))
    if code in (_ERROR_NOT_FOUND, _ERROR_FILE_NOT_FOUND):
        return []
    check("GetIpForwardTable2", code)
    assert table.value is not None
    try:
        entries = ctypes.c_uint32.from_address(table.value).value
        return decode_routes(ctypes.string_at(table.value, table_bytes(entries)))
    except DamagedError as error:
        raise RefusedError(Missing("not_available", f"GetIpForwardTable2: {error}")) from error
    finally:
        free(table)


def _resolve(route: DefaultRoute) -> bool | None:
    sockaddr = encode_address(route.gateway)
    try:
        call = function("iphlpapi", "ResolveIpNetEntry2", ctypes.c_uint32, ctypes.c_void_p, ctypes.c_void_p)
    except RefusedError:
        return None if route.version6 else _resolve4(sockaddr[4:8])
    index = route.adapter.index6 if route.version6 else route.adapter.index
    row = NeighbourRow(index=index, luid=route.adapter.luid)
    ctypes.memmove(row.address, sockaddr, len(sockaddr))
    code = call(ctypes.byref(row), None)
    if code == NO_ERROR:
        return bool(row.hardware_address_length)
    if code in _NO_SUCH_NEIGHBOUR:
        return False
    return None if route.version6 else _resolve4(sockaddr[4:8])


def _resolve4(address: bytes) -> bool | None:
    """Ask by the older SendARP, which knows IPv4 alone."""
    try:
        call = function(
            "iphlpapi", "SendARP", ctypes.c_uint32, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_void_p
        )
    except RefusedError:
        return None
    found, size = (ctypes.c_uint8 * 8)(), ctypes.c_uint32(8)
    code = call(int.from_bytes(address, "little"), 0, found, ctypes.byref(size))
    if code == NO_ERROR:
        return size.value > 0
    return False if code in _NO_SUCH_NEIGHBOUR else None
