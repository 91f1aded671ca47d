"""Reading of an installed program (part of ``wizard.system.base``)."""

from dataclasses import dataclass
from typing import Literal

AppSource = Literal["deb", "rpm", "flatpak", "snap", "folder", "windows", "macos", "practice"]


@dataclass(frozen=True)
class InstalledApp:
    """One installed copy of a program: the name it goes by, its version as its maker counts, and who installed it."""

    name: str
    version: str
    source: AppSource
