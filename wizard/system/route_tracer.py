"""The way to a host, hop by hop, by datagrams that are meant to die on it.

Hops are asked one after the other, each with one datagram, and twice more only when it keeps silent: routers hold
back their answers to whoever asks too often, and would then look dead.
"""

import errno
import selectors
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from wizard.system.base import Cancel, Missing, Progress, Report, Value
from wizard.system.network_trace import Hop, Refusal, RouteEnd, TraceRoute

MOST_HOPS = 30
MOST_SILENT = 6
"""So many hops in a row without an answer, and it is given up: what follows would be silent too."""
TRIES = 3
_ROUNDS = ((range(1), 0.5), (range(1, TRIES), 1.0))
_ROUND_IN_SILENCE = ((range(TRIES), 0.7),)
"""Which tries are sent together, and how long their answers are awaited (s); a late answer counts all the same."""
_GLANCE_S = 0.1
_NOT_PERMITTED = (errno.EPERM, errno.EACCES)


@dataclass(frozen=True)
class RouteAnswer:
    """One answer: to which datagram, from whom, when (``time.perf_counter``).

    ``refusal`` is None for a router that only let the datagram die, and for the target itself (``arrived``).
    """

    key: int
    address: str
    at_s: float
    arrived: bool = False
    refusal: Refusal | None = None


class RouteProbes(Protocol):
    """An open way to send datagrams to one address, each with a key of its own (0 to 99), and to hear who answers."""

    method: Literal["icmp", "udp"]

    def fileno(self) -> int: ...

    def send(self, key: int, hops: int) -> None:
        """Send one datagram that may make so many hops; raises OSError when this computer knows no way."""

    def read(self) -> Iterable[RouteAnswer]:
        """Return what has come in; never waits. Raises OSError when this computer knows no way after all."""
        ...


def trace(target: str, address: str, probes: RouteProbes, cancel: Cancel, report: Report) -> TraceRoute | Missing:
    """Return the way to ``address``; Missing ``timeout`` when stopped, ``not_permitted`` when nothing may be sent."""
    return _Tracer(target, address, probes, cancel, report).trace()


@dataclass
class _Tracer:
    target: str
    address: str
    probes: RouteProbes
    cancel: Cancel
    report: Report
    sent_s: dict[int, float] = field(default_factory=dict)
    answers: dict[int, RouteAnswer] = field(default_factory=dict)
    """Both by key: hop number and try."""

    def trace(self) -> TraceRoute | Missing:
        """Ask hop after hop up to the last one."""
        for number in range(1, MOST_HOPS + 1):
            try:
                self._ask(number)
            except OSError as error:
                if error.errno in _NOT_PERMITTED:
                    return Missing("not_permitted", f"datagrams to {self.address}: {error.strerror}")
                return self._found(number - 1, "no_route")
            if self.cancel.requested:
                return Missing("timeout", "stopped")
            self._tell(number)
            if self._last() is not None:
                return self._found(number, "reached")
            if number >= MOST_SILENT and not any(map(self._answer, range(number - MOST_SILENT + 1, number + 1))):
                return self._found(number, "silence")
        return self._found(MOST_HOPS, "hop_limit")

    def _ask(self, number: int) -> None:
        """Send to one hop and wait, at most 1.5 s; raises OSError when nothing can be sent."""
        silence = number > 2 and not any(map(self._answer, range(number - 2, number)))
        for tries, wait_s in _ROUND_IN_SILENCE if silence else _ROUNDS:
            for one in tries:
                key = _key(number, one)
                self.sent_s[key] = time.perf_counter()
                self.probes.send(key, number)
            if self._await(number, wait_s):
                return

    def _await(self, number: int, wait_s: float) -> bool:
        end_s = time.perf_counter() + wait_s
        with selectors.DefaultSelector() as selector:
            selector.register(self.probes.fileno(), selectors.EVENT_READ)
            while not self.cancel.requested:
                left_s = end_s - time.perf_counter()
                if left_s <= 0:
                    return False
                if selector.select(max(0.001, min(_GLANCE_S, left_s))):
                    for answer in self.probes.read():
                        if answer.key in self.sent_s:
                            self.answers.setdefault(answer.key, answer)
                if self._answer(number) is not None or self._last() is not None:
                    return True
        return True

    def _answer(self, number: int) -> RouteAnswer | None:
        """Return the first answer of a hop; one that ends the way before all others."""
        found = [self.answers[key] for one in range(TRIES) if (key := _key(number, one)) in self.answers]
        ending = [answer for answer in found if answer.arrived or answer.refusal]
        return next(iter((*ending, *found)), None)

    def _last(self) -> int | None:
        """Return the number of the hop where the way ends, if known; a late answer may be about an earlier one."""
        ends = [_number(key) for key, answer in self.answers.items() if answer.arrived or answer.refusal]
        return min(ends, default=None)

    def _found(self, asked: int, ended: RouteEnd) -> TraceRoute:
        last = self._last()
        hops = tuple(self._hop(number) for number in range(1, (last or asked) + 1))
        final = self._answer(last) if last is not None else None
        if final is not None and not final.arrived:
            return TraceRoute(self.target, self.address, self.probes.method, hops, "unreachable", final.refusal)
        return TraceRoute(self.target, self.address, self.probes.method, hops, ended)

    def _hop(self, number: int) -> Hop:
        answer = self._answer(number)
        keys = [key for one in range(TRIES) if (key := _key(number, one)) in self.sent_s]
        latencies_ms = tuple(
            round((self.answers[key].at_s - self.sent_s[key]) * 1000, 3) if key in self.answers else None
            for key in keys
        )
        return Hop(number, answer.address if answer else None, latencies_ms)

    def _tell(self, number: int) -> None:
        hop = self._hop(number)
        latency_ms = next((latency for latency in hop.latencies_ms if latency is not None), None)
        facts: dict[str, Value] = {"hop": number, "address": hop.address}
        self.report(Progress(number / MOST_HOPS, facts, latency_ms, lost=hop.address is None))


def _key(number: int, one: int) -> int:
    return (number - 1) * TRIES + one


def _number(key: int) -> int:
    return key // TRIES + 1
