"""Text that others wrote, made harmless before it is looked at: what a reader sees is what is there."""

import re
import unicodedata

_ANSI = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[PX^_][^\x1b\n]*(?:\x1b\\)?|[ -/]*[0-~])"
)
"""CSI, OSC and the other escape sequences of ECMA-48."""
_C1_CSI = re.compile(r"\x9b[0-?]*[ -/]*[@-~]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"  # soft hyphen, joiners, Arabic mark, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, bidi controls, byte order mark
    "\U000e0000-\U000e007f]"  # tags
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Return ``text`` without escape sequences, hidden and bidi characters, in NFC, every line end a line feed."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _C1_CSI.sub("", _ANSI.sub("", text))
    text = _HIDDEN.sub("", text)
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text))


def one_line(text: str) -> str:
    """Return ``text`` clean and on one line, runs of white space as one space."""
    return " ".join(clean_text(text).split())


_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


def safe_name(name: str, taken: frozenset[str] = frozenset(), longest: int = 80) -> str:
    """Return a file name that is one, on every system: no folders, no odd signs, not in ``taken`` (any case)."""
    last = re.split(r"[\\/]", one_line(name).rstrip("\\/"))[-1]
    plain = re.sub(r'[<>:"|?*\x00-\x1f]', "", last).strip(" .") or "file"
    if plain.split(".")[0].upper() in _RESERVED:
        plain = f"_{plain}"
    stem, dot, suffix = plain.rpartition(".")
    if not dot or len(suffix) > 12:
        stem, suffix = plain, ""
    ending = f".{suffix}" if suffix else ""
    stem = _cut_bytes(stem, longest - len(ending.encode()))
    unique, number = f"{stem}{ending}", 2
    lower = {name.casefold() for name in taken}
    while unique.casefold() in lower:
        unique = f"{stem}-{number}{ending}"
        number += 1
    return unique


def _cut_bytes(text: str, longest: int) -> str:
    return text.encode()[:longest].decode(errors="ignore").rstrip(" .") or "file"
