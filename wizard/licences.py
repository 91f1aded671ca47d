"""What this program is built from, and under which licences: from the bundle's own list, or from what is installed."""

import sys
from importlib import metadata
from pathlib import Path

from wizard.value import value

_PARTS = (
    "PySide6-Essentials", "shiboken6", "dnspython", "google-re2", "keyring", "msgspec", "platformdirs", "psutil",
    "rich", "scandir-rs", "speedtest-cli", "truststore", "urllib3", "dbus-fast", "pyobjc-framework-CoreLocation",
    "pyobjc-framework-CoreWLAN",
)  # fmt: skip
"""The parts that pyproject.toml asks for; those that are not installed belong to another system."""
_MAX_LINE = 200


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


def _installed() -> tuple[Part, ...]:
    found = []
    for name in _PARTS:
        try:
            data = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        said = data["License-Expression"] or _classified(data.get_all("Classifier") or []) or data["License"]
        found.append(Part(f"{name} {data['Version']}", (said or "?").splitlines()[0][:_MAX_LINE]))
    return tuple(found)


def _classified(classifiers: list[str]) -> str:
    return ", ".join(line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::"))
