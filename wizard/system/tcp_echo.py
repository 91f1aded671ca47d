"""Echoes by TCP: the time a connection takes to be accepted or refused; the last resort where ping is forbidden."""

import contextlib
import errno
import selectors
import socket
import time
from collections.abc import Callable
from typing import Literal

from wizard.system.base import Cancel, Missing

DEFAULT_PORTS = (53, 443, 80)
"""Ports of which a well-known address or a router answers at least one."""

_GLANCE_S = 0.1
_NOT_PERMITTED = (errno.EPERM, errno.EACCES, getattr(errno, "WSAEACCES", errno.EACCES))
_UNSUPPORTED = (errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT)
_PENDING = (errno.EINPROGRESS, errno.EWOULDBLOCK)


class TcpEcho:
    """Times connections to one address. A refused connection is an answer: only a live host refuses.

    The first echoes try every port at once; the port that answers first is kept, so that figures compare.
    """

    method: Literal["icmp", "ping", "tcp"] = "tcp"

    def __init__(
        self,
        address: str,
        cancel: Cancel,
        ports: tuple[int, ...] = DEFAULT_PORTS,
        prepare: Callable[[socket.socket], None] | None = None,
    ) -> None:
        """``prepare`` sets what a system wants set before a connection is tried."""
        self.address = address
        self._cancel = cancel
        self._ports = ports
        self._prepare = prepare

    def send(self, timeout_s: float) -> float | Missing | None:
        """Return the time to an answer in ms, None when none came in time, Missing when it may not be asked."""
        with contextlib.ExitStack() as stack:
            started = time.perf_counter()
            refusals: list[OSError] = []
            selector = stack.enter_context(selectors.DefaultSelector())
            for port in self._ports:
                result = _begin(self.address, port, stack, self._prepare)
                if isinstance(result, OSError):
                    if result.errno == errno.ECONNREFUSED:
                        return self._answered(port, started)
                    refusals.append(result)
                else:
                    selector.register(result, selectors.EVENT_WRITE, port)
            if not selector.get_map():
                return _unsent(refusals)
            return self._await(selector, started, timeout_s)

    def close(self) -> None:
        """Nothing stays open between echoes."""

    def _await(self, selector: selectors.BaseSelector, started: float, timeout_s: float) -> float | Missing | None:
        deadline = started + timeout_s
        while selector.get_map():
            left_s = deadline - time.perf_counter()
            if left_s <= 0:
                return None
            for key, _ in selector.select(min(_GLANCE_S, left_s)):
                selector.unregister(key.fileobj)
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                fault = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if fault in (0, errno.ECONNREFUSED):
                    return self._answered(key.data, started)
                if fault in _NOT_PERMITTED:
                    return Missing("not_permitted", f"connecting to {self.address}: {errno.errorcode[fault]}")
            if self._cancel.requested:
                return Missing("timeout", "stopped")
        return None

    def _answered(self, port: int, started: float) -> float:
        self._ports = (port,)
        return (time.perf_counter() - started) * 1000


def _begin(
    address: str, port: int, stack: contextlib.ExitStack, prepare: Callable[[socket.socket], None] | None
) -> socket.socket | OSError:
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
        )[0]
        connection = stack.enter_context(socket.socket(family, kind, protocol))
        connection.setblocking(False)
        if prepare is not None:
            prepare(connection)
    except OSError as error:
        return error
    fault = connection.connect_ex(target)
    if fault == 0 or fault in _PENDING:
        return connection
    return OSError(fault, errno.errorcode.get(fault, "unknown"))


def _unsent(refusals: list[OSError]) -> Missing | None:
    for refusal in refusals:
        if refusal.errno in _NOT_PERMITTED:
            return Missing("not_permitted", f"connecting: {refusal.strerror}")
        if refusal.errno in _UNSUPPORTED:
            return Missing("not_available", f"connecting: {refusal.strerror}")
    return None
