"""How a block of text is searched: the engine, what a match may be, and where words and blocks end."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, cast

from wizard.report.kind import Kind
from wizard.report.pattern_parts import ENCODED_END

BLOCK_BYTES = 1 << 14
HELD_BYTES = 1 << 12
"""The end of a block waits for the next one, so that nothing is cut in two."""
LONGEST_HELD_BYTES = 1 << 20
CONTEXT_BYTES = 64
_SMALL_REACH_BYTES = 1 << 10
_LARGE_REACH_BYTES = 1 << 16
_LONGEST_HEAD_BYTES = 1 << 9
_PATTERN_MEMORY_BYTES = 96 << 20


class Match(Protocol):
    """A match of RE2."""

    def span(self, group: int = 0, /) -> tuple[int, int]: ...


class Pattern(Protocol):
    """A compiled pattern of RE2, on bytes."""

    def search(self, text: bytes, pos: int, endpos: int, /) -> Match | None: ...
    def match(self, text: bytes, pos: int, endpos: int, /) -> Match | None: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind with its compiled patterns. ``generic``: found by its form, not by a name of this computer."""

    kind: Kind
    head: Pattern
    tail: Pattern | None
    generic: bool


@dataclass(frozen=True, slots=True)
class Span:
    """What was found: ``first`` to ``last`` is private and is ``value``; the search goes on after ``end``."""

    first: int
    last: int
    end: int
    value: str


def with_patterns(kind: Kind, *, generic: bool) -> Rule:
    """Return a kind ready to search with."""
    return Rule(
        kind,
        compiled(kind.pattern, groups=kind.grouped),
        compiled(kind.tail, groups=True, longest=False) if kind.tail else None,
        generic,
    )


def compiled(pattern: str, *, groups: bool = False, longest: bool = True) -> Pattern:
    """Return a pattern for RE2: any case, the longest of the leftmost matches, or the first as in Python's ``re``.

    Without ``groups`` it is searched several times faster.
    """
    import re2  # type: ignore[import-untyped]  # it ships no stubs

    options = re2.Options()
    options.case_sensitive = False
    options.longest_match = longest
    options.log_errors = False
    options.never_capture = not groups
    options.max_mem = _PATTERN_MEMORY_BYTES
    return cast(Pattern, re2.compile(pattern, options))


def search(pattern: Pattern, text: bytes, position: int, end: int) -> Match | None:
    """Return the first match from ``position`` on.

    Looks no further than it must: an address in a row of a million letters would have each search read the whole
    row in case an ``@`` follows. What begins a match is never longer than the overlap of two reaches.
    """
    reach = _SMALL_REACH_BYTES
    while True:
        window = min(end, position + reach)
        match = pattern.search(text, position, window)
        if window == end:
            return match
        if match is None:
            position = max(position, window - _LONGEST_HEAD_BYTES)
            reach = min(reach * 2, _LARGE_REACH_BYTES)
            continue
        first = match.span()[0]
        if first + _LONGEST_HEAD_BYTES <= window:
            return match
        reach = first - position + _SMALL_REACH_BYTES


def span_of(rule: Rule, text: bytes, first: int, head_end: int, end: int) -> Span | None:
    """Return what is private where the rule's beginning was found, None when it does not go on as it should."""
    start, last, stop = first, head_end, head_end
    if rule.kind.grouped:
        head = rule.head.match(text, first, head_end)
        start, last = (head and _group(head)) or (first, head_end)
        stop = last
    if rule.tail is not None:
        tail = rule.tail.match(text, head_end, end)
        if tail is None:
            return None
        stop = tail.span()[1]
        start, last = _group(tail) or (head_end, stop)
        if rule.kind.whole:
            start = first
    return Span(start, last, stop, text[start:last].decode(errors="replace"))


def _group(match: Match) -> tuple[int, int] | None:
    """Return the span of the one group that took part, if the pattern has groups."""
    for number in itertools.count(1):
        try:
            span = match.span(number)
        except IndexError:
            return None
        if span[0] >= 0:
            return span
    return None


def exact(value: str) -> str:
    """Return the pattern of a value as it stands."""
    return "".join(rf"\x{{{ord(sign):x}}}" if not sign.isalnum() else sign for sign in value)


def _is_letter(byte: int) -> bool:
    return byte >= 0x80 or 0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A


_ENCODED_END = re.compile(ENCODED_END.encode())


def stands_alone(text: bytes, first: int, last: int | None, replaced_end: int) -> bool:
    """Return whether a match is a word of its own, not a piece of a longer one; ``last`` None: it goes on anyway."""
    if last is not None and last < len(text) and _is_letter(text[last]) and _is_letter(text[last - 1]):
        return False
    if first in (0, replaced_end) or not _is_letter(text[first]) or not _is_letter(text[first - 1]):
        return True
    return _ENCODED_END.search(text, max(0, first - 10), first) is not None


def whole_part(text: str) -> int:
    """Return how much of a text can be cleaned by itself: whole lines, or words; escape sequences span neither."""
    cut = text.rfind("\n") + 1 or text.rfind(" ") + 1
    return len(text) if not cut and len(text) > LONGEST_HELD_BYTES else cut


def line_cut(text: bytes, consumed: int, limit: int) -> int:
    """Return where to end a block: after a line if there is an end of one, else between words, else anywhere."""
    newline = text.rfind(b"\n", consumed, limit)
    if newline >= 0:
        return newline + 1
    space = text.rfind(b" ", consumed, limit)
    if space >= 0:
        return space
    while limit > consumed and text[limit - 1 : limit] >= b"\x80":
        limit -= 1
    return limit


def pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of at most a block."""
    for chunk in chunks:
        view = memoryview(chunk)
        for offset in range(0, len(view), BLOCK_BYTES):
            yield bytes(view[offset : offset + BLOCK_BYTES])
