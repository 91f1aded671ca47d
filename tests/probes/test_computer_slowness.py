"""computer.slowness: one cause a result, the gravest first, and nothing called fine that could not be read."""

from dataclasses import replace
from typing import Any

import pytest

from wizard.system.base import Cancel, Health, Missing, PendingRestart, Program, Workload

DAY_S = 86_400.0
HEALTH = Health(7.0, 10_000, 5_000, 100_000, 50_000, DAY_S, "boot")
BROWSER, BACKUP = Program("browser", 3.0, 4_000, 12), Program("backup", 80.0, 200)
LOAD = Workload(4.0, 6.0, (BACKUP, BROWSER), (BROWSER, BACKUP), 1_000, 10, 0.0)
NONE_PENDING = PendingRestart(False)


@pytest.fixture
def slowness(measure: Any, made: Any) -> Any:
    def look(
        health: Any = HEALTH, load: Any = LOAD, pending: Any = NONE_PENDING, cancel: Cancel | None = None, **limits: Any
    ) -> Any:
        system = made(health=health, workload=load, pending_restart=pending)
        return measure("computer.slowness", system, cancel=cancel, **limits)

    return look


def test_a_computer_that_is_fine(slowness: Any) -> None:
    answer = slowness()
    assert answer.result == "ok"
    assert answer.facts == {
        "cpu_percent": 6.0,
        "busiest_name": "backup",
        "busiest_percent": 80.0,
        "largest_name": "browser",
        "largest_bytes": 4_000,
        "memory_total_bytes": 10_000,
        "memory_available_bytes": 5_000,
        "memory_stall_percent": 0.0,
        "swap_used_bytes": 10,
        "disk_total_bytes": 100_000,
        "disk_free_bytes": 50_000,
        "uptime_s": DAY_S,
        "restart_pending": False,
        "restart_because": None,
    }


FULL, SHORT = replace(HEALTH, disk_free_bytes=4_999), replace(HEALTH, memory_available_bytes=799)
OLD = replace(HEALTH, uptime_s=7 * DAY_S + 1)
BUSY, STALLED = replace(LOAD, cpu_percent=85.1), replace(LOAD, memory_stall_percent=10.1)
PENDING = PendingRestart(True, ("libc6", "kernel 6.1"))


@pytest.mark.parametrize(
    ("readings", "result"),
    [
        ({"health": FULL}, "low_disk"),
        ({"health": replace(HEALTH, disk_free_bytes=5_000)}, "ok"),  # five percent exactly
        ({"health": SHORT}, "low_memory"),
        ({"health": replace(HEALTH, memory_available_bytes=800)}, "ok"),
        ({"load": STALLED}, "low_memory"),
        ({"load": replace(LOAD, memory_stall_percent=10.0)}, "ok"),
        ({"load": replace(LOAD, memory_stall_percent=None)}, "ok"),
        ({"load": BUSY}, "busy"),
        ({"load": replace(LOAD, cpu_percent=85.0)}, "ok"),
        ({"pending": PENDING}, "restart_pending"),
        ({"health": OLD}, "long_uptime"),
        ({"health": replace(HEALTH, uptime_s=7 * DAY_S)}, "ok"),
    ],
)
def test_each_cause_and_its_limit(slowness: Any, readings: dict[str, Any], result: str) -> None:
    assert slowness(**readings).result == result


def test_the_gravest_comes_first(slowness: Any) -> None:
    everything = replace(FULL, memory_available_bytes=1, uptime_s=99 * DAY_S)
    order = []
    for health in (everything, replace(everything, disk_free_bytes=50_000)):
        order.append(slowness(health, BUSY, PENDING).result)
    healthy = replace(HEALTH, uptime_s=99 * DAY_S)
    order += [
        slowness(healthy, BUSY, PENDING).result,
        slowness(healthy, LOAD, PENDING).result,
        slowness(healthy).result,
    ]
    assert order == ["low_disk", "low_memory", "busy", "restart_pending", "long_uptime"]


def test_what_waits_for_the_restart_is_told(slowness: Any) -> None:
    facts = slowness(pending=PENDING).facts
    assert (facts["restart_pending"], facts["restart_because"]) == (True, "libc6, kernel 6.1")


@pytest.mark.parametrize(
    ("readings", "limits"),
    [
        ({"load": BUSY}, {"max_cpu_percent": 0.0}),
        ({"load": STALLED}, {"max_memory_stall_percent": 0.0}),
        ({"health": SHORT}, {"min_memory_free_percent": 0.0}),
        ({"health": FULL}, {"min_disk_free_percent": 0.0}),
        ({"health": OLD}, {"max_uptime_days": 0.0}),
        ({"pending": PENDING}, {"restart_counts": False}),
    ],
)
def test_a_cause_that_a_flow_does_not_ask_for(slowness: Any, readings: dict[str, Any], limits: dict[str, Any]) -> None:
    assert slowness(**readings, **limits).result == "ok"


def test_without_the_load_the_snapshot_still_tells(slowness: Any) -> None:
    gone = Missing("not_permitted", "hidden processes")
    answer = slowness(replace(HEALTH, cpu_percent=99.0), gone)
    assert (answer.result, answer.facts["cpu_percent"], answer.facts["busiest_name"]) == ("busy", 99.0, None)
    assert answer.detail == "hidden processes"


def test_a_restart_that_nobody_can_tell_of_is_null_and_no_cause(slowness: Any) -> None:
    answer = slowness(pending=Missing("not_available", "a container"))
    assert (answer.result, answer.facts["restart_pending"], answer.detail) == ("ok", None, "a container")


@pytest.mark.parametrize(
    "health",
    [Missing("not_available", "nothing"), replace(HEALTH, disk_total_bytes=0), replace(HEALTH, memory_total_bytes=0)],
)
def test_a_computer_that_cannot_be_read_is_unknown(slowness: Any, health: Any) -> None:
    assert slowness(health).result == "unknown"


def test_a_stop(slowness: Any) -> None:
    cancel = Cancel()
    cancel.set()
    assert slowness(cancel=cancel).result == "unknown"


def test_in_practice_closing_the_program_helps(measure: Any, scene_system: Any) -> None:
    system, organisation = scene_system("slow-computer")
    before = measure("computer.slowness", system, organisation=organisation)
    assert (before.result, before.facts["busiest_name"]) == ("busy", "backup-agent")
    system.notify("finished slow_computer/close_busy cannot")
    assert measure("computer.slowness", system, organisation=organisation).result == "busy"
    system.notify("finished slow_computer/close_busy done")
    assert measure("computer.slowness", system, organisation=organisation).result == "ok"


def test_in_practice_a_restart_ends_what_waits_for_it(measure: Any, scene_system: Any) -> None:
    system, organisation = scene_system("slow-computer-stubborn")
    limits = {"min_memory_free_percent": 0.0, "max_memory_stall_percent": 0.0}
    assert measure("computer.slowness", system, organisation=organisation, **limits).result == "restart_pending"
    system.restart_computer()
    assert measure("computer.slowness", system, organisation=organisation, **limits).result == "ok"
    assert measure("computer.slowness", system, organisation=organisation).result == "low_memory"
