"""A program without standard input, output or errors (windowed, or a service) ends by itself with its exit status.

The frozen program on Windows is one; here the streams are closed before it starts: Python has None in their place.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PRACTICE = ("--practice", "healthy")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("check", "--json", *PRACTICE), 0),
        (("check", *PRACTICE), 0),
        (("history", "--json"), 0),
        (("walk", "connection", *PRACTICE), 3),  # nobody can answer: it is kept for later
        (("walk", "connection", *PRACTICE, "--json"), 2),  # nobody gave the answers
        (("no-such-command",), 2),
    ],
)
def test_it_ends_with_its_status(arguments: tuple[str, ...], status: int, tmp_path: Path) -> None:
    assert run_without_streams(arguments, tmp_path) == status


def run_without_streams(arguments: tuple[str, ...], home: Path) -> int:
    """Run the program with its three standard streams closed; returns its exit status."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    command = 'exec "$@" <&- >&- 2>&-'
    program = [sys.executable, "-m", "wizard", *arguments]
    environment = {**kept, "WIZARD_HOME": str(home)}
    return subprocess.run(["sh", "-c", command, "sh", *program], env=environment, timeout=60, check=False).returncode
