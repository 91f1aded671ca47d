"""Installed programs of a Mac: bundles in the Applications folders, and what Homebrew keeps; by the names asked for."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wizard.system.base import Cancel, InstalledApp, Missing
from wizard.system.command import Runner
from wizard.system.macos.homebrew import HomebrewPackage, installed_packages
from wizard.system.macos.profile import parse_property_list, text

_MOST_PLIST_BYTES = 1_000_000
_MOST_BUNDLES = 3000
_LONGEST_VERSION = 64
_NAME_KEYS = ("CFBundleName", "CFBundleDisplayName", "CFBundleIdentifier", "CFBundleExecutable")
_RECEIPT = "Contents/_MASReceipt/receipt"
"""Apple's App Store leaves it in what it installed."""


@dataclass(frozen=True)
class Bundle:
    """One program with all the names it goes by."""

    path: Path
    names: frozenset[str]
    version: str
    from_store: bool


def installed_apps(
    names: tuple[str, ...], cancel: Cancel, run: Runner, folders: tuple[Path, ...]
) -> tuple[InstalledApp, ...] | Missing:
    """Return every copy of a program that goes by one of the names, which Homebrew's ``token`` is one of.

    A copy that Homebrew put into the Applications folder counts once.
    """
    wanted = tuple(dict.fromkeys(name for name in names if name.strip()))
    found: list[InstalledApp] = []
    known: set[str] = set()
    seen = False
    for bundle in bundles(folders, cancel):
        seen = True
        known |= bundle.names
        own = next((name for name in wanted if name in bundle.names), None)
        if own is not None and bundle.version:
            found.append(InstalledApp(own, bundle.version, "macos"))
    packages = installed_packages(run, cancel)
    if cancel.requested:
        return Missing("timeout", "programs: stopped")
    for package in () if isinstance(packages, Missing) else packages:
        own = next((name for name in wanted if name in package.names), None)
        if own is not None and package.version and not package.names & known:
            found.append(InstalledApp(own, package.version[:_LONGEST_VERSION], "macos"))
    if not seen and isinstance(packages, Missing):
        return Missing(packages.reason, f"programs: there is no Applications folder; {packages.detail}")
    return tuple(found)


def bundles(folders: tuple[Path, ...], cancel: Cancel) -> Iterator[Bundle]:
    """Return the programs in the folders and one folder below (``Utilities``, a maker's own)."""
    count = 0
    for folder in folders:
        inner = [path for path in _folders_in(folder) if path.suffix != ".app"]
        for each in (folder, *inner):
            for path in _folders_in(each):
                count += 1
                if cancel.requested or count > _MOST_BUNDLES:
                    return
                bundle = read_bundle(path) if path.suffix == ".app" else None
                if bundle is not None:
                    yield bundle


def read_bundle(path: Path) -> Bundle | None:
    """Return what a program says of itself in its Info.plist; None for what says nothing."""
    try:
        fd = os.open(path / "Contents/Info.plist", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(fd, "rb") as file:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                return None
            content = file.read(_MOST_PLIST_BYTES)
    except OSError:
        return None
    document = parse_property_list(content)
    if not isinstance(document, dict):
        return None
    names = {path.stem, *(text(document, key) for key in _NAME_KEYS)}
    version = text(document, "CFBundleShortVersionString") or text(document, "CFBundleVersion")
    return Bundle(path, frozenset(names - {""}), version[:_LONGEST_VERSION], (path / _RECEIPT).exists())


def package_of(name: str, packages: tuple[HomebrewPackage, ...], own: Bundle | None) -> HomebrewPackage | None:
    """Return the package of Homebrew that a program came with: one that knows its name or put its bundle there."""
    names = {name, *(own.names if own is not None else ())}
    return next((package for package in packages if package.is_cask and package.names & names), None)


def _folders_in(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as listing:
            return sorted(Path(entry.path) for entry in listing if entry.is_dir(follow_symlinks=False))
    except OSError:
        return []
