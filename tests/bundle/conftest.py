"""The frozen program that `make bundle` built, and the display, keyboard and screen reader it is used with."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bundle.desktop import Desktop, Result, run_program

ROOT = Path(__file__).resolve().parent.parent.parent
OPENER = """#!/bin/sh
printf '%s\\n' "$1" "${LD_LIBRARY_PATH-none}" > "$OPENED.part" && mv "$OPENED.part" "$OPENED"
"""
"""Played for the desktop's own program that opens folders: notes what it was given."""


@pytest.fixture(scope="session")
def bundle() -> Path:
    """The folder that ``make bundle`` built."""
    folder = ROOT / "dist" / "self-help-wizard"
    assert (folder / "self-help-wizard").is_file(), "run `make bundle` first"
    return folder


@pytest.fixture(scope="session")
def elsewhere(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program in another place than it was built, with a space in its path."""
    target = tmp_path_factory.mktemp("programs") / "Self-Help Wizard"
    shutil.copytree(bundle, target, symlinks=True)
    return target / "self-help-wizard"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def run(elsewhere: Path, home: Path) -> "Runner":
    return Runner(elsewhere, home)


class Runner:
    """Runs the program without a display and without this machine's Python."""

    def __init__(self, program: Path, home: Path) -> None:
        self._program = program
        self._environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "WIZARD_HOME": str(home), "LANG": "C.UTF-8"}

    def __call__(self, *arguments: str, **environment: str) -> Result:
        return run_program([str(self._program), *arguments], {**self._environment, **environment})


@pytest.fixture
def desktop(elsewhere: Path, home: Path, tmp_path: Path) -> Iterator[Desktop]:
    """A screen of its own, a session bus of its own, and the window of the program not yet opened."""
    running = tmp_path / "run"
    running.mkdir(mode=0o700)
    opener = tmp_path / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(OPENER)
    opener.chmod(0o755)
    environment = {
        "PATH": f"{opener.parent}:/usr/bin:/bin", "OPENED": str(tmp_path / "opened"),
        "HOME": str(home), "WIZARD_HOME": str(home), "LANG": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(running), "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "QT_LOGGING_RULES": "qt.accessibility.atspi=false",  # what was asked about may have gone by then
    }  # fmt: skip
    display_read, display_write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(display_write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[display_write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(display_write)
    with os.fdopen(display_read) as stream:
        environment["DISPLAY"] = f":{stream.readline().strip()}"
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--print-address=1", "--nofork"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment,
    )  # fmt: skip
    assert bus.stdout is not None
    environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
    shown = Desktop(elsewhere, environment)
    try:
        yield shown
    finally:
        shown.close()
        for process in (bus, server):
            process.terminate()
            process.wait(10)
        bus.stdout.close()
