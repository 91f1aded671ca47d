"""Temperatures and fans: answers as psutil documents them, and sensors that say what cannot be true."""

import json
import math
import threading
from collections import namedtuple
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.system.conftest import RECORDED
from wizard.system import sensors as reading
from wizard.system.base import Cancel, Missing
from wizard.system.hardware import Fan, Sensors, TemperatureSensor

Temperature = namedtuple("Temperature", "label current high critical")
Speed = namedtuple("Speed", "label current")


def recorded(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    whole = json.loads((RECORDED / "sensors" / name).read_text("utf-8"))
    temperatures = {driver: [Temperature(*each) for each in group] for driver, group in whole["temperatures"].items()}
    return temperatures, {driver: [Speed(*each) for each in group] for driver, group in whole["fans"].items()}


def one(current: Any, high: Any = None, critical: Any = None, driver: str = "coretemp") -> Sensors | Missing:
    return reading.judged({driver: [Temperature("Package id 0", current, high, critical)]}, {})


def test_a_laptop() -> None:
    found = reading.judged(*recorded("psutil-notebook.json"))
    assert isinstance(found, Sensors)
    assert [(sensor.kind, sensor.label, sensor.celsius) for sensor in found.temperatures] == [
        ("board", "acpitz", 41.0),
        ("board", "thinkpad", 44.0),
        ("processor", "coretemp Package id 0", 58.0),
        ("processor", "coretemp Core 0", 56.0),
    ]
    assert found.temperatures[2].critical_celsius == 105.0
    assert found.fans == (Fan("thinkpad fan1", 2750),)


@pytest.mark.parametrize(
    ("driver", "kind"),
    [
        ("coretemp", "processor"), ("k10temp", "processor"), ("zenpower", "processor"), ("cpu_thermal", "processor"),
        ("x86_pkg_temp", "processor"), ("soc_thermal", "processor"), ("amdgpu", "graphics"), ("nouveau", "graphics"),
        ("gpu-thermal", "graphics"), ("nvme", "disk"), ("drivetemp", "disk"), ("acpitz", "board"),
        ("thinkpad", "board"), ("dell_smm", "board"), ("pch_skylake", "board"), ("nct6775", "board"),
        ("iwlwifi_1", "other"), ("BAT0", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_drivers(driver: str, kind: str) -> None:
    found = one(40.0, driver=driver)
    assert isinstance(found, Sensors)
    assert found.temperatures[0].kind == kind


@pytest.mark.parametrize(
    "current", [0, 0.0, 127, 127.0, 127.5, 128.0, -128.0, 150.1, 255.0, 65261.85, -40.0, -273.15, math.nan, math.inf,
                -math.inf, None, "hot", True]
)  # fmt: skip
def test_what_cannot_be_true_is_no_value(current: Any) -> None:
    found = one(current)
    assert isinstance(found, Missing)
    assert found.reason == "not_available"
    assert "1 sensors" in found.detail


def test_a_broken_sensor_takes_no_good_one_away() -> None:
    found = reading.judged(
        {"k10temp": [Temperature("Tctl", 61.25, None, None), Temperature("Tdie", 0.0, None, None)]}, {}
    )
    assert found == Sensors((TemperatureSensor("processor", "k10temp Tctl", 61.2),))


@pytest.mark.parametrize("limit", [65261.85, 0.0, -1.0, math.nan, None, "high"])
def test_limits_that_are_none(limit: Any) -> None:
    """Many disks name 65261.85 °C for a limit they do not have."""
    found = one(38.0, limit, limit, driver="nvme")
    assert isinstance(found, Sensors)
    assert (found.temperatures[0].high_celsius, found.temperatures[0].critical_celsius) == (None, None)


@pytest.mark.parametrize("speed", [-1, 65535, None, "fast", math.nan])
def test_speeds_that_cannot_be_true(speed: Any) -> None:
    found = reading.judged({"coretemp": [Temperature("", 50.0, None, None)]}, {"asus": [Speed("fan", speed)]})
    assert isinstance(found, Sensors)
    assert found.fans == ()


def test_no_sensor_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "sensors_temperatures", dict)
    assert reading.sensors(Cancel()) == Missing("not_available", "temperatures: there is no sensor")


def test_a_system_that_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """psutil has no such function on Windows and macOS."""
    monkeypatch.delattr(psutil, "sensors_temperatures")
    found = reading.sensors(Cancel())
    assert isinstance(found, Missing)
    assert found.reason == "not_available"


@pytest.mark.parametrize("fault", [OSError("gone"), ValueError("no number"), RuntimeError("no battery")])
def test_a_driver_that_answers_nonsense(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def breaks() -> None:
        raise fault

    monkeypatch.setattr(psutil, "sensors_temperatures", breaks)
    assert isinstance(reading.sensors(Cancel()), Missing)
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: recorded("psutil-notebook.json")[0])
    monkeypatch.setattr(psutil, "sensors_fans", breaks)
    found = reading.sensors(Cancel())
    assert isinstance(found, Sensors)
    assert found.fans == ()


def test_a_sensor_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = threading.Event()
    monkeypatch.setattr(reading, "_TIMEOUT_S", 0.05)
    monkeypatch.setattr(psutil, "sensors_temperatures", lambda: answer.wait(10) and {})
    found = reading.sensors(Cancel())
    answer.set()
    assert isinstance(found, Missing)
    assert found.reason == "timeout"


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)


@given(
    st.dictionaries(
        st.text(max_size=20),
        st.lists(st.builds(Temperature, st.text(max_size=300), anything, anything, anything), max_size=4),
        max_size=4,
    )
)
def test_whatever_drivers_say_is_true_or_missing(answers: dict[str, list[Any]]) -> None:
    found = reading.judged(answers, {})
    if isinstance(found, Missing):
        return
    for sensor in found.temperatures:
        assert -40 < sensor.celsius <= 150 and sensor.celsius not in (0.0, 127.0)
        assert sensor.label and sensor.label.isprintable() and len(sensor.label) <= 60
