"""storage.health and computer.firmware_updates: a drive's own word, and no "none" from whoever cannot know."""

from typing import Any

import pytest

from wizard.system.base import Drive, FirmwareUpdate, FirmwareUpdates, Missing

GOOD = Drive("A", "solid_state", 500, True, 40.0, 3.0)
BAD = Drive("B", "rotating", 1000, False, 50.0, None)
SILENT = Drive("C")
NEWER = FirmwareUpdate("System Firmware", "1.2", "1.3", needs_power=True, needs_restart=True)


def worn(percent: float) -> Drive:
    return Drive("W", "solid_state", 500, True, None, percent)


@pytest.mark.parametrize(
    ("drives", "result", "name"),
    [
        ((GOOD,), "ok", "A"),
        ((GOOD, BAD), "failing", "B"),
        ((BAD, worn(99)), "failing", "B"),
        ((SILENT, BAD), "failing", "B"),
        ((GOOD, worn(90)), "ok", "W"),  # the limit itself is fine
        ((GOOD, worn(90.1)), "worn", "W"),
        ((SILENT, worn(255)), "worn", "W"),
        ((GOOD, SILENT), "unknown", "C"),  # one healthy drive says nothing of the other
        ((SILENT,), "unknown", "C"),
    ],
)
def test_each_drive_by_its_own_word(measure: Any, made: Any, drives: Any, result: str, name: str) -> None:
    answer = measure("storage.health", made(drives=drives))
    assert (answer.result, answer.facts["drive_name"]) == (result, name)
    assert [row["drive"] for row in answer.facts["drives"]] == [each.name for each in drives]


def test_drives_that_cannot_be_read_are_not_healthy(measure: Any, made: Any) -> None:
    answer = measure("storage.health", made(drives=Missing("not_permitted", "x")))
    assert (answer.result, answer.reason) == ("unknown", "not_permitted")


@pytest.mark.parametrize(
    ("found", "result"),
    [
        (FirmwareUpdates((), True, 2.0), "current"),
        (FirmwareUpdates((), None, None), "current"),
        (FirmwareUpdates((NEWER,), True, 2.0), "available"),
        (FirmwareUpdates((NEWER,), False, 400.0), "available"),
        (FirmwareUpdates((), False, 2.0), "on_battery"),
        (FirmwareUpdates((), True, 30.0), "current"),
        (FirmwareUpdates((), True, 30.1), "unknown"),
    ],
)
def test_none_is_said_only_by_whoever_can_know(measure: Any, made: Any, found: Any, result: str) -> None:
    answer = measure("computer.firmware_updates", made(firmware_updates=found))
    assert answer.result == result
    assert answer.facts["firmware_newer_version"] == ("1.3" if found.updates else None)
