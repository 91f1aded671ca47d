"""Redacts large files in a process of its own: RE2 lets go of the interpreter, the judgement of what it finds does not.

The names stay one map: the child is told all that were given out, and tells which came new. Byte for byte what this
process would make of the file, which is what happens where no child can be started. Where one was started and ended at
its work, for want of memory or by somebody's hand, the file is left out: this process would end the same way, and with
it the window.
"""

import msgspec

from wizard.marking import N_
from wizard.report.encodings import UnreadableError, redacted_file
from wizard.report.errors import ReportStoppedError
from wizard.report.redact import Redactor, TextFilter
from wizard.report.redaction_command import COMMAND
from wizard.report.redaction_messages import BEGUN, Answer, Order, packed, unpacked
from wizard.system import command
from wizard.system.base import Cancel, Missing
from wizard.system.command import NoAnswer
from wizard.system.own_program import own_command

SMALLEST_BYTES = 200_000
"""About a twentieth of a second of work; starting a child takes longer than what is smaller."""
_SMALLEST_PACKED_BYTES = 10_000
_SHORTEST_LIMIT_S = 300.0
_LONGEST_S_PER_MB = 30.0
"""A slow and busy computer redacts a megabyte in some five seconds."""
_MOST_BYTES = 400_000_000
_TOO_LONG = N_("hiding the names in it took too long")
_ENDED = N_("hiding the names in it was ended by the computer, perhaps for want of memory")
_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")


def redacted_apart(
    data: bytes, filter_: TextFilter, cancel: Cancel | None = None, argv: tuple[str, ...] | None = None
) -> bytes:
    """Return what ``redacted_file`` returns; a large file is worked on by a child (``argv`` another one, for tests).

    Raises UnreadableError as that does, also where the child takes longer than anybody waits or ends at its work: this
    process would take longer still, or end as well. Raises ReportStoppedError within 0.5 s of a stop.
    """
    smallest = _SMALLEST_PACKED_BYTES if data.startswith(_PACKED) else SMALLEST_BYTES
    if len(data) < smallest:
        return redacted_file(data, filter_)
    stop = cancel or Cancel()
    try:
        given = (*_order(filter_), data)
        limit_s = max(_SHORTEST_LIMIT_S, len(data) / 1_000_000 * _LONGEST_S_PER_MB)
        output = command.exchange(argv or own_command(COMMAND), given, _MOST_BYTES, limit_s, stop)
        if stop.requested:
            raise ReportStoppedError("The report was stopped.")
        match output:
            case tuple():
                return _taken(output, filter_)
            case Missing(reason="timeout"):
                raise UnreadableError(_TOO_LONG)
            case NoAnswer(status=status, begun=begun) if begun or status < 0:
                raise UnreadableError(_ENDED)
            case _:
                pass  # no child can be started here
    except (ValueError, msgspec.MsgspecError):
        pass  # a name that cannot be handed over, or no answer that could be read
    return redacted_file(data, filter_)


def _order(filter_: TextFilter) -> tuple[bytes, ...]:
    if not isinstance(filter_, Redactor):
        return tuple(packed(Order(None), ()))
    names = filter_.names
    return tuple(packed(Order(filter_.identity, filter_.keep, names.salt), names.since()))


class _Pieces:
    """Reads what came in pieces from its beginning, and keeps the rest."""

    def __init__(self, pieces: tuple[bytes, ...]) -> None:
        self._pieces = list(reversed(pieces))

    def read(self, size: int, /) -> bytes:
        taken: list[bytes] = []
        while size and self._pieces:
            piece = self._pieces.pop()
            taken.append(piece[:size])
            if len(piece) > size:
                self._pieces.append(piece[size:])
            size -= len(taken[-1])
        return b"".join(taken)

    def rest(self) -> bytes:
        """Return all that was not read; joining so much lets go of the interpreter."""
        return b"".join(reversed(self._pieces))


def _taken(output: tuple[bytes, ...], filter_: TextFilter) -> bytes:
    source = _Pieces(output)
    if source.read(len(BEGUN)) != BEGUN:
        raise ValueError("another program answered")
    answer, names = unpacked(source, Answer)
    learned = tuple(names)
    if isinstance(filter_, Redactor):
        for one in learned:
            filter_.names.learn(one)
        filter_.add_replaced(answer.replaced)
    if answer.unreadable is not None:
        raise UnreadableError(answer.unreadable)
    return source.rest()
