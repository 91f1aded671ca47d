"""Where each part of a message lies inside its folder: names that every system takes, none twice, none outside."""

import hashlib
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from wizard.escalation.model import Attachment, Message
from wizard.report.hygiene import safe_name

TEXT_NAME = "message.txt"
_MOST_FOLDERS = 3
_PIECE_BYTES = 1_000_000


@dataclass(frozen=True)
class PlannedFile:
    """One file of the folder: its place in it, and its content as bytes or as a frozen file."""

    place: PurePosixPath
    content: bytes | Path
    size_bytes: int
    sha256: str

    def pieces(self) -> Iterator[bytes]:
        """Yield the content; raises OSError, also when the frozen file is not of its size."""
        if isinstance(self.content, bytes):
            yield self.content
            return
        left = self.size_bytes
        with self.content.open("rb") as opened:
            while piece := opened.read(_PIECE_BYTES):
                left -= len(piece)
                yield piece
        if left:
            raise OSError(f"{self.content.name} is not of its size")


def planned(message: Message) -> tuple[PlannedFile, ...]:
    """Return the text and every file of a message with its place; names with ``/`` keep their folders."""
    text = message.text.encode()
    files = [PlannedFile(PurePosixPath(TEXT_NAME), text, len(text), hashlib.sha256(text).hexdigest())]
    folders = [_folder(attachment) for attachment in message.attachments]
    taken = {PurePosixPath(TEXT_NAME), *(above for folder in folders for above in (folder, *folder.parents))}
    for attachment, folder in zip(message.attachments, folders, strict=True):
        beside = frozenset(place.name for place in taken if place.parent == folder)
        place = folder / safe_name(attachment.name, beside)
        taken.add(place)
        files.append(PlannedFile(place, attachment.path, attachment.size_bytes, attachment.sha256))
    return tuple(files)


def holds_all(folder: Path, files: tuple[PlannedFile, ...], go_on: Callable[[], None]) -> bool:
    """Return whether a folder, itself no link, holds every file whole, none of them a link.

    ``go_on`` is called between pieces and may raise. Raises OSError when the folder cannot be read.
    """
    if not _is(folder, stat.S_ISDIR):
        return False
    return all(_holds(folder, file, go_on) for file in files)


def _holds(folder: Path, file: PlannedFile, go_on: Callable[[], None]) -> bool:
    above = [folder / parent for parent in file.place.parents][:-1]
    path = folder / file.place
    if not all(_is(parent, stat.S_ISDIR) for parent in above) or not _is(path, stat.S_ISREG):
        return False
    if path.lstat().st_size != file.size_bytes:
        return False
    found = hashlib.sha256()
    with path.open("rb") as opened:
        while piece := opened.read(_PIECE_BYTES):
            go_on()
            found.update(piece)
    return found.hexdigest() == file.sha256


def _is(path: Path, kind: Callable[[int], bool]) -> bool:
    try:
        return kind(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _folder(attachment: Attachment) -> PurePosixPath:
    names = [name for name in attachment.name.replace("\\", "/").split("/")[:-1] if name.strip(" .")]
    return PurePosixPath(*(safe_name(name) for name in names[:_MOST_FOLDERS]))
