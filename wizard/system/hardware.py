"""Readings of the hardware: temperatures, fans, the computer's own firmware (part of ``wizard.system.base``)."""

from dataclasses import dataclass
from typing import Literal

SensorKind = Literal["processor", "graphics", "disk", "board", "other"]


@dataclass(frozen=True)
class TemperatureSensor:
    """One sensor with a value that can be true. The limits are the maker's own; None where it names none."""

    kind: SensorKind
    label: str
    celsius: float
    high_celsius: float | None = None
    critical_celsius: float | None = None


@dataclass(frozen=True)
class Fan:
    """One fan that reports its speed; 0 is one that stands still, or a socket with no fan in it."""

    label: str
    speed_rpm: int


@dataclass(frozen=True)
class Sensors:
    """All sensors at one moment. There is at least one temperature; many computers report no fan."""

    temperatures: tuple[TemperatureSensor, ...]
    fans: tuple[Fan, ...] = ()


@dataclass(frozen=True)
class ComputerFirmware:
    """The computer's own firmware (BIOS, UEFI). ``released`` is its date (YYYY-MM-DD), None when not told."""

    vendor: str
    version: str
    released: str | None = None


@dataclass(frozen=True)
class GraphicsAdapter:
    """One graphics chip. ``driver`` is what the system uses for it; None where nothing does."""

    name: str
    driver: str | None
    driver_version: str | None = None


@dataclass(frozen=True)
class Graphics:
    """The graphics chips, what draws on the screen, and how fine it is.

    ``renderer`` is what programs draw with, None when nobody tells; ``software`` is True when that is the processor
    and no graphics chip. Widths and heights are those of the main screen: now, and the finest it can.
    """

    adapters: tuple[GraphicsAdapter, ...]
    renderer: str | None = None
    software: bool | None = None
    width_pixels: int | None = None
    height_pixels: int | None = None
    finest_width_pixels: int | None = None
    finest_height_pixels: int | None = None
