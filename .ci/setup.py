#!/usr/bin/env python3
"""Makes everything ready that a target of the Makefile needs; standard library only, asks nothing.

Usage: python3 .ci/setup.py [run|test|bench|develop|bundle|…], a target of the Makefile (PROGRAMS below);
`packages` installs what `run`, `test` and `bundle` want of the system and builds nothing.
A second call with nothing to do ends at once. When something is missing that only an administrator may install, the
exact command is printed and nothing half-done stays. This file can be read by Python 3.6, so that an old one is told
what is missing.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

from system_libraries import BUNDLED_WINDOW_LIBRARIES, SYSTEM_LIBRARIES

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
TOOLS = ROOT / ".tools"
LOCK = ROOT / "requirements.lock"
LOCALES = ROOT / "assets" / "locale"
OLDEST = (3, 11)

SCREEN = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus-daemon",
    "xdotool": "xdotool",
    "xwininfo": "x11-utils",
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
}
TEST = {
    "git": "git",
    "ip": "iproute2",
    "ping": "iputils-ping",
    "setpriv": "util-linux",
    "unshare": "util-linux",
    "dbus-daemon": "dbus-daemon",
    "gnome-keyring-daemon": "gnome-keyring",
    "/usr/lib/python3/dist-packages/dbusmock": "python3-dbusmock",
}
LAB = {
    "ip": "iproute2",
    "tc": "iproute2",
    "unshare": "util-linux",
    "nft": "nftables",
    "dnsmasq": "dnsmasq-base",
    "udhcpc": "udhcpc",
    "iperf3": "iperf3",
}
BUILD = {"objdump": "binutils", "strip": "binutils", "/usr/sbin/icupkg": "icu-devtools"}
WINDOWS = {
    "/usr/lib/wine/wine64": "wine64",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "x86_64-w64-mingw32-windres": "binutils-mingw-w64-x86-64",
    "/usr/x86_64-w64-mingw32/include/windows.h": "mingw-w64-x86-64-dev",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": "fonts-dejavu-core",
}
INSTALLER = {"makensis": "nsis"}
PROGRAMS = {
    "run": {},
    "develop": {},
    "test": TEST,
    "bench": {"Xvfb": "xvfb", "xvfb-run": "xvfb", "xauth": "xauth"},
    "bundle": BUILD,
    "test-bundle": {**TEST, **BUILD, **SCREEN},
    "test-deb": {
        **SCREEN,
        "debootstrap": "debootstrap",
        "desktop-file-validate": "desktop-file-utils",
        "appstreamcli": "appstream",
    },
    "test-tickets": TEST,
    "test-browser": {**TEST, "chromium": "chromium"},
    "lab": LAB,
    "test-windows": {**WINDOWS, "Xvfb": "xvfb"},
    "bundle-windows": {**WINDOWS, **INSTALLER},
    "test-bundle-windows": {**WINDOWS, **INSTALLER, "Xvfb": "xvfb", "xdotool": "xdotool"},
}
"""What each target wants from the system, by name on the PATH or by place, and the Debian package of each."""
KEYRING = {"dbus-daemon": "dbus-daemon", "gnome-keyring-daemon": "gnome-keyring"}
OPTIONAL = {
    "bench": {
        **{name: name for name in ("featherpad", "picard", "vorta", "electrum")},
        "xwininfo": "x11-utils",
    },
    "test": {**KEYRING, **LAB, "tcpdump": "tcpdump", "fwupdmgr": "fwupd", "kwriteconfig5": "libkf5config-bin"},
    "test-tickets": {
        **KEYRING,
        "/usr/share/request-tracker5/libexec/rt-server": "request-tracker5",
        "/usr/share/perl5/Plack/Handler/Starlet.pm": "rt5-standalone",
        "/var/lib/dpkg/info/rt5-db-sqlite.list": "rt5-db-sqlite",
        "/usr/sbin/sendmail": "msmtp-mta",
    },
}
"""What a target does more with; where it cannot be installed that is said, and the tests that need it are skipped."""
ANSWERS = {"request-tracker5": ROOT / ".ci" / "request-tracker.debconf"}
"""What a package asks at its installation, answered beforehand."""


class SetUpStoppedError(Exception):
    """Set-up cannot go on; the text says what to do."""


def main(purpose: str) -> int:
    if sys.version_info < OLDEST:
        print(too_old(sys.version.split()[0]), file=sys.stderr)
        return 1
    if purpose == "packages":
        return install_packages_alone()
    if purpose not in PROGRAMS:
        print(f"{purpose} is not known. Known are: {', '.join(PROGRAMS)}", file=sys.stderr)
        return 2
    try:
        install_system_packages(purpose)
        install_optional_packages(purpose)
        build_environment()
        compile_catalogues()
    except SetUpStoppedError as stopped:
        print(stopped, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing half-done is kept; the next call begins anew.", file=sys.stderr)
        return 130
    return 0


def install_packages_alone() -> int:
    """Install the packages of the usual targets: what a builder does as root before it goes on as somebody else."""
    try:
        for purpose in ("run", "test", "bundle"):
            install_system_packages(purpose)
            install_optional_packages(purpose)
    except SetUpStoppedError as stopped:
        print(stopped, file=sys.stderr)
        return 1
    return 0


def too_old(version: str) -> str:
    wanted = ".".join(str(number) for number in OLDEST)
    return f"Python {wanted} or newer is needed, this is {version}. Name another one, as in: make run PYTHON=python3.12"


# system packages


def install_system_packages(purpose: str) -> None:
    """Install what is missing of the system's packages, or say how; Linux only."""
    if sys.platform.startswith("linux"):
        install(lambda: missing_packages(purpose))


