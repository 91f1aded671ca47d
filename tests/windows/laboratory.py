#!/usr/bin/env python3
"""A Windows laboratory on Linux: a real Windows CPython 3.11 and the locked dependencies' Windows wheels, under wine64.

    python tests/windows/laboratory.py build            make it in .tools/winlab (once, about three minutes)
    python tests/windows/laboratory.py python ARG…      run its Python in this folder, in a computer of its own
    python tests/windows/laboratory.py test [ARG…]      run every test that can run there (tests/windows/README.md)

python311.dll and its modules are python.org's own, as one wheel ships them (src/python.lock). python.exe, python3.dll
(which only forwards) and stand-ins for two libraries that wine lacks are compiled from src/. Python's library in
Python is this machine's. Every run has its own copy of the clean computer: nothing of one run is seen by another,
and nothing of this machine's home folder is reached.
"""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
SOURCES = FOLDER / "src"
PLACE = ROOT / ".tools" / "winlab"
LOCKS = (ROOT / "requirements.lock", SOURCES / "python.lock")
WINE, WINE_SERVER = "/usr/lib/wine/wine64", "/usr/lib/wine/wineserver64"
"""Debian's places: its `wine` is a script that asks for a 32-bit wine first."""
COMPILER, RESOURCES, DUMP = (f"x86_64-w64-mingw32-{name}" for name in ("gcc", "windres", "objdump"))
STAND_INS = ("bcryptprimitives", "icuuc", "mscms")
TARGET = ("--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11", "--only-binary", ":all:")
WITHOUT_WHEEL = ("roundup",)
"""Locked packages that come as source only: nothing is built here, and the tests that want them stay on Linux."""
FONT = "DejaVu Sans"
"""Stands in for Windows' own fonts; without one wine takes any, even one with serifs."""
FONTS = ("Segoe UI", "Tahoma", "MS Shell Dlg", "MS Shell Dlg 2", "Microsoft Sans Serif")
LEFT_OUT = ("site-packages", "lib-dynload", "test", "__pycache__", "config-3.11*", "_sysconfigdata*", "*.so")
SETTINGS = {
    "WINEARCH": "win64",
    "WINEDEBUG": "-all",
    # neither .NET nor a browser engine, which wine would offer to download; no entries in this desktop's own menus
    "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=;mscms=n;icuuc=n",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
}


class LaboratoryError(Exception):
    """The laboratory cannot be made; the text says what to do."""


@dataclass(frozen=True)
class Computer:
    """One Windows computer: a wine prefix of its own, gone at its end."""

    prefix: Path
    environment: Mapping[str, str]

    @property
    def drive(self) -> Path:
        return self.prefix / "drive_c"

    @property
    def person(self) -> Path:
        """The folder of the one user."""
        return self.drive / "users" / self.environment["USER"]

    def run(
        self, *command: str | Path, timeout_s: float | None = None, **variables: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run a Windows program that is asked nothing, and return what it said."""
        return subprocess.run(
            [WINE, *map(str, command)],
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_s,
            check=False,
        )

    def show(self, *command: str | Path, **variables: str) -> int:
        """Run a Windows program and pass on what it says; returns its exit status."""
        # Python under wine writes nothing into a file or a terminal of Linux, only into a pipe
        with subprocess.Popen(
            [WINE, *map(str, command)],
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                sys.stdout.buffer.write(line.replace(b"\r\n", b"\n"))
                sys.stdout.buffer.flush()
        return process.returncode

    def wait(self) -> None:
        """Wait until no program runs on this computer any more."""
        subprocess.run([WINE_SERVER, "-w"], env=self.environment, stderr=subprocess.DEVNULL, check=False)

    def end(self) -> None:
        """End whatever still runs on this computer, and wait for it."""
        subprocess.run([WINE_SERVER, "-k"], env=self.environment, stderr=subprocess.DEVNULL, check=False)
        self.wait()


def python() -> Path:
    """Return the laboratory's python.exe; `build` makes it."""
    return PLACE / "python" / "python.exe"


@contextlib.contextmanager
def computer(**variables: str) -> Iterator[Computer]:
    """Return a fresh copy of the clean computer; when the block ends it is switched off and gone."""
    build()
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="windows-", dir=ROOT / "build", ignore_cleanup_errors=True) as name:
        shutil.copytree(PLACE / "prefix", Path(name) / "prefix", symlinks=True)
        made = _computer(Path(name) / "prefix", Path(name), **variables)
        try:
            yield made
        finally:
            made.end()


