"""What this program is built from, and under which licences: from the bundle's own list, or from what is installed."""

import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from wizard.resources import assets, root
from wizard.value import value

_PARTS = (
    "PySide6-Essentials", "shiboken6", "dnspython", "google-re2", "keyring", "msgspec", "platformdirs", "psutil",
    "rich", "scandir-rs", "speedtest-cli", "truststore", "urllib3", "dbus-fast", "pyobjc-framework-CoreLocation",
    "pyobjc-framework-CoreWLAN",
)  # fmt: skip
"""The parts that pyproject.toml asks for; those that are not installed belong to another system."""
_MAX_LINE = 200
_MAX_TEXT_BYTES = 200_000
_LICENCE_WORDS = ("LICEN", "COPYING", "NOTICE")


@value
class Part:
    """One part of the program: its name with its version, and the name of its licence."""

    name: str
    licence: str


def licence_folder() -> Path | None:
    """Return the folder of all licence texts; only a bundle has one."""
    folder = Path(sys.executable).parent / "licences"
    return folder if getattr(sys, "frozen", False) and folder.is_dir() else None


def parts(folder: Path | None = None) -> tuple[Part, ...]:
    """Return every part: of a bundle from the list in ``folder``, else of what is installed here."""
    if folder is not None:
        try:
            lines = (folder / "README.txt").read_text("utf-8").splitlines()
        except (OSError, UnicodeError):
            lines = []
        named = (line[:_MAX_LINE].partition(": ") for line in lines)
        listed = tuple(Part(name, licence) for name, sign, licence in named if sign and licence)
        if listed:
            return listed
    return (Part(f"Python {sys.version.split()[0]}", "PSF-2.0"), Part("Tabler Icons", "MIT"), *_installed())


def texts(folder: Path | None = None) -> Iterator[tuple[str, str]]:
    """Yield the name of a file and the licence in it: of a bundle what lies in ``folder``, else what is installed."""
    if folder is not None:
        files = [(path.name, path) for path in sorted(folder.iterdir()) if path.name != "README.txt"]
    else:
        own = root() / "LICENSE"
        files = [("Self-Help Wizard", own), ("Tabler Icons", assets() / "icons" / "LICENSE"), *_installed_files()]
    for name, path in files:
        try:
            with path.open("rb") as file:
                content = file.read(_MAX_TEXT_BYTES)
        except OSError:
            continue
        yield name, content.decode("utf-8", "replace").strip()


def _installed_files() -> Iterator[tuple[str, Path]]:
    for name in _PARTS:
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        for file in distribution.files or ():
            if ".dist-info/" in str(file) and any(word in file.name.upper() for word in _LICENCE_WORDS):
                yield f"{name}: {file.name}", Path(str(distribution.locate_file(file)))


def _installed() -> tuple[Part, ...]:
    found = []
    for name in _PARTS:
        try:
            data = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        said = (
            _first(data, "License-Expression")
            or _classified(data.get_all("Classifier") or [])
            or _first(data, "License")
        )
        found.append(Part(f"{name} {data['Version']}", (said or "?").splitlines()[0][:_MAX_LINE]))
    return tuple(found)


def _first(data: metadata.PackageMetadata, name: str) -> str:
    return next(iter(data.get_all(name) or ()), "")


def _classified(classifiers: list[str]) -> str:
    return ", ".join(line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::"))
