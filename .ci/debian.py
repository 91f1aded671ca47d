"""Packs the bundle as a Debian package, with desktop entry, AppStream data, icon, and polkit's rules.

Everything in it is root's and writable by nobody else (``--root-owner-group``, modes of ``set_permissions``): that is
what makes its elevated program one that ``wizard.system.elevation.is_trusted``.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

from elf import elf_files, least_glibc, outside_needs
from system_libraries import C_LIBRARY, SYSTEM_LIBRARIES, WAYLAND_LIBRARIES

ROOT = Path(__file__).resolve().parent.parent
NAME = "self-help-wizard"
DESKTOP_ID = "org.selfhelpwizard.SelfHelpWizard"
ICON = f"usr/share/icons/hicolor/scalable/apps/{DESKTOP_ID}.svg"
RENAMED = {"libglib2.0-0": "libglib2.0-0t64 | libglib2.0-0"}
"""Packages that have another name on newer systems."""
ALSO_NEEDED = ("xkb-data",)
"""Files that no library names: keyboard layouts."""
RECOMMENDED = ("xdg-utils", "iputils-ping", "fonts-dejavu-core", "pkexec | policykit-1")
"""pkexec: without it, what needs an administrator is shown as a command instead."""
POLICY = "org.selfhelpwizard.elevated.policy"
ELEVATED = f"usr/lib/{NAME}/wizard-elevated"


def pack_deb(bundle: Path, version: str, target: Path) -> Path:
    """Pack ``bundle`` into the folder ``target``; returns the package."""
    stage = ROOT / "build" / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    shutil.copytree(bundle, stage / "usr/lib" / NAME, symlinks=True)
    (stage / "usr/bin").mkdir()
    for name in (NAME, "wizard"):
        (stage / "usr/bin" / name).symlink_to(f"../lib/{NAME}/{NAME}")
    packaging = ROOT / "assets" / "packaging"
    for source, place in (
        (packaging / f"{DESKTOP_ID}.desktop", f"usr/share/applications/{DESKTOP_ID}.desktop"),
        (packaging / f"{DESKTOP_ID}.metainfo.xml", f"usr/share/metainfo/{DESKTOP_ID}.metainfo.xml"),
        (packaging / f"{DESKTOP_ID}.svg", ICON),
        (packaging / POLICY, f"usr/share/polkit-1/actions/{POLICY}"),
        (bundle / "licences" / "README.txt", f"usr/share/doc/{NAME}/copyright"),
    ):
        (stage / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, stage / place)
    for path in (stage, *stage.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    check_elevated(stage)
    control = stage / "DEBIAN" / "control"
    control.parent.mkdir(mode=0o755)
    control.write_text(control_text(bundle, version), "utf-8")
    package = target / f"{NAME}_{version}_{architecture()}.deb"
    build = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z9", "-Sextreme", "--build", str(stage), str(package)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    return package


def check_elevated(stage: Path) -> None:
    """Raises SystemExit when the elevated program is not there, its policy names another, or others could write it."""
    program, policy = stage / ELEVATED, (stage / "usr/share/polkit-1/actions" / POLICY).read_text("utf-8")
    named = set(re.findall(r"policykit\.exec\.path\">(.+?)<", policy))
    writable = [
        path for path in (program, *program.parents) if path.is_relative_to(stage) and path.stat().st_mode & 0o022
    ]
    if not os.access(program, os.X_OK) or named != {f"/{ELEVATED}"} or writable:
        raise SystemExit(f"The elevated program cannot be trusted: {program}, {named}, {writable}")


def control_text(bundle: Path, version: str) -> str:
    installed_kilobytes = sum(path.lstat().st_size for path in bundle.rglob("*")) // 1024
    return (
        f"Package: {NAME}\nVersion: {version}\nArchitecture: {architecture()}\n"
        f"Maintainer: The Self-Help Wizard authors <self-help-wizard@localhost>\n"
        f"Installed-Size: {installed_kilobytes}\nDepends: {', '.join(dependencies(bundle))}\n"
        f"Recommends: {', '.join((*RECOMMENDED, *sorted(set(WAYLAND_LIBRARIES.values()))))}\n"
        "Section: utils\nPriority: optional\n"
        "Description: measures what is wrong, repairs it with consent, proves it\n"
        " A troubleshooting wizard for home users and staff: connection, Wi-Fi, device, app and account.\n"
        " What it cannot repair it hands over as a short report.\n"
    )


def dependencies(bundle: Path) -> list[str]:
    """Return the packages of the libraries that the bundle takes from the system, and glibc with its least version.

    Raises SystemExit when a library is neither inside nor known to come from the system.
    """
    files = elf_files(bundle)
    wanted = {name for name in outside_needs(files) if not name.startswith(C_LIBRARY) and name not in WAYLAND_LIBRARIES}
    unknown = sorted(wanted - SYSTEM_LIBRARIES.keys())
    if unknown:
        raise SystemExit(f"Neither in the bundle nor in .ci/system_libraries.py: {' '.join(unknown)}")
    packages = {RENAMED.get(SYSTEM_LIBRARIES[name], SYSTEM_LIBRARIES[name]) for name in wanted}
    return [f"libc6 (>= {least_glibc(files)})", *sorted({*packages, *ALSO_NEEDED})]


def architecture() -> str:
    return subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout.strip()
