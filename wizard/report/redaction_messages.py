"""What a child that redacts a file reads and writes: messages, each behind its length, then the bytes of the file.

Read: an ``Order``, names (``Learned``), an empty message, the file. Written: ``BEGUN`` before the file is read, then an
``Answer``, the names that came new, an empty message, the redacted file.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

import msgspec

from wizard.report.names import Learned
from wizard.system.base import SystemIdentity

BEGUN = b"begun\n"
"""Tells a child that ended at its work from one that could not be started."""
_LENGTH = struct.Struct("!I")
_MOST_BYTES = 64 << 20
T = TypeVar("T")


class Order(msgspec.Struct, frozen=True):
    """How to redact. Without ``identity``, only to clean; ``salt`` keeps the names of secrets the same."""

    identity: SystemIdentity | None
    keep: tuple[str, ...] = ()
    salt: bytes = b""


class Answer(msgspec.Struct, frozen=True):
    """How many places were replaced; ``unreadable`` is the sentence that says why the file cannot be redacted."""

    replaced: int
    unreadable: str | None = None


class Source(Protocol):
    """What messages are read from."""

    def read(self, size: int, /) -> bytes: ...


def packed(first: Order | Answer, names: Iterable[Learned]) -> Iterator[bytes]:
    """Yield the messages that come before the file."""
    encode = msgspec.msgpack.Encoder().encode
    for message in (first, *names):
        data = encode(message)
        yield _LENGTH.pack(len(data)) + data
    yield _LENGTH.pack(0)


def unpacked(source: Source, kind: type[T]) -> tuple[T, Iterator[Learned]]:
    """Return the first message, and the names, which have to be read to their end before the file.

    Raises ValueError for anything else.
    """
    return msgspec.msgpack.decode(_message(source), type=kind), _names(source)


def _names(source: Source) -> Iterator[Learned]:
    decode = msgspec.msgpack.Decoder(Learned).decode
    while message := _message(source):
        yield decode(message)


def _message(source: Source) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(source, _LENGTH.size))
    return _exactly(source, length)


def _exactly(source: Source, size: int) -> bytes:
    data = source.read(size) if size <= _MOST_BYTES else b""
    if len(data) != size:
        raise ValueError("a message ends early")
    return data
