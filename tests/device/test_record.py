"""The device's model, serial number and firmware are kept in one place and prefill the report (FACTS A2, B2)."""

import json
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wizard.device.base import Device
from wizard.device.drivers import driver_for
from wizard.device.http import HttpDriver
from wizard.device.manual import ManualDriver
from wizard.device.record import DeviceRecord, RecordError
from wizard.device.version import VersionError
from wizard.organisation import load_organisation
from wizard.system.base import Cancel, Missing

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "device.json"


def test_what_was_learnt_is_there_next_time(path: Path, clock: Clock) -> None:
    record = DeviceRecord(path, clock)
    record.remember_said("serial", " SN 1 ")
    clock.now += timedelta(hours=1)
    record.remember_measured({"model": "Box", "firmware_version": "2.2.0", "hardware": None, "loss_percent": 3})
    known = DeviceRecord(path, clock).known
    assert {name: (one.value, one.said, one.at) for name, one in known.items()} == {
        "serial": ("SN 1", True, NOON),
        "model": ("Box", False, NOON + timedelta(hours=1)),
        "firmware_version": ("2.2.0", False, NOON + timedelta(hours=1)),
    }
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_new_reading_replaces_the_old_one(path: Path, clock: Clock) -> None:
    record = DeviceRecord(path, clock)
    record.remember_said("firmware_version", "2.2.0")
    record.remember_measured({"firmware_version": "2.3.1"})
    known = record.known["firmware_version"]
    assert (known.value, known.said) == ("2.3.1", False)


def test_a_missing_reading_takes_nothing_away(clock: Clock) -> None:
    record = DeviceRecord(None, clock)
    record.remember_said("model", "Box")
    record.remember_measured({"model": None, "serial": None, "firmware_version": None})
    assert record.known["model"].value == "Box"


@pytest.mark.parametrize("said", [True, False])
def test_another_serial_number_is_another_device(clock: Clock, said: bool) -> None:
    record = DeviceRecord(None, clock)
    record.remember_measured({"serial": "SN1", "model": "Box", "firmware_version": "2.2.0"})
    if said:
        record.remember_said("serial", "SN2")
    else:
        record.remember_measured({"serial": "SN2"})
    assert {name: known.value for name, known in record.known.items()} == {"serial": "SN2"}


def test_the_same_serial_number_in_other_letters_is_the_same_device(clock: Clock) -> None:
    record = DeviceRecord(None, clock)
    record.remember_measured({"serial": "sn1", "model": "Box"})
    record.remember_said("serial", "SN1")
    assert record.known["model"].value == "Box"


@pytest.mark.parametrize("text", ["", "   ", "x" * 65, "a\x00b", "\u202eb"])
def test_what_cannot_be_remembered_is_refused(clock: Clock, text: str) -> None:
    record = DeviceRecord(None, clock)
    with pytest.raises(RecordError):
        record.remember_said("model", text)
    record.remember_measured({"model": text})
    assert record.known == {}


def test_a_version_that_is_none_is_refused(clock: Clock) -> None:
    with pytest.raises(VersionError):
        DeviceRecord(None, clock).remember_said("firmware_version", "the newest")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b'{"format": 2, "known": {}}',
        b'{"format": 1, "known": {"password": {"value": "x", "said": true, "at": "2026-11-22T12:00:00Z"}}}',
        b'{"format": 1, "known": {"model": {"value": 1, "said": true, "at": "2026-11-22T12:00:00Z"}}}',
        b"[" * 50_000,
        b"\xff" * 100_000,
    ],
    ids=range(8),
)
def test_a_damaged_record_is_kept_aside(path: Path, clock: Clock, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    record = DeviceRecord(path, clock)
    assert record.known == {}
    assert record.notice is not None
    aside = [file for file in path.parent.iterdir() if ".damaged-" in file.name]
    assert [file.read_bytes() for file in aside] == [content]
    assert str(aside[0]) in str(record.notice)
    record.remember_said("model", "Box")
    assert DeviceRecord(path, clock).known["model"].value == "Box"


def test_single_values_that_cannot_be_are_left_out(path: Path, clock: Clock) -> None:
    path.parent.mkdir()
    at = "2026-11-22T12:00:00Z"
    known = {
        "model": {"value": "Box\n", "said": True, "at": at},
        "serial": {"value": "SN1", "said": True, "at": at},
        "hardware": {"value": "B", "said": True, "at": "2026-11-22T12:00:00"},
        "firmware_version": {"value": "newest", "said": True, "at": at},
    }
    path.write_text(json.dumps({"format": 1, "known": known}))
    assert set(DeviceRecord(path, clock).known) == {"serial"}


def test_a_record_that_cannot_be_saved_still_answers(tmp_path: Path, clock: Clock) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file where the folder should be")
    record = DeviceRecord(in_the_way / "device.json", clock)
    record.remember_said("model", "Box")
    assert record.known["model"].value == "Box"
    assert record.notice is not None
    assert in_the_way.read_text() == "a file where the folder should be"


def test_forgetting_leaves_nothing(path: Path, clock: Clock) -> None:
    record = DeviceRecord(path, clock)
    record.remember_said("serial", "SN1")
    record.forget()
    assert record.known == {}
    assert not path.exists()
    record.forget()


def test_threads_do_not_tear_it(path: Path) -> None:
    record = DeviceRecord(path)
    threads = [
        threading.Thread(target=lambda n=n: record.remember_measured({"firmware_version": f"1.0.{n}"}))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert DeviceRecord(path).known["firmware_version"].value == record.known["firmware_version"].value
    assert [file.name for file in path.parent.iterdir()] == ["device.json"]


# the driver of a device that cannot be asked


def test_nothing_said_is_missing(clock: Clock) -> None:
    driver = ManualDriver(DeviceRecord(None, clock))
    answer = driver.identify(Cancel())
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"


def test_what_was_said_is_marked_said(clock: Clock) -> None:
    record = DeviceRecord(None, clock)
    record.remember_said("serial", "SN1")
    record.remember_said("firmware_version", "2.3.1")
    assert ManualDriver(record).identify(Cancel()) == Device(None, "SN1", None, "2.3.1", said=True)


def test_a_version_read_out_days_ago_is_no_reading(clock: Clock) -> None:
    record = DeviceRecord(None, clock)
    record.remember_said("serial", "SN1")
    record.remember_said("firmware_version", "2.2.0")
    clock.now += timedelta(hours=25)
    assert ManualDriver(record).identify(Cancel()) == Device(None, "SN1", None, None, said=True)


def test_it_claims_nothing_it_cannot_know(clock: Clock, tmp_path: Path) -> None:
    driver = ManualDriver(DeviceRecord(None, clock))
    assert isinstance(driver.reachable(Cancel()), Missing)
    assert isinstance(driver.install(tmp_path, "", lambda _share: None, Cancel()), Missing)
    assert isinstance(driver.wait_ready(1, lambda _share: None, Cancel()), Missing)


def test_the_profile_names_the_driver(clock: Clock, tmp_path: Path) -> None:
    record = DeviceRecord(None, clock)
    assert isinstance(driver_for(load_organisation(), record), ManualDriver)
    own = tmp_path / "organisation.toml"
    own.write_text('device.driver = "http"\ndevice.endpoints.base_url = "https://192.168.1.1"\n')
    assert isinstance(driver_for(load_organisation(own), record), HttpDriver)
