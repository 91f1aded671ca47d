"""storage.cache (A5), crash.logs (A6), health.snapshot (C1), device.firmware and device.reachable (A1, A2)."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from wizard.device.base import Device
from wizard.system.base import CrashLog, DirectorySize, Health, KnownFolders, Missing

# storage.cache


def disk(made, folders: KnownFolders, size: Any, **others: Any):
    return made(known_folders=folders, directory_size=size, **others)


@pytest.mark.parametrize(
    ("size_bytes", "result"),
    [(0, "ok"), (499_999_999, "ok"), (500_000_000, "ok"), (500_000_001, "over"), (600_000_000, "over")],
)
def test_the_limit_itself_is_fine(measure, made, folders, size_bytes: int, result: str) -> None:
    answer = measure("storage.cache", disk(made, folders, DirectorySize(size_bytes, 40)))
    assert answer.result == result
    assert answer.facts == {
        "app_name": "Example App",
        "size_bytes": size_bytes,
        "limit_bytes": 500_000_000,
        "files": 40,
        "unreadable": 0,
    }


def test_over_is_over_whatever_could_not_be_read(measure, made, folders) -> None:
    answer = measure("storage.cache", disk(made, folders, DirectorySize(600_000_000, 40, unreadable=3)))
    assert (answer.result, answer.facts["unreadable"]) == ("over", 3)


def test_a_sum_with_gaps_is_not_fine(measure, made, folders) -> None:
    answer = measure("storage.cache", disk(made, folders, DirectorySize(1_000, 4, unreadable=1)))
    assert (answer.result, answer.reason, answer.facts["size_bytes"]) == ("unknown", "not_permitted", 1_000)


@pytest.mark.parametrize("reason", ["not_permitted", "timeout"])
def test_a_folder_that_cannot_be_read(measure, made, folders, reason: str) -> None:
    answer = measure("storage.cache", disk(made, folders, Missing(reason, "closed")))
    assert (answer.result, answer.reason, answer.facts["size_bytes"]) == ("unknown", reason, 0)


def test_no_folder_is_absent(measure, made, folders) -> None:
    answer = measure("storage.cache", disk(made, folders, Missing("not_available", "not there")))
    assert (answer.result, answer.facts["size_bytes"]) == ("absent", None)


def test_a_folder_that_is_there_but_no_folder_is_unknown(measure, made, folders) -> None:
    (folders.roots["cache"] / "example-app").write_text("a file")
    answer = measure("storage.cache", disk(made, folders, Missing("not_available", "not a folder")))
    assert (answer.result, answer.reason) == ("unknown", "not_available")


def test_a_link_is_not_followed(measure, made, folders, tmp_path: Path) -> None:
    (folders.roots["cache"] / "example-app").symlink_to(tmp_path)
    answer = measure("storage.cache", disk(made, folders, DirectorySize(900_000_000, 1)))
    assert answer.result == "unknown"
    assert "link" in answer.detail


def test_several_folders_add_up(measure, made, folders, neutral, with_values) -> None:
    app = neutral.main_app
    several = {"linux": ("{cache}/example-app", "{cache}/example-app-2", "{cache}/gone")}
    table = {"example": msgspec.structs.replace(app, cache_folders=several)}

    def size(folder: Path, cancel: Any, report: Any) -> Any:
        return Missing("not_available") if folder.name == "gone" else DirectorySize(260_000_000, 5)

    answer = measure("storage.cache", disk(made, folders, size), organisation=with_values("app", table=table))
    assert (answer.result, answer.facts["size_bytes"], answer.facts["files"]) == ("over", 520_000_000, 10)


@pytest.mark.parametrize(("limit", "result"), [(100, "over"), (0, "ok"), (48_000_000, "ok")])
def test_another_limit(measure, made, folders, limit: int, result: str) -> None:
    assert measure("storage.cache", disk(made, folders, DirectorySize(48_000_000, 1)), max_bytes=limit).result == result


def test_what_the_profile_does_not_know(measure, made, folders) -> None:
    unknown_app = measure("storage.cache", disk(made, folders, DirectorySize(1, 1)), app="../../etc")
    assert (unknown_app.result, unknown_app.reason) == ("unknown", "not_available")
    other = disk(made, folders, DirectorySize(1, 1))
    other.platform = "other"
    assert measure("storage.cache", other).reason == "not_available"


# crash.logs


def log(code: int, days_ago: float | None = 1.0, name: str = "Example App", path: str = "/x/crash.log") -> CrashLog:
    when = None if days_ago is None else (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    return CrashLog(Path(path), name, when, (code,), "json")


def crashes(made, folders: KnownFolders, *logs: CrashLog):
    return made(known_folders=folders, crash_logs=logs)


def test_the_code_among_many(measure, made, folders) -> None:
    newest = log(0xDEAD, 2, "Newest", "/x/newest.log")
    answer = measure("crash.logs", crashes(made, folders, log(11), log(57005, 9, "Older"), newest, log(0xDEADBEEF)))
    assert answer.result == "found"
    assert (answer.facts["crash_count"], answer.facts["logs_examined"]) == (2, 4)
    assert (answer.facts["crash_application"], answer.facts["crash_code_hex"]) == ("Newest", "0xDEAD")
    assert answer.facts["crash_files"][0]["path"] == "/x/newest.log"


@pytest.mark.parametrize("code", [0xDEADBEEF, 0xDEAD0000, 0xEAD, 0, 57006, 0xFFFF_DEAD])
def test_other_codes_are_other_codes(measure, made, folders, code: int) -> None:
    answer = measure("crash.logs", crashes(made, folders, log(code)))
    assert (answer.result, answer.facts["crash_count"], answer.facts["crash_files"]) == ("none", 0, [])


@pytest.mark.parametrize(("days_ago", "result"), [(29.9, "found"), (30.1, "none"), (400, "none"), (None, "found")])
def test_old_logs_do_not_count(measure, made, folders, days_ago: float | None, result: str) -> None:
    """A log without a time may be recent."""
    assert measure("crash.logs", crashes(made, folders, log(0xDEAD, days_ago))).result == result


@pytest.mark.parametrize("time", ["", "tomorrow", "2026-13-45", "1999"])
def test_odd_times_do_not_break_it(measure, made, folders, time: str) -> None:
    odd = replace(log(0xDEAD), at_utc=time)
    assert measure("crash.logs", crashes(made, folders, odd, log(0xDEAD))).facts["crash_count"] == 2


def test_a_time_without_a_zone_is_utc(measure, made, folders) -> None:
    naive = replace(log(0xDEAD), at_utc=datetime.now(UTC).replace(tzinfo=None).isoformat())
    assert measure("crash.logs", crashes(made, folders, naive)).result == "found"


def test_a_name_that_is_no_text_is_shown_and_kept(measure, made, folders) -> None:
    """A file may be called anything on Linux; what is stored of it is text, whatever its bytes were."""
    odd = replace(log(0xDEAD), path=Path(os.fsdecode(b"/x/caf\xe9\n.log")))
    answer = measure("crash.logs", crashes(made, folders, odd))
    path = answer.facts["crash_files"][0]["path"]
    assert path == r"/x/caf\xe9\n.log"
    assert path.encode()
    closed = replace(odd, format="unreadable", codes=())
    assert measure("crash.logs", crashes(made, folders, closed)).detail.encode()


def test_a_core_dump_is_looked_at_and_holds_no_code(measure, made, folders) -> None:
    dump = CrashLog(None, "example-app", datetime.now(UTC).isoformat(), (), "coredumpctl", "SIGSEGV")
    answer = measure("crash.logs", crashes(made, folders, dump))
    assert (answer.result, answer.facts["logs_examined"]) == ("none", 1)


def test_other_parameters(measure, made, folders) -> None:
    system = crashes(made, folders, log(11, 100))
    assert measure("crash.logs", system, code=11, within_days=10**12).result == "found"
    assert measure("crash.logs", system, code=11).facts["crash_code_hex"] == "0x000B"


@pytest.mark.parametrize("reason", ["not_permitted", "timeout", "not_available"])
def test_logs_that_cannot_be_read(measure, made, folders, reason: str) -> None:
    answer = measure("crash.logs", made(known_folders=folders, crash_logs=Missing(reason)))
    assert (answer.result, answer.reason, answer.facts["crash_count"]) == ("unknown", reason, None)


def test_no_folder_of_logs_is_not_none(measure, made) -> None:
    answer = measure("crash.logs", made(known_folders=KnownFolders({}), crash_logs=()))
    assert (answer.result, answer.reason) == ("unknown", "not_available")


def test_many_hits_are_counted_but_not_all_listed(measure, made, folders) -> None:
    answer = measure("crash.logs", crashes(made, folders, *(log(0xDEAD) for _ in range(50))))
    assert (answer.facts["crash_count"], len(answer.facts["crash_files"])) == (50, 20)


# health.snapshot

FINE = Health(7.0, 16_000, 9_000, 500_000, 210_000, 3600.0, "boot", 80.0, True, (("browser", 3.0, 900),))


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, "ok"),
        ({"disk_free_bytes": 25_000}, "ok"),  # exactly 5 %
        ({"disk_free_bytes": 24_999}, "low_disk"),
        ({"memory_available_bytes": 800}, "ok"),
        ({"memory_available_bytes": 799}, "low_memory"),
        ({"disk_free_bytes": 0, "memory_available_bytes": 0}, "low_disk"),
        ({"disk_total_bytes": 0}, "unknown"),
        ({"memory_total_bytes": 0}, "unknown"),
        ({"battery_percent": None, "on_power": None, "boot_id": None}, "ok"),
    ],
)
def test_health(measure, made, changes: dict[str, Any], result: str) -> None:
    answer = measure("health.snapshot", made(health=replace(FINE, **changes)))
    assert answer.result == result
    assert "top_processes" not in answer.facts, "names of programs stay on this computer"


@pytest.mark.parametrize("reason", ["not_permitted", "timeout", "not_available"])
def test_health_that_cannot_be_read(measure, made, reason: str) -> None:
    assert measure("health.snapshot", made(health=Missing(reason))).reason == reason


# device

ROUTER = Device("PX-100", "PX100-0042", "B", "2.3.1")


@pytest.mark.parametrize(
    ("version", "result"),
    [
        ("2.3.1", "current"),
        ("2.10.0", "current"),  # numbers, not text
        ("10.0", "current"),
        ("2.3.1+build.9", "current"),
        ("2.3.0", "old"),
        ("2.2.0", "old"),
        ("2.3", "old"),
        ("1.99.99", "old"),
        ("2.4.0-beta.1", "beta"),  # newer, and still never mixed with stable ones
        ("2.3.1-rc.1", "beta"),
        ("2.2.0b3", "beta"),
        ("", "unknown"),
        (None, "unknown"),
        ("latest", "unknown"),
        ("9" * 400, "unknown"),
        ("2.3.1; rm -rf /", "unknown"),
    ],
)
def test_firmware(measure, device, version: str | None, result: str) -> None:
    answer = measure("device.firmware", device=device(replace(ROUTER, firmware_version=version)))
    assert answer.result == result
    assert answer.facts == {
        "model": "PX-100",
        "serial": "PX100-0042",
        "hardware": "B",
        "firmware_version": version,
        "target_version": "2.3.1",
    }


def test_another_minimum(measure, device) -> None:
    assert measure("device.firmware", device=device(ROUTER), minimum_version="2.3.2").result == "old"
    odd = measure("device.firmware", device=device(ROUTER), minimum_version="newest")
    assert (odd.result, odd.reason) == ("unknown", "not_available")


@pytest.mark.parametrize("version", ["2.2.0", None, "latest"])
def test_what_a_person_said_is_marked(measure, device, version: str | None) -> None:
    answer = measure("device.firmware", device=device(Device(None, None, None, version, said=True)))
    assert answer.said


@pytest.mark.parametrize("reason", ["not_permitted", "timeout", "not_available"])
def test_a_device_that_does_not_tell(measure, device, reason: str) -> None:
    answer = measure("device.firmware", device=device(Missing(reason, "no answer")))
    assert (answer.result, answer.reason, answer.facts["firmware_version"]) == ("unknown", reason, None)
    assert answer.facts["target_version"] == "2.3.1"
    reached = measure("device.reachable", device=device(reachable=Missing(reason)))
    assert (reached.result, reached.reason) == ("unknown", reason)


@pytest.mark.parametrize(("reachable", "result"), [(True, "ok"), (False, "gone")])
def test_reachable(measure, device, reachable: bool, result: str) -> None:
    answer = measure("device.reachable", device=device(reachable=reachable))
    assert (answer.result, answer.facts) == (result, {"device_name": "device"})
