#!/usr/bin/env python3
"""Packs the Windows bundle under dist/windows as an installer (NSIS; on Windows or, for the laboratory, on Linux)."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PureWindowsPath

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from icons import make_icon  # noqa: E402

from wizard import __version__  # noqa: E402

NAME = "self-help-wizard"
DIST = ROOT / "dist" / "windows"
WORK = ROOT / "build" / "installer"
RUN_ONCE_VALUE = "SelfHelpWizardResume"
"""Under which name Windows starts the program once more after a restart (wizard/system/windows/autostart.py)."""
NOT_PLAIN = re.compile(r'[:/*?"$<>|]|\.\.|(?:^|\\)\.|[^ -~]')
LONGEST_NAME = 200
PLACES = (Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS", Path(os.environ.get("PROGRAMFILES", "")) / "NSIS")


def main() -> int:
    makensis = find_makensis()
    if makensis is None:
        print("makensis is missing: install NSIS 3 (Debian: nsis).", file=sys.stderr)
        return 1
    made = pack_installer(makensis, DIST / NAME, DIST)
    print(f"{made.stat().st_size / 1e6:7.1f} MB  {made.relative_to(ROOT)}")
    return 0


def find_makensis() -> str | None:
    """Return NSIS's compiler: on the PATH, or where Windows has it."""
    return shutil.which("makensis") or next(
        (str(place / "makensis.exe") for place in PLACES if (place / "makensis.exe").is_file()), None
    )


def pack_installer(makensis: str, bundle: Path, folder: Path, version: str = __version__) -> Path:
    """Pack ``bundle`` into an installer in ``folder``, and return it."""
    WORK.mkdir(parents=True, exist_ok=True)
    contents = WORK / "contents.nsh"
    contents.write_text(removal(bundle), "utf-8-sig")
    names = WORK / "contents.txt"
    names.write_bytes("".join(f"{name}\r\n" for name in installed_names(bundle)).encode("utf-16-le"))
    target = folder / f"{NAME}-{version}-windows-x86_64-setup.exe"
    sizes = [path.stat().st_size for path in bundle.rglob("*") if path.is_file()]
    options = {
        "VERSION": version, "TARGET": target, "BUNDLE": bundle, "CONTENTS": contents, "NAMES": names,
        "ICON": make_icon(ROOT / "build" / "icons", ".ico"), "SIZE_KILOBYTES": sum(sizes) // 1024,
        "RUN_ONCE_VALUE": RUN_ONCE_VALUE,
    }  # fmt: skip
    script = ROOT / "assets" / "packaging" / "windows" / "installer.nsi"
    command = [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *(f"-D{name}={text}" for name, text in options.items())]
    subprocess.run([*command, str(script)], check=True)
    return target


def installed_names(bundle: Path) -> list[str]:
    r"""Return what is installed, as Windows names it from the folder on; a folder ends in ``\``, and stands after what
    is in it. Raises ValueError for a name that an installer would not delete again."""
    names = []
    for path in sorted(bundle.rglob("*"), reverse=True):  # what is inside a folder stands behind it
        name = str(PureWindowsPath(path.relative_to(bundle)))
        if NOT_PLAIN.search(name) or len(name) > LONGEST_NAME:
            raise ValueError(f"{name!r}: no name of a file that is installed may be so")
        names.append(f"{name}\\" if path.is_dir() else name)
    return names


def removal(bundle: Path) -> str:
    """Return the macro that deletes what was installed, by name: what a person put there stays."""
    lines = (
        f'  RMDir "$INSTDIR\\{name[:-1]}"' if name.endswith("\\") else f'  Delete "$INSTDIR\\{name}"'
        for name in installed_names(bundle)
    )
    return "\n".join(("!macro RemoveContents", *lines, "!macroend")) + "\n"


if __name__ == "__main__":
    sys.exit(main())
