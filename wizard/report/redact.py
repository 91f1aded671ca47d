"""Takes names, addresses and secrets out of text, the same value always under the same name (``<user-1>``).

Seeded from what this computer calls itself, completed by patterns. One pass of RE2, in blocks: RE2 gives the
interpreter's lock back while it searches, so a thread that redacts 50 MB does not stall the window.
"""

import codecs
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping

from wizard.flow.events import FactValue
from wizard.report.errors import ReportStoppedError
from wizard.report.hygiene import clean_text
from wizard.report.judgement import Place, address_sort
from wizard.report.matching import (
    CONTEXT_BYTES,
    HELD_BYTES,
    LONGEST_HELD_BYTES,
    Rule,
    Span,
    compiled,
    exact,
    line_cut,
    pieces,
    search,
    span_of,
    stands_alone,
    whole_part,
    with_patterns,
)
from wizard.report.patterns import GENERIC, Kind
from wizard.report.plain import PlainText
from wizard.report.rawbytes import raw_bytes_back, raw_bytes_shown, without_raw_bytes
from wizard.report.seeds import seed_kinds
from wizard.report.words import LABELS
from wizard.system.base import Cancel, SystemIdentity

_MOST_KNOWN = 20_000
_KEEP = "keep"
_ONE_NAME = {"home", "data"}
"""Kinds of which there is only one, or too many to count."""


