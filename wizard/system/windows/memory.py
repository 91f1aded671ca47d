"""What Windows wrote into a buffer: pointers and lengths in it are followed only inside of it."""

import ctypes
from collections.abc import Iterator
from typing import TypeVar

_MOST_ENTRIES = 1000
_LONGEST_TEXT = 1024

Kind = TypeVar("Kind", bound=ctypes.Structure)


class DamagedError(ValueError):
    """A pointer or a length leads out of the buffer."""


class Memory:
    """The bytes that lay at address ``base``."""

    def __init__(self, content: bytes, base: int = 0) -> None:
        self._content = content
        self._base = base

    def take(self, kind: type[Kind], address: int) -> Kind:
        """Return a structure at an address; raises DamagedError."""
        return kind.from_buffer_copy(self.bytes_at(address, ctypes.sizeof(kind)))

    def bytes_at(self, address: int, size: int) -> bytes:
        """Return bytes at an address; raises DamagedError."""
        start = address - self._base
        if start < 0 or size < 0 or start + size > len(self._content):
            raise DamagedError(f"{size} bytes at {start} of {len(self._content)}")
        return self._content[start : start + size]

    def chain(self, kind: type[Kind], address: int | None) -> Iterator[Kind]:
        """Walk a list whose entries hold the address of the one that follows (``next``); raises DamagedError."""
        for _ in range(_MOST_ENTRIES):
            if not address:
                return
            entry = self.take(kind, address)
            yield entry
            address = entry.next
        raise DamagedError("a list without an end")

    def text(self, address: int | None) -> str:
        """Return a text in UTF-16 that ends with a null; empty for no address. Raises DamagedError."""
        if not address:
            return ""
        start = address - self._base
        for end in range(start, start + 2 * _LONGEST_TEXT, 2):
            if self.bytes_at(self._base + end, 2) == b"\0\0":
                return self._content[start:end].decode("utf-16-le", "replace")
        raise DamagedError("a text without an end")

    def ascii_text(self, address: int | None) -> str:
        """Return a text of single bytes that ends with a null; empty for no address. Raises DamagedError."""
        if not address:
            return ""
        start = address - self._base
        self.bytes_at(address, 1)
        end = self._content.find(b"\0", start, start + _LONGEST_TEXT)
        if end < 0:
            raise DamagedError("a text without an end")
        return self._content[start:end].decode("ascii", "replace")
