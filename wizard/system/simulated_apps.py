"""The programs of a simulated computer: what a scene says is installed, by the names of an organisation's packages."""

from collections.abc import Mapping

from wizard.system.installed_app import InstalledApp


def installed_apps(
    installed: Mapping[str, str], packages: Mapping[str, tuple[str, ...]], names: tuple[str, ...]
) -> tuple[InstalledApp, ...]:
    """Return the apps that go by one of ``names``; ``installed`` has versions by app id, empty for one that is gone."""
    found = {
        own: InstalledApp(own[0], installed[app_id], "practice")
        for app_id, own in packages.items()
        if installed.get(app_id) and set(own) & set(names)
    }
    return tuple(found.values())
