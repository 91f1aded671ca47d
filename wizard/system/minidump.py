"""The few facts that are wanted of a minidump: when it was written, and the code of its exception.

Format: ``MINIDUMP_HEADER``, ``MINIDUMP_DIRECTORY`` and ``MINIDUMP_EXCEPTION_STREAM`` of the Windows SDK
(minidumpapiset.h); Crashpad and Breakpad write it too.
"""

import struct
from collections.abc import Callable
from datetime import UTC, datetime

ReadAt = Callable[[int, int], bytes]
"""From a place in a file and a size to the bytes there, fewer at its end."""

_EXCEPTION_STREAM = 6
_MOST_STREAMS = 200
_HEADER = struct.Struct("<IIII")
"""Number of streams, place of their directory, checksum, time."""
_ENTRY = struct.Struct("<III")
_CODE = struct.Struct("<8xI")
"""The exception stream's beginning: thread, alignment, then the code."""


def minidump_facts(head: bytes, read_at: ReadAt | None = None) -> tuple[int | None, datetime | None]:
    """Return (exception code, time in UTC), each None where the dump holds none.

    ``head`` is its beginning; ``read_at`` reads what lies behind that: writers put the exception last as well as
    first. Raises struct.error for a dump that is cut short.
    """
    streams, directory, _checksum, stamp = _HEADER.unpack_from(head, 8)
    code: int | None = None
    for index in range(min(streams, _MOST_STREAMS)):
        kind, size, place = _ENTRY.unpack(_bytes_at(directory + _ENTRY.size * index, _ENTRY.size, head, read_at))
        if kind == _EXCEPTION_STREAM and size >= _CODE.size:
            (code,) = _CODE.unpack(_bytes_at(place, _CODE.size, head, read_at))
    return code, datetime.fromtimestamp(stamp, UTC) if stamp else None


def _bytes_at(place: int, size: int, head: bytes, read_at: ReadAt | None) -> bytes:
    if place + size <= len(head) or read_at is None:
        return head[place : place + size]
    return read_at(place, size)
