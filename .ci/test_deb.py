#!/usr/bin/env python3
"""Installs the .deb in a clean Debian made by debootstrap and starts it there by its desktop entry (root, Linux).

Shows that the package installs with nothing but what it names, that an ordinary user gets the window (a screenshot
stays in build/pictures/deb-window.png) and the check-up, and that nothing is left after it was removed. Prints one
line per thing shown; ends with 1 when one of them is not so.
"""

import configparser
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "self-help-wizard"
DESKTOP_ID = "org.selfhelpwizard.SelfHelpWizard"
TITLE = "Self-Help Wizard"
SUITE = "bookworm"
CLEAN, IMAGE = ROOT / "build" / "debian-clean", ROOT / "build" / "debian"
PICTURE = ROOT / "build" / "pictures" / "deb-window.png"
MOUNTS = (("proc", "proc", "proc"), ("devpts", "devpts", "dev/pts"), ("sysfs", "sysfs", "sys"))
CHROOT = shutil.which("chroot") or "/usr/sbin/chroot"
WINDOW_TIMEOUT_S = 60
SCREENSHOT = """
import sys
from PySide6.QtGui import QGuiApplication
program = QGuiApplication(["screenshot"])
sys.exit(0 if program.primaryScreen().grabWindow(0).save(sys.argv[1]) else 1)
"""


class NotSoError(Exception):
    """Something that should be shown is not so."""


def main() -> int:
    packages = sorted((ROOT / "dist").glob(f"{NAME}_*.deb"), key=os.path.getmtime)
    if not packages or os.geteuid() != 0:
        print("Needs root, and a package built by `make bundle`.", file=sys.stderr)
        return 1
    validate_descriptions()
    make_image()
    before = system_files()
    try:
        with mounted():
            install(packages[-1])
            show_check_up()
            show_window()
            inside("apt-get", "purge", "-y", "-q", NAME)
            inside("apt-get", "autoremove", "--purge", "-y", "-q")
        left = sorted(system_files() - before)
        if left:
            raise NotSoError("left behind:\n  " + "\n  ".join(left))
        print("removed: nothing of it is left under /usr, /etc, /opt and /var/lib/dpkg/info")
    except NotSoError as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def validate_descriptions() -> None:
    """Hold desktop entry and AppStream data against the rules of their formats."""
    packaging = ROOT / "assets" / "packaging"
    subprocess.run(["desktop-file-validate", packaging / f"{DESKTOP_ID}.desktop"], check=True)
    validate = ["appstreamcli", "validate", "--no-net", packaging / f"{DESKTOP_ID}.metainfo.xml"]
    subprocess.run(validate, check=True, stdout=subprocess.DEVNULL)
    print("desktop entry and AppStream data are valid")


