#!/usr/bin/env python3
"""Builds the bundle (build.spec), checks what is inside, and packs it as tar.xz and .deb; prints the sizes."""

import lzma
import os
import shutil
import subprocess
import sys
import tarfile
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / ".ci"))

from licences import licence, shipped_packages  # noqa: E402

from wizard import __version__  # noqa: E402

NAME = "self-help-wizard"
DESKTOP_ID = "org.selfhelpwizard.SelfHelpWizard"
DIST = ROOT / "dist"
BUNDLE = DIST / NAME
PACKAGING = ROOT / "assets" / "packaging"
GPL_ONLY_QT = (
    "Charts", "DataVisualization", "Graphs", "VirtualKeyboard", "Lottie", "NetworkAuth", "Quick3D", "QuickTimeline",
    "ShaderTools", "HttpServer", "WaylandCompositor", "Grpc", "Protobuf", "CoAP", "Mqtt", "Bodymovin",
)  # fmt: skip
"""Qt modules under the GPL alone (Qt's own list of licences); none of them may be inside."""
DEB_DEPENDS = (
    "libc6 (>= 2.28)", "libegl1", "libgl1", "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0",
    "libxcb-keysyms1", "libxcb-render-util0", "libxcb-shape0", "libxcb-xinerama0", "libdbus-1-3", "libfontconfig1",
    "libglib2.0-0 | libglib2.0-0t64",
)  # fmt: skip


def main() -> int:
    pyinstaller = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    work = ["--distpath", str(DIST), "--workpath", str(ROOT / "build" / "pyinstaller")]
    subprocess.run([*pyinstaller, *work, str(ROOT / "build.spec")], check=True, cwd=ROOT)
    found = gpl_only_modules(BUNDLE)
    if found:
        print("These may not be shipped (GPL only):", *found, sep="\n  ", file=sys.stderr)
        return 1
    collect_licences(BUNDLE / "licences")
    if sys.platform == "linux":
        pack_tar(DIST / f"{NAME}-{__version__}-linux-{os.uname().machine}.tar.xz")
        if shutil.which("dpkg-deb"):
            pack_deb()
    for path in (BUNDLE, *sorted(DIST.glob(f"{NAME}*.tar.xz")), *sorted(DIST.glob("*.deb"))):
        print(f"{size_bytes(path) / 1e6:7.1f} MB  {path.relative_to(ROOT)}")
    return 0


def gpl_only_modules(folder: Path) -> list[Path]:
    """Return the files of Qt modules that may not be inside."""
    return [
        path
        for path in folder.rglob("*")
        if any(path.name.startswith((f"libQt6{module}", f"Qt{module}", f"Qt6{module}")) for module in GPL_ONLY_QT)
    ]


def collect_licences(folder: Path) -> None:
    """Copy our licence and those of every package that is inside; name the licence of each in one list."""
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / "LICENSE", folder / "self-help-wizard.txt")
    shutil.copy(ROOT / "assets" / "icons" / "LICENSE", folder / "tabler-icons.txt")
    lines = [f"self-help-wizard {__version__}: Apache-2.0", f"Python {sys.version.split()[0]}: PSF-2.0"]
    python_licence = next((path for path in python_licence_places() if path.is_file()), None)
    if python_licence is not None:
        shutil.copy(python_licence, folder / "python.txt")
    for package in sorted([*shipped_packages(), "pyinstaller"]):
        distribution = metadata.distribution(package)
        lines.append(f"{package} {distribution.version}: {licence(package)}")
        for file in distribution.files or []:
            if any(word in file.name.upper() for word in ("LICEN", "COPYING", "NOTICE")) and "dist-info" in str(file):
                source = Path(str(distribution.locate_file(file)))
                if source.is_file():
                    shutil.copy(source, folder / f"{package}-{file.name}")
    (folder / "README.txt").write_text("\n".join(lines) + "\n", "utf-8")


def python_licence_places() -> list[Path]:
    base = Path(sys.base_prefix)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return [base / "lib" / version / "LICENSE.txt", base / "LICENSE.txt", Path("/usr/share/doc") / version / "copyright"]


def pack_tar(target: Path) -> None:
    """Pack the bundle; tar keeps the links that zip would store twice."""
    with lzma.open(target, "wb", preset=6) as stream, tarfile.open(fileobj=stream, mode="w") as archive:
        archive.add(BUNDLE, arcname=NAME, filter=owned_by_root)


def owned_by_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


def pack_deb() -> None:
    """Pack the bundle with desktop entry, AppStream data and icon as a Debian package."""
    stage = ROOT / "build" / "deb"
    shutil.rmtree(stage, ignore_errors=True)
    library = stage / "usr" / "lib" / NAME
    shutil.copytree(BUNDLE, library, symlinks=True)
    (stage / "usr/bin").mkdir(parents=True)
    (stage / "usr/bin" / NAME).symlink_to(f"../lib/{NAME}/{NAME}")
    (stage / "usr/bin/wizard").symlink_to(f"../lib/{NAME}/{NAME}")
    for source, target in (
        (PACKAGING / f"{DESKTOP_ID}.desktop", "usr/share/applications"),
        (PACKAGING / f"{DESKTOP_ID}.metainfo.xml", "usr/share/metainfo"),
        (PACKAGING / f"{DESKTOP_ID}.svg", "usr/share/icons/hicolor/scalable/apps"),
        (ROOT / "LICENSE", f"usr/share/doc/{NAME}"),
    ):
        (stage / target).mkdir(parents=True, exist_ok=True)
        shutil.copy(source, stage / target)
    architecture = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout
    control = stage / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(
        f"Package: {NAME}\nVersion: {__version__}\nArchitecture: {architecture.strip()}\n"
        f"Maintainer: The Self-Help Wizard authors <self-help-wizard@localhost>\n"
        f"Installed-Size: {size_bytes(stage) // 1024}\nDepends: {', '.join(DEB_DEPENDS)}\n"
        "Section: utils\nPriority: optional\n"
        "Description: measures what is wrong, repairs it with consent, proves it\n"
        " A troubleshooting wizard for home users and staff: connection, Wi-Fi, device, app and account.\n"
        " What it cannot repair it hands over as a short report.\n",
        "utf-8",
    )
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(stage), str(DIST)], check=True)


def size_bytes(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.lstat().st_size for file in path.rglob("*") if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    sys.exit(main())
