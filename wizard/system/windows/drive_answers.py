"""Drives out of what they answered on Windows (needs no Windows)."""

import ctypes
from dataclasses import dataclass
from typing import Literal, TypeVar

from wizard.system.drives import Drive
from wizard.system.windows.structures_drives import (
    DeviceDescriptor,
    Geometry,
    NvmeHealth,
    PredictFailure,
    ProtocolData,
    ProtocolDescriptor,
    SeekPenalty,
    TemperatureDescriptor,
)

NVME_BUS = 17
_OUTSIDE = frozenset({4, 7, 9, 12, 13, 14, 15})
"""STORAGE_BUS_TYPE of what is no built-in drive: 1394, USB, iSCSI, SD and MMC cards, virtual ones and files."""
_COLDEST, _HOTTEST = -40.0, 150.0
_LONGEST_NAME = 100
_KELVIN = 273.15
_NO_CELSIUS = -0x8000
"""STORAGE_TEMPERATURE_VALUE_NOT_REPORTED"""

Kind = TypeVar("Kind", bound=ctypes.Structure)


@dataclass(frozen=True)
class Answers:
    """What one drive answered, as bytes; empty where it did not."""

    device: bytes
    seek_penalty: bytes = b""
    geometry: bytes = b""
    predict_failure: bytes = b""
    temperature: bytes = b""
    nvme_health: bytes = b""


def drive(answers: Answers) -> Drive | None:
    """Return the drive; None for what is none that is built in."""
    device = _taken(DeviceDescriptor, answers.device)
    if device is None or device.removable or device.bus in _OUTSIDE:
        return None
    parts = [_text(answers.device, offset) for offset in (device.vendor_offset, device.product_offset)]
    name = " ".join(part for part in parts if part and part.casefold() != "nvme")[:_LONGEST_NAME]
    geometry = _taken(Geometry, answers.geometry)
    health = nvme_health(answers.nvme_health)
    return Drive(
        name=name or "drive",
        kind=_kind(device.bus, _taken(SeekPenalty, answers.seek_penalty)),
        size_bytes=geometry.size_bytes if geometry is not None and geometry.size_bytes > 0 else None,
        healthy=_healthy(_taken(PredictFailure, answers.predict_failure), health),
        temperature_celsius=_celsius(_taken(TemperatureDescriptor, answers.temperature), health),
        wear_percent=None if health is None else float(health.used_percent),
    )


def nvme_health(content: bytes) -> NvmeHealth | None:
    """Return the health log in the answer to a query for it; its place in the answer is told there, and checked."""
    answer = _taken(ProtocolDescriptor, content)
    if answer is None:
        return None
    start = ProtocolDescriptor.data.offset + answer.data.data_offset
    if answer.data.data_offset < ctypes.sizeof(ProtocolData) or answer.data.data_bytes < ctypes.sizeof(NvmeHealth):
        return None
    health = _taken(NvmeHealth, content[start:])
    # A log of nothing but zeros comes from drivers that do not pass the question on.
    return health if health is not None and health.temperature_kelvin else None


def _healthy(predicted: PredictFailure | None, health: NvmeHealth | None) -> bool | None:
    """Return the drive's own word: a warning of either kind counts."""
    if health is not None:
        return health.critical_warning == 0 and not (predicted is not None and predicted.predicted)
    return None if predicted is None else predicted.predicted == 0


def _kind(bus: int, penalty: SeekPenalty | None) -> Literal["solid_state", "rotating", "other"]:
    if bus == NVME_BUS:
        return "solid_state"
    if penalty is None:
        return "other"
    return "rotating" if penalty.incurs else "solid_state"


def _celsius(told: TemperatureDescriptor | None, health: NvmeHealth | None) -> float | None:
    if told is not None and told.count and told.first[0].celsius != _NO_CELSIUS:
        celsius = float(told.first[0].celsius)
    elif health is not None:
        celsius = round(health.temperature_kelvin - _KELVIN, 1)
    else:
        return None
    return celsius if _COLDEST < celsius <= _HOTTEST and celsius != 0 else None


def _taken(kind: type[Kind], content: bytes) -> Kind | None:
    return kind.from_buffer_copy(content) if len(content) >= ctypes.sizeof(kind) else None


def _text(content: bytes, offset: int) -> str:
    if not ctypes.sizeof(DeviceDescriptor) <= offset + 1 <= len(content):
        return ""
    text = content[offset:].split(b"\0")[0].decode("ascii", "replace")
    return " ".join("".join(sign for sign in text if sign.isprintable()).split())
