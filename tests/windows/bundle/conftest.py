"""The installer that `make bundle-windows` built, on one Windows computer under wine with a screen of its own."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from laboratory import ROOT, Computer, computer
from screen import Screen, own_screen

DIST = ROOT / "dist" / "windows"
TITLE = "Self-Help Wizard"
KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\SelfHelpWizard"


@dataclass(frozen=True)
class Laboratory:
    """A computer with a screen, and what was on its disk before anything was installed."""

    computer: Computer
    screen: Screen
    files_before: frozenset[Path]

    @property
    def programs(self) -> Path:
        return self.computer.drive / "Program Files" / TITLE

    def files(self) -> frozenset[Path]:
        """Everything on the disk but what Windows itself keeps in its own folder."""
        drive = self.computer.drive
        return frozenset(
            path for path in drive.rglob("*") if path.is_file() and not path.is_relative_to(drive / "windows")
        )

    def install(self, setup: Path, *options: str) -> int:
        """Run an installer that asks nothing; returns its exit status."""
        return self.computer.run(setup, "/S", *options, timeout_s=300).returncode

    def uninstall(self, root: str) -> None:
        """Run the uninstaller as Windows' settings do (``root`` is HKLM or HKCU), and wait for what it starts."""
        command = self.registry(rf"{root}\{KEY}")["QuietUninstallString"]
        program, options = command.removeprefix('"').split('"')
        assert self.computer.run(program, *options.split(), timeout_s=300).returncode == 0
        self.computer.wait()

    def restart(self) -> None:
        """Start Windows anew: programs cannot delete themselves, so Windows does it then."""
        self.computer.run("wineboot")
        self.computer.wait()

    def registry(self, key: str) -> dict[str, str]:
        """Return the values of a key, each as `reg` shows it; nothing for a key that is not there."""
        lines = self.computer.run("reg", "query", key).stdout.splitlines()
        parts = [line.split(maxsplit=2) for line in lines if line.startswith("    ")]
        return {part[0]: part[2] for part in parts if len(part) == 3}


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The folder that ``make bundle-windows`` built."""
    assert (DIST / "self-help-wizard" / "wizard.exe").is_file(), "run `make bundle-windows` first"
    return DIST / "self-help-wizard"


@pytest.fixture(scope="session")
def setup() -> Path:
    """The installer that ``make bundle-windows`` built."""
    found = sorted(DIST.glob("*-setup.exe"), key=lambda path: path.stat().st_mtime)
    assert found, "run `make bundle-windows` first"
    return found[-1]


@pytest.fixture
def laboratory(tmp_path: Path) -> Iterator[Laboratory]:
    with own_screen(tmp_path) as screen, computer(DISPLAY=screen.name) as made:
        empty = Laboratory(made, screen, frozenset())
        yield Laboratory(made, screen, empty.files())
