"""A speed test on a simulated line: its speeds, with the ups and downs of a real one, the same every time."""

from collections.abc import Callable

from wizard.system.base import Cancel, Missing, Progress, Report, SpeedRequest, SpeedTest, Value
from wizard.system.simulated_state import SimulatedComputer, reaches_internet
from wizard.system.simulated_traffic import Draw

PUBLIC_SERVER = "speed.practice.example"
_PHASE_S = 8.0
_STEP_S = 0.2
_RAMP_S = 1.0
_DEAD_S = 5.0


def speed_test(
    request: SpeedRequest,
    now: Callable[[], SimulatedComputer],
    draw: Draw,
    speed: float,
    *,
    cancel: Cancel,
    report: Report,
) -> SpeedTest | Missing:
    """Measure as long as a real test does, in the scene's time; the speeds are those when each direction began."""
    network = now().network
    server = _host(request)
    if not reaches_internet(now()) or not network.speed_server:
        if cancel.wait(_DEAD_S / speed):
            return Missing("timeout", "stopped")
        return Missing("timeout", f"{server} did not answer within {_DEAD_S:g} s")
    facts: dict[str, Value] = {"server": server, "latency_ms": network.latency_ms, "jitter_ms": network.jitter_ms}
    directions = ("download", "upload") if request.upload else ("download",)
    speeds: dict[str, float] = {}
    moved = 0.0
    for number, direction in enumerate(directions):
        mbps = getattr(now().network, f"{direction}_mbps")
        volume = (request.most_bytes - moved) / (len(directions) - number)
        seconds = min(_PHASE_S, volume * 8 / 1e6 / mbps)
        chance = draw(f"speed {direction}")
        passed_s = 0.0
        while passed_s < seconds:
            if cancel.wait(_STEP_S / speed):
                return Missing("timeout", "stopped")
            passed_s += _STEP_S
            sample = mbps * min(1.0, passed_s / _RAMP_S) * chance.uniform(0.93, 1.05)
            fraction = (number + min(1.0, passed_s / seconds)) / len(directions)
            live = {**facts, f"{direction}_mbps": round(sample, 1)}
            report(Progress(min(0.99, fraction), live, sample=sample))
        speeds[direction] = facts[f"{direction}_mbps"] = round(mbps * chance.uniform(0.985, 1.0), 2)
        moved += mbps * 1e6 / 8 * seconds
    return SpeedTest(
        "practice",
        server,
        speeds["download"],
        speeds.get("upload"),
        network.latency_ms,
        round(moved),
        network.jitter_ms,
    )


def _host(request: SpeedRequest) -> str:
    from urllib.parse import urlsplit

    return (urlsplit(request.server_url).hostname if request.server_url else None) or PUBLIC_SERVER
