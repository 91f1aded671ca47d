#!/usr/bin/env python3
"""Installs the .deb in a clean Debian made by debootstrap and starts it there by its desktop entry (root, Linux).

Asserts that a window with the program's name comes up under Xvfb, keeps a screenshot in build/deb-window.png, removes
the package again and asserts that nothing of it stays. Prints one line per thing shown.
"""

import configparser
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUITE = "bookworm"
IMAGE = ROOT / "build" / "debian"
DESKTOP = "usr/share/applications/org.selfhelpwizard.SelfHelpWizard.desktop"
DISPLAY = ":87"
WINDOW_TIMEOUT_S = 60


def main() -> int:
    package = max((ROOT / "dist").glob("self-help-wizard_*.deb"), default=None, key=lambda path: path.stat().st_mtime)
    if package is None or os.geteuid() != 0:
        print("Needs root, and a package built by `make bundle`.", file=sys.stderr)
        return 1
    subprocess.run(["apt-get", "install", "-y", "-q", "debootstrap", "xvfb", "x11-utils", "x11-apps", "imagemagick"],
                   check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    make_image()
    shutil.copy(package, IMAGE / "root" / package.name)
    mounts = [("proc", "proc"), ("devpts", "dev/pts")]
    for kind, place in mounts:
        subprocess.run(["mount", "-t", kind, kind, IMAGE / place], check=True)
    try:
        inside("apt-get", "update", "-q")
        inside("apt-get", "install", "-y", "-q", "--no-install-recommends", f"/root/{package.name}")
        print(f"installed {package.name} in a clean {SUITE}")
        show_window()
        inside("apt-get", "purge", "-y", "-q", "self-help-wizard")
        left = [path for path in (IMAGE / "usr").rglob("*self-help-wizard*")]
        if left:
            print("Left behind:", *left, sep="\n  ", file=sys.stderr)
            return 1
        print("removed; nothing left under /usr")
    finally:
        for _, place in reversed(mounts):
            subprocess.run(["umount", IMAGE / place], check=False)
    return 0


def make_image() -> None:
    """Make a minimal Debian anew."""
    shutil.rmtree(IMAGE, ignore_errors=True)
    IMAGE.mkdir(parents=True)
    subprocess.run(["debootstrap", "--variant=minbase", SUITE, IMAGE], check=True, stdout=subprocess.DEVNULL)
    for name in ("sources.list", "sources.list.d", "apt.conf.d", "trusted.gpg.d"):
        source, target = Path("/etc/apt", name), IMAGE / "etc/apt" / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.is_file():
            shutil.copy(source, target)
    shutil.copy("/etc/resolv.conf", IMAGE / "etc/resolv.conf")


def show_window() -> None:
    """Start the program by the Exec line of its desktop entry, as an ordinary user, and wait for its window."""
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(IMAGE / DESKTOP, "utf-8")
    command = entry["Desktop Entry"]["Exec"].split()
    inside("useradd", "--create-home", "person")
    server = subprocess.Popen(["Xvfb", DISPLAY, "-screen", "0", "1366x768x24", "-listen", "tcp", "-ac"],
                              stderr=subprocess.DEVNULL)  # fmt: skip
    environment = {"DISPLAY": f"127.0.0.1{DISPLAY}", "HOME": "/home/person", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    program = subprocess.Popen(["chroot", "--userspec=person", str(IMAGE), *command], env=environment)
    try:
        tree = wait_for_window(program)
        print("window:", next(line.strip() for line in tree.splitlines() if "Self-Help" in line))
        dump, picture = ROOT / "build" / "deb-window.xwd", ROOT / "build" / "deb-window.png"
        subprocess.run(["xwd", "-root", "-display", DISPLAY, "-out", str(dump)], check=True)
        subprocess.run(["convert", f"xwd:{dump}", str(picture)], check=True)
    finally:
        program.terminate()
        program.wait(10)
        server.terminate()
        server.wait(10)


def wait_for_window(program: "subprocess.Popen[bytes]") -> str:
    end = time.monotonic() + WINDOW_TIMEOUT_S
    while time.monotonic() < end:
        if program.poll() is not None:
            raise SystemExit(f"the program ended with status {program.returncode} before a window came up")
        tree = subprocess.run(["xwininfo", "-root", "-tree", "-display", DISPLAY], capture_output=True, text=True).stdout
        if "Self-Help" in tree:
            return tree
        time.sleep(0.2)
    raise SystemExit("no window came up")


def inside(*command: str) -> None:
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "HOME": "/root",
                   **{name: value for name, value in os.environ.items() if "proxy" in name.lower()}}  # fmt: skip
    subprocess.run(["chroot", str(IMAGE), *command], check=True, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
