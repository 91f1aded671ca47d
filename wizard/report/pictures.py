"""Screenshots without the notes that programs hide in them: place, time, author, thumbnail (PNG and JPEG)."""

from wizard.marking import N_
from wizard.report.encodings import UnreadableError

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"sBIT", b"pHYs"}
_JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_NOT_A_PICTURE = N_("it is no PNG or JPEG picture")
_DAMAGED = N_("the picture is damaged")


def without_notes(data: bytes) -> bytes:
    """Return a PNG or JPEG picture with nothing in it but the picture; raises UnreadableError for anything else."""
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    raise UnreadableError(_NOT_A_PICTURE)


def _png(data: bytes) -> bytes:
    """Keep the chunks that make the picture (PNG specification, chapter 11)."""
    kept = [_PNG]
    position = len(_PNG)
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(data):
            break
        if kind in _PNG_KEPT:
            kept.append(data[position:end])
        if kind == b"IEND":
            return b"".join(kept)
        position = end
    raise UnreadableError(_DAMAGED)


def _jpeg(data: bytes) -> bytes:
    """Leave out application segments but JFIF's and Adobe's, and comments (ITU-T T.81, annex B)."""
    kept = [data[:2]]
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xD9:
            break
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if end > len(data):
            break
        if marker == 0xDA:
            end = _scan_end(data, end)
        segment = data[position:end]
        if marker == 0xE0:
            # A JFIF segment may hold a small copy of the picture from before the black-out.
            segment = _JFIF if segment[4:9] == b"JFIF\0" else b""
        if not (0xE1 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            kept.append(segment)
        position = end
    if data[position : position + 2] != b"\xff\xd9":
        raise UnreadableError(_DAMAGED)
    return b"".join((*kept, b"\xff\xd9"))


def _scan_end(data: bytes, start: int) -> int:
    """Return where a scan's coded data ends: at the next marker that is neither a stuffed 0xFF nor a restart."""
    position = data.find(b"\xff", start)
    while position >= 0 and position + 1 < len(data):
        follows = data[position + 1]
        if follows and not 0xD0 <= follows <= 0xD7 and follows != 0xFF:
            return position
        position = data.find(b"\xff", position + (1 if follows == 0xFF else 2))
    return len(data)
