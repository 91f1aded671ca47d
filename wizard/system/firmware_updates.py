"""Reading of firmware that waits to be installed (part of ``wizard.system.base``)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FirmwareUpdate:
    """One newer firmware for one part of this computer.

    ``needs_power``: it is left out in silence while the computer runs on its battery.
    """

    device: str
    version: str
    newer_version: str
    needs_power: bool = False
    needs_restart: bool = False


@dataclass(frozen=True)
class FirmwareUpdates:
    """What the system knows of newer firmware; ``updates`` is empty when there is none it knows of.

    ``on_power`` is None where the computer does not tell; ``asked_days`` is how old the system's own list is, None
    where it does not say: an old list knows of nothing new.
    """

    updates: tuple[FirmwareUpdate, ...]
    on_power: bool | None = None
    asked_days: float | None = None
