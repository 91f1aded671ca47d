"""What a row of the tables says: a parser, how it is given bytes, and real inputs to damage."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wizard.system.base import Cancel, Missing
from wizard.system.command import CommandOutput, Runner


@dataclass(frozen=True)
class Parser:
    """One reader of what others write. ``refuses`` are the exceptions that are its typed "could not read"."""

    name: str
    modules: tuple[str, ...]
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    refuses: tuple[type[Exception], ...] = ()


def text(content: bytes) -> str:
    """Return an output of a program as ``wizard.system.command`` hands it on."""
    return content.decode("utf-8", "replace").replace("\r\n", "\n")


def output(content: bytes, status: int = 0) -> CommandOutput:
    return CommandOutput(status, text(content), "")


def says(content: bytes, status: int = 0) -> Runner:
    """Return a runner in whose world every program writes these bytes."""

    def run(argv: object, timeout_s: float, cancel: Cancel, /) -> CommandOutput | Missing:
        return output(content, status)

    return run


_FOLDER = Path(tempfile.mkdtemp(prefix="hostile-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)


def in_file(name: str, read: Callable[[Path], object], most_bytes: int = 400_000) -> Callable[[bytes], object]:
    """Return a reader of bytes that stand in the file ``name`` below a root; ``read`` is given the root."""
    root = _FOLDER / f"root-{len(list(_FOLDER.iterdir()))}"
    file = root / name
    file.parent.mkdir(parents=True)

    def write_and_read(content: bytes) -> object:
        file.write_bytes(content[:most_bytes])
        return read(root)

    return write_and_read
