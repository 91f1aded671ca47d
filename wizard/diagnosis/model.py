"""The parts of the diagnostics of a service that is down, and what became of each."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wizard.session import Session
from wizard.settings import private_folder
from wizard.system.base import Missing

DiagnosticPart = Literal["snapshot", "route", "configuration", "capture"]
PARTS: tuple[DiagnosticPart, ...] = ("snapshot", "route", "configuration", "capture")
CAPTURE_S = 30.0
ROUTE_SAMPLES = 3

SNAPSHOT_NAME = "service-computer.json"
CONFIGURATION_NAME = "service-network.txt"
CAPTURE_NAME = "capture.pcap"
LOG_NAME = "times.json"
FILE_NAMES: dict[DiagnosticPart, tuple[str, ...]] = {
    "snapshot": (SNAPSHOT_NAME,),
    "route": tuple(f"traceroute-{number}.txt" for number in range(1, ROUTE_SAMPLES + 1)),
    "configuration": (CONFIGURATION_NAME,),
    "capture": (CAPTURE_NAME,),
}


@dataclass(frozen=True)
class CollectedFile:
    """One private file. ``looked_through`` False: names in it cannot be hidden, so it goes only where it is ticked."""

    path: Path
    size_bytes: int
    looked_through: bool = True


@dataclass(frozen=True)
class Collected:
    """A part that stands on the disk, also after a kill. ``note`` is English, for Details: what is less than whole."""

    part: DiagnosticPart
    files: tuple[CollectedFile, ...]
    note: str = ""


DiagnosticResult = Collected | Missing


def diagnosis_folder(session: Session) -> Path:
    """Return the private folder of a walk's diagnostics, made if it is not there; raises SettingsError."""
    return private_folder(session.work_folder / "service")
