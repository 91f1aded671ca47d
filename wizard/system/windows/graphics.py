"""Graphics on Windows: chips and screens by user32, their drivers from the registry."""

import ctypes
import sys

from wizard.system.base import Cancel, Missing
from wizard.system.hardware import Graphics
from wizard.system.windows import registry
from wizard.system.windows.calls import RefusedError, function
from wizard.system.windows.display_drivers import Device, Driver, adapters, class_of_drivers, draws_with_processor
from wizard.system.windows.structures_display import DisplayDevice, DisplayMode, wide_text

assert sys.platform == "win32"

_DISPLAY_CLASS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
_ATTACHED, _PRIMARY, _MIRRORING, _REMOTE = 0x1, 0x4, 0x8, 0x0400_0000
_CURRENT_SETTINGS = 0xFFFF_FFFF
_REMOTE_SESSION = 0x1000
"""SM_REMOTESESSION"""
_MOST_DEVICES, _MOST_MODES, _MOST_DRIVERS = 64, 5000, 64


def graphics(cancel: Cancel) -> Graphics | Missing:
    """Return chips with their drivers, whether the processor draws, and how fine the main screen is."""
    try:
        devices, main = _devices()
        now, finest = _screen(main, cancel) if main else (None, None)
        remote = bool(function("user32", "GetSystemMetrics", ctypes.c_int, ctypes.c_int)(_REMOTE_SESSION))
    except RefusedError as refused:
        return refused.missing
    if cancel.requested:
        return Missing("timeout", "graphics: stopped")
    drivers = _drivers()
    chips = adapters(devices, drivers)
    if not chips and now is None:
        return Missing("not_available", "graphics: there is no graphics chip and no screen")
    software = draws_with_processor(devices, drivers, remote)
    # Where no driver tells whether its chip draws, its name says nothing of what does.
    renderer = None if software is None else next((chip.name for chip in chips), None)
    return Graphics(
        chips,
        renderer,
        software,
        *(now or (None, None)),
        *(finest or (None, None)),
    )


def _devices() -> tuple[list[Device], str]:
    """Return the adapters, and the name of the main screen's."""
    ask = function(
        "user32", "EnumDisplayDevicesW", ctypes.c_int, ctypes.c_wchar_p, ctypes.c_uint32, ctypes.c_void_p,
        ctypes.c_uint32,
    )  # fmt: skip
    found: list[Device] = []
    main = ""
    for number in range(_MOST_DEVICES):
        device = DisplayDevice(size=ctypes.sizeof(DisplayDevice))
        if not ask(None, number, ctypes.byref(device), 0):
            break
        state = device.state
        found.append(
            Device(
                wide_text(device.device_text),
                wide_text(device.device_id),
                attached=bool(state & _ATTACHED),
                mirroring=bool(state & _MIRRORING),
                remote=bool(state & _REMOTE),
            )
        )
        if state & _PRIMARY:
            main = wide_text(device.device_name)
    return found, main


def _screen(main: str, cancel: Cancel) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Return (width, height) of the main screen now, and the finest that it and its chip can."""
    ask = function("user32", "EnumDisplaySettingsW", ctypes.c_int, ctypes.c_wchar_p, ctypes.c_uint32, ctypes.c_void_p)
    mode = DisplayMode(size=ctypes.sizeof(DisplayMode))
    now = (mode.width, mode.height) if ask(main, _CURRENT_SETTINGS, ctypes.byref(mode)) and mode.width else None
    finest: tuple[int, int] | None = None
    for number in range(_MOST_MODES):
        if cancel.requested or not ask(main, number, ctypes.byref(mode)):
            break
        if finest is None or mode.width * mode.height > finest[0] * finest[1]:
            finest = (mode.width, mode.height)
    return now, finest


def _drivers() -> tuple[Driver, ...]:
    names = ("DriverDesc", "DriverVersion", "MatchingDeviceId", "InfPath")
    entries: list[dict[str, str]] = []
    try:
        for key in registry.subkeys(registry.MACHINE, _DISPLAY_CLASS):
            if len(entries) < _MOST_DRIVERS and key.isdecimal():
                path = f"{_DISPLAY_CLASS}\\{key}"
                entries.append({name: registry.text(registry.MACHINE, path, name) for name in names})
    except OSError:
        pass
    return class_of_drivers(entries)
