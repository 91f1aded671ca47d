"""A device that cannot be asked: a person reads its label or settings page, and says so."""

# ruff: noqa: ARG002  (the driver's protocol names arguments that a person has no use for)

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from wizard.device.base import Device, Installed, InstallFailed
from wizard.device.record import DeviceRecord
from wizard.system.base import Cancel, Missing

VERSION_HOLDS = timedelta(hours=24)
"""How long a said firmware version counts: a walk may be resumed the next morning, but an old note is no reading."""


class ManualDriver:
    """Answers from what was said and remembered; every answer is marked ``said``."""

    kind = "manual"

    def __init__(self, record: DeviceRecord) -> None:
        self._record = record

    def identify(self, cancel: Cancel) -> Device | Missing:
        """Return what was said; Missing when nothing was. The firmware version counts for ``VERSION_HOLDS``."""
        model, serial = self._record.get("model"), self._record.get("serial")
        hardware = self._record.get("hardware")
        version = self._record.get("firmware_version", newer_than=VERSION_HOLDS)
        if not (model or serial or hardware or version):
            return Missing("not_available", "this device cannot be asked, and nobody has read out its label yet")
        return Device(
            model=model.value if model else None,
            serial=serial.value if serial else None,
            hardware=hardware.value if hardware else None,
            firmware_version=version.value if version else None,
            said=True,
        )

    def reachable(self, cancel: Cancel) -> bool | Missing:
        return Missing("not_available", "this device cannot be asked")

    def install(
        self, file: Path, sha256: str, report: Callable[[float], None], cancel: Cancel
    ) -> Installed | InstallFailed | Missing:
        return Missing("not_available", "this device takes no file from here")

    def wait_ready(self, deadline_s: float, report: Callable[[float], None], cancel: Cancel) -> bool | Missing:
        return Missing("not_available", "this device cannot be asked")
