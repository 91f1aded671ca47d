"""The only code that touches the operating system; one backend, chosen once."""

import functools
import os
import sys
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from wizard.system.base import System


@functools.cache
def this_system() -> "System":
    """Return the backend of this computer. Imports nothing of the others."""
    if sys.platform == "linux":
        from wizard.system.linux.computer import LinuxSystem

        return LinuxSystem()
    if sys.platform == "win32":
        from wizard.system.windows.computer import WindowsSystem

        return WindowsSystem()
    if sys.platform == "darwin":
        from wizard.system.macos.computer import MacosSystem

        return MacosSystem()
    from wizard.system.unsupported import UnsupportedSystem

    return UnsupportedSystem()


def platform_name() -> Literal["linux", "windows", "macos", "other"]:
    """Return whose words to use in texts, without loading the backend."""
    known: dict[str, Literal["linux", "windows", "macos"]] = {"linux": "linux", "win32": "windows", "darwin": "macos"}
    return known.get(sys.platform, "other")


def has_display() -> bool:
    """Return whether a window can be opened here: Linux needs a display server, the others have one of their own."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def let_come_forward(process_id: int) -> None:
    """Let the window of another program of this person take the focus: only Windows asks who may."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(process_id)


def preferred_languages() -> tuple[str, ...]:
    """Return the languages a person chose in the system's settings where the environment holds none, best first."""
    if sys.platform == "darwin":
        from pathlib import Path

        from wizard.system.macos.languages import preferred_languages as chosen

        return chosen(Path.home())
    return ()
