"""The public speed test: speedtest-cli 2.1.3, in a process of its own that can be ended at any moment.

That library stops late, leaves threads behind, hides faults (a dead server is its best one, and its speed 0), and
cannot be imported without a standard output. So it runs here, as an internal command of the program, and what it says
is not believed: every request that fails is counted, round trips and bytes are measured by our own clock.

Each line on standard output is one JSON object, a ``Said``. Loads nothing of Qt.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin, urlsplit

import msgspec

from wizard.system.base import Reason
from wizard.system.speed_messages import Said, Wanted
from wizard.system.speed_meter import SpeedMeter

if TYPE_CHECKING:
    import urllib3

SECONDS = 8
"""How long one direction takes, as long as with the organisation's own server."""
_NEAREST = 5
_ECHOES = 10
_ECHO_TIMEOUT_S = 5.0
_TIMEOUT_S = 10
_SILENCE_S = 4.0
_GLANCE_S = 0.1
_NOBODY_MS = 600_000
"""What speedtest-cli calls the latency of a server that did not answer once of three times (3600 s of 6)."""
_ECHO = b"test=test"

Direction = Literal["download", "upload"]


class _Fault(Exception):  # noqa: N818  (never leaves this module)
    """No measurement; ``reason`` and text go to the parent."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason


def main(arguments: list[str]) -> int:
    """Measure, and say so on standard output; 0 when a speed came out."""
    say = _say_on(1)
    wanted = msgspec.json.decode(arguments[0], type=Wanted)
    try:
        say(_measure(wanted, say))
    except _Fault as fault:
        say(Said(reason=fault.reason, detail=str(fault)))
        return 1
    except Exception as error:  # the library raises what it likes
        say(Said(reason="not_available", detail=f"{type(error).__name__}: {error}"))
        return 1
    return 0


def end_at_once(status: int) -> None:
    """Leave without waiting for the library's threads, which are no daemons."""
    os._exit(status)


def _say_on(descriptor: int) -> Callable[[Said], None]:
    encode = msgspec.json.Encoder().encode

    def say(said: Said) -> None:
        try:
            os.write(descriptor, encode(said) + b"\n")
        except OSError:  # nobody listens any more: the program that asked has ended
            end_at_once(1)

    return say


def _measure(wanted: Wanted, say: Callable[[Said], None]) -> Said:
    _use_system()
    speedtest = _library()
    stop = threading.Event()
    test = speedtest.Speedtest(secure=True, timeout=_TIMEOUT_S, shutdown_event=stop)
    test.config["length"] = {"download": SECONDS, "upload": SECONDS}
    test.get_servers()
    name, echoes_ms = _nearest(test)
    known = Said(
        server=name,
        latency_ms=round(median(echoes_ms), 1),
        jitter_ms=round(fmean(abs(after - before) for before, after in pairwise(echoes_ms)), 1),
    )
    directions: tuple[Direction, ...] = ("download", "upload") if wanted.upload else ("download",)
    for number, direction in enumerate(directions):
        stop.clear()
        volume = (wanted.most_bytes - known.moved_bytes) // (len(directions) - number)
        phase = _Phase(speedtest, test, direction, stop)
        known = phase.run(volume, known, (number / len(directions), 1 / len(directions)), say)
    return msgspec.structs.replace(known, fraction=1.0, mbps=None, ended=True)


def _use_system() -> None:
    """Trust the system's certificates and go through its proxy, which this library knows from the environment alone."""
    import truststore

    from wizard.system import this_system

    truststore.inject_into_ssl()
    proxies = this_system().proxies()
    found = {"http_proxy": proxies.http_url, "https_proxy": proxies.https_url, "no_proxy": ",".join(proxies.direct)}
    for name, url in found.items():
        if url:
            os.environ.setdefault(name, url)


def _library() -> Any:
    """Import the library, which wants a standard output with a number of its own (sivel/speedtest-cli#562)."""
    nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (stays open: the library keeps it)
    sys.stdout = sys.stderr = nowhere
    import speedtest  # type: ignore[import-untyped]

    return speedtest


def _nearest(test: Any) -> tuple[str, list[float]]:
    """Return the name and the round trips of the nearest server that answers, and make it the library's best."""
    faults: list[str] = []
    answered: list[tuple[float, list[float], dict[str, Any]]] = []
    for server in test.get_closest_servers(_NEAREST):
        try:
            echoes_ms = _echoes(server["url"], 3)
        except Exception as error:
            faults.append(f"{server.get('host')}: {error}")
        else:
            answered.append((median(echoes_ms), echoes_ms, server))
    if not answered:
        raise _Fault("not_available", f"no server answered: {'; '.join(faults) or 'the list is empty'}")
    server = min(answered, key=lambda each: each[0])[2]
    if test.get_best_server([server])["latency"] >= _NOBODY_MS:
        raise _Fault("not_available", f"{server.get('host')} answers no longer")
    return str(server.get("host") or server["url"]), _echoes(server["url"], _ECHOES)


