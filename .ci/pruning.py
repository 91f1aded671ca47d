"""What of PyInstaller's finds goes into the bundle: what the program uses, and what that needs in its turn.

``excludes=`` of PyInstaller leaves out Python modules but not the libraries that were linked by something else, so the
list of binaries is filtered here: unused parts of Qt go first, then every library that nothing kept still needs.
"""

import sys
from pathlib import PurePosixPath

import elf
import pe
from system_libraries import C_LIBRARY, SYSTEM_LIBRARIES, WAYLAND_LIBRARIES, WINDOWS_LIBRARIES

Entry = tuple[str, str, str]
"""As in PyInstaller: the place in the bundle, the source (of a link: its target), and the kind."""

UNUSED_MODULES = ("QtDBus", "QtNetwork", "QtOpenGL", "QtQml", "QtQuick", "QtTest", "QtXml", "QtSql", "QtPrintSupport")
"""Modules of PySide6 that PyInstaller takes along although nothing here imports them."""
UNUSED_PLUGINS = (
    "assetimporters", "designer", "egldeviceintegrations", "generic", "networkinformation", "printsupport",
    "qmllint", "qmltooling", "sqldrivers", "tls", "vectorimageformats", "virtualkeyboard",
    "wayland-graphics-integration-client", "xcbglintegrations",  # for windows drawn in OpenGL; these draw in memory
    "platforms/qeglfs", "platforms/qlinuxfb", "platforms/qminimalegl", "platforms/qvkkhrdisplay",
    "platforms/qvnc", "platforms/qminimal", "platforms/qdirect2d",
    "platforminputcontexts/qtvirtualkeyboard", "platformthemes/qgtk3",
    "imageformats/qgif", "imageformats/qicns", "imageformats/qpdf",
    "imageformats/qtga", "imageformats/qtiff", "imageformats/qwbmp", "imageformats/qwebp",
)  # fmt: skip
"""Plugins of Qt that are not used, as the beginning of their place under ``plugins/``, without the ``lib`` of Linux."""
UNUSED_LIBRARIES = ("opengl32sw.dll", "d3dcompiler_47.dll")
"""Libraries that Qt would load by name to draw in OpenGL on a computer without it; nothing here does."""
KEPT_TRANSLATIONS = ("qtbase_cs.qm", "qtbase_en.qm")
PACKAGING = "assets/packaging"
"""Wanted for building packages, not by the program; catalogues are wanted compiled only."""


def prune(binaries: list[Entry], datas: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return the binaries and the other files that stay."""
    wanted = [entry for entry in binaries if is_used(entry[0]) and not is_from_system(entry[0])]
    others = [entry for entry in datas if is_used(entry[0])]
    if sys.platform in ("linux", "win32"):
        names = needed_names(wanted)
        wanted = [entry for entry in wanted if not is_shared_library(entry) or place_of(entry).name in names]
        others = [entry for entry in others if entry[2] != "SYMLINK" or place_of(entry).name in names]
    return wanted, others


def is_used(place: str) -> bool:
    """Return whether a file of the bundle can be of use, by its place in it."""
    place = place.replace("\\", "/")
    if place.startswith(PACKAGING) or place.endswith((".po", ".pot")):
        return False
    plugin = place.partition("/plugins/")[2].replace("/lib", "/")
    name = PurePosixPath(place).name
    if plugin.startswith(UNUSED_PLUGINS) or name.lower() in UNUSED_LIBRARIES:
        return False
    if place.endswith((".so", ".pyd")) and name.startswith(UNUSED_MODULES):
        return False
    if "/translations/" in place:
        return place.endswith(KEPT_TRANSLATIONS)
    return "/qml/" not in place


def is_from_system(place: str) -> bool:
    """Return whether the program takes this library from the system it runs on."""
    name = place_of((place, "", "")).name
    if sys.platform == "win32":
        return name.startswith(WINDOWS_LIBRARIES)
    return name in SYSTEM_LIBRARIES or name in WAYLAND_LIBRARIES or name.startswith(C_LIBRARY)


def place_of(entry: Entry) -> PurePosixPath:
    """Return the place of a file in the bundle; Windows takes no account of capitals."""
    place = entry[0].replace("\\", "/")
    return PurePosixPath(place.lower() if sys.platform == "win32" else place)


def is_shared_library(entry: Entry) -> bool:
    """Return whether others link this file; the rest is loaded by name: Python's modules and Qt's plugins."""
    place, kind = place_of(entry), entry[2]
    if "plugins" in place.parts:
        return False
    if sys.platform == "win32":
        return kind == "BINARY" and place.suffix == ".dll"
    return kind in ("BINARY", "SYMLINK") and not place.name.endswith(".abi3.so")


def needed_names(binaries: list[Entry]) -> set[str]:
    """Return the names of all libraries that the modules and plugins need, directly or through others."""
    direct_needs = pe.direct_needs if sys.platform == "win32" else elf.direct_needs
    sources = {place_of(entry).name: entry[1] for entry in binaries if entry[2] != "SYMLINK"}
    waiting = [place_of(entry).name for entry in binaries if not is_shared_library(entry)]
    waiting += [name for name in sources if name.startswith(("libpython", "python3"))]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += direct_needs(sources[name]) & sources.keys() if name in sources else ()
    return found
