"""Installing an app again on Windows by winget, judged by its exit code: what it prints is in the person's language.

(Exit codes: github.com/microsoft/winget-cli, doc/windows/package-manager/winget/returnCodes.md.)
"""

import os
import re
from pathlib import Path

from wizard.system.base import Cancel, Done, Failed, InstalledApp, Missing, Progress, Report
from wizard.system.command import Runner
from wizard.system.elevation import MOST_INSTALL_S

_LOOK_UP_S = 40.0
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9+_-]*(\.[A-Za-z0-9+_-]+)+")
"""How winget names packages: Publisher.Program."""
_LONGEST_IDENTIFIER = 128
_WINGET = Path("Microsoft", "WindowsApps", "winget.exe")
_NOT_FOUND = frozenset({0x8A150014, 0x8A150010})
"""APPINSTALLER_CLI_ERROR_NO_APPLICATIONS_FOUND, …_NO_APPLICABLE_INSTALLER"""
_NOT_PERMITTED = frozenset({0x8A15003A, 0x8A150019, 0x8A15010C, 0x8A15010F, 0x80070005, 0x800704C7})
"""…_BLOCKED_BY_POLICY, …_COMMAND_REQUIRES_ADMIN, …_INSTALL_CANCELLED_BY_USER, …_INSTALL_BLOCKED_BY_POLICY,
access denied, and ERROR_CANCELLED: somebody said no to Windows' own question."""
_DONE_AFTER_RESTART = frozenset({0x8A150109, 0x8A15010B})
"""…_INSTALL_REBOOT_REQUIRED_TO_FINISH, …_INSTALL_REBOOT_INITIATED"""


def can_reinstall(app: InstalledApp, cancel: Cancel, run: Runner) -> Done | Missing:
    """Say whether winget may be asked for one copy and finds it at its sources."""
    winget = _winget_for(app)
    if isinstance(winget, Missing):
        return winget
    words = (str(winget), "show", "--id", app.name, "--exact", "--disable-interactivity", "--accept-source-agreements")
    output = run(words, _LOOK_UP_S, cancel)
    if isinstance(output, Missing):
        return output
    answer = judged(output.status, app.name)
    return answer if isinstance(answer, Missing) else Done(f"winget knows {app.name}")


def _winget_for(app: InstalledApp) -> Path | Missing:
    """Return the program that is asked, or why it is not asked for this copy."""
    if app.source != "windows" or not is_identifier(app.name):
        detail = f"{app.name!r} is not a name that winget knows: open Settings, Apps, and choose Modify or Repair there"
        return Missing("not_available", detail)
    winget = _program()
    if winget is None:
        return Missing("not_available", "winget is not on this computer: get App Installer from the Microsoft Store")
    return winget


def reinstall_app(app: InstalledApp, cancel: Cancel, report: Report, run: Runner) -> Done | Failed | Missing:
    """Install one copy again. Done says only that winget said so; it asks for an administrator itself where it must."""
    winget = _winget_for(app)
    if isinstance(winget, Missing):
        return winget
    report(Progress(None))
    # Installing that is broken off leaves a program half done: it is never stopped once it was asked for.
    output = (
        Missing("timeout", "winget was stopped")
        if cancel.requested
        else run(install_words(winget, app.name), MOST_INSTALL_S, Cancel())
    )
    return output if isinstance(output, Missing) else judged(output.status, app.name)


def install_words(winget: Path, name: str) -> tuple[str, ...]:
    """Return how winget is told to install one package over itself and to ask nothing."""
    return (
        str(winget), "install", "--id", name, "--exact", "--force", "--silent", "--disable-interactivity",
        "--accept-package-agreements", "--accept-source-agreements",
    )  # fmt: skip


def is_identifier(name: str) -> bool:
    """Return whether a name can be one of winget's; never an option, a path or a pattern."""
    return len(name) <= _LONGEST_IDENTIFIER and _IDENTIFIER.fullmatch(name) is not None


def judged(status: int, name: str) -> Done | Failed | Missing:
    """Return what an exit code of winget means."""
    code = status & 0xFFFF_FFFF
    if code == 0:
        return Done(f"winget installed {name} again")
    if code in _DONE_AFTER_RESTART:
        return Done(f"winget installed {name} again; it takes effect after a restart")
    detail = f"winget: {name}: {code:#010x}"
    if code in _NOT_FOUND:
        return Missing("not_available", detail)
    return Missing("not_permitted", detail) if code in _NOT_PERMITTED else Failed(detail)


def _program() -> Path | None:
    """Return winget by the name that Windows gives each user for it: a link of its own kind, to no other program."""
    local = os.environ.get("LOCALAPPDATA", "")
    path = Path(local, _WINGET)
    return path if Path(local).is_absolute() and os.path.lexists(path) else None
