"""Trees for the tests of files on Windows, and links of the machine that runs this Windows."""

import ctypes
import os
import sys
import time
from collections.abc import Iterator
from ctypes import wintypes
from dataclasses import dataclass
from pathlib import Path

import pytest

from wizard.system.windows.files_paths import extended

assert sys.platform == "win32"

CP1250 = ("příliš žluťoučký kůň", "ŁÓDŹ", "naïve café", "Füße", "€ 5", "Ω≈ç√", "日本語", "name with  blanks", "a.b.c")
"""Names in letters of cp1250, of cp1252, of neither."""


_links_of_the_host: list[Path] = []
"""Wine cannot delete them, so the host does when their test is over."""


@dataclass(frozen=True)
class Tree:
    """A folder of one test; paths below it are given with ``/``."""

    root: Path

    def file(self, name: str, size_bytes: int, *, sparse: bool = False) -> Path:
        path = self.root.joinpath(*name.split("/"))
        extended(path.parent).mkdir(parents=True, exist_ok=True)
        with extended(path).open("wb") as file:
            file.truncate(size_bytes) if sparse else file.write(b"x" * size_bytes)
        return path

    def deep(self, levels: int, characters: int) -> Path:
        """Make folders below each other with one file of three bytes in each; return the deepest."""
        folder = self.root
        for level in range(levels):
            folder = folder / (f"{level:02}" + "n" * (characters - 2))
            extended(folder).mkdir()
            with extended(folder / "file").open("wb") as file:
                file.write(b"abc")
        return folder

    def names(self) -> list[str]:
        return sorted(path.name for path in self.root.iterdir())

    def recycle(self, path: Path) -> None:
        """Throw a file away as Explorer does."""
        operation = FileOperation(
            wFunc=3, pFrom=f"{path}\0", fFlags=0x40 | 0x10 | 0x4 | 0x400
        )  # FO_DELETE; undo allowed, nobody asked, no window, no message
        assert ctypes.windll.shell32.SHFileOperationW(ctypes.byref(operation)) == 0
        assert not path.exists()


@pytest.fixture(name="tree")
def tree_fixture(tmp_path: Path) -> Tree:
    """An empty folder."""
    (tmp_path / "tree").mkdir()
    return Tree(Path(os.path.realpath(tmp_path / "tree")))


@pytest.fixture(name="outside")
def outside_fixture(tmp_path: Path) -> Iterator[Path]:
    """A tree beside, which must be the same after every test."""
    made = Tree(Path(os.path.realpath(tmp_path)) / "outside")
    for place in ("", "deep/", "deep/deeper/"):
        for name in ("photo", "letter", "file", "victim"):
            made.file(f"{place}{name}", 11)
    before = _seen(made.root)
    yield made.root
    assert _seen(made.root) == before
    for link in _links_of_the_host:
        host_shell(f"rm -f '{host_path(link)}'", tmp_path)
    _links_of_the_host.clear()


def _seen(folder: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for parent, folders, names in os.walk(folder):
        for name in (*folders, *names):
            path = Path(parent, name)
            status = path.lstat()
            found[str(path)] = (
                status.st_mode,
                status.st_size,
                status.st_mtime_ns,
                path.is_file() and path.read_bytes(),
            )
    return found


class FileOperation(ctypes.Structure):
    """``SHFILEOPSTRUCTW`` of 64-bit Windows."""

    _fields_ = (
        ("hwnd", wintypes.HWND),
        ("wFunc", wintypes.UINT),
        ("pFrom", wintypes.LPCWSTR),
        ("pTo", wintypes.LPCWSTR),
        ("fFlags", ctypes.c_uint16),
        ("fAnyOperationsAborted", wintypes.BOOL),
        ("hNameMappings", ctypes.c_void_p),
        ("lpszProgressTitle", wintypes.LPCWSTR),
    )


def under_wine() -> bool:
    return hasattr(ctypes.WinDLL("ntdll"), "wine_get_version")


def native_link(target: Path, link: Path, scripts: Path | None = None) -> None:
    """Make ``link`` lead to the folder ``target``: a junction, or under wine, which has none, a link of the host."""
    if not under_wine():
        import _winapi

        _winapi.CreateJunction(str(target), str(link))
        return
    _links_of_the_host.append(link)
    host_shell(f"ln -s '{host_path(target)}' '{host_path(link)}'", scripts or link.parent)


def host_path(path: Path) -> str:
    """Return what the machine that runs wine calls a path, links in it as they are."""
    existing = path if os.path.lexists(path) else path.parent
    kernel32 = ctypes.WinDLL("kernel32")
    kernel32.wine_get_unix_file_name.restype = ctypes.c_void_p
    kernel32.wine_get_unix_file_name.argtypes = (ctypes.c_wchar_p,)
    name = kernel32.wine_get_unix_file_name(str(existing))
    assert name, f"wine has no name for {existing}"
    text = ctypes.string_at(name).decode()
    return text if existing == path else f"{text}/{path.name}"


def start_host_shell(script: str, folder: Path, name: str = "script") -> None:
    """Start a shell of the machine that runs wine and do not wait; wine gives no handle to wait for."""
    import _winapi

    file = folder / f"{name}.sh"
    file.write_text(script, encoding="utf-8", newline="\n")
    _winapi.CreateProcess(None, f"Z:\\bin\\sh {host_path(file)}", None, None, False, 0, None, None, None)


def host_shell(script: str, folder: Path) -> None:
    """Run a script on the machine that runs wine, and wait for its end."""
    done = folder / "script.done"
    start_host_shell(f"{script}\ntouch '{host_path(done)}'\n", folder)
    wait_for(done)
    done.unlink()
    (folder / "script.sh").unlink()


def wait_for(path: Path, seconds: float = 20.0) -> None:
    """Wait for a file of the host: a process without a handle can be waited for in no other way."""
    end_s = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end_s, f"{path} did not come"
        time.sleep(0.01)
