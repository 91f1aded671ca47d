"""Measuring a folder of 100,000 files, against `du -s --apparent-size`, warm and cold."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.measuring import line, paired
from wizard.system.base import Cancel, Missing
from wizard.system.linux.files import directory_size

FILES = 100_000
FILES_PER_FOLDER = 200


def make_tree(folder: Path) -> None:
    """Fill a folder with small files in many folders, as a cache has."""
    for first in range(0, FILES, FILES_PER_FOLDER):
        inner = folder / f"{first % 25:02d}" / f"{first:06d}"
        inner.mkdir(parents=True)
        for number in range(first, first + FILES_PER_FOLDER):
            (inner / f"{number:06d}.bin").write_bytes(b"x" * (number % 700))


def drop_caches() -> bool:
    """Make the next read come from the disk; False where that is not permitted."""
    os.sync()
    try:
        Path("/proc/sys/vm/drop_caches").write_text("3\n", "ascii")
    except OSError:
        return False
    return True


def lines() -> list[str]:
    """Return the lines of this benchmark."""
    with tempfile.TemporaryDirectory(prefix="wizard-bench-") as name:
        folder = Path(name)
        make_tree(folder)

        def timed(work: "object", cold: bool) -> float:
            if cold:
                drop_caches()
            start = time.perf_counter()
            work()  # type: ignore[operator]
            return time.perf_counter() - start

        def ours() -> None:
            size = directory_size(folder, Cancel(), lambda _progress: None)
            assert not isinstance(size, Missing) and size.files == FILES

        def du() -> None:
            subprocess.run(["du", "-s", "--apparent-size", str(folder)], check=True, stdout=subprocess.DEVNULL)

        warm = paired(lambda: timed(ours, False), lambda: timed(du, False))
        found = [line("100,000 files ÷ du, warm", warm, "ms", 1000, "≤ 1.0")]
        if drop_caches():
            cold = paired(lambda: timed(ours, True), lambda: timed(du, True))
            found.append(line("100,000 files ÷ du, cold", cold, "ms", 1000, "≤ 1.0"))
        else:
            found.append("100,000 files ÷ du, cold: not measured (dropping caches needs root)")
        return found
