"""Starting this program once more at the next login: a file in the autostart folder (freedesktop.org, Autostart)."""

import os
from collections.abc import Mapping
from pathlib import Path

from wizard.errors import WizardError
from wizard.settings import write_private
from wizard.system.base import Done, Failed, Missing

FILE_NAME = "org.selfhelpwizard.SelfHelpWizard.resume.desktop"
_DESKTOPS = ("DISPLAY", "WAYLAND_DISPLAY")


def resume_at_login(argv: tuple[str, ...], environment: Mapping[str, str] = os.environ) -> Done | Failed | Missing:
    """Have the desktop start ``argv`` at each login until ``forget``; Missing where no desktop would.

    ``argv`` starts with a full path. Raises ValueError when it does not, or holds control characters.
    """
    content = desktop_entry(argv)
    if not any(environment.get(name) for name in _DESKTOPS):
        return Missing("not_available", "starting at login: there is no desktop that would do it")
    file = _file(environment)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, content.encode())
    except (OSError, WizardError) as error:
        return Failed(f"starting at login: {error}")
    return Done(str(file))


def forget(environment: Mapping[str, str] = os.environ) -> Done | Failed | Missing:
    """Take that back; Done also when there was nothing to take back."""
    file = _file(environment)
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        return Failed(f"{file}: {error.strerror}")
    return Done(str(file))


def desktop_entry(argv: tuple[str, ...]) -> str:
    """Return the autostart file (Desktop Entry Specification 1.5). Raises ValueError."""
    if not argv or not Path(argv[0]).is_absolute():
        raise ValueError("a program is named by its full path")
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Self-Help Wizard",
        f"Exec={' '.join(_quoted(argument) for argument in argv)}",
        "Terminal=false",
        "NoDisplay=true",
    )
    return "\n".join(lines) + "\n"


def _quoted(argument: str) -> str:
    """Quote an argument of ``Exec``, whose value is unescaped twice: as a string, then as an argument; % is a code."""
    if any(not sign.isprintable() for sign in argument):
        raise ValueError("control characters cannot stand in an autostart file")
    for sign in ("\\", '"', "`", "$"):
        argument = argument.replace(sign, f"\\{sign}")
    return '"' + argument.replace("\\", "\\\\").replace("%", "%%") + '"'


def _file(environment: Mapping[str, str]) -> Path:
    told = environment.get("XDG_CONFIG_HOME", "")
    config = Path(told) if Path(told).is_absolute() else Path.home() / ".config"
    return config / "autostart" / FILE_NAME