def _computer(prefix: Path, home: Path, **variables: str) -> Computer:
    """Return the computer in a prefix. ``home`` is no person's: wine would lead Documents and Downloads into it."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "DISPLAY", "XAUTHORITY") if name in os.environ}
    own = {"HOME": str(home), "USER": "person", "LOGNAME": "person", "WINEPREFIX": str(prefix)}
    return Computer(prefix, {"LANG": "C.UTF-8", **kept, **SETTINGS, **own, **variables})


# making it


def build() -> None:
    """Make the laboratory unless it is there for just these sources, locks and this Python.

    Raises LaboratoryError when something that it is made with is missing or fails.
    """
    import fcntl  # suite.py imports this file on Windows too

    PLACE.parent.mkdir(exist_ok=True)
    with PLACE.with_suffix(".lock").open("w") as lock:  # a second run waits for the first one's
        fcntl.flock(lock, fcntl.LOCK_EX)
        _build()


def _build() -> None:
    stamp = PLACE / "complete"
    if stamp.is_file() and stamp.read_text() == wanted_stamp():
        return
    if sys.version_info[:2] != (3, 11):
        raise LaboratoryError("The Windows laboratory is built with CPython 3.11, whose library it takes over.")
    print("Building the Windows laboratory (once, about three minutes) …", file=sys.stderr, flush=True)
    shutil.rmtree(PLACE, ignore_errors=True)
    (PLACE / "made").mkdir(parents=True)
    make_python(PLACE / "python")
    make_prefix(PLACE / "prefix")
    install_packages(PLACE / "python" / "Lib" / "site-packages", LOCKS[0])
    shutil.rmtree(PLACE / "made")
    stamp.write_text(wanted_stamp())


def wanted_stamp() -> str:
    content = [path.read_bytes() for path in (*LOCKS, *sorted(SOURCES.iterdir()), Path(__file__))]
    return hashlib.sha256(b"\0".join((*content, sys.version.encode(), str(ROOT).encode()))).hexdigest()


def make_python(home: Path) -> None:
    """Put python.org's files, our own programs and this Python's library together."""
    made, modules = PLACE / "made", home / "DLLs"
    install_packages(made / "wheel", LOCKS[1])
    official = made / "wheel" / "deploy_libs"
    modules.mkdir(parents=True)
    for name in ("python311.dll", "VCRUNTIME140.dll"):
        shutil.copyfile(official / name, home / name.lower())
    for path in official.iterdir():
        if path.suffix == ".pyd" or path.name.startswith(("lib", "sqlite3")):
            shutil.copyfile(path, modules / path.name)
    run(RESOURCES, "-I", SOURCES, "-O", "coff", "-i", SOURCES / "python.rc", "-o", made / "python.res")
    run(COMPILER, "-O2", "-s", "-municode", "-static", "-o", python(), SOURCES / "python.c", made / "python.res")
    definitions = made / "python3.def"
    definitions.write_text(forwarding_definitions(run(DUMP, "-p", home / "python311.dll")))
    make_library(home / "python3.dll", SOURCES / "library.c", definitions)
    library = sysconfig.get_path("stdlib")
    shutil.copytree(library, home / "Lib", ignore=shutil.ignore_patterns(*LEFT_OUT))


def forwarding_definitions(dump: str) -> str:
    """Return the exports of python3.dll, each led on to python311.dll, from objdump's list of the latter's."""
    table = dump.partition("[Ordinal/Name Pointer] Table")[2].partition("\n\n")[0]
    names = [line.split()[-1] for line in table.splitlines() if line.startswith("\t[")]
    forwards = [f"  {name}=python311.{name}" for name in names if name.startswith(("Py", "_Py"))]
    if len(forwards) < 1000:
        raise LaboratoryError(f"python311.dll should export some 1,600 functions; {len(forwards)} were found.")
    return "\n".join(('LIBRARY "python3.dll"', "EXPORTS", *forwards)) + "\n"


def make_library(target: Path, *sources: Path) -> None:
    run(COMPILER, "-shared", "-nostdlib", "-e", "DllMainCRTStartup", "-s", "-o", target, *sources, "-ladvapi32")


def make_prefix(prefix: Path) -> None:
    """Make the clean computer: Windows 10, its folders its own, the stand-ins where a frozen program leaves them."""
    made = _computer(prefix, PLACE / "made")
    replacements = ("reg", "add", "HKCU\\Software\\Wine\\Fonts\\Replacements", "/f", "/d", FONT, "/v")
    fonts = [(*replacements, name) for name in FONTS]
    for command in (("wineboot", "-i"), ("winecfg", "-v", "win10"), *fonts):
        said = made.run(*command)
        if said.returncode != 0:
            raise LaboratoryError(f"{' '.join(command)} ended with status {said.returncode}:\n{said.stderr}")
    made.end()
    for link in (path for path in made.person.iterdir() if path.is_symlink()):
        link.unlink()
        link.mkdir()
    for name in STAND_INS:
        make_library(made.drive / "windows" / "system32" / f"{name}.dll", SOURCES / f"{name}.c")


def install_packages(target: Path, lock: Path) -> None:
    """Install the Windows wheels of a hash-locked list."""
    sys.path.insert(0, str(ROOT / ".ci"))
    from setup import find_uv

    target.mkdir(parents=True, exist_ok=True)
    wanted = PLACE / "made" / "wanted.lock"
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text("utf-8"), flags=re.MULTILINE)
    wanted.write_text("".join(entry for entry in entries if entry.partition("==")[0] not in WITHOUT_WHEEL), "utf-8")
    environment = {"UV_SYSTEM_CERTS": "1", **os.environ}
    install = [*find_uv(), "pip", "install", "--quiet", "--no-deps", "--require-hashes", *TARGET, "--target", target]
    run(*install, "--requirements", wanted, environment=environment)


def run(*command: str | Path, environment: Mapping[str, str] | None = None) -> str:
    """Return what a program prints; raises LaboratoryError with what it complains of."""
    ended = subprocess.run(
        list(map(str, command)),
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ended.returncode != 0:
        raise LaboratoryError(f"{command[0]} ended with status {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def main(arguments: Sequence[str]) -> int:
    try:
        match list(arguments):
            case ["build"]:
                build()
                return 0
            case ["python", *rest]:
                with computer() as made:
                    return made.show(python(), *rest)
            case ["test", *rest]:
                from suite import run_suite

                return run_suite(rest)
    except LaboratoryError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
