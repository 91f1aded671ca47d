"""Where an installer with an administrator's rights goes, and that it runs and deletes nothing that others put there.

Small bundles stand in for the program: they are packed by the same script.
"""

import subprocess
from pathlib import Path

import pytest
from laboratory import python

from tests.windows.bundle.conftest import KEY, TITLE, Laboratory
from tests.windows.bundle.test_installed import on_windows, pack

NOT_THERE = 5
RUN_LINE = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1]))"
TRAP = """Unicode true
Target amd64-unicode
SilentInstall silent
RequestExecutionLevel user
OutFile "{target}"
Section
  FileOpen $0 "C:\\caught.txt" w
  FileClose $0
SectionEnd
"""


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """An installer of version 0.0.1, with a file that the next version has not."""
    made = bundle(tmp_path / "older")
    (made / "_internal" / "stale").mkdir()
    (made / "_internal" / "stale" / "stale.txt").write_text("of the older version")
    return pack(made, tmp_path, "0.0.1")


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    return pack(bundle(tmp_path / "newer"), tmp_path, "0.0.2")


def bundle(folder: Path) -> Path:
    (folder / "_internal").mkdir(parents=True)
    (folder / "_internal" / "own.txt").write_text("own")
    (folder / "wizard.exe").write_bytes(b"MZ")
    return folder


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A program that leaves ``C:\\caught.txt`` once it is run."""
    target, script = tmp_path / "trap.exe", tmp_path / "trap.nsi"
    script.write_text(TRAP.format(target=target))
    subprocess.run(["makensis", "-V2", str(script)], check=True, timeout=60)
    return target


def install_into(laboratory: Laboratory, setup: Path, *options: str, place: str) -> int:
    """Install silently into a folder; NSIS takes its name, blanks and all, as the unquoted end of the line."""
    line = " ".join((f'"{on_windows(setup)}"', "/S", *options, f"/D={place}"))
    return laboratory.computer.run(python(), "-c", RUN_LINE, line, timeout_s=120).returncode


def test_the_trap_of_these_tests_works(laboratory: Laboratory, trap: Path) -> None:
    laboratory.computer.run(trap, timeout_s=60)
    assert (laboratory.computer.drive / "caught.txt").exists()


@pytest.mark.parametrize(
    "place",
    [r"C:\open", r"C:\users\person\wizard", r"C:\Program Files\..\open", r"C:\Program Files\Other\inner",
     r"C:\Program Files\Game", r"C:\Program Files", r"C:\Program Files (x86)\Wizard"],
)  # fmt: skip
def test_for_everybody_only_where_administrators_write(
    laboratory: Laboratory, newer: Path, trap: Path, place: str
) -> None:
    """Refused with a status of its own; what lies there is neither run nor changed."""
    drive = laboratory.computer.drive
    for name in ("open", "Program Files/Game"):  # a game's folder that its installer opened to everybody
        (drive / name).mkdir()
        (drive / name / "uninstall.exe").write_bytes(trap.read_bytes())
        (drive / name / "contents.txt").write_bytes("kept.txt\r\n".encode("utf-16-le"))
        (drive / name / "kept.txt").write_text("kept")
    before = laboratory.files()
    assert install_into(laboratory, newer, "/AllUsers", place=place) == NOT_THERE
    assert laboratory.files() == before
    assert laboratory.registry(rf"HKLM\{KEY}") == {}


def test_another_folder_of_program_files_and_an_upgrade_there(laboratory: Laboratory, older: Path, newer: Path) -> None:
    place = laboratory.computer.drive / "Program Files" / "Another Wizard"
    assert install_into(laboratory, older, "/AllUsers", place=r"C:\Program Files\Another Wizard") == 0
    assert (place / "_internal" / "stale" / "stale.txt").is_file()
    assert laboratory.install(newer, "/AllUsers") == 0
    assert laboratory.registry(rf"HKLM\{KEY}")["DisplayVersion"] == "0.0.2"
    assert not (place / "_internal" / "stale").exists()
    assert (place / "_internal" / "own.txt").is_file()
    assert not laboratory.programs.exists()
    laboratory.uninstall("HKLM")
    assert not place.exists()


def test_an_upgrade_runs_nothing_of_what_lies_there(
    laboratory: Laboratory, older: Path, newer: Path, trap: Path
) -> None:
    assert laboratory.install(older, "/AllUsers") == 0
    uninstaller = laboratory.programs / "uninstall.exe"
    uninstaller.write_bytes(trap.read_bytes())
    assert laboratory.install(newer, "/AllUsers") == 0
    assert not (laboratory.computer.drive / "caught.txt").exists()
    assert uninstaller.read_bytes() != trap.read_bytes()
    assert not (laboratory.programs / "_internal" / "stale").exists()


HOSTILE = (
    "", "..", "*", "*.txt", "..\\..\\victim.txt", "_internal\\..\\..\\..\\..\\victim.txt", "C:\\victim.txt",
    "\\victim.txt", "\\\\?\\C:\\victim.txt", "/victim.txt", "_internal/own.txt:stream", "mine\\*", "mine\\?.txt",
    "mine\\", ".", "x" * 3000, "_internal\\stale\\stale.txt", "_internal\\stale\\",
)  # fmt: skip


def test_a_list_that_somebody_wrote_deletes_nothing_outside(laboratory: Laboratory, older: Path, newer: Path) -> None:
    """In a person's own folder the list of the older version may say anything."""
    assert laboratory.install(older, "/CurrentUser") == 0
    drive = laboratory.computer.drive
    place = drive / laboratory.registry(rf"HKCU\{KEY}")["InstallLocation"].removeprefix("C:\\").replace("\\", "/")
    kept = [drive / "victim.txt", place / "mine" / "a.txt", place / "note.txt"]
    for path in kept:
        path.parent.mkdir(exist_ok=True)
        path.write_text("a person's")
    (place / "contents.txt").write_bytes("".join(f"{name}\r\n" for name in HOSTILE).encode("utf-16-le"))
    assert laboratory.install(newer, "/CurrentUser") == 0
    assert all(path.is_file() for path in kept)
    assert not (place / "_internal" / "stale").exists(), "the two honest lines"
    assert (place / "_internal" / "own.txt").is_file()
    laboratory.uninstall("HKCU")
    assert [path for path in kept if not path.is_file()] == []


def test_a_list_that_is_no_list(laboratory: Laboratory, older: Path, newer: Path) -> None:
    assert laboratory.install(older, "/AllUsers") == 0
    (laboratory.programs / "contents.txt").write_bytes(bytes(range(256)) * 400)
    assert laboratory.install(newer, "/AllUsers") == 0
    assert (laboratory.programs / "_internal" / "own.txt").is_file()
    assert laboratory.registry(rf"HKLM\{KEY}")["DisplayName"] == TITLE
