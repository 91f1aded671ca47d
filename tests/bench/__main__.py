"""Runs the benchmarks named (all when none is): python -m tests.bench [folders] [flows] [checkups] [redaction] …"""

import os
import platform
import shutil
import sys

from tests.bench import checkups, flows, folders, redaction, search, speed, windows

BENCHMARKS = {
    "folders": folders,
    "flows": flows,
    "checkups": checkups,
    "redaction": redaction,
    "search": search,
    "speed": speed,
    "windows": windows,
}
NEED_DISPLAY = {"redaction", "windows"}


def main() -> None:
    names = sys.argv[1:] or list(BENCHMARKS)
    if NEED_DISPLAY & set(names) and not os.environ.get("DISPLAY"):
        server = shutil.which("xvfb-run")
        if server is None:
            raise SystemExit("The window benchmarks need a display, or xvfb-run.")
        command = [server, "-a", "-s", "-screen 0 1366x768x24", sys.executable, "-m", "tests.bench", *names]
        os.execv(server, command)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores. Ratios: median (figures; lowest–highest).")
    for name in names:
        for text in BENCHMARKS[name].lines():
            print(text, flush=True)


if __name__ == "__main__":
    main()
