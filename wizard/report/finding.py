"""Finds what is private in a block of text: one search for everything, then a judgement of each place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from wizard.report.kind import Kind
from wizard.report.matching import (
    LONGEST_HELD_BYTES,
    Rule,
    Span,
    compiled,
    exact,
    search,
    span_of,
    stands_alone,
    with_patterns,
)
from wizard.report.patterns import GENERIC
from wizard.report.place import Place
from wizard.report.secret_judgement import PLACEHOLDER

_MOST_KNOWN = 1_000
_KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Found:
    """Something found. ``kind`` is None for what stays by the person's wish; ``first``: where its pattern began.

    ``unfinished``: it may go on behind the end of the text.
    """

    span: Span
    kind: Kind | None
    first: int
    unfinished: bool = False


@cache
def _generic_rules() -> tuple[tuple[Rule, ...], ...]:
    return tuple(tuple(with_patterns(kind, generic=True) for kind in kinds) for kinds in GENERIC)


class _Group:
    """Kinds that are searched for together: with all in one search, RE2 would need too many states at a time."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._any = compiled("|".join(f"(?:{rule.kind.pattern})" for rule in self._rules))
        self._known: dict[bytes, tuple[tuple[Rule, int], ...]] = {}

    def next_match(self, text: bytes, position: int) -> tuple[int, int]:
        """Return where the first match from ``position`` on begins and ends; behind the end when there is none."""
        match = search(self._any, text, position, len(text))
        return (len(text), len(text)) if match is None else match.span()

    def candidates(self, matched: bytes) -> tuple[tuple[Rule, int], ...]:
        """Return what a match or its beginning may be; asked of the patterns once per text.

        The beginning counts: ``jnovak@tty1.service`` is no e-mail address, and begins with a name all the same.
        """
        known = self._known.get(matched)
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            heads = ((rule, rule.head.match(matched, 0, len(matched))) for rule in self._rules)
            known = self._known[matched] = tuple((rule, head.span()[1]) for rule, head in heads if head is not None)
        return known


class Finder:
    """Searches with the names of a computer (``seeds``), the values that stay (``kept``), and all patterns."""

    def __init__(self, seeds: list[Kind], kept: frozenset[str]) -> None:
        keeping = [Kind(_KEEP, exact(value)) for value in sorted(kept)]
        named = [with_patterns(kind, generic=False) for kind in (*keeping, *seeds)]
        self._groups = [_Group(rules) for rules in (named, *_generic_rules()) if rules]
        self._kept = kept

    def found(self, text: bytes, start: int, limit: int, *, final: bool) -> Iterator[Found]:
        """Yield what is private and begins in ``text[start:limit]``, in order, without overlap.

        Ends with what is unfinished; nothing is when ``final``.
        """
        position = start
        replaced_end = -1
        ahead: list[Found] = []
        matches = [(-1, -1)] * len(self._groups)
        while True:
            first = self._first(text, position, matches) if position < limit else limit
            found: Found | None
            if ahead and first >= ahead[0].span.first:
                found = ahead.pop(0)
            elif first >= limit:
                return
            else:
                found, later = self._judged(text, first, matches, replaced_end)
                ahead = sorted((*ahead, *later), key=lambda one: one.span.first)
                if not final:
                    found = next((one for one in later if _goes_on(one, text, limit)), found)
                if found is None:
                    position = first + 1
                    continue
            if not final and _goes_on(found, text, limit):
                yield replace(found, unfinished=True)
                return
            yield found
            ahead = [rest for one in ahead if (rest := _behind(one, found))]
            position = max(found.span.last, found.first + 1, position)
            if found.kind is not None:
                replaced_end = found.span.last

    def _first(self, text: bytes, position: int, matches: list[tuple[int, int]]) -> int:
        """Bring every group's next match up to date and return where the first of them begins."""
        for number, (first, _) in enumerate(matches):
            if first < position:
                matches[number] = self._groups[number].next_match(text, position)
        return min(first for first, _ in matches)

    def _judged(
        self, text: bytes, first: int, matches: list[tuple[int, int]], replaced_end: int
    ) -> tuple[Found | None, list[Found]]:
        """Return what is private at a match, the longest of what it may be, and what is private further on."""
        candidates = [
            candidate
            for group, (begins, ends) in zip(self._groups, matches, strict=True)
            if begins == first
            for candidate in group.candidates(text[first:ends])
        ]
        later: list[Found] = []
        for rule, length in sorted(candidates, key=_longest_first):
            kind = rule.kind
            last = first + length if rule.tail is None else None
            if not kind.inside and not stands_alone(text, first, last, replaced_end):
                continue
            span = span_of(rule, text, first, first + length, len(text))
            if span is None or not self._is_private(rule, span, text):
                continue
            stays = kind.label == _KEEP or (rule.generic and kind.key(span.value) in self._kept)
            found = Found(span, None if stays else kind, first)
            if not kind.ahead:
                return found, later
            later.append(found)
        return None, later

    def _is_private(self, rule: Rule, span: Span, text: bytes) -> bool:
        kind = rule.kind
        around = text[max(0, span.first - 1) : span.last + 1].decode(errors="replace")
        if PLACEHOLDER.fullmatch(span.value) or PLACEHOLDER.fullmatch(around) or not kind.real(span.value):
            return False
        return kind.fits is None or kind.fits(span.value, Place(text, span.first, span.last))


def _longest_first(candidate: tuple[Rule, int]) -> int:
    return -candidate[1]


def _goes_on(found: Found, text: bytes, limit: int) -> bool:
    """Return whether the next block decides: what was found reaches the end of this one, or begins in its overlap."""
    end = len(text)
    return (found.span.end == end or found.span.first >= limit) and end - found.first < LONGEST_HELD_BYTES


def _behind(ahead: Found, found: Found) -> Found | None:
    """Return what is left to hide further on, once ``found`` is hidden."""
    if found.span.last <= ahead.span.first:
        return ahead
    if found.kind is None or found.span.last >= ahead.span.last:
        return None
    return replace(ahead, span=replace(ahead.span, first=found.span.last))
