"""The environment of the elevated program: each person may set the variables of programs that are started for them."""

import os
import sys
import uuid
from pathlib import Path

from wizard.system.base import Missing
from wizard.system.system_directory import system_directory  # type: ignore[attr-defined,unused-ignore]
from wizard.system.windows.folders import PROGRAM_DATA, known_folder  # type: ignore[attr-defined,unused-ignore]

assert sys.platform == "win32"

_KNOWN = {
    "ProgramData": PROGRAM_DATA,
    "ALLUSERSPROFILE": PROGRAM_DATA,
    "ProgramFiles": uuid.UUID("905E63B6-C1BF-494E-B29C-65B732D3D21A"),
    "CommonProgramFiles": uuid.UUID("F7F1ED05-9F6D-47A2-AAAE-29D317C6F066"),
}
"""FOLDERID_ProgramFiles and _ProgramFilesCommon (knownfolders.h): Windows is asked, not the variables themselves."""
_OF_WINDOWS = ("NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "OS", "USERPROFILE", "LOCALAPPDATA", "APPDATA")
"""Kept, as installers want to know whose they are; no program and no library is looked for there."""


def take_own_environment() -> None:
    """Keep only what Windows itself says, and stand in its own folder. Raises OSError."""
    system = system_directory()
    windows = system.parent
    kept = {name: os.environ[name] for name in _OF_WINDOWS if name in os.environ}
    own = {
        "SystemRoot": windows, "windir": windows, "SystemDrive": windows.drive, "ComSpec": system / "cmd.exe",
        "PATH": f"{system};{windows}", "PATHEXT": ".COM;.EXE", "TEMP": windows / "Temp", "TMP": windows / "Temp",
    }  # fmt: skip
    known = {name: found for name, folder in _KNOWN.items() if not isinstance(found := known_folder(folder), Missing)}
    os.environ.clear()
    os.environ.update({**kept, **{name: str(value) for name, value in {**own, **known}.items()}})
    os.chdir(Path(system))
