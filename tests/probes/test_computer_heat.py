"""computer.temperature, computer.fan (A9) and computer.firmware (A12)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wizard.system.base import Cancel, ComputerFirmware, Fan, Missing, Sensors, TemperatureSensor


def at(*celsius: float, kind: str = "processor", critical: float | None = None, fans: tuple[Fan, ...] = ()) -> Any:
    """Return a reading for each look, the last one for ever."""
    looks = [Sensors((TemperatureSensor(kind, f"{kind} 0", each, None, critical),), fans) for each in celsius]  # type: ignore[arg-type]
    return lambda _cancel: looks.pop(0) if len(looks) > 1 else looks[0]


def quick(system: Any) -> Any:
    """A second between two looks is none."""
    system.speed = 1e6
    return system


def heat(measure, made, reading: Any, **parameters: Any):
    return measure("computer.temperature", quick(made(sensors=reading)), **parameters)


@pytest.mark.parametrize(
    ("celsius", "result"),
    [(21.0, "ok"), (89.9, "ok"), (90.0, "ok"), (90.1, "hot"), (99.9, "hot"), (100.0, "danger"), (112.0, "danger")],
)
def test_the_limit_itself_is_fine_and_danger_begins_at_its_own(measure, made, celsius: float, result: str) -> None:
    answer = heat(measure, made, at(celsius))
    assert (answer.result, answer.facts["temperature_celsius"]) == (result, celsius)
    assert (answer.facts["limit_celsius"], answer.facts["danger_celsius"]) == (90.0, 100.0)


def test_limits_are_the_flow_s_or_the_organisation_s(measure, made, with_values) -> None:
    assert heat(measure, made, at(80.0), max_celsius=75).result == "hot"
    warm = with_values("computer", max_temperature_celsius=70, danger_temperature_celsius=79)
    assert measure("computer.temperature", quick(made(sensors=at(80.0))), organisation=warm).result == "danger"


@pytest.mark.parametrize(("critical", "result"), [(95.0, "danger"), (105.0, "hot"), (70.0, "hot"), (None, "hot")])
def test_the_maker_s_critical_point(measure, made, critical: float | None, result: str) -> None:
    """A lower one wins; the made-up 70 °C of some drivers is not believed."""
    assert heat(measure, made, at(96.0, critical=critical)).result == result


def test_a_moment_s_peak_is_not_heat(measure, made) -> None:
    answer = heat(measure, made, at(60.0, 99.0, 61.0, 60.0, 98.0, 60.0))
    assert (answer.result, answer.facts["temperature_celsius"]) == ("ok", 60.5)


def test_the_live_curve(measure, made) -> None:
    heat(measure, made, at(95.0, 93.0, 91.0), seconds=3)
    assert [report.sample for report in measure.reports] == [95.0, 93.0, 91.0]
    assert [report.fraction for report in measure.reports] == [pytest.approx(share / 3) for share in (1, 2, 3)]
    assert all(report.facts["limit_celsius"] == 90.0 for report in measure.reports)


def test_the_hottest_chip_is_judged_and_disk_and_board_are_not(measure, made) -> None:
    reading = Sensors(
        (
            TemperatureSensor("disk", "nvme Composite", 97.0),
            TemperatureSensor("board", "acpitz", 119.0),
            TemperatureSensor("processor", "coretemp Package", 71.0),
            TemperatureSensor("graphics", "amdgpu edge", 93.0),
        ),
        (Fan("left", 0), Fan("right", 2400)),
    )
    answer = heat(measure, made, lambda _cancel: reading)
    assert (answer.result, answer.facts["sensor"], answer.facts["sensor_kind"]) == ("hot", "amdgpu edge", "graphics")
    assert answer.facts["fan_rpm"] == 2400
    assert len(answer.facts["temperatures"]) == 4


def test_the_board_stands_in_where_no_chip_tells(measure, made) -> None:
    assert heat(measure, made, at(93.0, kind="board")).result == "hot"
    answer = heat(measure, made, at(93.0, kind="disk"))
    assert (answer.result, answer.reason) == ("unknown", "not_available")


@pytest.mark.parametrize("reason", ["not_available", "not_permitted", "timeout"])
def test_no_sensor_is_unknown_and_never_zero(measure, made, reason: str) -> None:
    answer = heat(measure, made, Missing(reason, "none"))
    assert (answer.result, answer.reason, answer.facts["temperature_celsius"]) == ("unknown", reason, None)


def test_a_stop_is_heard(measure, made) -> None:
    cancel = Cancel()
    cancel.set()
    answer = measure("computer.temperature", made(sensors=at(99.0)), cancel=cancel)
    assert (answer.result, answer.reason) == ("unknown", "timeout")


@pytest.mark.parametrize(
    ("speeds", "result"), [((0,), "still"), ((0, 0), "still"), ((0, 900), "turning"), ((4000,), "turning")]
)
def test_fans(measure, made, speeds: tuple[int, ...], result: str) -> None:
    """Boards have sockets with no fan in them: one that turns is enough."""
    fans = tuple(Fan(f"fan{number}", speed) for number, speed in enumerate(speeds))
    answer = measure("computer.fan", made(sensors=at(95.0, fans=fans)))
    assert (answer.result, answer.facts) == (result, {"fan_rpm": max(speeds), "fans": len(speeds)})


def test_a_fan_that_does_not_report_is_not_still(measure, made) -> None:
    assert measure("computer.fan", made(sensors=at(95.0))).result == "unknown"
    assert measure("computer.fan", made()).result == "unknown"


@pytest.mark.parametrize(
    ("days", "result"),
    [(0, "recent"), (1000, "recent"), (1094, "recent"), (1097, "old"), (4000, "old"), (-2, "unknown")],
)
def test_age_of_the_firmware(measure, made, days: int, result: str) -> None:
    released = (datetime.now(UTC).date() - timedelta(days=days)).isoformat()
    answer = measure("computer.firmware", made(firmware=ComputerFirmware("Maker", "1.2", released)))
    assert (answer.result, answer.facts["computer_firmware_version"]) == (result, "1.2")


def test_firmware_that_does_not_tell(measure, made) -> None:
    assert measure("computer.firmware", made(firmware=ComputerFirmware("", "1.2"))).result == "unknown"
    assert measure("computer.firmware", made()).reason == "not_available"
