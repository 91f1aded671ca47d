"""Starting this program once more at the next login: a RunOnce value of the person, which Windows removes itself.

(Run and RunOnce Registry Keys, learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys. Windows does
not look at it in safe mode.)
"""

import sys
import winreg
from pathlib import PureWindowsPath

from wizard.system.base import Done, Failed, Missing
from wizard.system.command import windows_command_line

assert sys.platform == "win32"

KEY = r"Software\Microsoft\Windows\CurrentVersion\RunOnce"
NAME = "SelfHelpWizardResume"
_LONGEST_LINE = 260
"""What Windows reads of such a value; a longer one is cut without a word."""


def resume_at_login(argv: tuple[str, ...]) -> Done | Failed | Missing:
    """Have Windows start ``argv`` once, at the next login of this person.

    ``argv`` starts with a full path. Raises ValueError when it does not, or holds control characters.
    """
    if not argv or not PureWindowsPath(argv[0]).is_absolute():
        raise ValueError("a program is named by its full path")
    if any(not sign.isprintable() for argument in argv for sign in argument):
        raise ValueError("control characters cannot stand in a command line")
    line = windows_command_line(argv)
    if len(line) > _LONGEST_LINE:
        return Missing("not_available", f"starting at login: {len(line)} characters, Windows reads {_LONGEST_LINE}")
    try:
        with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, KEY, access=winreg.KEY_SET_VALUE) as key:
            winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, line)
    except PermissionError as error:
        return Missing("not_permitted", f"starting at login: {error.strerror}")
    except OSError as error:
        return Failed(f"starting at login: {error.strerror}")
    return Done(f"RunOnce\\{NAME}")


def forget() -> Done | Failed | Missing:
    """Take that back; Done also when there was nothing to take back."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, KEY, access=winreg.KEY_SET_VALUE) as key:
            winreg.DeleteValue(key, NAME)
    except FileNotFoundError:
        pass
    except OSError as error:
        return Failed(f"starting at login: {error.strerror}")
    return Done(f"RunOnce\\{NAME}")
