"""Installing a Mac program again, by whoever installed it: Homebrew itself, or the person at the App Store's window."""

from pathlib import Path

from wizard.system.base import Cancel, Done, Failed, InstalledApp, Missing, Progress, Report
from wizard.system.command import CommandOutput, Runner
from wizard.system.elevation import MOST_INSTALL_S, PACKAGE
from wizard.system.macos.apps import Bundle, bundles, package_of
from wizard.system.macos.homebrew import installed_packages, run_brew

_IN_THE_STORE = (
    "it came from the App Store, which only you can ask: move the program to the Trash, open the App Store, choose "
    "your account, Purchased, and install it again"
)
_BY_HAND = (
    "it was installed by hand, so only its maker has it: move the program to the Trash, download it again from its "
    "maker, and put it into Applications"
)


def can_reinstall(app: InstalledApp, cancel: Cancel, run: Runner, folders: tuple[Path, ...]) -> Done | Missing:
    """Say whether Homebrew has this copy as one of its casks."""
    token = _cask(app, cancel, run, folders)
    return token if isinstance(token, Missing) else Done(f"Homebrew has {token}")


def _cask(app: InstalledApp, cancel: Cancel, run: Runner, folders: tuple[Path, ...]) -> str | Missing:
    """Return Homebrew's name of this copy; Missing ``not_available`` for every other copy says what to do."""
    if app.source != "macos":
        return Missing("not_available", f"{app.name}: not a program of this Mac")
    own = next((each for each in bundles(folders, cancel) if app.name in each.names), None)
    packages = installed_packages(run, cancel)
    if cancel.requested:
        return Missing("timeout", "stopped")
    package = None if isinstance(packages, Missing) else package_of(app.name, packages, own)
    if package is None:
        return Missing("not_available", f"{app.name}: {_what_to_do(own)}")
    if not PACKAGE.fullmatch(package.token):
        return Missing("not_available", f"{app.name}: {package.token!r} is not the name of a cask")
    return package.token


def reinstall_app(
    app: InstalledApp, cancel: Cancel, report: Report, run: Runner, folders: tuple[Path, ...]
) -> Done | Failed | Missing:
    """Let Homebrew install a cask again; Missing ``not_available`` for every other copy says what to do."""
    token = _cask(app, cancel, run, folders)
    if isinstance(token, Missing):
        return token
    report(Progress())
    # Broken off in the middle the program would be gone: it is never stopped once it has begun.
    output = run_brew(run, Cancel(), MOST_INSTALL_S, "reinstall", "--cask", token)
    return _judged(output, token)


def _judged(output: CommandOutput | Missing, token: str) -> Done | Failed | Missing:
    if isinstance(output, Missing):
        return Missing(output.reason, f"brew reinstall --cask {token}: {output.detail}")
    if output.status == 0:
        return Done(f"brew reinstall --cask {token}")
    said = (output.err.strip() or output.out.strip()).splitlines()
    return Failed(f"brew reinstall --cask {token}: {said[-1][:300] if said else f'exit status {output.status}'}")


def _what_to_do(own: Bundle | None) -> str:
    return _IN_THE_STORE if own is not None and own.from_store else _BY_HAND
