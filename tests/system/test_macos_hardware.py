"""A Mac's hardware on output as Apple documents it (tests/recorded/macos-hardware). Never run on a Mac."""

import json
import plistlib
from collections.abc import Callable
from typing import Any

import pytest

from wizard.system.base import Cancel, ComputerFirmware, Drive, Graphics, GraphicsAdapter, Missing, Sensors
from wizard.system.hardware import TemperatureSensor
from wizard.system.macos.computer import MacosSystem
from wizard.system.macos.hardware import (
    drives,
    firmware,
    graphics,
    parse_disk,
    parse_disks,
    parse_graphics,
    parse_serials,
    sensors,
    serials,
)
from wizard.system.macos.profile import parse_property_list

Read = Callable[[str], str]
PROFILER = "/usr/sbin/system_profiler"


def test_firmware(runner: Any, recorded: Read) -> None:
    runner.says(PROFILER, out=recorded("macos-hardware/hardware-laptop.json"))
    assert firmware(runner) == ComputerFirmware("Apple", "1000.20.30", None)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"SPHardwareDataType": [{"boot_rom_version": 5}]}', "not json"])
def test_firmware_that_is_not_told(runner: Any, text: str) -> None:
    runner.says(PROFILER, out=text)
    assert isinstance(firmware(runner), Missing)


def test_serials(runner: Any, recorded: Read) -> None:
    """They seed the redaction; what stands for "none" would take out words."""
    runner.says(PROFILER, out=recorded("macos-hardware/hardware-laptop.json"))
    assert serials(runner) == ("SAMPLE0001", "11111111-2222-3333-4444-555555555555", "00009999-000A1111B2222222")
    assert parse_serials({"SPHardwareDataType": [{"serial_number": "Not Available"}, {"platform_UUID": "000"}]}) == ()


def test_graphics(runner: Any, recorded: Read) -> None:
    """The main screen's, not the first one's; macOS draws more pixels than this one has, and scales them down."""
    runner.says(PROFILER, out=recorded("macos-hardware/displays-m1.json"))
    adapters = (GraphicsAdapter("Apple M1", "macOS", None),)
    assert graphics(Cancel(), runner) == Graphics(adapters, None, None, 2560, 1600, 2560, 1600)


def test_a_chip_without_a_model_has_no_driver() -> None:
    """As in a virtual machine whose display macOS only draws into."""
    found = parse_graphics(
        {
            "SPDisplaysDataType": [
                {"_name": "spdisplays_display", "spdisplays_ndrvs": [{"_spdisplays_pixels": "1920 x 1080"}]}
            ]
        }
    )
    assert found == Graphics((GraphicsAdapter("spdisplays_display", None),), None, None, 1920, 1080, None, None)


def test_no_screen_and_no_chip() -> None:
    assert isinstance(parse_graphics({"SPDisplaysDataType": []}), Missing)


def test_drives(runner: Any, recorded: Read) -> None:
    """SMART counts kelvin."""
    runner.says("/usr/sbin/diskutil", "list", out=recorded("macos-hardware/diskutil-list-one.plist"))
    runner.says("/usr/sbin/diskutil", "info", "-plist", "disk0", out=recorded("macos-hardware/diskutil-nvme.plist"))
    assert drives(Cancel(), runner) == (Drive("APPLE SSD AP0512Q", "solid_state", 500277792768, True, 36.0, 3.0),)


@pytest.mark.parametrize(
    ("said", "healthy"),
    [("Verified", True), ("Failing", False), ("Not Supported", None), ("", None), (7, None)],
)
def test_only_its_own_word_makes_a_drive_healthy(said: object, healthy: bool | None) -> None:
    (drive,) = parse_disk({"Internal": True, "MediaName": "A", "SolidState": False, "SMARTStatus": said})
    assert (drive.healthy, drive.kind) == (healthy, "rotating")
    assert (drive.temperature_celsius, drive.wear_percent, drive.size_bytes) == (None, None, None)


def test_volumes_and_outside_drives_are_none_of_the_computers(recorded: Read) -> None:
    volume = parse_property_list(recorded("macos-hardware/diskutil-volume-apfs.plist").encode())
    assert parse_disk(volume) == []
    assert parse_disk({"Internal": False, "MediaName": "USB stick"}) == []
    assert parse_disks({"WholeDisks": ["disk0", "../disk1", 5, "disk2s1"]}) == ("disk0",)


def test_a_damaged_list_is_missing(runner: Any, recorded: Read) -> None:
    runner.says("/usr/sbin/diskutil", "list", out=recorded("macos-hardware/diskutil-list-cut.plist"))
    found = drives(Cancel(), runner)
    assert isinstance(found, Missing)


def test_sensors(runner: Any, recorded: Read) -> None:
    """The battery's alone, and called so: nothing else of a Mac's is told."""
    runner.says("/usr/sbin/ioreg", out=recorded("macos-hardware/ioreg-battery.plist"))
    assert sensors(Cancel(), runner) == Sensors((TemperatureSensor("other", "battery", 30.4),), ())


@pytest.mark.parametrize("content", [[], [{}], [{"Temperature": 0}], [{"Temperature": 99999}], [{"Temperature": True}]])
def test_a_mac_without_a_battery_is_not_at_0_degrees(runner: Any, content: object) -> None:
    runner.says("/usr/sbin/ioreg", out=plistlib.dumps(content).decode())
    assert isinstance(sensors(Cancel(), runner), Missing)


def test_what_a_mac_does_not_tell_is_said(runner: Any) -> None:
    system = MacosSystem(runner)
    for answer in (system.metered(), system.pending_restart(), system.firmware_updates(Cancel())):
        assert isinstance(answer, Missing)
        assert answer.reason == "not_available"
        assert "macOS" in answer.detail
    assert runner.asked == []


def test_boot_id(runner: Any, recorded: Read) -> None:
    runner.says("/usr/sbin/sysctl", out=recorded("macos-network/bootsessionuuid.txt"))
    assert MacosSystem(runner).boot_id() == "66666666-7777-4888-9999-AAAAAAAAAAAA"
    runner.says("/usr/sbin/sysctl", out="kern.bootsessionuuid: unknown oid\n")
    assert isinstance(MacosSystem(runner).boot_id(), Missing)


def test_json_of_another_shape(recorded: Read) -> None:
    document = json.loads(recorded("macos-hardware/displays-m1.json"))
    document["SPDisplaysDataType"][0]["spdisplays_ndrvs"] = "none"
    assert parse_graphics(document) == Graphics((GraphicsAdapter("Apple M1", "macOS", None),))
