#!/usr/bin/env python3
"""Makes everything ready that ``make run`` or ``make test`` needs; standard library only, asks nothing.

Usage: python3 .ci/setup.py run|test|develop. A second call with nothing to do ends at once. When something is
missing that only an administrator may install, the exact command is printed and nothing half-done stays.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
TOOLS = ROOT / ".tools"
LOCK = ROOT / "requirements.lock"
LOCALES = ROOT / "assets" / "locale"

WINDOW_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""What Qt's xcb plugin loads, and the Debian or Ubuntu package of each."""
TEST_PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth", "ping": "iputils-ping", "ip": "iproute2", "setpriv": "util-linux"}


class SetUpStoppedError(Exception):
    """Set-up cannot go on; the text says what to do."""


def main(purpose: str) -> int:
    if sys.version_info < (3, 11):
        print(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}. Name another: make PYTHON=python3.12")
        return 1
    try:
        install_system_packages(purpose)
        build_environment()
    except SetUpStoppedError as stopped:
        print(stopped, file=sys.stderr)
        return 1
    return 0


def install_system_packages(purpose: str) -> None:
    """Install what Qt and the tests need from the system, or say how; Linux only."""
    if not sys.platform.startswith("linux"):
        return
    missing = missing_packages(purpose)
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if shutil.which("apt-get") is None:
        raise SetUpStoppedError(f"Install these first (their Debian names): {' '.join(missing)}")
    if os.geteuid() != 0:
        raise SetUpStoppedError(f"Some system packages are missing. Run this, then try again:\n  sudo {' '.join(command)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], environment)
    run([*command, "-q"], environment)
    still_missing = missing_packages(purpose)
    if still_missing:
        raise SetUpStoppedError(f"These are still missing after their installation: {' '.join(still_missing)}")


def missing_packages(purpose: str) -> list[str]:
    needed: set[str] = set()
    if purpose != "run" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.geteuid() == 0:
        needed |= {package for library, package in WINDOW_LIBRARIES.items() if not loads(library)}
    if purpose != "run":
        needed |= {package for program, package in TEST_PROGRAMS.items() if shutil.which(program) is None}
    return sorted(needed)


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def build_environment() -> None:
    """Build ``.venv`` from the hash-locked list, unless it is there for just this list and this Python."""
    stamp = ENVIRONMENT / ".complete"
    wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode() + str(ROOT).encode()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == wanted):
        uv = find_uv()
        print("Building the environment (once, about a minute) …", file=sys.stderr, flush=True)
        try:
            venv = [*uv, "venv", "--quiet", "--clear", "--no-python-downloads", "--python", sys.executable, ENVIRONMENT]
            run([str(part) for part in venv])
            run([*uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(environment_python()), str(LOCK)])
        except (SetUpStoppedError, KeyboardInterrupt):
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            raise
        stamp.write_text(wanted)
    compile_catalogues()


def compile_catalogues() -> None:
    """Compile each PO catalogue that is newer than its MO file."""
    for source in LOCALES.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            pybabel = [str(environment_python()), "-m", "babel.messages.frontend", "compile"]
            run([*pybabel, "--input-file", str(source), "--output-file", str(target), "--locale", source.parts[-3]])


def environment_python() -> Path:
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def find_uv() -> list[str]:
    """Return the command for uv: the system's, or our own copy in ``.tools`` (allowed under PEP 668)."""
    found = shutil.which("uv")
    if found:
        return [found]
    own = TOOLS / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    if not own.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"]
        try:
            run([*pip, str(TOOLS), "uv"])
        except SetUpStoppedError:
            shutil.rmtree(TOOLS, ignore_errors=True)
            raise
    return [str(own)]


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    """Run one command, its output on standard error; what it says is shown when it does not end well."""
    result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        raise SetUpStoppedError(f"{result.stdout}\nThis command ended with status {result.returncode}:\n  {' '.join(command)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
