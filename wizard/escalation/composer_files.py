"""The files of a draft: which of the report's go along this way, under which names, none of them too large."""

import hashlib
import mimetypes
from collections.abc import Iterable, Mapping

from wizard.escalation.errors import EscalationError
from wizard.escalation.model import ChannelKind, DraftFile
from wizard.marking import N_
from wizard.report.bundle import TEXT_NAME, ReportBundle
from wizard.report.hygiene import safe_name

TYPES = mimetypes.MimeTypes()
"""The library's own table: the same on every computer, whatever is registered there."""
_OWN_TYPES = {".log": "text/plain", ".toml": "text/plain", ".pcap": "application/vnd.tcpdump.pcap"}
_TOO_LARGE = N_("{file} has {size_bytes}. This way takes {limit_bytes} in one file. Untick it, or choose another way.")
_ANY_TYPE = "application/octet-stream"


class ComposeError(EscalationError):
    """The draft cannot be made as asked: a file is too large, a way needs something that is missing."""


def media_type(name: str) -> str:
    """Return the media type of a file by its name."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    guessed, encoding = TYPES.guess_type(name, strict=True)
    if encoding == "gzip":
        return "application/gzip"
    return _OWN_TYPES.get(ending) or guessed or _ANY_TYPE


def files_for(kind: ChannelKind, bundle: ReportBundle) -> tuple[DraftFile, ...]:
    """Return the chosen files as this kind of channel takes them.

    The text is the message itself and is not attached once more. Only folders keep the names of folders. What is said
    on the phone takes no files along.
    """
    if kind == "phone":
        return ()
    files = {name: data for name, data in bundle.files.items() if name != TEXT_NAME}
    return _draft_files(files, flat=kind != "folder")


def all_files(bundle: ReportBundle, *, flat: bool) -> tuple[DraftFile, ...]:
    """Return every chosen file, the text among them: a letter is another text, and the report is its evidence."""
    return _draft_files(bundle.files, flat=flat)


def _draft_files(files: Mapping[str, bytes], *, flat: bool) -> tuple[DraftFile, ...]:
    made: list[DraftFile] = []
    taken: set[str] = set()
    for name, data in files.items():
        shown = safe_name(name, frozenset(taken)) if flat else name
        taken.add(shown)
        made.append(DraftFile(shown, media_type(shown), data, len(data), hashlib.sha256(data).hexdigest()))
    return tuple(made)


def refuse_large(files: Iterable[DraftFile], most_bytes: int) -> None:
    """Raise ComposeError naming the first file that is larger than the channel takes."""
    for file in files:
        if file.size_bytes > most_bytes:
            raise ComposeError(
                _TOO_LARGE,
                file=file.name,
                size_bytes=file.size_bytes,
                limit_bytes=most_bytes,
            )
