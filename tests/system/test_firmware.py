"""The computer's own firmware, out of the kernel's DMI files."""

from pathlib import Path

import pytest

from wizard.system.base import ComputerFirmware, Missing
from wizard.system.linux.firmware import firmware


@pytest.fixture
def dmi(tmp_path: Path) -> Path:
    folder = tmp_path / "sys/class/dmi/id"
    folder.mkdir(parents=True)
    return folder


def test_a_laptop(tmp_path: Path, dmi: Path) -> None:
    for name, value in {
        "bios_vendor": "LENOVO",
        "bios_version": "N2IET105W (1.83 )",
        "bios_date": "11/27/2023",
    }.items():
        (dmi / name).write_text(value + "\n", "utf-8")
    assert firmware(tmp_path) == ComputerFirmware("LENOVO", "N2IET105W (1.83 )", "2023-11-27")


@pytest.mark.parametrize(
    ("text", "released"),
    [
        ("12/01/2006", "2006-12-01"), ("07/02/99", "1999-07-02"), ("2023-11-27", None), ("13/41/2020", None),
        ("", None), ("//", None), ("1/2/3/4", None), ("99999999999999999999/1/1", None), ("\x00\xff", None),
    ],
)  # fmt: skip
def test_dates(tmp_path: Path, dmi: Path, text: str, released: str | None) -> None:
    """SMBIOS (DSP0134): MM/DD/YYYY, and MM/DD/YY before version 2.3."""
    (dmi / "bios_version").write_text("1.0", "utf-8")
    (dmi / "bios_date").write_text(text, "utf-8")
    found = firmware(tmp_path)
    assert isinstance(found, ComputerFirmware)
    assert found.released == released


@pytest.mark.parametrize("version", ["", "  \n", "To Be Filled By O.E.M.", "Default string", "Not Specified"])
def test_a_version_that_was_never_filled_in(tmp_path: Path, dmi: Path, version: str) -> None:
    (dmi / "bios_version").write_text(version, "utf-8")
    assert isinstance(firmware(tmp_path), Missing)


def test_no_dmi(tmp_path: Path) -> None:
    found = firmware(tmp_path)
    assert isinstance(found, Missing)
    assert found.reason == "not_available"


def test_a_file_that_never_ends_and_holds_no_text(tmp_path: Path, dmi: Path) -> None:
    (dmi / "bios_version").write_bytes(b"\xff\x00\x1b[2J" + b"A" * 1_000_000)
    found = firmware(tmp_path)
    assert isinstance(found, ComputerFirmware)
    assert len(found.version) <= 100
    assert found.version.isprintable()
