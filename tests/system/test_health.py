"""The snapshot of FACTS C1: units, unknown values, and what happens when a drive does not answer."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from wizard.system import health
from wizard.system.base import Cancel, Health, Missing

ROOT = Path("/")


def snapshot(*folders: Path, boot_id: str | None = "b") -> Health:
    answer = health.snapshot(Cancel(), boot_id, folders or (ROOT,))
    assert isinstance(answer, Health), answer
    return answer


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_SAMPLE_S", 0.02)


def test_this_computer() -> None:
    found = snapshot()
    assert found.memory_total_bytes == psutil.virtual_memory().total
    assert found.disk_total_bytes == psutil.disk_usage("/").total
    assert found.boot_id == "b"
    assert all(0 <= percent <= 100 and size >= 0 and name for name, percent, size in found.top_processes)


@pytest.fixture
def disks(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[int, int]]:
    """Sizes (total, free) by folder; one that is not there raises."""
    sizes: dict[str, tuple[int, int]] = {}

    def usage(folder: str) -> Any:
        if folder not in sizes:
            raise FileNotFoundError(folder)
        return SimpleNamespace(total=sizes[folder][0], free=sizes[folder][1])

    monkeypatch.setattr(psutil, "disk_usage", usage)
    monkeypatch.setattr(health.os, "statvfs", lambda folder: SimpleNamespace(f_flag=int(str(folder) == "/read-only")))
    return sizes


def test_the_fullest_file_system_counts(disks: dict[str, tuple[int, int]]) -> None:
    disks.update({"/": (1000, 900), "/home": (10_000, 100), "/read-only": (500, 0), "/empty": (0, 0)})
    folders = [Path(name) for name in ("/", "/home", "/read-only", "/empty", "/gone")]
    found = snapshot(*folders)
    assert (found.disk_total_bytes, found.disk_free_bytes) == (10_000, 100)


def test_no_file_system_answers(disks: dict[str, tuple[int, int]]) -> None:
    answer = health.snapshot(Cancel(), None, (Path("/gone"),))
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"


@pytest.fixture
def stuck_drive(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    gate = threading.Event()
    real, real_status = psutil.disk_usage, os.statvfs
    monkeypatch.setattr(health, "_DISK_TIMEOUT_S", 0.05)
    monkeypatch.setattr(psutil, "disk_usage", lambda folder: gate.wait(60) if folder == "/stuck" else real(folder))
    monkeypatch.setattr(health.os, "statvfs", lambda folder: real_status("/"))
    yield
    gate.set()


@pytest.mark.usefixtures("stuck_drive")
def test_a_dead_server_does_not_cost_the_rest() -> None:
    assert snapshot(Path("/stuck"), ROOT).disk_total_bytes == psutil.disk_usage("/").total


def test_a_stop() -> None:
    cancel = Cancel()
    cancel.set()
    assert health.snapshot(cancel, None, (ROOT,)) == Missing("timeout", "stopped")


def times(user: float, idle: float, iowait: float = 0.0, guest: float = 0.0) -> Any:
    class Times(tuple[float, ...]):
        pass

    made = Times((user, idle, iowait, guest))
    made.idle, made.iowait, made.guest = idle, iowait, guest  # type: ignore[attr-defined]
    return made


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        (times(0, 0), times(1, 3), 25.0),
        (times(0, 0), times(1, 1, 2), 25.0),  # waiting for a disk is no work
        (times(0, 0), times(2, 2, 0, 2), 50.0),  # a guest's time is in user time already
        (times(5, 5), times(5, 5), 0.0),
        (times(5, 5), times(4, 4), 0.0),  # counters of a virtual machine that went back
        (times(0, 0), times(7, 0), 100.0),
    ],
)
def test_processor_share(before: Any, after: Any, percent: float) -> None:
    assert health.busy_percent(before, after) == percent


@pytest.mark.parametrize(
    ("battery", "expected"),
    [
        (None, (None, None)),
        (SimpleNamespace(percent=56.7891, power_plugged=False), (56.8, False)),
        (SimpleNamespace(percent=100, power_plugged=None), (100.0, None)),
    ],
)
def test_battery(monkeypatch: pytest.MonkeyPatch, battery: Any, expected: tuple[float | None, bool | None]) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: battery)
    found = snapshot()
    assert (found.battery_percent, found.on_power) == expected


def test_a_computer_whose_battery_cannot_be_read_still_has_its_health(monkeypatch: pytest.MonkeyPatch) -> None:
    """psutil looks into /sys/class/power_supply without asking whether it is there."""

    def nothing_there() -> Any:
        raise FileNotFoundError(2, "No such file or directory", "/sys/class/power_supply")

    monkeypatch.setattr(psutil, "sensors_battery", nothing_there)
    found = snapshot()
    assert (found.battery_percent, found.on_power) == (None, None)
    assert found.memory_total_bytes > 0


def test_no_battery_reading_on_this_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(psutil, "sensors_battery")
    assert snapshot().battery_percent is None


def test_processes_that_vanish(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        pid = 5

        def oneshot(self) -> Any:
            raise psutil.NoSuchProcess(5)

    monkeypatch.setattr(psutil, "process_iter", lambda: iter([Gone()]))
    assert snapshot().top_processes == ()