def install_optional_packages(purpose: str) -> None:
    """Install what the target does more with; when that cannot be, say so and go on. Linux only."""
    if not sys.platform.startswith("linux"):
        return
    try:
        install(lambda: missing_optional_packages(purpose))
    except SetUpStoppedError as stopped:
        print(f"{stopped}\nGoing on without; the tests that need it are skipped.", file=sys.stderr, flush=True)


def install(find_missing: "Callable[[], list[str]]") -> None:
    """Install the packages that are found missing, and look again."""
    missing = find_missing()
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if shutil.which("apt-get") is None:
        raise SetUpStoppedError(f"Install these first (their Debian names), then try again:\n  {' '.join(missing)}")
    if os.geteuid() != 0:
        raise SetUpStoppedError(f"Some packages of the system are missing. Run this:\n  sudo {' '.join(command)}")
    print(f"Installing {' '.join(missing)} …", file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], environment)
    for package in missing:
        if package in ANSWERS:
            run(["debconf-set-selections", str(ANSWERS[package])], environment)
    run([*command, "-q"], environment)
    still_missing = find_missing()
    if still_missing:
        raise SetUpStoppedError(f"These are still missing after their installation:\n  {' '.join(still_missing)}")


def missing_packages(purpose: str) -> "list[str]":
    """Return the Debian packages that are wanted and not there, each once, in order of their names."""
    wanted = {program: package for program, package in PROGRAMS[purpose].items() if not is_there(program)}
    if opens_windows(purpose):
        libraries = {**SYSTEM_LIBRARIES, **BUNDLED_WINDOW_LIBRARIES}
        wanted.update((library, package) for library, package in libraries.items() if not loads(library))
    if needs_pip():
        wanted["pip"] = "python3-pip"
    if purpose == "bundle" and not has_shared_python():
        wanted["libpython"] = "libpython{}.{}".format(*sys.version_info)
    return sorted(set(wanted.values()))


def missing_optional_packages(purpose: str) -> "list[str]":
    return sorted({package for program, package in OPTIONAL.get(purpose, {}).items() if not is_there(program)})


def opens_windows(purpose: str) -> bool:
    """Return whether Qt will be loaded: always, but for a person without a display who only runs the program."""
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return purpose != "run" or bool(display) or os.geteuid() == 0


def is_there(program: str) -> bool:
    return Path(program).exists() if program.startswith("/") else shutil.which(program) is not None


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def needs_pip() -> bool:
    """Return whether pip is wanted, to fetch uv, and is missing."""
    own = shutil.which("uv") is not None or own_uv().exists() or is_complete()
    return not own and importlib.util.find_spec("pip") is None


def has_shared_python() -> bool:
    """Return whether this Python has its shared library, which a bundle is built around."""
    name = sysconfig.get_config_var("INSTSONAME") or ""
    return loads(name) or Path(sysconfig.get_config_var("LIBDIR") or "", name).is_file()


# the environment


def build_environment() -> None:
    """Build ``.venv`` from the hash-locked list, unless it is there for just this list, this Python and this place."""
    if is_complete():
        return
    uv = find_uv()
    print("Building the environment (once, about a minute) …", file=sys.stderr, flush=True)
    stamp().unlink(missing_ok=True)
    system_certificates = {"UV_SYSTEM_CERTS": "1", **os.environ}
    try:
        venv = [*uv, "venv", "--quiet", "--clear", "--no-python-downloads", "--python", sys.executable]
        run([*venv, str(ENVIRONMENT)], system_certificates)
        sync = [*uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(environment_python())]
        run([*sync, str(LOCK)], system_certificates)
    except (SetUpStoppedError, KeyboardInterrupt):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        raise
    stamp().write_text(wanted_stamp())


def is_complete() -> bool:
    return stamp().exists() and environment_python().exists() and stamp().read_text() == wanted_stamp()


def stamp() -> Path:
    """Return the file that is written last: what the environment was built for."""
    return ENVIRONMENT / ".complete"


def wanted_stamp() -> str:
    return hashlib.sha256(LOCK.read_bytes() + sys.version.encode() + str(ROOT).encode()).hexdigest()


def environment_python() -> Path:
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def find_uv() -> "list[str]":
    """Return the command for uv: the system's, or our own copy in ``.tools``.

    ``--target`` is what an externally managed Python (PEP 668) allows: nothing of the system is touched.
    """
    found = shutil.which("uv")
    if found:
        return [found]
    if not own_uv().exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        try:
            run([*pip, "--target", str(TOOLS), "uv"])
        except (SetUpStoppedError, KeyboardInterrupt):
            shutil.rmtree(TOOLS, ignore_errors=True)
            raise
    return [str(own_uv())]


def own_uv() -> Path:
    return TOOLS / "bin" / ("uv.exe" if os.name == "nt" else "uv")


def compile_catalogues() -> None:
    """Compile each PO catalogue that is newer than its MO file."""
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            partly = target.with_name("part.mo")
            pybabel = [str(environment_python()), "-m", "babel.messages.frontend", "compile"]
            run([*pybabel, "--input-file", str(source), "--output-file", str(partly), "--locale", source.parts[-3]])
            partly.replace(target)


def run(command: "list[str]", environment: "dict[str, str] | None" = None) -> None:
    """Run one command that is asked nothing; what it says is shown when it does not end well."""
    ended = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        said = f"{ended.stdout}\nThis command ended with status {ended.returncode}:\n  {' '.join(command)}"
        raise SetUpStoppedError(said)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
