"""Installing a package again by the package manager it came with (apt, dnf or zypper); as root only."""

from dataclasses import dataclass

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput, Runner, find_program
from wizard.system.elevation import MOST_INSTALL_S, PACKAGE

_ASK_S = 15.0
_REHEARSE_S = 40.0


@dataclass(frozen=True)
class Packager:
    """One of them. ``installed`` answers ``NAME<tab>WHEN`` for an installed package; the name follows all of its words.

    They exit with 0 when there is no copy to install, so ``WHEN`` is what shows that something was done.
    """

    program: str
    installed: tuple[str, ...]
    reinstall: tuple[str, ...]
    by_hand: tuple[str, ...]
    rehearse: tuple[str, ...] = ()
    """Plays the installation without any rights and changes nothing; empty where it cannot."""
    line: str = ""
    """How a line of ``rehearse`` begins that installs the package; the name stands for ``{}``."""


_DPKG = ("dpkg-query", "-W", "-f=${Package}\t${db-fsys:Last-Modified}\t${db:Status-Status}\n", "--")
_RPM = ("rpm", "-q", "--qf", "%{NAME}\t%{INSTALLTIME}\tinstalled\n", "--")
PACKAGERS = (
    Packager(
        "apt-get",
        _DPKG,
        # --no-remove: a package never goes for it. confold: what the person changed in /etc stays.
        (
            *("apt-get", "install", "--reinstall", "--yes", "--no-remove", "--quiet"),
            *("-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Options::=--force-confold", "--"),
        ),
        ("apt-get", "install", "--reinstall"),
        ("apt-get", "--simulate", "install", "--reinstall", "--yes", "--no-remove", "--quiet", "--"),
        "Inst {} ",
    ),
    Packager(
        "dnf",
        _RPM,
        ("dnf", "reinstall", "--assumeyes", "--"),
        ("dnf", "reinstall"),
        ("dnf", "repoquery", "--quiet", "--available", "--qf", "%{name} %{evr}\n", "--"),
        "{} ",
    ),
    Packager(
        "zypper",
        _RPM,
        ("zypper", "--non-interactive", "install", "--force", "--"),
        ("zypper", "install", "--force"),
    ),
)


def usual_packager() -> Packager:
    """Return the manager of this computer; apt's where none is known."""
    return next((each for each in PACKAGERS if find_program(each.program) is not None), PACKAGERS[0])


def offered(name: str, run: Runner, cancel: Cancel, packager: Packager | None = None) -> Done | Missing:
    """Say whether a source offers the package, as far as the manager tells without an administrator's rights."""
    packager = packager or usual_packager()
    if not packager.rehearse:
        return Done(f"{packager.program} was not asked")
    output = run((*packager.rehearse, name), _REHEARSE_S, cancel)
    if isinstance(output, Missing):
        return output
    begins = packager.line.format(name)
    if output.status == 0 and any(line.startswith(begins) for line in output.out.splitlines()):
        return Done(f"{packager.program} can install {name} again")
    return Missing("not_available", f"{packager.program}: no source offers {name}: {_last_line(output)}")


def reinstall(name: str, run: Runner, cancel: Cancel, packager: Packager | None = None) -> Done | Failed | Missing:
    """Install a package again that is installed under exactly this name. Not stopped once it has begun.

    Done: the manager's own record says that it was installed just now. A package that no source offers is Failed.
    """
    if not PACKAGE.fullmatch(name):
        return Failed(f"{name!r} is not the name of a package")
    packager = packager or usual_packager()
    before = _installed(packager, name, run, cancel)
    if isinstance(before, Missing):
        return before
    output = run((*packager.reinstall, name), MOST_INSTALL_S, Cancel())
    if isinstance(output, Missing):
        return output
    if output.status != 0:
        return Failed(f"{packager.program}: {_last_line(output)}")
    after = _installed(packager, name, run, Cancel())
    if isinstance(after, Missing):
        return Failed(f"{name} is not installed any more: {after.detail}")
    if after == before:
        return Failed(f"{packager.program}: no source offers {name}, so nothing was installed")
    return Done(f"{packager.program} installed {name} again")


def _installed(packager: Packager, name: str, run: Runner, cancel: Cancel) -> str | Missing:
    """Return when the package was installed, as the manager's record has it."""
    output = run((*packager.installed, name), _ASK_S, cancel)
    if isinstance(output, Missing):
        return output
    stamps = []
    for line in output.out.splitlines():
        match line.split("\t"):
            case [found, when, "installed"] if found == name and when:
                stamps.append(when)
    if not stamps:
        return Missing("not_available", f"{name} is not a package that is installed here")
    return " ".join(sorted(stamps))


def _last_line(output: CommandOutput) -> str:
    said = (output.err.strip() or output.out.strip()).splitlines()
    return said[-1][:500] if said else f"exit status {output.status}"
