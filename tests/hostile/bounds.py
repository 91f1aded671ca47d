"""Holding a call to bounds that do not depend on how busy the computer is: processor time, and the peak of memory."""

import dataclasses
import math
import signal
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import PurePath

MAX_CPU_S = 3.0
"""For 250 kB of the worst input; all parsers together need less than a tenth of it, a quadratic one needs minutes."""
MAX_PEAK_BYTES = 24_000_000


class TooLongError(AssertionError):
    """A parser took more processor time than any linear one needs."""


@contextmanager
def cpu_bound(seconds: float = MAX_CPU_S) -> Iterator[None]:
    """Break the block off when this process has worked on it for so long; waiting for others does not count."""

    def late(_number: int, _frame: object) -> None:
        raise TooLongError(f"more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def peak_bytes(work: Callable[[], object]) -> int:
    """Return the most memory that Python held at once for a call."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def unsound(value: object, place: str = "") -> list[str]:
    """Return what in an answer could not be kept in the journal: broken text, endless or huge numbers."""
    match value:
        case str() | PurePath():
            try:
                str(value).encode()
            except UnicodeEncodeError:
                return [f"{place}: {value!r} is no text"]
        case Enum() | bool() | None:
            return []
        case float() if not math.isfinite(value):
            return [f"{place}: {value}"]
        case int() if not -(1 << 64) < value < 1 << 64:
            return [f"{place}: an integer of {value.bit_length()} bits"]
        case Mapping():
            return [fault for key, entry in value.items() for fault in unsound(entry, f"{place}.{key}")]
        case list() | tuple() | set() | frozenset():
            return [fault for number, entry in enumerate(value) for fault in unsound(entry, f"{place}[{number}]")]
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            names = [field.name for field in dataclasses.fields(value)]
            return [fault for name in names for fault in unsound(getattr(value, name), f"{place}.{name}")]
        case _:
            pass
    return []
