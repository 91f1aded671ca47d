#!/usr/bin/env python3
"""Checks that every package the program ships with has a licence that fits: nothing that is GPL only."""

import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

GPL_ALTERNATIVES = ("LGPL", "MIT", "BSD", "Apache", "MPL")


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
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    found: dict[str, str] = {}
    for text in project["dependencies"]:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate():
            found[requirement.name.lower()] = licence(requirement.name)
            shipped(requirement.name, found)
    return found


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
