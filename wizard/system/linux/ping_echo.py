"""Echoes by the ``ping`` program, which distributions let everyone use where sockets are closed to us."""

import math
import re
from typing import Literal

from wizard.system.base import Cancel, Missing
from wizard.system.command import CommandOutput, Runner

_ANSWER = re.compile(r"^\d+ bytes from .*\btime[=<]([0-9.]+) ?ms", re.MULTILINE)
_FORBIDDEN = re.compile(r"not permitted|permission denied|lacking privilege|cap_net_raw|are you root", re.IGNORECASE)
_NO_ROUTE = re.compile(r"unreachable|no route to host|cannot assign requested address|network is down", re.IGNORECASE)
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
        argv = ("ping", "-n", "-c", "1", "-W", str(max(1, math.ceil(timeout_s))), self.address)
        output = self._run(argv, timeout_s + _START_S, self._cancel)
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


def parse_ping(output: CommandOutput) -> float | Missing | None:
    """Read the round trip of the first answer in ms from iputils' or busybox' ping in the C locale.

    A DUP! line belongs to an answer that has been counted. Exit status 1 without an answer is a lost echo.
    """
    if answer := _ANSWER.search(output.out):
        try:
            return float(answer[1])
        except ValueError:
            return Missing("not_available", f"ping: cannot read {answer[0]!r}")
    said = f"{output.err}\n{output.out}".strip()
    if _FORBIDDEN.search(said):
        return Missing("not_permitted", f"ping: {said.splitlines()[0]}")
    if output.status == 1 or _NO_ROUTE.search(said):
        return None
    return Missing("not_available", f"ping: {(said.splitlines() or ['no output'])[0]}")
