"""Connections of urllib3 that can be ended from outside, at any moment of a request.

A server may keep a reader busy for ever without ever being late (``100 Continue`` again and again, one byte of a
header a second): no timeout of a socket ends that.
"""

import socket
import threading
from contextlib import suppress
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Ending:
    """The end of one request: what it opened, or still opens, is shut down once ``end`` was called."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: list[socket.socket] = []
        self._ended = False

    def watch(self, opened: socket.socket) -> None:
        """Keep a second handle of a connection: the first one goes away when encryption begins."""
        with self._lock:
            self._opened.append(opened.dup())
            if self._ended:
                self._shut_down()

    def end(self) -> None:
        """Shut down every connection; whoever reads from one is told that it has ended."""
        with self._lock:
            self._ended = True
            self._shut_down()

    def _shut_down(self) -> None:
        for opened in self._opened:
            with suppress(OSError):  # it has ended by itself
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()
        self._opened.clear()


def connection_pool(ending: Ending, proxy_url: str | None, **settings: Any) -> urllib3.PoolManager:
    """Return a pool whose connections ``ending`` ends; raises urllib3's errors for a proxy that is none."""
    pool = urllib3.ProxyManager(proxy_url, **settings) if proxy_url else urllib3.PoolManager(**settings)
    pool.pool_classes_by_scheme = _pools(ending)
    return pool


def _pools(ending: Ending) -> dict[str, type[HTTPConnectionPool]]:
    """Return pools of watched connections; ``_new_conn`` is where urllib3's own SOCKS connections begin as well."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            opened = super()._new_conn()
            ending.watch(opened)
            return opened

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            opened = super()._new_conn()
            ending.watch(opened)
            return opened

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}
