"""Bytes that are not UTF-8, within text: kept one for one, so that a log in an old code page stays what it is."""

import re

RAW_BYTE = 0xF700
"""A byte that is not UTF-8 stands as this private-use character plus its value while text is looked at."""
_RAW = re.compile(f"[{chr(RAW_BYTE + 0x80)}-{chr(RAW_BYTE + 0xFF)}]")


def raw_bytes_shown(text: str) -> str:
    """Return ``text`` with the lone surrogates of ``surrogateescape`` as private-use characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", lambda found: chr(RAW_BYTE + (ord(found[0]) & 0xFF)), text)
    return text


def without_raw_bytes(text: str) -> str:
    """Return ``text`` with the sign of "not readable" for each such byte."""
    return _RAW.sub("\ufffd", text)


def raw_bytes_back(data: bytes) -> bytes:
    """Turn private-use characters back into the bytes they stand for."""
    if b"\xef\x9e" not in data and b"\xef\x9f" not in data:
        return data
    text = data.decode(errors="replace")
    return _RAW.sub(lambda found: chr(0xDC00 + ord(found[0]) - RAW_BYTE), text).encode(errors="surrogateescape")
