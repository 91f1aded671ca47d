"""computer.temperature: is the computer too hot? (FACTS A9)"""

from collections.abc import Mapping

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import STOPPED, unknown, unknown_because
from wizard.system.base import Missing, Progress, Sensors, TemperatureSensor

_SPACING_S = 1.0
_MOST_SECONDS = 20
_LOWEST_CRITICAL = 85.0
"""Some drivers give a processor a made-up limit of 70 °C (k10temp, coretemp of early cores): not a point of danger."""

SIGNATURE = ProbeSignature(
    name="computer.temperature",
    results=("ok", "hot", "danger"),
    good=frozenset({"ok"}),
    facts={
        "temperature_celsius": Fact(float, "Hottest of processor and graphics, else of the board: middle value"),
        "sensor": Fact(str, "The sensor that said so"),
        "sensor_kind": Fact(str, "processor, graphics or board"),
        "limit_celsius": Fact(float, "Highest that is still fine"),
        "danger_celsius": Fact(float, "From here on the computer may switch itself off"),
        "fan_rpm": Fact(int, "Turns a minute of the fastest fan; null where none reports"),
        "temperatures": Fact(list, "Rows: kind, sensor, celsius"),
    },
    parameters={
        "max_celsius": Parameter(float, "Highest temperature that is still fine", 90.0),
        "danger_celsius": Parameter(
            float, "From here on it is dangerous; a lower critical point of the maker wins", 100.0
        ),
        "seconds": Parameter(int, "How long to look: one look a second, at most 20", 6),
    },
    timeout_s=30.0,
)

TITLE = N_("Temperature of this computer")
SENTENCES = {
    "ok": N_("Your computer is not too hot: {temperature_celsius}. Up to {limit_celsius} is fine."),
    "hot": N_(
        "Your computer is too hot: {temperature_celsius}. Air may not get through to it. "
        "Put it on a hard, flat place and keep its vents free."
    ),
    "danger": N_(
        "Your computer is so hot that it may switch off: {temperature_celsius}. Air may not get through to it. "
        "Save your work now, then let it cool down."
    ),
    "unknown": N_("We could not read how hot your computer is. Feel its bottom with your hand and listen to its fan."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Look once a second, judge the middle value of each sensor: a moment's peak is not heat."""
    count = max(1, min(int(context.parameters["seconds"]), _MOST_SECONDS))
    pause_s = _SPACING_S / getattr(context.system, "speed", 1.0)  # a simulated computer has a time of its own
    seen: list[Sensors] = []
    facts: dict[str, FactValue] = dict.fromkeys(SIGNATURE.facts)
    for number in range(1, count + 1):
        reading = context.system.sensors(context.cancel)
        if isinstance(reading, Missing):
            return unknown_because(reading, facts)
        now = relevant(reading)
        if not now:
            return unknown("not_available", "no sensor of processor, graphics or board", facts)
        seen.append(reading)
        facts = _facts(seen, context)
        context.report(Progress(number / count, facts, max(sensor.celsius for sensor in now)))
        if number < count and context.cancel.wait(pause_s):
            return unknown_because(STOPPED, facts)
    return ProbeResult(_result(facts), facts)


def relevant(reading: Sensors) -> tuple[TemperatureSensor, ...]:
    """Return processor and graphics; the board only where neither has a sensor, as its limits say little."""
    chips = tuple(sensor for sensor in reading.temperatures if sensor.kind in ("processor", "graphics"))
    return chips or tuple(sensor for sensor in reading.temperatures if sensor.kind == "board")


def _facts(seen: list[Sensors], context: ProbeContext) -> dict[str, FactValue]:
    middle = _middle_values(seen)
    hottest = max(relevant(seen[-1]), key=lambda sensor: middle[sensor.label])
    danger_celsius = float(context.parameters["danger_celsius"])
    critical = hottest.critical_celsius
    if critical is not None and critical >= _LOWEST_CRITICAL:
        danger_celsius = min(danger_celsius, critical)
    return {
        "temperature_celsius": middle[hottest.label],
        "sensor": hottest.label,
        "sensor_kind": hottest.kind,
        "limit_celsius": float(context.parameters["max_celsius"]),
        "danger_celsius": danger_celsius,
        "fan_rpm": max((fan.speed_rpm for fan in seen[-1].fans), default=None),
        "temperatures": [
            {"kind": sensor.kind, "sensor": sensor.label, "celsius": sensor.celsius} for sensor in seen[-1].temperatures
        ],
    }


def _middle_values(seen: list[Sensors]) -> Mapping[str, float]:
    from statistics import median  # nothing that a window at rest needs

    values: dict[str, list[float]] = {}
    for reading in seen:
        for sensor in relevant(reading):
            values.setdefault(sensor.label, []).append(sensor.celsius)
    return {label: round(median(found), 1) for label, found in values.items()}


def _result(facts: Mapping[str, FactValue]) -> str:
    celsius, limit, danger = (facts[name] for name in ("temperature_celsius", "limit_celsius", "danger_celsius"))
    assert isinstance(celsius, float) and isinstance(limit, float) and isinstance(danger, float)
    if celsius >= danger:
        return "danger"
    return "hot" if celsius > limit else "ok"


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, limit_parameter="max_celsius")
