"""Screenshots without the notes that programs hide in them: place, time, author, thumbnail (PNG and JPEG)."""

from wizard.marking import N_
from wizard.report.encodings import UnreadableError

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"sBIT", b"pHYs"}
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
        if marker == 0xFF:
            position += 1
            continue
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if end > len(data):
            break
        if marker == 0xDA:
            last = data.rfind(b"\xff\xd9")
            if last < end:
                break
            return b"".join((*kept, data[position : last + 2]))
        if not (0xE1 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            kept.append(data[position:end])
        position = end
    raise UnreadableError(_DAMAGED)
