"""Files of any origin, made safe to hand on: text in whatever encoding, archives of text; nothing else."""

import gzip
import io
import tarfile
import zipfile
import zlib
from pathlib import PurePosixPath

from wizard.errors import WizardError
from wizard.marking import N_
from wizard.report.hygiene import safe_name
from wizard.report.redact import TextFilter

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_TAR_MARK, _TAR_MARK_AT = b"ustar", 257
_MOST_BYTES = 50_000_000
_MOST_MEMBERS = 1_000
_PRIVATE_FILE = 0o100600 << 16
_SAMPLE_BYTES = 1 << 16
_REDACTION = b"Names and addresses in these files were replaced, so lists of checksums made before no longer fit.\n"
"""In English, for the program or person at the other end."""
_NOT_TEXT = N_("it is not text, so names in it cannot be hidden")
_TOO_LARGE = N_("it is too large")
_DAMAGED = N_("the archive is damaged or not as it should be")


class UnreadableError(WizardError):
    """A file cannot be redacted, so it does not go along."""


def redacted_file(data: bytes, filter_: TextFilter) -> bytes:
    """Return a file redacted: text, ``.gz`` of text (as plain text), ``.zip`` and ``.tar`` of text (packed anew).

    Raises UnreadableError for anything else.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(data, filter_)
    packed = data.startswith(b"\x1f\x8b")
    if packed:
        data = _unpacked(data)
    if data[_TAR_MARK_AT : _TAR_MARK_AT + len(_TAR_MARK)] == _TAR_MARK:
        archive = _tar(data, filter_)
        return gzip.compress(archive, 1, mtime=0) if packed else archive
    return _text(data, filter_)


def _text(data: bytes, filter_: TextFilter) -> bytes:
    encoding, data = _encoding(data)
    return b"".join(filter_.stream([data], encoding))


def _encoding(data: bytes) -> tuple[str, bytes]:
    """Return the encoding, and the data without its mark; raises UnreadableError for what is not text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return encoding, data[len(mark) :]
    sample = data[:_SAMPLE_BYTES]
    if not sample:
        return "utf-8", data
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.3 and even < len(sample) * 0.05:
        return "utf-16-le", data
    if even > len(sample) * 0.3 and odd < len(sample) * 0.05:
        return "utf-16-be", data
    # A log may hold blocks of zeros after a power cut; a program or a memory image holds all kinds of control codes.
    odd_signs = sum(sample.count(code) for code in range(1, 32) if code not in (9, 10, 12, 13, 27))
    if odd_signs > len(sample) * 0.02 or _looks_binary(sample):
        raise UnreadableError(_NOT_TEXT)
    return "utf-8", data


def _looks_binary(sample: bytes) -> bool:
    zeros = sample.count(0)
    letters = sum(sample.count(code) for code in (*range(0x20, 0x7F), 9, 10, 13))
    return letters < (len(sample) - zeros) * 0.6 or sample.startswith((b"MDMP", b"\x7fELF", b"MZ\x90", b"PAGEDU"))


def _unpacked(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            text = packed.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise UnreadableError(_DAMAGED) from None
    if len(text) > _MOST_BYTES:
        raise UnreadableError(_TOO_LARGE)
    return text


def _archive(data: bytes, filter_: TextFilter) -> bytes:
    """Return an archive packed anew: redacted texts under redacted names, what is no text replaced by a note."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _packed_anew(archive, filter_)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, OSError):
        raise UnreadableError(_DAMAGED) from None


def _packed_anew(archive: zipfile.ZipFile, filter_: TextFilter) -> bytes:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_BYTES:
        raise UnreadableError(_TOO_LARGE)
    output = io.BytesIO()
    replaced = filter_.replaced
    taken: set[str] = set()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for member in members:
            _refuse_trick(member)
            with archive.open(member) as file:
                raw = file.read(_MOST_BYTES + 1)
            name = _member_name(member.filename, filter_, taken)
            taken.add(name)
            add_to_zip(packed, name, _member(raw, filter_))
        if filter_.replaced > replaced:
            add_to_zip(packed, safe_name("redaction.txt", frozenset(taken)), _REDACTION)
    return output.getvalue()


def _tar(data: bytes, filter_: TextFilter) -> bytes:
    """Return a tar archive packed anew: no owners, no times, no links, names and texts redacted."""
    output = io.BytesIO()
    taken: set[str] = set()
    try:
        with (
            tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive,
            tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as packed,
        ):
            for number, member in enumerate(archive):
                if number >= _MOST_MEMBERS:
                    raise UnreadableError(_TOO_LARGE)
                file = archive.extractfile(member) if _is_plain_file(member) else None
                if file is None:
                    continue
                name = _member_name(member.name, filter_, taken)
                taken.add(name)
                content = _member(file.read(), filter_)
                new = tarfile.TarInfo(name)
                new.size, new.mode = len(content), 0o600
                packed.addfile(new, io.BytesIO(content))
    except (tarfile.TarError, EOFError, OSError, ValueError):
        raise UnreadableError(_DAMAGED) from None
    return output.getvalue()


def _is_plain_file(member: tarfile.TarInfo) -> bool:
    """Return False for a folder; refuses links, devices and names that lead out of the archive."""
    path = PurePosixPath(member.name.replace("\\", "/"))
    if member.isdir():
        return False
    if not member.isreg() or path.is_absolute() or ".." in path.parts or not path.parts or ":" in path.parts[0]:
        raise UnreadableError(_DAMAGED)
    return True


def _member(raw: bytes, filter_: TextFilter) -> bytes:
    try:
        return _text(raw, filter_)
    except UnreadableError:
        return b"Left out: not text, so names in it cannot be hidden.\n"


def _refuse_trick(member: zipfile.ZipInfo) -> None:
    """Refuse names that lead out of the archive, links, and what unpacks to a thousand times its size."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or is_link:
        raise UnreadableError(_DAMAGED)
    if member.file_size > 1_000_000 and member.file_size > 1_000 * max(1, member.compress_size):
        raise UnreadableError(_TOO_LARGE)


def _member_name(name: str, filter_: TextFilter, taken: set[str]) -> str:
    parts = [safe_name(filter_.file_name(part)) for part in PurePosixPath(name.replace("\\", "/")).parts[-4:]]
    folder = "/".join(parts[:-1])
    inside = frozenset(other.rpartition("/")[2] for other in taken if other.rpartition("/")[0] == folder)
    return "/".join((*parts[:-1], safe_name(parts[-1], inside)))


def add_to_zip(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add a file with a fixed time and private rights, so that the same files give the same archive."""
    info = zipfile.ZipInfo(name, ZIP_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = _PRIVATE_FILE
    info.create_system = 3  # Unix, whatever this runs on: else the bytes differ
    archive.writestr(info, data, compresslevel=1)