def make_image() -> None:
    """Make a copy of a minimal Debian that reaches the same package sources as this machine."""
    if not (CLEAN / "complete").exists():
        shutil.rmtree(CLEAN, ignore_errors=True)
        (CLEAN / "root").mkdir(parents=True)
        command = ["debootstrap", "--variant=minbase", SUITE, CLEAN / "root"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (CLEAN / "complete").touch()
    shutil.rmtree(IMAGE, ignore_errors=True)
    subprocess.run(["cp", "--archive", "--reflink=auto", CLEAN / "root", IMAGE], check=True)
    shutil.copy("/etc/resolv.conf", IMAGE / "etc/resolv.conf")
    for settings in Path("/etc/apt/apt.conf.d").iterdir():
        if "Proxy" in settings.read_text("utf-8", "replace"):
            shutil.copy(settings, IMAGE / "etc/apt/apt.conf.d")


def system_files() -> set[str]:
    """Return the files of the image that a package could leave behind; caches and logs of apt are apt's own."""
    folders = ("usr", "etc", "opt", "var/lib/dpkg/info")
    found = {path.relative_to(IMAGE).as_posix() for folder in folders for path in (IMAGE / folder).rglob("*")}
    return {path for path in found if NAME in path or "selfhelpwizard" in path.lower()}


@contextmanager
def mounted() -> Iterator[None]:
    """Give the image its kernel file systems, and take them away whatever happens."""
    done: list[Path] = []
    try:
        for kind, source, place in MOUNTS:
            subprocess.run(["mount", "-t", kind, source, IMAGE / place], check=True)
            done.append(IMAGE / place)
        yield
    finally:
        for place in reversed(done):
            subprocess.run(["umount", place], check=True)


def install(package: Path) -> None:
    """Install the package with what it depends on and nothing else; make an ordinary user."""
    shutil.copy(package, IMAGE / "tmp")
    inside("apt-get", "update", "-q")
    inside("apt-get", "install", "-y", "-q", "--no-install-recommends", f"/tmp/{package.name}")  # noqa: S108
    inside("useradd", "--create-home", "person")
    print(f"installed: {package.name} in a clean {SUITE}, with nothing but what it depends on")


def show_check_up() -> None:
    """Run the check-up as the ordinary user."""
    command = [CHROOT, "--userspec=person", IMAGE, NAME, "check", "--json"]
    ended = subprocess.run(command, env=of_person({}), capture_output=True, text=True, check=False, timeout=120)
    document = json.loads(ended.stdout)
    if ended.stderr or not document["probes"]:
        raise NotSoError(f"the check-up is not as it should be: {ended}")
    print(f"check-up: {len(document['probes'])} probes, verdict {document['verdict']}, exit status {ended.returncode}")


def show_window() -> None:
    """Start the program by the Exec line of its desktop entry, as the ordinary user, and wait for its window."""
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(IMAGE / f"usr/share/applications/{DESKTOP_ID}.desktop", "utf-8")
    command = entry["Desktop Entry"]["Exec"].split()
    with screen() as display:
        environment = of_person({"DISPLAY": display})
        program = subprocess.Popen([CHROOT, "--userspec=person", IMAGE, *command], env=environment)
        try:
            print(f"window: {wait_for_window(program, display)}")
            PICTURE.parent.mkdir(parents=True, exist_ok=True)
            take = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
            subprocess.run([sys.executable, "-c", SCREENSHOT, PICTURE], env=take, check=True, timeout=60)
            print(f"screenshot: {PICTURE.relative_to(ROOT)}")
        finally:
            program.terminate()
            program.wait(10)


@contextmanager
def screen() -> Iterator[str]:
    """Start an X server that the image can reach; gives the name of its display."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-ac"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    sockets = IMAGE / "tmp/.X11-unix"
    sockets.mkdir(exist_ok=True)
    try:
        with os.fdopen(read) as stream:
            display = f":{stream.readline().strip()}"
        subprocess.run(["mount", "--bind", "/tmp/.X11-unix", sockets], check=True)  # noqa: S108
        try:
            yield display
        finally:
            subprocess.run(["umount", sockets], check=True)
    finally:
        server.terminate()
        server.wait(10)


def wait_for_window(program: "subprocess.Popen[bytes]", display: str) -> str:
    """Return what the X server says of the program's window, once it is shown."""
    end = time.monotonic() + WINDOW_TIMEOUT_S
    while time.monotonic() < end:
        if program.poll() is not None:
            raise NotSoError(f"the program ended with status {program.returncode} before a window came up")
        found = subprocess.run(
            ["xwininfo", "-display", display, "-name", TITLE], capture_output=True, text=True, check=False
        )
        if "Map State: IsViewable" in found.stdout:
            facts = [line.strip() for line in found.stdout.splitlines()]
            wanted = ("Width", "Height", "Map State")
            return f"“{TITLE}”, " + ", ".join(fact for fact in facts if fact.startswith(wanted))
        time.sleep(0.2)
    raise NotSoError("no window came up")


def of_person(more: Mapping[str, str]) -> dict[str, str]:
    return {"HOME": "/home/person", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **more}


def inside(*command: str) -> None:
    """Run a command in the image as root; what it says is shown when it does not end well."""
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "DEBIAN_FRONTEND": "noninteractive",
        "HOME": "/root",
        **proxies,
    }
    ended = subprocess.run(
        [CHROOT, IMAGE, *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise NotSoError(f"{' '.join(command)} ended with status {ended.returncode}:\n{ended.stdout}{ended.stderr}")


if __name__ == "__main__":
    sys.exit(main())
