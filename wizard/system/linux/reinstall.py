"""Installing an app again on Linux, by whoever installed it: flatpak for this user, apt or dnf through elevation."""

from wizard.system.base import Cancel, Done, Failed, InstalledApp, Missing, Progress, Report
from wizard.system.command import Runner
from wizard.system.elevation import MOST_INSTALL_S, PACKAGE, ReinstallPackage, not_elevated
from wizard.system.linux import elevation, packages

_ASK_S = 15.0
_ASK_SOURCE_S = 30.0


def can_reinstall(app: InstalledApp, cancel: Cancel, run: Runner) -> Done | Missing:
    """Say whether one copy may be installed again here, without asking anybody for a password."""
    if not PACKAGE.fullmatch(app.name):
        return Missing("not_available", f"{app.name!r} is not the name of a package")
    match app.source:
        case "flatpak":
            return _flatpak_offers(app.name, cancel, run)
        case "deb" | "rpm":
            request = ReinstallPackage(app.name)
            if not elevation.can_elevate():
                why = "this copy of the program asks for no administrator's rights"
                return not_elevated(why, elevation.administrator_command(request))
            return packages.offered(app.name, run, cancel)
        case "snap":
            # Removing and installing is another thing: it takes the app's data along.
            detail = f"snap cannot install over a copy: sudo snap remove {app.name}; sudo snap install {app.name}"
            return Missing("not_available", detail)
    return Missing("not_available", f"{app.name} was not installed by a package manager (but by: {app.source})")


def reinstall_app(app: InstalledApp, cancel: Cancel, report: Report, run: Runner) -> Done | Failed | Missing:
    """Install one copy again. Done says only that its installer said so."""
    if app.source in ("deb", "rpm") and PACKAGE.fullmatch(app.name):
        report(Progress(None))
        return elevation.run_elevated(ReinstallPackage(app.name), run, cancel)
    if app.source == "flatpak" and PACKAGE.fullmatch(app.name):
        report(Progress(None))
        return _flatpak(app.name, cancel, run)
    possible = can_reinstall(app, cancel, run)
    return possible if isinstance(possible, Missing) else Failed(f"{app.name}: nobody here installs it")


def _flatpak_origin(name: str, cancel: Cancel, run: Runner) -> str | Missing:
    """Return where this user's own copy came from. A copy for all users is an administrator's."""
    own = run(("flatpak", "info", "--user", "--show-origin", name), _ASK_S, cancel)
    if isinstance(own, Missing):
        return own
    if own.status != 0:
        by_hand = f"sudo flatpak install --system --reinstall {name}"
        return Missing("not_permitted", f"{name} is installed for all users. An administrator can run: {by_hand}")
    origin = own.out.strip()
    if not PACKAGE.fullmatch(origin):
        return Missing("not_available", f"flatpak: {name} comes from nowhere that is known")
    return origin


def _flatpak_offers(name: str, cancel: Cancel, run: Runner) -> Done | Missing:
    origin = _flatpak_origin(name, cancel, run)
    if isinstance(origin, Missing):
        return origin
    found = run(("flatpak", "remote-info", "--user", origin, name), _ASK_SOURCE_S, cancel)
    if isinstance(found, Missing):
        return found
    if found.status != 0:
        said = (found.err.strip() or "it gave no answer").splitlines()[-1][:500]
        return Missing("not_available", f"flatpak: {origin} does not offer {name} now: {said}")
    return Done(f"{origin} offers {name}")


def _flatpak(name: str, cancel: Cancel, run: Runner) -> Done | Failed | Missing:
    origin = _flatpak_origin(name, cancel, run)
    if isinstance(origin, Missing):
        return origin
    words = ("flatpak", "install", "--reinstall", "--user", "-y", "--noninteractive", origin, name)
    output = run(words, MOST_INSTALL_S, Cancel())
    if isinstance(output, Missing):
        return output
    if output.status != 0:
        said = (output.err.strip() or output.out.strip()).splitlines()
        return Failed(f"flatpak: {said[-1][:500] if said else f'exit status {output.status}'}")
    return Done(f"flatpak installed {name} again")