class Redactor:
    """Redacts any number of texts with one map. Not for use on several threads at once.

    ``keep`` are values that stay: the account's e-mail, the order number, the device's serial and versions, public
    targets.
    """

    def __init__(self, identity: SystemIdentity, keep: Iterable[str] = (), cancel: Cancel | None = None) -> None:
        self._cancel = cancel
        kept = {value.strip().casefold() for value in keep if value and len(value.strip()) >= 2}
        seeds, first_names = seed_kinds(identity, frozenset(kept))
        keeping = [Kind(_KEEP, exact(value)) for value in sorted(kept)]
        self._rules = [
            *(with_patterns(kind, generic=False) for kind in (*keeping, *seeds)),
            *(with_patterns(kind, generic=True) for kind in GENERIC),
        ]
        self._any = compiled("|".join(f"(?:{rule.kind.pattern})" for rule in self._rules))
        self._kept = kept
        self._salt = os.urandom(16)
        self._names: dict[tuple[str, str], str] = {}
        self._numbers: dict[str, int] = {}
        self._originals: dict[str, str] = {}
        self._sorts: dict[str, str] = {}
        self._known: dict[bytes, tuple[tuple[Rule, int], ...]] = {}
        self._count = 0
        for label, key in first_names:
            self._name(label, key, key, secret=False)

    @property
    def replaced(self) -> int:
        """How many places were replaced so far."""
        return self._count

    @property
    def legend(self) -> Mapping[str, str]:
        """What each name that was used stands for, in kind only: ``<address-1>`` is a ``private IPv4 address``."""
        return dict(sorted(self._sorts.items()))

    @property
    def originals(self) -> Mapping[str, str]:
        """Name → what it stands for, secrets left out. For this computer only: see ``ReportBundle.save_map``."""
        return {name: self._originals[name] for name in sorted(self._sorts) if name in self._originals}

    def text(self, text: str) -> str:
        """Return ``text`` clean and redacted."""
        data = raw_bytes_shown(text)
        data = clean_text(data)
        if not data or data.isspace():
            return data
        done, _ = self._scan(data.encode(), 0, final=True)
        return without_raw_bytes(done.decode())

    def value(self, value: FactValue) -> FactValue:
        """Return a reading redacted; numbers are measurements and stay."""
        match value:
            case str():
                return self.text(value)
            case list():
                return [{self.text(key): self._cell(cell) for key, cell in row.items()} for row in value]
            case _:
                return value

    def _cell(self, cell: str | int | float | bool | None) -> str | int | float | bool | None:
        return self.text(cell) if isinstance(cell, str) else cell

    def file_name(self, name: str) -> str:
        """Return a file's name redacted, without the signs that names may not hold."""
        return self.text(name).replace("<", "").replace(">", "")

    def stream(self, chunks: Iterable[bytes], encoding: str = "utf-8") -> Iterator[bytes]:
        """Yield the redacted bytes of a text given in pieces of any size; bytes that are not UTF-8 stay themselves.

        ``encoding`` is ``utf-8``, ``utf-16-le`` or ``utf-16-be``; what comes out of UTF-16 is UTF-8.
        Raises ReportStoppedError when stopped.
        """
        decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if encoding == "utf-8" else "replace")
        unclean = ""
        waiting = b""
        start = 0
        for piece in pieces(chunks):
            if self._cancel is not None and self._cancel.requested:
                raise ReportStoppedError("The report was stopped.")
            unclean += decoder.decode(piece)
            whole = whole_part(unclean)
            waiting += clean_text(raw_bytes_shown(unclean[:whole])).encode()
            unclean = unclean[whole:]
            done, cut = self._scan(waiting, start, final=False)
            yield raw_bytes_back(done)
            start = min(cut, CONTEXT_BYTES)
            waiting = waiting[cut - start :]
        waiting += clean_text(raw_bytes_shown(unclean + decoder.decode(b"", True))).encode()
        done, _ = self._scan(waiting, start, final=True)
        yield raw_bytes_back(done)

    # one block

    def _scan(self, text: bytes, start: int, *, final: bool) -> tuple[bytes, int]:
        """Return ``text`` from ``start`` redacted, and how far it got: all of it when ``final``."""
        end = len(text)
        limit = end if final else max(start, end - HELD_BYTES)
        out: list[bytes] = []
        written = consumed = position = start
        replaced_end = -1
        while position < limit:
            match = search(self._any, text, position, end)
            if match is None or (first := match.span()[0]) >= limit:
                break
            found = self._found(text, first, match.span()[1], replaced_end)
            if found is None:
                position = first + 1
                continue
            span, name = found
            if span.end == end and not final and end - first < LONGEST_HELD_BYTES:
                limit = first  # it may go on in the next block
                break
            if name is not None:
                out += (text[written : span.first], _on_each_line(name, text, span))
                written = replaced_end = span.last
                self._count += 1
            position = consumed = max(span.last, first + 1)
        cut = end if final else max(consumed, line_cut(text, consumed, limit))
        out.append(text[written:cut])
        return b"".join(out), cut

    def _found(self, text: bytes, first: int, head_end: int, replaced_end: int) -> tuple[Span, bytes | None] | None:
        """Return what is private at a match and its new name (None: it stays), or None when it is nothing of ours."""
        for rule, length in self._candidates(text[first:head_end]):
            kind = rule.kind
            last = first + length if rule.tail is None else None
            if not kind.inside and not stands_alone(text, first, last, replaced_end):
                continue
            span = span_of(rule, text, first, first + length, len(text))
            if span is None or not kind.real(span.value):
                continue
            if kind.fits is not None and not kind.fits(span.value, Place(text, span.first, span.last)):
                continue
            key = kind.key(span.value)
            stays = kind.label == _KEEP or (rule.generic and key in self._kept)
            return span, None if stays else self._used_name(kind, key, span.value)
        return None

    def _candidates(self, matched: bytes) -> tuple[tuple[Rule, int], ...]:
        """Return what a match or its beginning may be, the longest first; asked of the patterns once per text.

        The beginning counts: ``jnovak@tty1.service`` is no e-mail address, and begins with a name all the same.
        """
        known = self._known.get(matched)
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            heads = ((rule, rule.head.match(matched, 0, len(matched))) for rule in self._rules)
            found = [(rule, head.span()[1]) for rule, head in heads if head is not None]
            known = self._known[matched] = tuple(sorted(found, key=lambda candidate: -candidate[1]))
        return known

    def _used_name(self, kind: Kind, key: str, value: str) -> bytes:
        name = self._name(kind.label, key, value, secret=kind.secret)
        if name not in self._sorts:
            self._sorts[name] = address_sort(key) if kind.label == "address" else LABELS.get(kind.label, kind.label)
        return name.encode()

    def _name(self, label: str, key: str, value: str, *, secret: bool) -> str:
        """Return the name of a value, the same for the same value; a secret is known only by its checksum."""
        if label == "data":
            key = ""
        elif secret:
            key = hashlib.blake2b(key.encode(errors="replace"), key=self._salt).hexdigest()
        name = self._names.get((label, key))
        if name is None:
            self._numbers[label] = number = self._numbers.get(label, 0) + 1
            name = self._names[label, key] = f"<{label}>" if label in _ONE_NAME else f"<{label}-{number}>"
            if not secret:
                self._originals[name] = without_raw_bytes(value)
        return name


def _on_each_line(name: bytes, text: bytes, span: Span) -> bytes:
    """Return a name as often as what it stands for has lines, so that lines keep their numbers."""
    return b"\n".join([name] * (1 + text.count(b"\n", span.first, span.last)))


TextFilter = Redactor | PlainText
