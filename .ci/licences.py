#!/usr/bin/env python3
"""Checks that every package the program ships with has a licence that fits: nothing that is GPL only.

``collect_licences`` puts the texts beside the bundle.
"""

import platform
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
GPL_ALTERNATIVES = ("LGPL", "MIT", "BSD", "Apache", "MPL")
LICENCE_WORDS = ("LICEN", "COPYING", "NOTICE")
INTRODUCTION = """\
Self-Help Wizard is under the Apache licence 2.0 (self-help-wizard.txt). It is built from the parts below;
the text of each part's licence is in the file that begins with its name, Qt's in qt.txt and LGPL-3.0.txt.
"""


def shipped(package: str, seen: dict[str, str]) -> dict[str, str]:
    """Return every package that ``package`` needs at run time here, with its licence."""
    for text in metadata.requires(package) or []:
        requirement = Requirement(text)
        name = requirement.name.lower().replace("_", "-")
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        if name not in seen:
            seen[name] = licence(name)
            shipped(name, seen)
    return seen


def licence(package: str) -> str:
    """Return a package's licence: its expression, else its classifiers, else its free text."""
    data = metadata.metadata(package)
    classifiers = [line.rpartition(" :: ")[2] for line in data.get_all("Classifier") or [] if "License ::" in line]
    return data.get("License-Expression") or ", ".join(classifiers) or (data.get("License") or "unknown").split("\n")[0]


def shipped_packages() -> dict[str, str]:
    """Return every package that is part of the program on this system, with its licence."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found: dict[str, str] = {}
    for text in project["dependencies"]:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate():
            found[requirement.name.lower()] = licence(requirement.name)
            shipped(requirement.name, found)
    return found


def collect_licences(bundle: Path) -> None:
    """Put our licence and those of all parts into ``licences/`` of the bundle, and a list of them.

    Raises SystemExit when the licence of a part is not to be found.
    """
    folder = bundle / "licences"
    shutil.copytree(ROOT / "assets" / "packaging" / "licences", folder)
    shutil.copyfile(ROOT / "LICENSE", folder / "self-help-wizard.txt")
    shutil.copyfile(ROOT / "assets" / "icons" / "LICENSE", folder / "tabler-icons.txt")
    shutil.copyfile(python_licence(), folder / "python.txt")
    lines = [f"Python {platform.python_version()}: PSF-2.0", "Tabler icons: MIT"]
    for package in sorted([*shipped_packages(), "pyinstaller"]):
        lines.append(f"{package} {metadata.version(package)}: {licence(package)}")
        if not copy_package_licences(package, folder) and package not in ("pyside6-essentials", "shiboken6"):
            raise SystemExit(f"{package} comes without the text of its licence; put it into assets/packaging/licences.")
    if sys.platform == "linux":
        for package in sorted({system_package(name) for name in system_libraries(bundle / "_internal")}):
            shutil.copyfile(Path("/usr/share/doc") / package / "copyright", folder / f"{package}.txt")
            lines.append(f"{package} (Debian): see {package}.txt")
    (folder / "README.txt").write_text("\n".join((INTRODUCTION, *lines)) + "\n", "utf-8")


def copy_package_licences(package: str, folder: Path) -> int:
    """Copy the licence files of a package; returns how many there were."""
    distribution = metadata.distribution(package)
    files = [Path(str(distribution.locate_file(file))) for file in distribution.files or [] if is_licence(str(file))]
    for file in files:
        shutil.copyfile(file, folder / f"{package}-{file.name}")
    return len(files)


def is_licence(place: str) -> bool:
    return ".dist-info/" in place and any(word in Path(place).name.upper() for word in LICENCE_WORDS)


def python_licence() -> Path:
    """Return the text of Python's own licence."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    places = (
        Path(sysconfig.get_path("stdlib"), "LICENSE.txt"),
        Path(sys.base_prefix, "LICENSE.txt"),
        Path("/usr/share/doc", version, "copyright"),
    )
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise SystemExit(f"Python's licence is in none of these places: {', '.join(map(str, places))}")
    return found


def system_libraries(folder: Path) -> list[str]:
    """Return the names of the libraries in the bundle that come from this system, not from a package of Python."""
    own = Path(sysconfig.get_config_var("LIBDIR") or "", sysconfig.get_config_var("INSTSONAME") or "").name
    return [path.name for path in folder.glob("lib*.so*") if not path.is_symlink() and path.name != own]


def system_package(library: str) -> str:
    """Return the Debian package that a library of this system comes from."""
    lines = subprocess.run(["ldconfig", "-p"], check=True, capture_output=True, text=True).stdout.splitlines()
    place = next((line.rpartition("=> ")[2] for line in lines if line.split()[:1] == [library]), "")
    for candidate in (place, place.removeprefix("/usr"), f"/usr{place}", str(Path(place).resolve())):
        answer = subprocess.run(["dpkg", "-S", candidate], check=False, capture_output=True, text=True)
        if place and answer.returncode == 0:
            return answer.stdout.partition(":")[0]
    raise SystemExit(f"Where {library} comes from is not known here, so neither is its licence.")


def main() -> int:
    found = shipped_packages()
    unfit = {
        name: text
        for name, text in found.items()
        if text == "unknown" or ("GPL" in text and not any(other in text for other in GPL_ALTERNATIVES))
    }
    for name, text in sorted(found.items()):
        print(f"{'UNFIT ' if name in unfit else ''}{name}: {text}")
    return 1 if unfit else 0


if __name__ == "__main__":
    sys.exit(main())
