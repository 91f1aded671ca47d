"""Echoes by the ICMP functions of Windows, which anybody may use (``IcmpSendEcho2``, ``Icmp6SendEcho2``).

They know no stop and tell the round trip in whole milliseconds, 0 for a router nearby. So each call runs on a thread
of its own that owns its handle and its buffers, and takes the time itself from a monotonic clock.
"""

import ctypes
import functools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from wizard.system.base import Cancel, Missing
from wizard.system.deadline import within
from wizard.system.windows.adapters import encode_address
from wizard.system.windows.calls import NO_ERROR, RefusedError, function, last_error, refusal
from wizard.system.windows.echo_replies import (
    GENERAL_FAILURE,
    SUCCESS,
    EchoReply,
    decode_reply4,
    decode_reply6,
    is_same_host,
)
from wizard.system.windows.memory import DamagedError, Memory
from wizard.system.windows.structures_echo import EchoOptions, SocketAddress6
from wizard.system.windows.structures_network import SOCKADDR_INET, ForwardRow

_TOKEN_BYTES = 16
_BUFFER_BYTES = 1024
_INVALID_HANDLE = ctypes.c_void_p(-1).value
_USUAL_HOPS = 128
_LATE_S = 2.0
"""What a call may take beyond its own timeout before it is no longer awaited."""
_STATUSES = range(11000, 11100)
"""What ipexport.h counts from: how an echo ended, where other error codes say why a call could not be made."""
_NO_WAY = frozenset({1231, 1232, 1222, 1168, 11002, 11003, 11040, 10049, 10051, 10065})
"""ERROR_NETWORK_UNREACHABLE, ERROR_HOST_UNREACHABLE, ERROR_NO_NETWORK, ERROR_NOT_FOUND, IP_DEST_*_UNREACHABLE,
WSAEADDRNOTAVAIL, WSAENETUNREACH, WSAEHOSTUNREACH."""

_POINTER, _UINT32, _UINT16 = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint16
_BEST_ROUTE = (_POINTER, _UINT32, _POINTER, _POINTER, _UINT32, _POINTER, _POINTER)
_REQUEST = (ctypes.c_char_p, _UINT16, _POINTER, _POINTER, _UINT32, _UINT32)
_ECHO4 = (_POINTER, _POINTER, _POINTER, _POINTER, _UINT32, *_REQUEST)
_ECHO6 = (_POINTER, _POINTER, _POINTER, _POINTER, _POINTER, _POINTER, *_REQUEST)


@dataclass(frozen=True)
class Asked:
    """How one echo ended: an answer and its round trip, or the error code of the call."""

    reply: EchoReply | None
    code: int
    latency_ms: float


class IcmpEcho:
    """Echoes to one address."""

    method: Literal["icmp", "ping", "tcp"] = "icmp"

    def __init__(self, address: str, cancel: Cancel) -> None:
        self.address = address
        self._cancel = cancel

    def send(self, timeout_s: float) -> float | Missing | None:
        """Return the round trip in ms, None for a lost echo or no route, Missing when sending is forbidden."""
        try:
            asked = within(timeout_s + _LATE_S, self._cancel, lambda: ask(self.address, timeout_s))
        except RefusedError as refused:
            return refused.missing
        if isinstance(asked, Missing):
            return asked if self._cancel.requested else None
        if asked.reply is None:
            return judge_code(self.address, asked.code)
        whole = asked.reply.own and is_same_host(asked.reply.address, self.address)
        return asked.latency_ms if asked.reply.status == SUCCESS and whole else None

    def close(self) -> None:
        """Nothing stays open between echoes."""


def open_icmp(address: str, cancel: Cancel) -> IcmpEcho | Missing:
    """Open echoes to a numeric address; Missing where Windows has or gives no ICMP."""
    try:
        _close(_open(":" in address))
    except RefusedError as refused:
        return refused.missing
    return IcmpEcho(address, cancel)


def ask(address: str, timeout_s: float, hops: int = 0) -> Asked:
    """Send one echo and wait for its end; ``hops``: how many it may make (0: as many as usual).

    Raises RefusedError where Windows has or gives no ICMP.
    """
    version6 = ":" in address
    token = os.urandom(_TOKEN_BYTES)
    buffer = ctypes.create_string_buffer(_BUFFER_BYTES)
    base = ctypes.addressof(buffer)
    options = EchoOptions(hops=hops or _USUAL_HOPS)
    handle = _open(version6)
    try:
        send = _sender6(address, handle) if version6 else _sender4(address, handle)
        timeout_ms = max(1, round(timeout_s * 1000))
        started = time.perf_counter()
        answers = send(token, len(token), ctypes.byref(options), buffer, len(buffer), timeout_ms)
        latency_ms = (time.perf_counter() - started) * 1000
        code = NO_ERROR if answers else last_error()
    finally:
        _close(handle)
    reply = None
    if answers:
        try:
            reply = (decode_reply6 if version6 else decode_reply4)(Memory(buffer.raw, base), base, token)
        except DamagedError as error:
            raise RefusedError(Missing("not_available", f"the answer to an echo: {error}")) from error
    return Asked(reply, code, latency_ms)


def judge_code(address: str, code: int) -> Missing | None:
    """Return None for an echo that was lost, or that has no way to go; Missing when it was not let out."""
    if code == GENERAL_FAILURE and has_way(address):
        return Missing("not_permitted", f"echo to {address}: this computer does not send it (firewall?)")
    if code == NO_ERROR or code in _STATUSES or code in _NO_WAY:
        return None
    return refusal(f"echo to {address}", code)


def is_no_way(address: str, code: int) -> bool:
    """Return whether an error code says that this computer itself knows no way."""
    return code in _NO_WAY or (code == GENERAL_FAILURE and not has_way(address))


def has_way(address: str) -> bool:
    """Return whether Windows knows a way to an address (``GetBestRoute2``)."""
    target = SOCKADDR_INET.from_buffer_copy(encode_address(address))
    source, row = SOCKADDR_INET(), ForwardRow()
    try:
        call = function("iphlpapi", "GetBestRoute2", ctypes.c_uint32, *_BEST_ROUTE)
    except RefusedError:
        return False
    code = call(None, 0, None, ctypes.byref(target), 0, ctypes.byref(row), ctypes.byref(source))
    return bool(code == NO_ERROR)


def _open(version6: bool) -> int:
    name = "Icmp6CreateFile" if version6 else "IcmpCreateFile"
    handle = function("iphlpapi", name, ctypes.c_void_p)()
    if handle is None or handle == _INVALID_HANDLE:
        raise RefusedError(refusal(name, last_error()))
    return int(handle)


def _close(handle: int) -> None:
    function("iphlpapi", "IcmpCloseHandle", ctypes.c_int32, ctypes.c_void_p)(handle)


def _sender4(address: str, handle: int) -> Callable[..., int]:
    call = function("iphlpapi", "IcmpSendEcho2", _UINT32, *_ECHO4)
    return functools.partial(call, handle, None, None, None, int.from_bytes(encode_address(address)[4:8], "little"))


def _sender6(address: str, handle: int) -> Callable[..., int]:
    call = function("iphlpapi", "Icmp6SendEcho2", _UINT32, *_ECHO6)
    source = SocketAddress6()  # all zero: Windows chooses
    target = SocketAddress6.from_buffer_copy(encode_address(address))
    return functools.partial(call, handle, None, None, None, ctypes.byref(source), ctypes.byref(target))
