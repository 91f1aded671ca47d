"""Drives as UDisks2 and the kernel tell them: a drive that was never asked is not healthy."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system.base import Cancel, Drive, Missing
from wizard.system.linux import bus
from wizard.system.linux.drives import drive, drives, is_built_in, kernel_drives

DRIVE, ATA, NVME = (f"org.freedesktop.UDisks2.{name}" for name in ("Drive", "Drive.Ata", "NVMe.Controller"))
DISK = {"Vendor": "", "Model": "WDC WD10EZEX", "Size": 1_000_204_886_016, "RotationRate": 7200, "ConnectionBus": ""}
READ = {"SmartUpdated": 1700000000, "SmartEnabled": True, "SmartTemperature": 311.15}


@pytest.mark.parametrize(
    ("ata", "healthy", "celsius"),
    [
        ({**READ, "SmartFailing": False}, True, 38.0),
        ({**READ, "SmartFailing": True}, False, 38.0),
        ({**READ, "SmartFailing": False, "SmartUpdated": 0}, None, None),  # never asked
        ({**READ, "SmartFailing": False, "SmartEnabled": False}, None, None),
        ({**READ, "SmartFailing": False, "SmartTemperature": 0.0}, True, None),
        ({**READ}, None, 38.0),
        ({}, None, None),
    ],
)
def test_ata(ata: dict[str, Any], healthy: bool | None, celsius: float | None) -> None:
    found = drive({DRIVE: DISK, ATA: ata})
    assert (found.name, found.kind, found.size_bytes) == ("WDC WD10EZEX", "rotating", 1_000_204_886_016)
    assert (found.healthy, found.temperature_celsius) == (healthy, celsius)


@pytest.mark.parametrize(
    ("warnings", "healthy"),
    [([], True), (["temperature"], True), (["spare"], False), (["temperature", "degraded"], False), (["new"], False)],
)
def test_nvme(warnings: list[str], healthy: bool) -> None:
    nvme = {"SmartUpdated": 1700000000, "SmartCriticalWarning": warnings, "SmartTemperature": 320}
    found = drive({DRIVE: {**DISK, "RotationRate": 0}, NVME: nvme}, {"percent_used": 12})
    assert (found.kind, found.healthy, found.temperature_celsius, found.wear_percent) == (
        "solid_state", healthy, 46.9, 12.0
    )  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [{"Removable": True}, {"Ejectable": True}, {"Optical": True}, {"ConnectionBus": "usb"}, {"MediaRemovable": True}],
)
def test_what_is_plugged_in_is_not_built_in(table: dict[str, Any]) -> None:
    assert is_built_in({DRIVE: DISK})
    assert not is_built_in({DRIVE: {**DISK, **table}})
    assert not is_built_in({ATA: READ})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3),
)
NAMES = st.sampled_from(
    ["Vendor", "Model", "Size", "RotationRate", "SmartUpdated", "SmartEnabled", "SmartFailing", "SmartTemperature",
     "SmartCriticalWarning", "percent_used"]
)  # fmt: skip
TABLES = st.dictionaries(NAMES, VALUES, max_size=10)


@given(TABLES, TABLES, TABLES, TABLES)
def test_whatever_the_bus_says_it_is_a_drive(disk: Any, ata: Any, nvme: Any, log: Any) -> None:
    found = drive({DRIVE: disk, ATA: ata, NVME: nvme}, log)
    assert isinstance(found, Drive)
    assert found.name
    assert found.temperature_celsius is None or -40 < found.temperature_celsius < 125


def block(sys: Path, name: str, at: str = "pci0000:00", **files: str) -> None:
    real = sys / "devices" / at / "block" / name
    (real / "device").mkdir(parents=True)
    for path, text in {"removable": "0", "size": "2048", "queue/rotational": "0", **files}.items():
        file = real / path.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{text}\n")
    (sys / "block").mkdir(exist_ok=True)
    (sys / "block" / name).symlink_to(os.path.relpath(real, sys / "block"))


def test_the_kernels_list_says_nothing_of_health(tmp_path: Path) -> None:
    block(tmp_path, "nvme0n1", device__model="Samsung SSD 980", device__hwmon__hwmon1__temp1_input="41850")
    block(tmp_path, "sda", queue__rotational="1")
    block(tmp_path, "sdb", at="pci0000:00/usb1/1-1")
    block(tmp_path, "sr0", removable="1")
    block(tmp_path, "loop0")
    block(tmp_path, "sdc", size="0")
    block(tmp_path, "vda", queue__rotational="1")
    assert kernel_drives(tmp_path) == (
        Drive("Samsung SSD 980", "solid_state", 1_048_576, None, 41.9, None),
        Drive("sda", "rotating", 1_048_576),
        Drive("vda", "other", 1_048_576),
    )


def test_without_bus_and_kernel_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SYSTEM_BUS_ADDRESS", raising=False)
    monkeypatch.setattr(bus, "_DEFAULT_BUS", tmp_path / "no bus")
    assert isinstance(drives(Cancel(), tmp_path), Missing)
