"""Echoes through a simulated network: the same fates every time, at the network's own speed."""

import random
from collections.abc import Callable
from typing import Literal

from wizard.system.base import Cancel, Missing
from wizard.system.simulated_state import SimulatedComputer, reaches_internet


class SimulatedEcho:
    """Echoes to one address. ``speed`` tells a probe how much faster than the clock the network's time runs."""

    def __init__(
        self,
        computer: Callable[[], SimulatedComputer],
        draw: Callable[[str], random.Random],
        address: str,
        speed: float,
        cancel: Cancel,
    ) -> None:
        """``computer`` returns the state now, ``draw`` the chance of the next event of a stream."""
        self.address = address
        self.speed = speed
        self.method: Literal["icmp", "ping", "tcp"] = computer().network.method
        self._computer = computer
        self._draw = draw
        self._cancel = cancel

    def send(self, timeout_s: float) -> float | Missing | None:
        """Return a round trip in ms or None for a lost echo, after that much of the network's time."""
        computer = self._computer()
        network = computer.network
        chance = self._draw(f"echo {self.address}")
        if self.address == network.gateway:
            reached = network.up and network.gateway_answers
            loss_percent, latency_ms = network.gateway_loss_percent, network.gateway_latency_ms
            jitter_ms = latency_ms / 10
        else:
            reached = reaches_internet(computer)
            loss_percent, latency_ms = network.loss_percent, network.latency_ms
            jitter_ms = min(network.jitter_ms, latency_ms / 2)
        lost = not reached or chance.random() * 100 < loss_percent
        latency_ms = round(latency_ms + chance.uniform(-jitter_ms, jitter_ms), 2)
        lost = lost or latency_ms > timeout_s * 1000
        if self._cancel.wait((timeout_s if lost else latency_ms / 1000) / self.speed):
            return Missing("timeout", "stopped")
        return None if lost else latency_ms

    def close(self) -> None:
        """Nothing is open."""
