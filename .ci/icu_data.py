"""Leaves out of the bundle's ICU data what Qt never asks ICU for; elsewhere than on Linux Qt comes without ICU.

Qt lets ICU compare text, convert encodings, name time zones and change case; the data of these stays, for every
language. All else of a language Qt has itself (QLocale). The library is linked anew from what is left, with the same
name and symbol, so that anybody can put a whole one in its place.
"""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from elf import direct_needs, elf_files

ICUPKG = "/usr/sbin/icupkg"
UNUSED_DATA = (
    "brkitr/*",  # where words and sentences end: Qt has its own
    "curr/*", "lang/*", "region/*", "unit/*",  # names of currencies, languages, countries, units
    "rbnf/*", "translit/*",  # numbers in words, other scripts
    "*.spp", "confusables.cfu", "unames.icu", "uemoji.icu",  # prepared identifiers, names of characters
)  # fmt: skip
"""Items of ICU's data, by the folders and names that ICU's own tools use."""
ASKED_FOR = re.compile(r"(ucol|ucnv|ucal)_|UCNV_|u_strTo(Lower|Upper)_\d")
"""Beginnings of ICU's functions that work without the unused data."""
SOURCE = """\
    .section .rodata
    .globl {symbol}
    .type {symbol}, %object
    .balign 16
{symbol}:
    .incbin "{data}"
    .size {symbol}, . - {symbol}
    .section .note.GNU-stack, "", %progbits
"""


def trim_icu_data(folder: Path) -> None:
    """Take the unused data out of ICU's data library somewhere in ``folder``; without one there is nothing to do.

    Raises SystemExit when a part of the program asks ICU for more than is kept, or when the library is not as expected.
    """
    library = next((path for path in folder.rglob("libicudata.so.*") if not path.is_symlink()), None)
    if library is None:
        return
    unknown = sorted(name for name in functions_of_icu(elf_files(folder)) if not ASKED_FOR.match(name))
    if unknown:
        raise SystemExit(f"ICU is asked for what .ci/icu_data.py may take away: {' '.join(unknown)}")
    symbol, size_bytes = data_symbol(library)
    with TemporaryDirectory() as name:
        work = Path(name)
        whole = work / f"{symbol.removesuffix('_dat')}{sys.byteorder[0]}.dat"  # icupkg takes the items' folder from it
        run("objcopy", "--output-target=binary", "--only-section=.rodata", str(library), str(whole))
        if whole.stat().st_size != size_bytes:
            raise SystemExit(f"{library.name} holds more than ICU's data, which would be lost.")
        unused, kept = work / "unused.txt", work / "kept" / whole.name
        kept.parent.mkdir()
        unused.write_text("\n".join(UNUSED_DATA), "utf-8")
        run(ICUPKG, "--matchmode", "noslash", "--remove", str(unused), str(whole), str(kept))
        link(kept, symbol, library)


def functions_of_icu(files: Iterable[Path]) -> set[str]:
    """Return the functions of ICU that these files ask for, ICU's own libraries left out."""
    users = [
        path
        for path in files
        if not path.name.startswith("libicu") and any(need.startswith("libicu") for need in direct_needs(path))
    ]
    wanted = {line.split()[0] for path in users for line in run("nm", "-D", "-P", "-u", str(path)).splitlines()}
    return {name for name in wanted if re.fullmatch(r"[A-Za-z]\w*_\d+", name)}


def data_symbol(library: Path) -> tuple[str, int]:
    """Return the name of the data in ICU's data library, and its size in bytes."""
    for line in run("nm", "-D", "-P", "--defined-only", str(library)).splitlines():
        name, _, _, size = line.split()
        if re.fullmatch(r"icudt\d+_dat", name):
            return name, int(size, 16)
    raise SystemExit(f"{library.name} holds no data of ICU.")


def link(data: Path, symbol: str, library: Path) -> None:
    """Write ``library`` anew, holding ``data``."""
    source, linkable, made = (data.with_suffix(suffix) for suffix in (".s", ".o", ".so"))
    source.write_text(SOURCE.format(symbol=symbol, data=data), "utf-8")
    run("as", "-o", str(linkable), str(source))
    options = ("-shared", "-s", "--hash-style=gnu", "--build-id", "-z", "noexecstack", "-z", "relro")
    run("ld", *options, "-soname", library.name, "-o", str(made), str(linkable))
    library.write_bytes(made.read_bytes())


def run(*command: str) -> str:
    """Return what a program prints; raises SystemExit with what it complains of."""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {ended.returncode}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout
