"""The program starts itself again from any folder, frozen or from source."""

import os
import subprocess
import sys
from pathlib import Path

from wizard import __version__
from wizard.system.own_program import own_command


def test_from_source_it_starts_in_any_folder(tmp_path: Path) -> None:
    """As a desktop starts it at login: in another folder, with an environment of its own."""
    variables = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    said = subprocess.run(
        own_command("--version"), cwd=tmp_path, env=variables, capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout.strip() == f"wizard {__version__}"


def test_frozen_it_is_the_program_itself() -> None:
    assert own_command("--go-on", frozen=True) == (sys.executable, "--go-on")
