"""The way to a host, hop by hop: echoes that may make so many hops and no more (``IcmpSendEcho2``), for anybody."""

import contextlib
import errno
import queue
import socket
import threading
import time
from collections.abc import Iterator
from typing import Literal

from wizard.system.allowed_echo import NAME_TIMEOUT_S
from wizard.system.base import Cancel, Missing, Report
from wizard.system.name_lookup import first_address
from wizard.system.network_trace import TraceRoute
from wizard.system.route_tracer import RouteAnswer, trace
from wizard.system.windows.calls import ERROR_ACCESS_DENIED, RefusedError
from wizard.system.windows.echo_replies import DIED_ON_THE_WAY, REFUSALS, REFUSALS6, SUCCESS, is_same_host
from wizard.system.windows.icmp_echo import Asked, ask, is_no_way, judge_code, open_icmp
from wizard.system.windows.interfaces import read_adapters

_TIMEOUT_S = 3.0
"""How long an answer is taken, also one that comes late."""


def trace_route(target: str, cancel: Cancel, report: Report) -> TraceRoute | Missing:
    """Return the way to a host name or an address; Missing when the name leads to none within 5 s, or stopped."""
    address = first_address(target, NAME_TIMEOUT_S, cancel)
    if isinstance(address, Missing):
        return address
    opened = open_icmp(address, cancel)
    if isinstance(opened, Missing):
        return opened
    try:
        own = frozenset(own_address for adapter in read_adapters() for own_address in adapter.addresses)
    except RefusedError:
        own = frozenset()
    probes = EchoProbes(address, own)
    try:
        return trace(target, address, probes, cancel, report)
    finally:
        probes.close()


class EchoProbes:
    """Echoes to one address, each waited for by a thread of its own. ``own`` are this computer's addresses."""

    method: Literal["icmp", "udp"] = "icmp"

    def __init__(self, address: str, own: frozenset[str]) -> None:
        self._address = address
        self._own = own
        self._found: queue.SimpleQueue[RouteAnswer] = queue.SimpleQueue()
        self._fault: OSError | None = None
        self._bell, self._ringer = socket.socketpair()
        self._bell.setblocking(False)

    def fileno(self) -> int:
        return self._bell.fileno()

    def close(self) -> None:
        """Hear no more; echoes that are still out end by themselves."""
        self._bell.close()
        self._ringer.close()

    def send(self, key: int, hops: int) -> None:
        """Send one echo that may make so many hops; raises OSError when this computer knows no way."""
        if self._fault is not None:
            raise self._fault
        threading.Thread(
            target=self._ask, args=(key, hops, time.perf_counter()), name="route echo", daemon=True
        ).start()

    def read(self) -> Iterator[RouteAnswer]:
        """Return what has come in; raises OSError when this computer knows no way."""
        with contextlib.suppress(OSError):  # empty
            self._bell.recv(4096)
        while not self._found.empty():
            yield self._found.get()
        if self._fault is not None:
            raise self._fault

    def _ask(self, key: int, hops: int, sent_s: float) -> None:
        try:
            asked = ask(self._address, _TIMEOUT_S, hops)
        except RefusedError as refused:
            self._fail(
                errno.EACCES if refused.missing.reason == "not_permitted" else errno.ENETUNREACH, refused.args[0]
            )
            return
        if asked.reply is None:
            self._judge(asked.code)
        elif (answer := answer_of(key, asked, sent_s, self._address, self._own)) is not None:
            self._found.put(answer)
            self._ring()

    def _judge(self, code: int) -> None:
        if code == ERROR_ACCESS_DENIED or isinstance(judge_code(self._address, code), Missing):
            self._fail(errno.EACCES, f"Windows error {code}")
        elif is_no_way(self._address, code):
            self._fail(errno.ENETUNREACH, f"Windows error {code}")

    def _fail(self, number: int, said: str) -> None:
        self._fault = OSError(number, said)
        self._ring()

    def _ring(self) -> None:
        with contextlib.suppress(OSError):  # nobody listens any more
            self._ringer.send(b"\0")


def answer_of(key: int, asked: Asked, sent_s: float, target: str, own: frozenset[str]) -> RouteAnswer | None:
    """Return what an answer says of the way; None for one that says nothing.

    It came its round trip after ``sent_s``: what a thread takes to begin is none of the network's time.

    "Unreachable" out of this computer's own address only means that a neighbour did not answer.
    """
    reply = asked.reply
    assert reply is not None
    at_s = sent_s + asked.latency_ms / 1000
    if reply.status == SUCCESS:
        return RouteAnswer(key, reply.address, at_s, arrived=True) if reply.own else None
    if reply.status in DIED_ON_THE_WAY:
        return RouteAnswer(key, reply.address, at_s)
    refused = (REFUSALS6 if ":" in target else REFUSALS).get(reply.status)
    if refused is None or reply.address.partition("%")[0] in own:
        return None
    arrived = refused == "port" and is_same_host(reply.address, target)
    return RouteAnswer(key, reply.address, at_s, arrived, None if arrived else refused)
