"""Echoes by Apple's ``ping`` and ``ping6``, where sockets are closed to us. Their words are never translated."""

import math
import re
from typing import Literal

from wizard.system.base import Cancel, Missing
from wizard.system.command import CommandOutput, Runner

_ANSWER = re.compile(r"^\d+ bytes from \S+ icmp_seq=\d+ (?:ttl|hlim)=\d+ time=(\d{1,6}(?:\.\d{1,6})?) ms", re.MULTILINE)
_FORBIDDEN = re.compile(r"not permitted|permission denied", re.IGNORECASE)
_NO_ROUTE = re.compile(r"no route to host|unreachable|network is down|host is down|assign requested", re.IGNORECASE)
_LOST = 2
"""ping(8): "The transmission was successful but no responses were received"."""
_START_S = 0.3
"""What starting and ending the program may take on top of the echo."""


class PingEcho:
    """One run of ``ping`` for each echo."""

    method: Literal["icmp", "ping", "tcp"] = "ping"

    def __init__(self, address: str, run: Runner, cancel: Cancel) -> None:
        self.address = address
        self._run = run
        self._cancel = cancel

    def send(self, timeout_s: float) -> float | Missing | None:
        """Return the round trip in ms, None for a lost echo or no route, Missing when ping may or can not run."""
        output = self._run(_argv(self.address, timeout_s), timeout_s + _START_S, self._cancel)
        match output:
            case Missing(reason="timeout") if not self._cancel.requested:
                return None
            case Missing():
                return output
            case CommandOutput():
                latency_ms = parse_ping(output)
        if isinstance(latency_ms, float) and latency_ms > timeout_s * 1000:
            return None
        return latency_ms

    def close(self) -> None:
        """Nothing stays open between echoes."""


def _argv(address: str, timeout_s: float) -> tuple[str, ...]:
    if ":" in address:
        return ("/sbin/ping6", "-n", "-c", "1", address)  # it knows no time to wait: the caller's ends it
    return ("/sbin/ping", "-n", "-c", "1", "-W", str(math.ceil(timeout_s * 1000)), address)  # -W in ms, ping(8)


def parse_ping(output: CommandOutput) -> float | Missing | None:
    """Read the round trip of the first answer in ms."""
    if answer := _ANSWER.search(output.out):
        return float(answer[1])
    said = f"{output.err}\n{output.out}".strip()
    if _FORBIDDEN.search(said):
        return Missing("not_permitted", f"ping: {said.splitlines()[0][:200]}")
    if output.status == _LOST or _NO_ROUTE.search(said):
        return None
    return Missing("not_available", f"ping: {(said.splitlines() or ['no output'])[0][:200]}")
