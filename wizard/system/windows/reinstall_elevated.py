"""Installing an app again with an administrator's rights: by the winget of Windows' own packages alone.

The name ``winget`` that each user has lies in a folder of that user, where anybody may have put another program.
"""

import re
import sys
import uuid
from pathlib import Path

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import Runner
from wizard.system.elevation import MOST_INSTALL_S
from wizard.system.windows.elevation import is_trusted  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.folders import known_folder  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.reinstall import install_words, is_identifier, judged

assert sys.platform == "win32"

_PROGRAM_FILES = uuid.UUID("6D809377-6AF0-444B-8957-A3773F02200E")
"""FOLDERID_ProgramFilesX64 (knownfolders.h)"""
_PACKAGE = re.compile(r"Microsoft\.DesktopAppInstaller_(\d+)\.(\d+)\.(\d+)\.(\d+)_(?:x64|arm64)__8wekyb3d8bbwe")
"""The package of App Installer, with its version (winget-cli: "Using winget in the system context")."""


def reinstall(name: str, run: Runner, cancel: Cancel) -> Done | Failed | Missing:
    """Install one package again. Done says only that winget said so."""
    if not is_identifier(name):
        return Missing("not_available", f"{name!r} is not a name that winget knows")
    program_files = known_folder(_PROGRAM_FILES)
    if isinstance(program_files, Missing):
        return program_files
    winget = newest_winget(program_files / "WindowsApps")
    if isinstance(winget, Missing):
        return winget
    if not is_trusted(winget):
        return Missing("not_permitted", f"{winget} can be changed by others than administrators: it is not run as one")
    if cancel.requested:
        return Missing("timeout", "stopped")
    # Installing that is broken off leaves a program half done: it is never stopped once it was asked for.
    output = run(install_words(winget, name), MOST_INSTALL_S, Cancel())
    return output if isinstance(output, Missing) else judged(output.status, name)


def newest_winget(packages: Path) -> Path | Missing:
    """Return winget of the newest App Installer among the folders of Windows' packages."""
    try:
        names = [entry.name for entry in packages.iterdir()]
    except OSError as error:
        refused = isinstance(error, PermissionError)
        return Missing("not_permitted" if refused else "not_available", f"{packages}: {error.strerror}")
    versions = [(tuple(map(int, found.groups())), name) for name in names if (found := _PACKAGE.fullmatch(name))]
    for _, name in sorted(versions, reverse=True):
        if (winget := packages / name / "winget.exe").is_file():
            return winget
    return Missing("not_available", "winget is not on this computer: get App Installer from the Microsoft Store")
