"""What ELF files need from others; read with binutils' objdump, which PyInstaller needs as well."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path


def direct_needs(file: str | Path) -> set[str]:
    """Return the names of the libraries that a file names as needed."""
    shown = subprocess.run(["objdump", "-p", str(file)], check=True, capture_output=True, text=True).stdout
    return {line.split()[1] for line in shown.splitlines() if line.strip().startswith("NEEDED")}


def elf_files(folder: Path) -> list[Path]:
    """Return the programs and shared libraries in a folder, links left out."""
    return [path for path in sorted(folder.rglob("*")) if not path.is_symlink() and path.is_file() and is_elf(path)]


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def outside_needs(files: Iterable[Path]) -> set[str]:
    """Return the names of the libraries that these files need and that are not among them."""
    files = list(files)
    names = {path.name for path in files}
    return {name for path in files for name in direct_needs(path)} - names


def least_glibc(files: Iterable[Path]) -> str:
    """Return the version of glibc that all of these files can run with, as ``2.36``."""
    found = {match for path in files for match in re.findall(rb"GLIBC_2\.(\d+)", path.read_bytes())}
    return f"2.{max(int(minor) for minor in found)}"
