"""Connections that are dialled (``RasEnumConnectionsW``): a VPN of Windows itself, PPPoE, a modem."""

import ctypes

from wizard.system.windows.calls import NO_ERROR, RefusedError, function
from wizard.system.windows.structures_remote_access import RemoteConnection

_MOST_CONNECTIONS = 32


def device_type(entry_name: str) -> str | None:
    """Return what an open connection goes through, in lower case (``vpn``, ``pppoe``, ``modem``); None for none."""
    return next((device for name, device in _connections() if name == entry_name), None)


def decode_connections(rows: "ctypes.Array[RemoteConnection]", count: int) -> list[tuple[str, str]]:
    """Return name and kind of device of each connection."""
    found = rows[: max(0, min(count, len(rows)))]
    return [(_text(row.entry_name), _text(row.device_type).lower()) for row in found]


def _connections() -> list[tuple[str, str]]:
    rows = (RemoteConnection * _MOST_CONNECTIONS)()
    rows[0].size_bytes = ctypes.sizeof(RemoteConnection)
    size, count = ctypes.c_uint32(ctypes.sizeof(rows)), ctypes.c_uint32()
    try:
        call = function(
            "rasapi32", "RasEnumConnectionsW", ctypes.c_uint32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
        )
    except RefusedError:
        return []
    code = call(rows, ctypes.byref(size), ctypes.byref(count))
    return decode_connections(rows, count.value) if code == NO_ERROR else []


def _text(characters: "ctypes.Array[ctypes.c_uint16]") -> str:
    return bytes(characters).decode("utf-16-le", "replace").partition("\0")[0]
