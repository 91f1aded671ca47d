"""What lies in the Windows bundle: what Windows itself has stays out, and Windows can tell what each program is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from laboratory import Computer, computer, python

from wizard import __version__

LARGEST_BYTES = 95_000_000
LARGEST_INSTALLER_BYTES = 35_000_000
READ = """
import json, sys, pefile
with pefile.PE(sys.argv[1]) as read:
    texts = {}
    for kind in read.FileInfo[0]:
        for table in getattr(kind, "StringTable", ()):
            texts |= {name.decode(): text.decode() for name, text in table.entries.items()}
    kinds = [entry.id for entry in read.DIRECTORY_ENTRY_RESOURCE.entries]
    print(json.dumps({"subsystem": read.OPTIONAL_HEADER.Subsystem, "texts": texts, "kinds": kinds}))
"""
WINDOW, TERMINAL = 2, 3
ICON, MANIFEST = 3, 24


def test_it_is_no_larger_than_it_should_be(bundle: Path, setup: Path) -> None:
    assert sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file()) <= LARGEST_BYTES
    assert setup.stat().st_size <= LARGEST_INSTALLER_BYTES


def test_nothing_of_wine_and_none_of_its_stand_ins_is_inside(bundle: Path) -> None:
    for path in (*bundle.rglob("*.dll"), *bundle.rglob("*.exe"), *bundle.rglob("*.pyd")):
        assert b"Wine builtin DLL" not in path.read_bytes()[:512], path
        assert not path.name.lower().startswith(("api-ms-win-", "ucrtbase", "icuuc", "mscms", "bcryptprimitives"))


def test_what_ships_as_data_is_inside(bundle: Path) -> None:
    inside = bundle / "_internal"
    for place in ("flows/connection/flow.toml", "assets/organisation.toml", "assets/locale/cs/LC_MESSAGES/wizard.mo"):
        assert (inside / place).is_file()
    assert (inside / "PySide6/plugins/platforms/qwindows.dll").is_file()
    assert not list(inside.glob("assets/packaging"))
    assert (bundle / "licences" / "README.txt").is_file()


@pytest.fixture(scope="module")
def windows() -> Iterator[Computer]:
    with computer() as made:
        yield made


@pytest.mark.parametrize(
    ("name", "subsystem"), [("wizard.exe", WINDOW), ("wizard-cli.exe", TERMINAL), ("wizard-elevated.exe", WINDOW)]
)
def test_windows_can_tell_what_each_program_is(bundle: Path, windows: Computer, name: str, subsystem: int) -> None:
    said = windows.run(python(), "-c", READ, bundle / name)
    found = json.loads(said.stdout)
    assert found["subsystem"] == subsystem, "a double click must open no terminal"
    assert found["texts"]["ProductName"] == "Self-Help Wizard"
    assert found["texts"]["FileVersion"] == __version__
    assert found["texts"]["OriginalFilename"] == name
    assert {ICON, MANIFEST} <= set(found["kinds"])
