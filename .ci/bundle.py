#!/usr/bin/env python3
"""Builds the bundle (build.spec), checks what is inside, and packs it; prints the sizes.

Linux: tar.xz and .deb. Windows: the installer, where makensis is there (.ci/installer.py; in the laboratory it is
called afterwards, from Linux). macOS: the .app as a zip, and a .pkg that also puts the elevated program where only root
writes; neither ever ran so far. Without the .pkg what needs an administrator on a Mac is answered with "not permitted"
and the command that an administrator would run.
"""

import lzma
import os
import platform
import plistlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / ".ci"))

from debian import pack_deb  # noqa: E402
from icu_data import trim_icu_data  # noqa: E402
from licences import collect_licences  # noqa: E402

from wizard import __version__  # noqa: E402

NAME = "self-help-wizard"
DIST = ROOT / "dist" / "windows" if sys.platform == "win32" else ROOT / "dist"
"""Windows has a folder of its own, as its programs are also built in the laboratory, on this same disk."""
BUNDLE = DIST / NAME
APPLICATION = DIST / "Self-Help Wizard.app"
IDENTIFIER = "org.selfhelpwizard.SelfHelpWizard"
GPL_ONLY = (
    *(
        f"{beginning}{module}"
        for beginning in ("libQt6", "Qt6", "Qt")
        for module in (
            "Bodymovin", "Charts", "Coap", "DataVisualization", "Graphs", "Grpc", "HttpServer", "Insight", "Lottie",
            "Mqtt", "NetworkAuth", "Protobuf", "Quick3D", "QuickTimeline", "ShaderTools", "VirtualKeyboard",
            "WaylandCompositor",
        )
    ),
    "libqtvirtualkeyboard", "libreadline", "readline.", "libgdbm", "_gdbm.",
)  # fmt: skip
"""Beginnings of the names of files that are under the GPL alone: modules of Qt (its own list of licences), readline."""


def main() -> int:
    pyinstaller = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    work = ["--distpath", str(DIST), "--workpath", str(ROOT / "build" / "pyinstaller" / sys.platform)]
    if sys.platform == "darwin":  # what is put into a signed .app afterwards would break its seal
        shutil.rmtree(ROOT / "build" / "macos", ignore_errors=True)
        collect_licences(ROOT / "build" / "macos")
    subprocess.run([*pyinstaller, *work, str(ROOT / "build.spec")], check=True, cwd=ROOT)
    found = gpl_only_files(BUNDLE)
    if found:
        print("These may not be shipped (GPL only):", *found, sep="\n  ", file=sys.stderr)
        return 1
    packed: list[Path] = []
    if sys.platform == "darwin":
        packed.append(pack_application(DIST / f"{NAME}-{__version__}-macos-{platform.machine()}.zip"))
        packed.append(pack_package(DIST / f"{NAME}-{__version__}-macos-{platform.machine()}.pkg", __version__))
    else:
        collect_licences(BUNDLE)
    if sys.platform == "linux":
        strip(BUNDLE / "_internal")
        trim_icu_data(BUNDLE / "_internal")
        set_permissions(BUNDLE)
        packed.append(pack_tar(DIST / f"{NAME}-{__version__}-linux-{platform.machine()}.tar.xz"))
        if shutil.which("dpkg-deb"):
            packed.append(pack_deb(BUNDLE, __version__, DIST))
    for path in (BUNDLE, *packed):
        print(f"{size_bytes(path) / 1e6:7.1f} MB  {path.relative_to(ROOT)}")
    return 0


def gpl_only_files(folder: Path) -> list[Path]:
    """Return the files that may not be inside."""
    return sorted(path for path in folder.rglob("*") if path.name.startswith(GPL_ONLY))


def strip(folder: Path) -> None:
    """Take the debugging data out of Python and its modules; Qt's libraries come stripped, and stay as they came."""
    for path in folder.rglob("*.so*"):
        if (
            path.is_file()
            and not path.is_symlink()
            and path.relative_to(folder).parts[0] not in ("PySide6", "shiboken6")
        ):
            subprocess.run(["strip", "--strip-unneeded", str(path)], check=True)


def set_permissions(folder: Path) -> None:
    """Let everybody read what is inside, whatever the mask of the person who builds."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def pack_tar(target: Path) -> Path:
    """Pack the bundle; tar keeps the links that zip would store twice."""
    filters: list[dict[str, int]] = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME}]
    if platform.machine() == "x86_64":
        filters.insert(0, {"id": lzma.FILTER_X86})
    with (
        lzma.open(target, "wb", check=lzma.CHECK_CRC64, filters=filters) as stream,
        tarfile.open(fileobj=stream, mode="w") as archive,
    ):
        archive.add(BUNDLE, arcname=f"{NAME}-{__version__}", filter=owned_by_root)
    return target


def pack_application(target: Path) -> Path:
    """Pack the .app of macOS with its own tool, which keeps links and signatures. Never run so far."""
    subprocess.run(["/usr/bin/ditto", "-c", "-k", "--keepParent", str(APPLICATION), str(target)], check=True)
    return target


def pack_package(target: Path, version: str) -> Path:
    """Pack an installer of macOS: the .app, and the elevated program in its place below /Library. Never run so far.

    Everything in it belongs to root (``--ownership recommended``), and the .app is installed where the package says,
    not where another copy lies (``BundleIsRelocatable``).
    """
    place = Path("Library", "Application Support", "Self-Help Wizard")
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name:
        root, components = Path(name, "root"), Path(name, "components.plist")
        shutil.copytree(APPLICATION, root / "Applications" / APPLICATION.name, symlinks=True)
        shutil.copytree(DIST / "wizard-elevated-macos", root / place, symlinks=True)
        pkgbuild = ["/usr/bin/pkgbuild", "--root", str(root)]
        subprocess.run([*pkgbuild, "--analyze", str(components)], check=True)
        found = plistlib.loads(components.read_bytes())
        components.write_bytes(plistlib.dumps([{**each, "BundleIsRelocatable": False} for each in found]))
        options = ["--identifier", IDENTIFIER, "--version", version, "--install-location", "/"]
        options += ["--ownership", "recommended", "--component-plist", str(components)]
        subprocess.run([*pkgbuild, *options, str(target)], check=True)
    return target


def owned_by_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


def size_bytes(path: Path) -> int:
    """Return the size of a file, or of all files in a folder; links count nothing."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.lstat().st_size for file in path.rglob("*") if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    sys.exit(main())
