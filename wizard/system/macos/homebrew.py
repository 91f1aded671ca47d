"""Homebrew, the package manager that many put on their Mac: what it installed, and installing it again.

It is found by its two full paths alone: the folder in front of PATH may hold anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.system.base import Cancel, Missing
from wizard.system.command import CommandOutput, Runner
from wizard.system.macos.profile import entries, items, parse_json, text

PROGRAMS = ("/opt/homebrew/bin/brew", "/usr/local/bin/brew")
"""On Macs of Apple's own processors, and on those of Intel's (https://docs.brew.sh/Installation)."""
_LIST_S = 30.0


@dataclass(frozen=True)
class HomebrewPackage:
    """A package with all the names its program goes by; ``token`` is Homebrew's own. A cask holds a Mac program."""

    token: str
    names: frozenset[str]
    version: str
    is_cask: bool


def installed_packages(run: Runner, cancel: Cancel) -> tuple[HomebrewPackage, ...] | Missing:
    """Return what Homebrew installed; Missing ``not_available`` on a Mac without it."""
    output = run_brew(run, cancel, _LIST_S, "info", "--json=v2", "--installed")
    if isinstance(output, Missing):
        return output
    document = parse_json(output.out)
    if output.status != 0 or document is None:
        return Missing("not_available", "Homebrew: its list cannot be read")
    return parse_installed(document)


def run_brew(run: Runner, cancel: Cancel, timeout_s: float, *arguments: str) -> CommandOutput | Missing:
    """Run the Homebrew that is there."""
    answer: CommandOutput | Missing = Missing("not_available", "Homebrew is not installed")
    for program in PROGRAMS:
        answer = run((program, *arguments), timeout_s, cancel)
        if not (isinstance(answer, Missing) and answer.reason == "not_available"):
            return answer
    return Missing("not_available", "Homebrew is not installed") if isinstance(answer, Missing) else answer


def parse_installed(document: object) -> tuple[HomebrewPackage, ...]:
    """Read ``brew info --json=v2 --installed``."""
    return (*_casks(document), *_formulae(document))


def _casks(document: object) -> Iterator[HomebrewPackage]:
    for cask in entries(document, "casks"):
        token = text(cask, "token")
        version = _upstream(text(cask, "installed") or text(cask, "version"))
        if token:
            called = cask.get("name")
            names = {name for name in called if isinstance(name, str)} if isinstance(called, list) else set()
            yield HomebrewPackage(token, frozenset({token, *names, *_bundles(cask)}), version, is_cask=True)


def _formulae(document: object) -> Iterator[HomebrewPackage]:
    for formula in entries(document, "formulae"):
        name = text(formula, "name")
        version = next((text(each, "version") for each in items(formula, "installed")), "")
        if name:
            yield HomebrewPackage(name, frozenset({name}), _upstream(version), is_cask=False)


def _bundles(cask: Mapping[str, object]) -> Iterator[str]:
    """Return the names of the bundles that a cask puts into the Applications folder."""
    for artifact in items(cask, "artifacts"):
        listed = artifact.get("app")
        for name in listed if isinstance(listed, list) else ():
            if isinstance(name, str) and name.endswith(".app"):
                yield name.rpartition("/")[2].removesuffix(".app")


def _upstream(version: str) -> str:
    """Return the maker's part of a version: after a comma stands Homebrew's, after an underscore its revision."""
    return version.partition(",")[0].partition("_")[0]
