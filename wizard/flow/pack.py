"""Packs: folders of flows from elsewhere, with a version and one hash over everything in them."""

import re
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec

from wizard import __version__
from wizard.flow.errors import FlowCheckError, FlowSyntaxError
from wizard.flow.problems import Problem, as_errors
from wizard.flow.syntax import parse, read_bytes

FLOW_FILE = "flow.toml"
PACK_FILE = "pack.toml"
_VERSION = re.compile(r"\d{1,9}(\.\d{1,9}){0,3}")
_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MOST_FILES = 10_000


class _PackFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    version: str
    minimum_wizard: str


@dataclass(frozen=True)
class Pack:
    """One pack. ``id`` begins the ids of its flows (``pack/flow``); versions compare number by number."""

    id: str
    version: str
    minimum_wizard: str
    folder: Path

    @cached_property
    def hash(self) -> str:
        """SHA-256 over the pack's files, sorted by path: what a signature would sign. Raises FlowError."""
        import hashlib  # with it comes OpenSSL, 4 MB: a window at rest does without

        digest = hashlib.sha256()
        for name, path in _files(self.folder):
            content = hashlib.sha256(read_bytes(path)).hexdigest()
            digest.update(f"{len(name.encode())}:{name}:{content}\n".encode())
        return digest.hexdigest()


def load_pack(folder: Path, wizard_version: str = __version__) -> Pack:
    """Return the pack in ``folder``; FlowError when its ``pack.toml`` is wrong or asks for a newer wizard."""
    path = folder / PACK_FILE
    data = parse(read_bytes(path), path)
    try:
        found = msgspec.convert(data, _PackFile)
    except Exception as error:
        raise FlowSyntaxError(str(path), 0, "", str(error).replace("`", "'")) from None
    problems = []
    if not _ID.fullmatch(found.id):
        problems.append(Problem(path, ("id",), "", f"id: {found.id[:80]!r} is no name (a-z, 0-9, _)"))
    for key in ("version", "minimum_wizard"):
        value = getattr(found, key)
        if not _VERSION.fullmatch(value):
            problems.append(Problem(path, (key,), "", f"{key}: {value[:80]!r} is no version such as 1.2.0"))
        elif key == "minimum_wizard" and _numbers(value) > _numbers(wizard_version):
            message = f"the pack needs wizard {value}, and this one is {wizard_version}"
            problems.append(Problem(path, (key,), "", message))
    if problems:
        raise as_errors(problems)[0]
    return Pack(found.id, found.version, found.minimum_wizard, folder)


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version's numbers; 1.2 and 1.2.0 are the same."""
    numbers = [int(part) for part in re.findall(r"\d+", version)][:4]
    return (*numbers, *(0,) * (4 - len(numbers)))


def _files(folder: Path) -> list[tuple[str, Path]]:
    """Return the pack's files with their names inside it, sorted; a link would let it change from outside."""
    found: list[tuple[str, Path]] = []
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = list(here.iterdir())
            modes = [entry.lstat().st_mode for entry in entries]
        except OSError as error:
            raise FlowSyntaxError(str(here), 0, "", f"the folder can not be read ({error.strerror})") from None
        for entry, mode in zip(entries, modes, strict=True):
            if stat.S_ISDIR(mode):
                waiting.append(entry)
            elif stat.S_ISREG(mode):
                found.append((entry.relative_to(folder).as_posix(), entry))
            else:
                raise FlowCheckError(str(entry), 0, "", "a pack holds plain files and folders only, no links")
        if len(found) + len(waiting) > _MOST_FILES:
            raise FlowCheckError(str(folder), 0, "", f"the pack has more than {_MOST_FILES} files")
    return sorted(found, key=lambda pair: pair[0].encode())
