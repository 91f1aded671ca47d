"""Installed programs of Windows: what installers noted in the registry, and packages of the Store (MSIX)."""

import re
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from wizard.system.base import Cancel, InstalledApp, Missing

assert not TYPE_CHECKING or sys.platform == "win32"  # only there can its types be checked

_UNINSTALL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall"
_UNINSTALL_32 = r"SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall"
_PACKAGES = r"Software\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
_PACKAGE = re.compile(
    r"([A-Za-z0-9.-]{3,50})_(\d+(?:\.\d+){3})_[a-z0-9]+_[^_]*_([a-hjkmnp-tv-z0-9]{13})", re.IGNORECASE
)
"""Full names of packages: Name_Version_Architecture_Resource_Publisher (learn.microsoft.com/windows/apps/desktop/
modernize/package-identity-overview)."""
_MOST_VERSION = 64


def installed_apps(names: tuple[str, ...], cancel: Cancel) -> tuple[InstalledApp, ...] | Missing:
    """Return every copy of a program that goes by one of the names here: its name in "Installed apps", its key in the
    registry, or a package's name or family name. None found is an empty tuple.
    """
    if not names:
        return Missing("not_available", "programs: there is no name to look for")
    found: dict[InstalledApp, None] = {}
    try:
        for key, noted in _installers(cancel):
            found |= dict.fromkeys(of_installer(key, noted, names))
        for package in _packages(cancel):
            found |= dict.fromkeys(of_package(package, names))
    except PermissionError as error:
        return Missing("not_permitted", f"programs: {error.strerror}")
    return Missing("timeout", "programs: stopped") if cancel.requested else tuple(found)


def of_installer(key: str, noted: Mapping[str, str], names: tuple[str, ...]) -> Iterator[InstalledApp]:
    """Return the program an installer noted, if it goes by one of the names; parts of Windows' updates have no version.

    Names are compared in any case. A name may also stand at the start of a longer one that goes on with a version:
    "Example App 3.2.1 (64-bit)".
    """
    shown, version = noted.get("DisplayName", ""), noted.get("DisplayVersion", "")[:_MOST_VERSION]
    if not version:
        return
    for name in names:
        if name.casefold() in (shown.casefold(), key.casefold()) or _with_version(shown, name, version):
            yield InstalledApp(name, version, "windows")
            return


def of_package(full_name: str, names: tuple[str, ...]) -> Iterator[InstalledApp]:
    """Return the program of a package, if its name or family name (Name_Publisher) is one of the names."""
    parts = _PACKAGE.fullmatch(full_name)
    if parts is None:
        return
    own = (parts[1].casefold(), f"{parts[1]}_{parts[3]}".casefold())
    for name in names:
        if name.casefold() in own:
            yield InstalledApp(name, parts[2], "windows")
            return


def _with_version(shown: str, name: str, version: str) -> bool:
    """Return whether ``shown`` is ``name``, then the version, then at most something in brackets."""
    pattern = rf"{re.escape(name)}\s+(version\s+|v)?{re.escape(version)}(\s*\([^()]*\))*"
    return re.fullmatch(pattern, shown, re.IGNORECASE) is not None


def _installers(cancel: Cancel) -> Iterator[tuple[str, dict[str, str]]]:
    from wizard.system.windows import registry

    places = ((registry.MACHINE, _UNINSTALL), (registry.MACHINE, _UNINSTALL_32), (registry.USER, _UNINSTALL))
    for root, path in places:
        for key in registry.subkeys(root, path):
            if cancel.requested:
                return
            place = f"{path}\\{key}"
            yield key, {name: registry.text(root, place, name) for name in ("DisplayName", "DisplayVersion")}


def _packages(cancel: Cancel) -> Iterator[str]:
    from wizard.system.windows import registry

    for name in registry.subkeys(registry.USER, _PACKAGES):
        if cancel.requested:
            return
        yield name
