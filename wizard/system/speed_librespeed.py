"""The accurate speed test: a client of the LibreSpeed protocol against the organisation's own server.

``garbage.php?ckSize=N`` sends N MiB, ``empty.php`` takes any POST and answers an empty GET (doc.md of
github.com/librespeed/speedtest; librespeed-go serves the same names). ``server_url`` is the folder they lie in.

Four connections at once, as one rarely fills a line. What counts is content: read from the socket on the way down; on
the way up what the server has confirmed, as bytes handed to the system may still lie in its buffers.
One Python process carries 15 Gbit/s this way on the loopback (docs/verified.md), so threads are enough.
"""

import time
from collections.abc import Callable

from wizard.system.base import Cancel, Missing, Progress, Report, SpeedRequest, SpeedTest, Value
from wizard.system.deadline import within
from wizard.system.http import Proxies
from wizard.system.speed_connection import SpeedFaultError, latency, open_server
from wizard.system.speed_phase import Direction, SpeedPhase

PHASE_S = 8.0
"""How long one direction is measured where the volume does not end it sooner: 2 s of warm-up, 6 s that count."""


def measure(request: SpeedRequest, proxies: Proxies, cancel: Cancel, report: Report) -> SpeedTest | Missing:
    """Measure latency, download and upload; stopped within 0.5 s.

    Missing: ``not_permitted`` for plain http that is not allowed, ``timeout`` when stopped, silent or too slow to
    measure within ``longest_s``, else ``not_available`` with what was in the way.
    """
    server = open_server(request, proxies)
    if isinstance(server, Missing):
        return server
    end_s = time.monotonic() + request.longest_s
    answer = within(request.longest_s, cancel, lambda: latency(server))
    if isinstance(answer, Missing):
        server.pool.clear()
        return answer
    latency_ms, jitter_ms = answer
    facts: dict[str, Value] = {"server": server.host, "latency_ms": latency_ms, "jitter_ms": jitter_ms}
    report(Progress(0.02, dict(facts)))
    directions: tuple[Direction, ...] = ("download", "upload") if request.upload else ("download",)
    speeds: dict[Direction, float] = {}
    moved = 0
    try:
        for number, direction in enumerate(directions):
            volume = (request.most_bytes - moved) // (len(directions) - number)
            phase = SpeedPhase(server, direction, volume, cancel)
            shown = _shown(report, facts, direction, number, len(directions))
            speed = phase.run(shown, min(PHASE_S, end_s - time.monotonic()))
            moved += phase.moved_bytes
            speeds[direction] = facts[f"{direction}_mbps"] = round(speed, 2)
    except SpeedFaultError as fault:
        return fault.missing
    finally:
        server.pool.clear()
    return SpeedTest("librespeed", server.host, speeds["download"], speeds.get("upload"), latency_ms, moved, jitter_ms)


def _shown(
    report: Report, facts: dict[str, Value], direction: Direction, number: int, count: int
) -> Callable[[float, float], None]:
    """Return what tells the share done of one direction, and the speed just now."""

    def show(share: float, mbps: float) -> None:
        fraction = 0.02 + 0.98 * (number + min(1.0, share)) / count
        report(Progress(min(0.99, fraction), {**facts, f"{direction}_mbps": round(mbps, 1)}, sample=mbps))

    return show