def _echoes(url: str, count: int) -> list[float]:
    """Return round trips in ms on an open connection. Raises what is in the way."""
    times_ms: list[float] = []
    with _pool(url) as pool:
        for number in range(count + 1):
            begun_s = time.monotonic()
            answer = pool.request("GET", urljoin(url, f"latency.txt?x={number}"), preload_content=False, redirect=False)
            body = answer.read(64)
            if number:  # the first one opened the connection
                times_ms.append((time.monotonic() - begun_s) * 1000)
            if answer.status != 200 or not body.startswith(_ECHO):
                raise ValueError(f"answers {answer.status} where a test page should be")
            answer.release_conn()
    return times_ms


def _pool(url: str) -> "urllib3.PoolManager":
    """Return connections that go the way the library's go: through the proxy that its environment names."""
    import urllib.request

    import urllib3

    parts = urlsplit(url)
    proxy = urllib.request.getproxies_environment().get(parts.scheme)
    if proxy is None or urllib.request.proxy_bypass(parts.hostname or ""):
        return urllib3.PoolManager(retries=False, timeout=_ECHO_TIMEOUT_S)
    return urllib3.ProxyManager(proxy, retries=False, timeout=_ECHO_TIMEOUT_S)


class _Phase:
    """One direction: the library at work on a thread, its own threads looked at from here."""

    def __init__(self, speedtest: Any, test: Any, direction: Direction, stop: threading.Event) -> None:
        self._test = test
        self._direction = direction
        self._stop = stop
        self._kind = speedtest.HTTPDownloader if direction == "download" else speedtest.HTTPUploader
        self._moved: dict[threading.Thread, int] = {}
        self._opener = _CountingOpener(test._opener)
        test._opener = self._opener

    def run(self, volume: int, known: Said, share: tuple[float, float], say: Callable[[Said], None]) -> Said:
        """Return ``known`` with this direction's speed; raises _Fault for anything but a whole measurement."""
        ended = threading.Event()
        threading.Thread(target=self._work, args=(ended,), daemon=True).start()
        meter = SpeedMeter()
        moved, seen_s, until_s = 0, time.monotonic(), None
        while not ended.wait(_GLANCE_S):
            now_s, total = time.monotonic(), self._look()
            if until_s is None:
                meter.add(total - moved, seen_s, now_s)
                if total >= volume:
                    until_s = meter.elapsed_s
                    self._stop.set()  # the library ends its requests, and what follows does not count
                if meter.silent_s > _SILENCE_S:
                    raise _Fault("timeout", f"the {self._direction} stood still for {_SILENCE_S:g} s")
            moved, seen_s = total, now_s
            passed = max(meter.elapsed_s / SECONDS, total / volume)
            begun, part = share
            say(self._so_far(known, round(meter.mbps_now(), 1), begun + part * min(0.99, passed), moved))
        speed = meter.mbps(until_s if until_s is not None else min(meter.elapsed_s, float(SECONDS)))
        self._judge(speed)
        assert speed is not None
        return self._so_far(known, round(speed, 2), share[0] + share[1], max(moved, self._look()))

    def _so_far(self, known: Said, mbps: float, fraction: float, moved: int) -> Said:
        speed = {f"{self._direction}_mbps": mbps}
        total = known.moved_bytes + moved
        return msgspec.structs.replace(known, mbps=mbps, fraction=fraction, moved_bytes=total, **speed)

    def _work(self, ended: threading.Event) -> None:
        try:
            if self._direction == "download":
                self._test.download()
            else:
                self._test.upload(pre_allocate=False)
        except Exception as error:
            self._opener.faults.append(f"{type(error).__name__}: {error}")
        finally:
            ended.set()

    def _look(self) -> int:
        """Return the bytes that all requests have moved so far; a thread that has ended keeps its share."""
        for thread in threading.enumerate():
            if isinstance(thread, self._kind):
                counted = thread.result if self._direction == "download" else thread.request.data.total
                self._moved[thread] = sum(list(counted))
        return sum(self._moved.values())

    def _judge(self, speed: float | None) -> None:
        faults = self._opener.faults
        if faults:
            told = f"{len(faults)} of {self._opener.asked} requests of the {self._direction} broke down: {faults[0]}"
            raise _Fault("not_available", told)
        if not speed:
            raise _Fault("timeout", f"too little came to measure the {self._direction}")


class _CountingOpener:
    """Opens what the library asks for, and remembers what it hides: requests that failed."""

    def __init__(self, opener: Any) -> None:
        self._open = opener.open
        self.asked = 0
        self.faults: list[str] = []

    def open(self, request: Any) -> Any:
        self.asked += 1
        try:
            return self._open(request)
        except OSError as error:
            self.faults.append(str(error))
            raise
