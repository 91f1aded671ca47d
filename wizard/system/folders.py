"""From an organisation profile's ``{cache}/Example`` to a folder of this computer, and nothing else."""

import itertools
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from wizard.system.base import KnownFolders

_TEMPLATE = re.compile(r"\{([a-z_]+)\}/(.+)", re.DOTALL)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
"""Characters with a meaning of their own on some system: separators, streams, wildcards, control characters."""
_MOST_ENTRIES = 1_000
"""Looked at for each ``*``: a browser with more profiles is none."""
_CRASH = "{crash}"
_NO_CACHES = frozenset({"{home}", _CRASH, "{temp}"})
"""Roots that are read from, and never cleared in: too much of a person's own lies under them."""


@dataclass(frozen=True)
class UnsafeFolder:
    """A profile's folder that must not be touched; ``detail`` says why, in English for Details."""

    template: str
    detail: str


def displayed(path: Path) -> str:
    r"""Return a path as text to show and to store, whatever bytes its names hold (``\xff`` for what is no text)."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def resolve_folder(template: str, known_folders: KnownFolders) -> Path | UnsafeFolder:
    """Return the folder that ``{root}/part/…`` names, whether or not it exists yet.

    Unsafe: no known root, an absolute or empty path, ``..``, a root itself, anything that holds a root or the
    home folder, and any link on the way from the root (the root itself may not be a link either). One root may
    stand alone: ``{crash}`` holds nothing but crash logs.
    """
    if template == _CRASH and "crash" in known_folders.roots:
        crash = known_folders.roots["crash"]
        return UnsafeFolder(template, f"{crash} is a link to another place") if is_link(crash) else crash
    match = _TEMPLATE.fullmatch(template)
    if match is None:
        return UnsafeFolder(template, "a folder starts with a known root in braces, then a slash and a name")
    root = known_folders.roots.get(match[1])
    if root is None:
        return UnsafeFolder(template, f"this computer knows no folder {{{match[1]}}}")
    parts = match[2].split("/")
    for part in parts:
        if not _is_plain(part):
            return UnsafeFolder(template, f"{part!r} is not a plain folder name")
    home = known_folders.roots.get("home", Path.home())
    if not root.is_absolute() or ".." in root.parts or root in home.parents or (root == home and match[1] != "home"):
        return UnsafeFolder(template, f"{root} is not a folder of its own")
    folder = root.joinpath(*parts)
    if any(folder == kept or folder in kept.parents for kept in (home, *known_folders.roots.values())):
        return UnsafeFolder(template, f"{folder} holds more than an app's files")
    step = root
    for part in ("", *parts):
        step = step / part
        if is_link(step):
            return UnsafeFolder(template, f"{step} is a link to another place")
    return folder


def resolve_cache_folder(template: str, known_folders: KnownFolders) -> Path | UnsafeFolder:
    """Return the folder like ``resolve_folder``, if its contents may also be deleted.

    Unsafe in addition: anything under ``{home}``, ``{crash}`` and ``{temp}``, and, outside ``{cache}``, a folder
    right below the root: that is where an app keeps what it cannot make again (``{config}/Example``).
    """
    folder = resolve_folder(template, known_folders)
    if isinstance(folder, UnsafeFolder):
        return folder
    root, *parts = template.split("/")
    if root in _NO_CACHES:
        return UnsafeFolder(template, f"nothing under {root} is a cache")
    if root != "{cache}" and len(parts) == 1:
        return UnsafeFolder(template, f"right below {root} an app keeps more than a cache")
    return folder


def resolve_cache_folders(template: str, known_folders: KnownFolders) -> tuple[Path, ...] | UnsafeFolder:
    """Return the cache folders that a template with ``*`` names: any one folder there that is no link.

    Each is resolved like ``resolve_cache_folder``; one of them that is unsafe makes the whole template so. Without
    ``*`` it is one folder, whether or not it exists. A folder that cannot be listed holds none.
    """
    before, star, after = template.partition("/*/")
    if not star:
        folder = resolve_cache_folder(template, known_folders)
        return folder if isinstance(folder, UnsafeFolder) else (folder,)
    parent = resolve_folder(before, known_folders)
    if isinstance(parent, UnsafeFolder):
        return parent
    found: list[Path] = []
    for name in _folder_names(parent):
        folders = resolve_cache_folders(f"{before}/{name}/{after}", known_folders)
        if isinstance(folders, UnsafeFolder):
            return folders
        found += folders
    return tuple(found)


def _folder_names(parent: Path) -> list[str]:
    """Return the names of the folders in ``parent`` that a template could name, and that are no links."""
    try:
        with os.scandir(parent) as listing:
            entries = list(itertools.islice(listing, _MOST_ENTRIES))
    except OSError:
        return []
    return sorted(
        entry.name
        for entry in entries
        if entry.is_dir(follow_symlinks=False) and _is_plain(entry.name) and not is_link(parent / entry.name)
    )


def _is_plain(name: str) -> bool:
    return not (
        name in {"", ".", ".."} or _FORBIDDEN.search(name) or "/" in name or name != name.strip() or name.endswith(".")
    )


def is_link(path: Path) -> bool:
    """Return whether ``path`` leads elsewhere: a symbolic link, or a junction or mount point of Windows.

    A path that cannot be looked at counts as a link: nothing is known of it.
    """
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
    attributes: int = getattr(status, "st_file_attributes", 0)
    return stat.S_ISLNK(status.st_mode) or bool(attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT)
