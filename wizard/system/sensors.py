"""Temperatures and fans through psutil, where it has them (Linux, FreeBSD); what cannot be true is no value."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from wizard.system.base import Cancel, Missing
from wizard.system.deadline import within
from wizard.system.hardware import Fan, SensorKind, Sensors, TemperatureSensor

_TIMEOUT_S = 3.0
"""A sensor of a sleeping disk can take its time to answer; those of processors never do."""
_BROKEN_CELSIUS = frozenset({0.0, -128.0, 127.0, 127.5, 128.0})
"""What chips report for a sensor that is not there: nothing, and the ends of a signed byte."""
_LOWEST_CELSIUS, _HIGHEST_CELSIUS = -40.0, 150.0
_FASTEST_RPM = 30_000
_LONGEST_LABEL = 60
_KINDS: tuple[tuple[SensorKind, re.Pattern[str]], ...] = (
    ("processor", re.compile(r"coretemp|k\d+temp|zenpower|fam15h|via_?cputemp|cpu|x86_pkg|soc|peci|scpi", re.I)),
    ("graphics", re.compile(r"amdgpu|radeon|nouveau|nvidia|gpu|^xe$|i915", re.I)),
    ("disk", re.compile(r"nvme|drivetemp|sata|^sd[a-z]$", re.I)),
    ("board", re.compile(r"acpi|thermal|pch|asus|dell|thinkpad|hp|nct\d|it87|w83|f71|applesmc", re.I)),
)
"""By the name of the driver (Documentation/hwmon of the Linux kernel) or of the thermal zone; the first that fits."""


def sensors(cancel: Cancel) -> Sensors | Missing:
    """Return what the sensors say just now; Missing ``not_available`` for a computer that has none that can be true."""
    import psutil

    if not hasattr(psutil, "sensors_temperatures"):
        return Missing("not_available", "temperatures: this system does not tell them")
    found = within(_TIMEOUT_S, cancel, _read)
    if isinstance(found, Missing):
        return Missing(found.reason, f"temperatures: {found.detail}")
    return judged(*found)


def _read() -> tuple[Mapping[str, Sequence[Any]], Mapping[str, Sequence[Any]]] | Missing:
    import psutil

    try:
        temperatures: Mapping[str, Sequence[Any]] = getattr(psutil, "sensors_temperatures", dict)()
    except (OSError, ValueError, RuntimeError) as error:
        return Missing("not_available", str(error))
    try:
        fans = psutil.sensors_fans() if hasattr(psutil, "sensors_fans") else {}
    except (OSError, ValueError, RuntimeError):
        fans = {}  # a fan that cannot be read takes no temperature away
    return temperatures, fans


def judged(temperatures: Mapping[str, Sequence[Any]], fans: Mapping[str, Sequence[Any]]) -> Sensors | Missing:
    """Return psutil's readings (``shwtemp`` and ``sfan`` by driver) without those that cannot be true."""
    entries = [(driver, entry) for driver, group in temperatures.items() for entry in group]
    true = tuple(
        TemperatureSensor(
            kind=_kind(driver),
            label=_label(driver, entry.label),
            celsius=round(float(entry.current), 1),
            high_celsius=_limit(entry.high),
            critical_celsius=_limit(entry.critical),
        )
        for driver, entry in entries
        if _is_true(entry.current)
    )
    if not true:
        told = f"{len(entries)} sensors, none with a value that can be true" if entries else "there is no sensor"
        return Missing("not_available", f"temperatures: {told}")
    turning = tuple(
        Fan(_label(driver, entry.label), int(entry.current))
        for driver, group in fans.items()
        for entry in group
        if _is_number(entry.current) and 0 <= entry.current <= _FASTEST_RPM
    )
    return Sensors(true, turning)


def _kind(driver: str) -> SensorKind:
    return next((kind for kind, pattern in _KINDS if pattern.search(driver)), "other")


def _label(driver: str, label: object) -> str:
    text = f"{driver} {label}" if label else driver
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST_LABEL].strip() or "sensor"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_true(value: Any) -> bool:
    return _is_number(value) and round(value, 1) not in _BROKEN_CELSIUS and _LOWEST_CELSIUS < value <= _HIGHEST_CELSIUS


def _limit(value: Any) -> float | None:
    """Return a maker's limit; None for what is none, such as the 65261 °C that some disks name."""
    return round(float(value), 1) if _is_number(value) and 0 < value <= _HIGHEST_CELSIUS else None
