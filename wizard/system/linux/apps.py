"""Installed programs on Linux: dpkg, rpm, flatpak, snap, and folders in /opt; each by the names it is asked for."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from wizard.system.base import Cancel, InstalledApp, Missing
from wizard.system.command import Runner
from wizard.system.installed_app import AppSource

_TIMEOUT_S = 8.0
_MOST_VERSION = 64
_MOST_FILE_BYTES = 100_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,99}")
"""What a package may be called here; anything else is a pattern, an option or another system's name."""
_VERSION_FILES = ("version", "VERSION", "version.txt", "package.json", "resources/app/package.json")


def installed_apps(
    names: tuple[str, ...], cancel: Cancel, run: Runner, root: Path
) -> tuple[InstalledApp, ...] | Missing:
    """Return every copy of a program that goes by one of the names; none found is an empty tuple.

    Missing ``not_available`` when nobody here can tell, otherwise the reason of whoever should have and could not.
    """
    known = tuple(dict.fromkeys(name for name in names if _NAME.fullmatch(name)))
    if not known:
        return Missing("not_available", "programs: none of the names is one of a package here")
    found: list[InstalledApp] = []
    missing: list[Missing] = []
    for argv, parse in _ASKED:
        output = run((*argv, *known) if argv[0] in ("dpkg-query", "rpm") else argv, _TIMEOUT_S, cancel)
        if cancel.requested:
            return Missing("timeout", "programs: stopped")
        if isinstance(output, Missing):
            missing.append(output)
        else:
            found += [app for app in parse(output.out) if app.name in known]
    found += _in_opt(root / "opt", known)
    unread = [each for each in missing if each.reason != "not_available"]
    if not found and (unread or len(missing) == len(_ASKED)):
        why = unread[0] if unread else missing[0]
        return Missing(why.reason, f"programs: {why.detail}")
    return tuple(found)


def parse_dpkg(text: str) -> Iterator[InstalledApp]:
    """Read ``dpkg-query -W -f=${Package}\\t${Version}\\t${db:Status-Status}\\n``; what was removed does not count."""
    for line in text.splitlines():
        name, _, rest = line.partition("\t")
        version, _, status = rest.partition("\t")
        if status.strip() == "installed":
            yield from _app(name, _upstream(version), "deb")


def parse_rpm(text: str) -> Iterator[InstalledApp]:
    """Read ``rpm -q --qf %{NAME}\\t%{VERSION}\\n``; "package … is not installed" has no tab."""
    for line in text.splitlines():
        name, tab, version = line.partition("\t")
        if tab:
            yield from _app(name, version.replace("~", "-"), "rpm")


def parse_flatpak(text: str) -> Iterator[InstalledApp]:
    """Read ``flatpak list --app --columns=application,version``."""
    for line in text.splitlines():
        name, _, version = line.partition("\t")
        yield from _app(name, version, "flatpak")


def parse_snap(text: str) -> Iterator[InstalledApp]:
    """Read ``snap list``: a table whose first columns are Name and Version."""
    for line in text.splitlines()[1:]:
        columns = line.split()
        if len(columns) >= 2:
            yield from _app(columns[0], columns[1], "snap")


_ASKED: tuple[tuple[tuple[str, ...], Callable[[str], Iterator[InstalledApp]]], ...] = (
    (("dpkg-query", "-W", "-f=${Package}\t${Version}\t${db:Status-Status}\n", "--"), parse_dpkg),
    (("rpm", "-q", "--qf", "%{NAME}\t%{VERSION}\n", "--"), parse_rpm),
    (("flatpak", "list", "--app", "--columns=application,version"), parse_flatpak),
    (("snap", "list"), parse_snap),
)


def _in_opt(opt: Path, names: tuple[str, ...]) -> Iterator[InstalledApp]:
    for name in names:
        folder = opt / name
        for file in _VERSION_FILES:
            version = _version_in(folder / file)
            if version:
                yield from _app(name, version, "folder")
                break


def _version_in(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            text = opened.read(_MOST_FILE_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
    if file.suffix != ".json":
        return text.strip().partition("\n")[0]
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    version = content.get("version") if isinstance(content, dict) else None
    return version if isinstance(version, str) else ""


def _upstream(version: str) -> str:
    """Return the maker's part of a Debian version (deb-version(7)): ``1:3.2.1~rc1-2`` → 3.2.1-rc1."""
    without_epoch = version.partition(":")[2] if re.match(r"\d+:", version) else version
    upstream, hyphen, _ = without_epoch.rpartition("-")
    return re.sub(r"\+(dfsg|ds|repack).*", "", upstream if hyphen else without_epoch).replace("~", "-")


def _app(name: str, version: str, source: AppSource) -> Iterator[InstalledApp]:
    name, version = name.strip(), version.strip()[:_MOST_VERSION]
    if name and version and version.isprintable():
        yield InstalledApp(name, version, source)
