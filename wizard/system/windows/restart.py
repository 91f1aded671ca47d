"""Restarting Windows, and whether something waits for it."""

import sys
from typing import TYPE_CHECKING

from wizard.system.base import Cancel, Done, Failed, Missing, PendingRestart
from wizard.system.command import Runner

assert not TYPE_CHECKING or sys.platform == "win32"  # only there can its types be checked

_COMPONENTS = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending"
_UPDATES = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired"
_SESSION_MANAGER = r"SYSTEM\CurrentControlSet\Control\Session Manager"
_NAME_NOW = r"SYSTEM\CurrentControlSet\Control\ComputerName\ActiveComputerName"
_NAME_THEN = r"SYSTEM\CurrentControlSet\Control\ComputerName\ComputerName"

_COUNTDOWN_S = 60
"""Time to save work; Windows itself shows it, and ``shutdown /a`` takes it back."""
_TIMEOUT_S = 15.0
_ACCESS_DENIED, _PRIVILEGE_NOT_HELD = 5, 1314
_IN_PROGRESS, _SCHEDULED = 1115, 1190
"""What shutdown.exe ends with is an error code of Windows (winerror.h)."""


def pending_restart() -> PendingRestart | Missing:
    """Return what waits: parts of Windows, its updates, files in use that are to be replaced, a new computer name."""
    from wizard.system.windows import registry
    from wizard.system.windows.pending import replacements

    because: list[str] = []
    try:
        if registry.exists(registry.MACHINE, _COMPONENTS):
            because.append("parts of Windows")
        if registry.exists(registry.MACHINE, _UPDATES):
            because.append("Windows Update")
    except OSError as error:
        return Missing("not_permitted", f"a pending restart: {error.strerror}")
    note = registry.value(registry.MACHINE, _SESSION_MANAGER, "PendingFileRenameOperations")
    if isinstance(note, list):
        because += replacements(note)
    now = registry.text(registry.MACHINE, _NAME_NOW, "ComputerName")
    then = registry.text(registry.MACHINE, _NAME_THEN, "ComputerName")
    if now and then and now.casefold() != then.casefold():
        because.append("the computer's new name")
    return PendingRestart(bool(because), tuple(because))


def restart_computer(run: Runner) -> Done | Failed | Missing:
    """Have Windows restart in a minute, as it counts down itself; a real restart, whatever Fast Startup says.

    Done means that it agreed; the planned reason "Application: Maintenance" goes to its log of events.
    """
    words = ("shutdown.exe", "/r", "/t", str(_COUNTDOWN_S), "/d", "p:4:1")
    output = run(words, _TIMEOUT_S, Cancel())
    if isinstance(output, Missing):
        return output
    match output.status:
        case 0:
            return Done(f"Windows restarts in {_COUNTDOWN_S} s")
        case status if status in (_IN_PROGRESS, _SCHEDULED):
            return Done("a restart of Windows is under way already")
        case status if status in (_ACCESS_DENIED, _PRIVILEGE_NOT_HELD):
            return Missing("not_permitted", f"restart: Windows error {status}; this user may not restart the computer")
    return Failed(f"restart: Windows error {output.status}")
