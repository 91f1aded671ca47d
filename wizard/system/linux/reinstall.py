"""Installing an app again on Linux, by whoever installed it: flatpak for this user, apt or dnf through elevation."""

from wizard.system.base import Cancel, Done, Failed, InstalledApp, Missing, Progress, Report
from wizard.system.command import Runner
from wizard.system.elevation import PACKAGE, ReinstallPackage
from wizard.system.linux import elevation

_FLATPAK_S = 1200.0
_ASK_S = 15.0


def reinstall_app(app: InstalledApp, cancel: Cancel, report: Report, run: Runner) -> Done | Failed | Missing:
    """Install one copy again. Done says only that its installer said so."""
    if not PACKAGE.fullmatch(app.name):
        return Missing("not_available", f"{app.name!r} is not the name of a package")
    report(Progress(None))
    match app.source:
        case "flatpak":
            return _flatpak(app.name, cancel, run)
        case "deb" | "rpm":
            return elevation.run_elevated(ReinstallPackage(app.name), run, cancel)
        case "snap":
            # Removing and installing is another thing: it takes the app's data along.
            detail = f"snap cannot install over a copy: sudo snap remove {app.name}; sudo snap install {app.name}"
            return Missing("not_available", detail)
    return Missing("not_available", f"{app.name} was not installed by a package manager (but by: {app.source})")


def _flatpak(name: str, cancel: Cancel, run: Runner) -> Done | Failed | Missing:
    """Install over this user's own copy. A copy for all users is an administrator's."""
    own = run(("flatpak", "info", "--user", "--show-origin", name), _ASK_S, cancel)
    if isinstance(own, Missing):
        return own
    if own.status != 0:
        by_hand = f"sudo flatpak install --system --reinstall {name}"
        return Missing("not_permitted", f"{name} is installed for all users. An administrator can run: {by_hand}")
    origin = own.out.strip()
    if not PACKAGE.fullmatch(origin):
        return Failed(f"flatpak: {name} comes from nowhere that is known")
    words = ("flatpak", "install", "--reinstall", "--user", "-y", "--noninteractive", origin, name)
    output = run(words, _FLATPAK_S, cancel)
    if isinstance(output, Missing):
        return output
    if output.status != 0:
        said = (output.err.strip() or output.out.strip()).splitlines()
        return Failed(f"flatpak: {said[-1][:500] if said else f'exit status {output.status}'}")
    return Done(f"flatpak installed {name} again")
