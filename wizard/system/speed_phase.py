"""One direction of a speed test: several connections at once, watched until time or volume is used up."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Literal

from wizard.system.base import Cancel, Missing
from wizard.system.speed_connection import (
    HEADERS,
    STREAMS,
    TIMEOUT_S,
    SpeedFaultError,
    SpeedServer,
    exchange,
    expect_ok,
    missing_of,
)
from wizard.system.speed_meter import SpeedMeter

Direction = Literal["download", "upload"]

_SHORTEST_S = 0.3
"""The least that is a measurement: 40 MB at 1 Gbit/s. A line that moves the volume sooner moves a little more."""
_SILENCE_S = 4.0
_GLANCE_S = 0.1
_CHUNK_MIB = 100
_LEAST_DOWNLOAD_BYTES = 1 << 20
"""A server that sends less than the least that can be asked for (1 MiB) sends something else."""
_READ_BYTES = 1 << 18
_BLOCK_BYTES = 1 << 16
_POST_S = 0.4
"""What one upload request should take: short against the measurement, long against a round trip."""
_FEWEST_POST_BYTES, _MOST_POST_BYTES = 1 << 16, 1 << 25


class SpeedPhase:
    """One direction, with its streams: daemon threads that end at ``_over`` or with the first fault."""

    def __init__(self, server: SpeedServer, direction: Direction, most_bytes: int, cancel: Cancel) -> None:
        self._server = server
        self._direction = direction
        self._most_bytes = most_bytes
        self._cancel = cancel
        self._meter = SpeedMeter()
        self._over = threading.Event()
        self._dropped = threading.Event()
        self._faults: list[Exception] = []
        self._handed_bytes = 0

    @property
    def moved_bytes(self) -> int:
        return max(self._meter.moved_bytes, self._handed_bytes)

    def run(self, show: Callable[[float, float], None], longest_s: float) -> float:
        """Return the speed in Mbit/s; raises SpeedFaultError for everything but a whole measurement."""
        work = self._receive if self._direction == "download" else self._send
        streams = [threading.Thread(target=self._stream, args=(work,), daemon=True) for _ in range(STREAMS)]
        for stream in streams:
            stream.start()
        try:
            until_s = self._watch(show, longest_s)
            self._over.set()
            self._await(streams)
        finally:
            self._over.set()
            self._dropped.set()
        speed = self._meter.mbps(until_s)
        if not speed:
            raise SpeedFaultError(
                Missing("timeout", f"{self._server.host}: too little came to measure the {self._direction}")
            )
        return speed

    def _watch(self, show: Callable[[float, float], None], longest_s: float) -> float:
        """Wait until time or volume is used up; returns how long that took."""
        host = self._server.host
        while (elapsed_s := self._meter.elapsed_s) < longest_s and (
            self.moved_bytes < self._most_bytes or elapsed_s < _SHORTEST_S
        ):
            self._look(_GLANCE_S)
            if self._meter.silent_s > _SILENCE_S:
                raise SpeedFaultError(
                    Missing("timeout", f"{host}: the {self._direction} stood still for {_SILENCE_S:g} s")
                )
            show(max(elapsed_s / longest_s, self.moved_bytes / self._most_bytes), self._meter.mbps_now())
        return self._meter.elapsed_s

    def _await(self, streams: list[threading.Thread]) -> None:
        """Wait for what is still on its way up: it was sent within the time, so it counts once it is confirmed."""
        end_s = time.monotonic() + TIMEOUT_S
        while any(stream.is_alive() for stream in streams):
            self._look(_GLANCE_S / 5)
            if time.monotonic() >= end_s:
                raise SpeedFaultError(Missing("timeout", f"{self._server.host} did not confirm the last of the upload"))
        self._look(0)

    def _look(self, seconds: float) -> None:
        if self._cancel.wait(seconds):
            raise SpeedFaultError(Missing("timeout", "stopped"))
        if self._faults:
            raise SpeedFaultError(missing_of(self._faults[0], self._server.host))

    def _stream(self, work: Callable[[], None]) -> None:
        try:
            while not self._over.is_set():
                work()
        except Exception as error:
            if not self._dropped.is_set():
                self._faults.append(error)

    def _receive(self) -> None:
        """Read one answer, until it ends or the time is over."""
        server = self._server
        response = server.pool.request(
            "GET",
            server.page(f"garbage.php?ckSize={_CHUNK_MIB}"),
            headers=HEADERS,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            expect_ok(response.status, server.host)
            came, before_s = 0, time.monotonic()
            while not self._over.is_set():
                size = len(response.read1(_READ_BYTES, decode_content=False))
                if not size:
                    if came < _LEAST_DOWNLOAD_BYTES:
                        raise ValueError(f"{server.host} sends {came} bytes only: no speed test there")
                    return
                now_s = time.monotonic()
                self._meter.add(size, before_s, now_s)
                came, before_s = came + size, now_s
        finally:
            response.close()

    def _send(self) -> None:
        """Send requests on end, each about ``_POST_S`` long, and count those that were confirmed."""
        size = _FEWEST_POST_BYTES
        data = os.urandom(_BLOCK_BYTES)
        headers = {**HEADERS, "Content-Type": "application/octet-stream"}
        while not self._over.is_set():
            begun_s = time.monotonic()
            exchange(self._server, "POST", {**headers, "Content-Length": str(size)}, self._blocks(data, size))
            now_s = time.monotonic()
            self._meter.add(size, begun_s, now_s)
            wanted = round(size * _POST_S / max(0.001, now_s - begun_s))
            size = max(_FEWEST_POST_BYTES, min(_MOST_POST_BYTES, wanted, size * 4))

    def _blocks(self, data: bytes, size: int) -> Iterator[bytes]:
        for left in range(size, 0, -len(data)):
            if self._dropped.is_set() or self._cancel.requested:
                raise ConnectionAbortedError("stopped")
            block = data[:left]
            self._handed_bytes += len(block)  # a sum for the volume: a lost update between threads does no harm
            yield block
