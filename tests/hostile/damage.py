"""Ways to damage what a program or a file says, for hypothesis; and single inputs made to take time or memory."""

import gzip
import json
import zlib
from collections.abc import Callable

from hypothesis import strategies as st

NUMBERS = (b"9" * 5000, b"-1", b"0" * 400, b"1e999", b"18446744073709551616", b"0x" + b"f" * 300, b"NaN", b"1.2.3.4")
NUMBERS += ("٣".encode(), b"-9223372036854775809", b"1" * 20)
INSERTS = (
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\x1b[2J",
    b"\r",
    b"\n",
    b"\t",
    b"\\",
    b'"',
    b":",
    b"=",
)
INSERTS += (b"\\ud800", b"\xc3", b"{", b"]", b"<", b"&", b"%", b"'", b"\x85", "\u2028".encode(), b" " * 300)


@st.composite
def damaged(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """Return one of ``seeds`` after one to four accidents."""
    content = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 4))):
        content = draw(st.sampled_from(ACCIDENTS))(draw, content)
    return content


def _place(draw: st.DrawFn, content: bytes) -> int:
    return draw(st.integers(0, len(content)))


def _truncated(draw: st.DrawFn, content: bytes) -> bytes:
    return content[: _place(draw, content)]


def _beheaded(draw: st.DrawFn, content: bytes) -> bytes:
    return content[_place(draw, content) :]


def _repeated(draw: st.DrawFn, content: bytes) -> bytes:
    start = _place(draw, content)
    piece = content[start : start + draw(st.integers(1, 200))]
    return content[:start] + piece * draw(st.sampled_from((2, 3, 50))) + content[start:]


def _flipped(draw: st.DrawFn, content: bytes) -> bytes:
    if not content:
        return b"\x80"
    at = draw(st.integers(0, len(content) - 1))
    return content[:at] + bytes([content[at] ^ (1 << draw(st.integers(0, 7)))]) + content[at + 1 :]


def _inserted(draw: st.DrawFn, content: bytes) -> bytes:
    at = _place(draw, content)
    return content[:at] + draw(st.sampled_from(INSERTS) | st.binary(max_size=6)) + content[at:]


def _renumbered(draw: st.DrawFn, content: bytes) -> bytes:
    """Put a number that nobody expects in the place of a number (in text), or of four bytes (in anything else)."""
    places = [at for at in range(len(content)) if content[at : at + 1].isdigit()]
    if not places:
        return content + draw(st.sampled_from(NUMBERS))
    at = draw(st.sampled_from(places))
    end = at
    while content[end : end + 1].isdigit():
        end += 1
    return content[:at] + draw(st.sampled_from(NUMBERS)) + content[end:]


def _lines_swapped(draw: st.DrawFn, content: bytes) -> bytes:
    lines = content.split(b"\n")
    one, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _cut_out(draw: st.DrawFn, content: bytes) -> bytes:
    start = _place(draw, content)
    return content[:start] + content[start + draw(st.integers(1, 60)) :]


Accident = Callable[[st.DrawFn, bytes], bytes]
ACCIDENTS: tuple[Accident, ...] = (
    _truncated, _beheaded, _repeated, _flipped, _inserted, _renumbered, _lines_swapped, _cut_out,
)  # fmt: skip

SIZE = 100_000


def bombs(seeds: tuple[bytes, ...]) -> dict[str, bytes]:
    """Return inputs of at most ``SIZE`` bytes that are cheap to send and dear to read, some made of real beginnings."""
    found = {name: content[:SIZE] for name, content in _GENERAL.items()}
    for number, seed in enumerate(seeds):
        found[f"{number} over and over"] = (seed * (SIZE // max(1, len(seed)) + 1))[:SIZE]
        found[f"{number} then digits"] = seed + b"1" * SIZE
        found[f"{number} then newlines"] = seed + b"\n" * SIZE
        for name, filling in (("spaces", b" "), ("digits", b"7"), ("newlines", b"\n"), ("stars", b"*"), ("!", b"!")):
            for share in (3, 2):
                at = len(seed) // share
                found[f"{number} {name} inside, at 1/{share}"] = seed[:at] + filling * (SIZE // 2) + seed[at:]
    return found


_GENERAL = {
    "nothing": b"",
    "nulls": b"\0" * SIZE,
    "newlines": b"\n" * SIZE,
    "spaces": b" " * SIZE,
    "tabs and newlines": b"\t\n" * (SIZE // 2),
    "digits": b"1" * SIZE,
    "dotted digits": b"1." * (SIZE // 2),
    "letters": b"a" * SIZE,
    "colons": b":" * SIZE,
    "colon space": b"a: " * (SIZE // 3),
    "equals": b"a=" * (SIZE // 2),
    "quotes": b'"' * SIZE,
    "backslashes": b"\\" * SIZE,
    "percent": b"%(a)s" * (SIZE // 5),
    "code fields": b"code=" * (SIZE // 5),
    "error codes": b"error code: 0xDEAD\n" * (SIZE // 19),
    "nested arrays": b"[" * SIZE,
    "nested closed arrays": b"[" * (SIZE // 2) + b"]" * (SIZE // 2),
    "nested objects": b'{"a":' * (SIZE // 5),
    "many keys": json.dumps({f"k{number}": number for number in range(20_000)}).encode(),
    "one long number": b'{"code": ' + b"9" * (SIZE - 10) + b"}",
    "long string": json.dumps({"code": "9" * (SIZE - 20)}).encode(),
    "high escapes": b'{"code": "' + b"\\ud800" * 15_000 + b'"}',
    "utf-16": ("Sig[6].Value=dead\r\n" * 8000).encode("utf-16")[:SIZE],
    "utf-16 halves": b"\xff\xfe" + b"\x00\xd8" * (SIZE // 2 - 1),
    "laughs": b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "' + b"a" * 999 + b'">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b"]><lolz>&i;</lolz>",
    "laughs in a property list": b'<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b']><plist version="1.0"><dict><key>a</key><string>&i;</string></dict></plist>',
    "an external entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "gzip": gzip.compress(b"\0" * 20_000_000),
    "deflate": zlib.compress(b"\0" * 20_000_000),
    "core": b"\x7fELF" + b"\xff" * SIZE,
    "minidump": b"MDMP" + b"\xff" * SIZE,
    "minidump of streams": b"MDMP" + b"\x93\xa7\0\0" + b"\xff\xff\xff\xff" + (32).to_bytes(4, "little")
    + b"\0" * 16 + b"\x06\0\0\0\xff\xff\xff\xff\x00\0\0\0" * (SIZE // 12),
    "binary property list": b"bplist00" + b"\xa1\x00" * 1000 + b"\xff" * 26 + b"\xff" * 32,
}  # fmt: skip
