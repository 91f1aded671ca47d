"""The device being repaired (a router, a console, a set-top box), behind one driver."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wizard.system.base import Cancel, Missing


@dataclass(frozen=True)
class Device:
    """What a device says of itself, or a person of it (``said``)."""

    model: str | None
    serial: str | None
    hardware: str | None
    firmware_version: str | None
    said: bool = False
    on_power: bool | None = None
    """Whether it runs on mains power; None when it does not say, or has no battery."""
    free_bytes: int | None = None
    """Room for a firmware file; None when it does not say."""
    boot: str | None = None
    """What changes with every start of the device; None when it does not say."""
    uptime_s: float | None = None


@dataclass(frozen=True)
class InstallFailed:
    """Why an installation ended early, in English for Details; ``reason`` is a catalogue message for the person."""

    reason: str
    detail: str = ""


@dataclass(frozen=True)
class Installed:
    """The device took the file; it says nothing about the version it runs: read that back."""

    detail: str = ""


class DeviceDriver(Protocol):
    """How to talk to one kind of device; ``kind`` is ``manual`` or ``http``."""

    kind: str

    def identify(self, cancel: Cancel) -> Device | Missing: ...

    def reachable(self, cancel: Cancel) -> bool | Missing:
        """Return whether it answers at all; Missing when that cannot be asked of this kind of device."""

    def install(
        self, file: Path, sha256: str, report: Callable[[float], None], cancel: Cancel
    ) -> Installed | InstallFailed | Missing: ...

    def wait_ready(self, deadline_s: float, report: Callable[[float], None], cancel: Cancel) -> bool | Missing:
        """Wait until it answers again after an installation; False when it did not come back in time."""
