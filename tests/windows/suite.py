"""Which tests run in the Windows laboratory: all that can; `not_here.toml` names the others, each with its reason.

On Windows itself, and on macOS, the same tests are run by: python tests/windows/suite.py [pytest's arguments]
"""

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

from laboratory import ROOT, computer, python

NOT_HERE = Path(__file__).with_name("not_here.toml")
WARNED_BY_WINE = ("propagateSizeHints", "DpiAwareness", "SetProcessDpiAwareness", "EnableNonClientDpiScaling")
"""What Qt complains of because wine lacks it; every other warning fails its test as it does on Linux."""
TIMEOUT_S = 600
"""For one test: wine on a shared machine is slower than Windows."""


def run_suite(arguments: Sequence[str]) -> int:
    """Run the tests on a fresh computer and pass on what pytest says; ``arguments`` are pytest's. Returns its status.

    Without a path among them everything is run: the Windows modules, the contract with this live system, and the
    rest of the suite.
    """
    from screen import own_screen

    with tempfile.TemporaryDirectory() as name, own_screen(Path(name)) as screen:
        return _run(chosen(arguments), screen.name)


def chosen(arguments: Sequence[str]) -> list[str]:
    """Return pytest's arguments: what is run, and what is left out of it."""
    paths = [] if any((ROOT / argument.partition("::")[0]).exists() for argument in arguments) else ["tests"]
    return ["-p", "no:cacheprovider", "--timeout", str(TIMEOUT_S), *left_out(), *arguments, *paths]


def _run(options: Sequence[str], display: str) -> int:
    # offscreen, Qt finds no fonts on Windows; wine takes variables that begin with QT_ under this name alone
    with computer(DISPLAY=display, WINEQT_QPA_PLATFORM="windows") as made:
        # wine makes a trash, but not the folders above it, and else says that the recycle bin fails
        Path(made.environment["HOME"], ".local", "share").mkdir(parents=True)
        print(f"Windows CPython under wine, {made.prefix.parent.name}", file=sys.stderr, flush=True)
        return made.show(python(), "-m", "pytest", "-o", "qt_log_ignore=" + "\n".join(WARNED_BY_WINE), *options)


def left_out() -> list[str]:
    """Return pytest's options that leave out what cannot run there."""
    options = []
    for group in tomllib.loads(NOT_HERE.read_text("utf-8"))["group"]:
        for test in group["tests"]:
            options += ["--deselect", test] if "::" in test else ["--ignore", test]
    return options


if __name__ == "__main__":
    sys.exit(subprocess.call([sys.executable, "-m", "pytest", *chosen(sys.argv[1:])], cwd=ROOT))
