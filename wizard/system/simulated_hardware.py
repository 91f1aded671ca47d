"""The hardware of a simulated computer: what its sensors, its firmware and its graphics say."""

import random
from datetime import UTC, datetime, timedelta

from wizard.system.base import Missing
from wizard.system.drives import Drive
from wizard.system.firmware_updates import FirmwareUpdate, FirmwareUpdates
from wizard.system.hardware import (
    ComputerFirmware,
    Fan,
    Graphics,
    GraphicsAdapter,
    SensorKind,
    Sensors,
    TemperatureSensor,
)
from wizard.system.simulated_state import DriveState, FirmwareState, GraphicsState, SensorsState

_WAVERS_CELSIUS = 0.6
"""How far a real sensor's readings lie from each other while nothing changes."""


def sensors(state: SensorsState, chance: random.Random) -> Sensors | Missing:
    """Return the state's temperatures, wavering a little as real ones do."""
    values: tuple[tuple[SensorKind, str, float | None], ...] = (
        ("processor", "coretemp Package", state.processor_celsius),
        ("graphics", "amdgpu edge", state.graphics_celsius),
    )
    found = tuple(
        TemperatureSensor(kind, label, round(celsius + chance.uniform(-_WAVERS_CELSIUS, _WAVERS_CELSIUS), 1))
        for kind, label, celsius in values
        if celsius is not None
    )
    if not found:
        return Missing("not_available", "temperatures: this practice computer has no sensor")
    fans = () if state.fan_rpm is None else (Fan("cpu_fan", state.fan_rpm),)
    return Sensors(found, fans)


def firmware(state: FirmwareState) -> ComputerFirmware | Missing:
    """Return the state's firmware, released so many days ago."""
    if state.version is None:
        return Missing("not_available", "firmware: this practice computer does not tell it")
    released = datetime.now(UTC).date() - timedelta(days=state.days_ago)
    return ComputerFirmware("Practice", state.version, released.isoformat())


def firmware_updates(state: FirmwareState, on_power: bool | None) -> FirmwareUpdates | Missing:
    """Return the newer firmware of the state; on battery, what needs power is left out, as real systems do."""
    if state.version is None:
        return Missing("not_available", "firmware: this practice computer does not tell it")
    offered = [each for each in state.updates if on_power is not False or not each.needs_power]
    updates = tuple(
        FirmwareUpdate(each.device, each.version, each.newer_version, each.needs_power, each.needs_restart)
        for each in offered
    )
    return FirmwareUpdates(updates, on_power, state.list_age_days)


def drives(state: tuple[DriveState, ...]) -> tuple[Drive, ...] | Missing:
    """Return the drives of the state."""
    if not state:
        return Missing("not_available", "drives: this practice computer does not tell")
    return tuple(
        Drive(each.name, each.kind, each.size_bytes, each.healthy, each.celsius, each.wear_percent) for each in state
    )


def graphics(state: GraphicsState) -> Graphics | Missing:
    """Return the state's graphics chip and screen."""
    if state.name is None:
        return Missing("not_available", "graphics: this practice computer does not tell")
    width, height = state.resolution
    finest_width, finest_height = state.finest_resolution
    return Graphics(
        (GraphicsAdapter(state.name, state.driver, state.driver_version),),
        state.renderer or state.name,
        state.software,
        width,
        height,
        finest_width,
        finest_height,
    )
