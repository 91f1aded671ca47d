"""Whether this Linux computer waits for a restart: what its updater says, and a newer kernel that does not run yet."""

import os
import re
import time
from pathlib import Path

from wizard.system.base import Missing, PendingRestart

_NOTES = ("run/reboot-required", "run/reboot-needed")
"""Made by Debian's and Ubuntu's update-notifier-common, and by openSUSE's zypp-boot-plugin; gone with the restart."""
_PACKAGES = "run/reboot-required.pkgs"
_MOST_BYTES = 65_536
_MOST_NAMED = 5
_RELEASE = re.compile(r"(?P<numbers>\d+(?:[.-]\d+)*)(?P<flavour>.*)", re.DOTALL)
_IMAGE = "vmlinuz-"


def pending_restart(root: Path, running: str | None = None, started_s: float | None = None) -> PendingRestart | Missing:
    """Return whether a restart is pending.

    ``running`` is the running kernel's release, ``started_s`` when the computer started (Unix time). A kernel counts
    when it is newer, of the same flavour (``-amd64``) and was installed since the start: one that was there before and
    was not started is kept back on purpose. Missing where neither an updater nor kernels are to be found (containers).
    """
    noted = [note for note in _NOTES if (root / note).exists()]
    if noted:
        return PendingRestart(True, _packages(root / _PACKAGES) or (noted[0],))
    release = running if running is not None else os.uname().release
    started = started_s if started_s is not None else time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    kernels = _kernels(root)
    new = [name for name, installed_s in kernels.items() if installed_s > started]
    newer = [name for name in new if _is_newer(name, release) or _has_replaced(name, release, root)]
    if newer:
        return PendingRestart(True, tuple(f"kernel {name}" for name in sorted(newer)[:_MOST_NAMED]))
    if kernels or _has_updater_notes(root):
        return PendingRestart(False)
    return Missing("not_available", "this computer has neither kernels of its own nor an updater that tells")


def _packages(file: Path) -> tuple[str, ...]:
    """Return the packages that want the restart, each once."""
    try:
        with file.open("rb") as opened:
            lines = opened.read(_MOST_BYTES).decode("ascii", "replace").splitlines()
    except OSError:
        return ()
    names = dict.fromkeys(line.strip() for line in lines if line.strip().isprintable() and line.strip())
    return tuple(names)[:_MOST_NAMED]


def _has_updater_notes(root: Path) -> bool:
    """Return whether this is a system whose updater leaves a note, so that no note means no restart."""
    return (root / "usr/share/update-notifier/notify-reboot-required").exists()


def _kernels(root: Path) -> dict[str, float]:
    """Return the installed kernels by release, with when each was put there (its inode's change, which tar keeps not).

    Debian and openSUSE keep them in /boot, Fedora beside their modules too.
    """
    found: dict[str, float] = {}
    for file in (*_listed(root / "boot"), *_listed(root / "lib/modules")):
        in_boot = file.parent.name == "boot"
        if in_boot and not file.name.startswith(_IMAGE):
            continue
        image = file if in_boot else file / "vmlinuz"
        release = file.name.removeprefix(_IMAGE)
        try:
            found[release] = max(found.get(release, 0.0), image.stat().st_ctime)
        except OSError:
            continue
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_newer(release: str, running: str) -> bool:
    one, other = _RELEASE.fullmatch(release), _RELEASE.fullmatch(running)
    if one is None or other is None or one["flavour"] != other["flavour"]:
        return False
    return _numbers(one["numbers"]) > _numbers(other["numbers"])


def _has_replaced(release: str, running: str, root: Path) -> bool:
    """Return whether a kernel took the place of the running one, whose modules went with it (Arch: vmlinuz-linux)."""
    modules = root / "lib/modules"
    is_nameless = _RELEASE.fullmatch(release) is None
    return is_nameless and bool(_listed(modules)) and not (modules / running).exists()


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.split(r"[.-]", text))
