"""Takes names, addresses and secrets out of text, the same value always under the same name (``<user-1>``).

Seeded from what this computer calls itself, completed by patterns. One pass of RE2, in blocks: RE2 gives the
interpreter's lock back while it searches, so a thread that redacts 50 MB does not stall the window.
"""

import codecs
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from wizard.flow.events import FactValue
from wizard.report.errors import ReportStoppedError
from wizard.report.forms import RAW_BYTE, raw_bytes_shown
from wizard.report.hygiene import clean_text
from wizard.report.patterns import GENERIC, Found, Kind, address_sort
from wizard.report.seeds import seed_kinds
from wizard.system.base import Cancel, SystemIdentity

_BLOCK_BYTES = 1 << 18
_HELD_BYTES = 1 << 12
"""The end of a block waits for the next one, so that nothing is cut in two."""
_LONGEST_HELD_BYTES = 1 << 20
_CONTEXT_BYTES = 64
_PATTERN_MEMORY_BYTES = 96 << 20
_KEEP = "keep"


class _Match(Protocol):
    def span(self, group: int = 0) -> tuple[int, int]: ...


class _Pattern(Protocol):
    def search(self, text: bytes, pos: int, endpos: int) -> _Match | None: ...
    def fullmatch(self, text: bytes) -> _Match | None: ...


@dataclass(frozen=True)
class _Rule:
    kind: Kind
    whole: _Pattern
    part: _Pattern | None


class Redactor:
    """Redacts any number of texts with one map. Not for use on several threads at once.

    ``keep`` are values that stay: the account's e-mail, the order number, the device's serial and versions, public
    targets. What ``identity`` names is taken out even where it looks like one of these.
    """

    def __init__(self, identity: SystemIdentity, keep: Iterable[str] = (), cancel: Cancel | None = None) -> None:
        self._cancel = cancel
        kept = {value.strip().casefold() for value in keep if value and len(value.strip()) >= 2}
        seeds, first_names = seed_kinds(identity, frozenset(kept))
        keeping = [Kind(_KEEP, _escaped(value)) for value in sorted(kept)]
        self._rules = [_rule(kind) for kind in (*keeping, *seeds, *GENERIC)]
        self._any = _compiled("|".join(f"(?:{rule.kind.pattern})" for rule in self._rules))
        self._kept = kept
        self._salt = os.urandom(16)
        self._names: dict[tuple[str, str], str] = {}
        self._numbers: dict[str, int] = {}
        self._originals: dict[str, str] = {}
        self._sorts: dict[str, str] = {}
        self._known: dict[bytes, tuple[_Rule, ...]] = {}
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
        """Name → what it stands for, secrets left out. For this computer only: see ``save_map``."""
        return {name: self._originals[name] for name in sorted(self._sorts) if name in self._originals}

    def text(self, text: str) -> str:
        """Return ``text`` clean and redacted."""
        data = raw_bytes_shown(text)
        data = clean_text(data)
        if not data or data.isspace():
            return data
        done, _ = self._scan(data.encode(), 0, final=True)
        return _without_raw_bytes(done.decode())

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
        waiting = b""
        start = 0
        ending = ""
        for piece in _pieces(chunks):
            if self._cancel is not None and self._cancel.requested:
                raise ReportStoppedError("The report was stopped.")
            text = ending + decoder.decode(piece)
            ending = "\r" if text.endswith("\r") else ""
            text = text.removesuffix("\r")
            waiting += clean_text(raw_bytes_shown(text)).encode()
            done, cut = self._scan(waiting, start, final=False)
            yield _raw_bytes_back(done)
            start = min(cut, _CONTEXT_BYTES)
            waiting = waiting[cut - start :]
        waiting += clean_text(raw_bytes_shown(ending + decoder.decode(b"", True))).encode()
        done, _ = self._scan(waiting, start, final=True)
        yield _raw_bytes_back(done)

    def save_map(self, file: Path) -> None:
        """Write ``originals`` as JSON to a new private file (0600), only when somebody asks for it.

        Raises FileExistsError when ``file`` exists, OSError when it cannot be written.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8") as output:
            json.dump({"format": 1, "names": self.originals}, output, ensure_ascii=False, indent=1)

    # one block

    def _scan(self, text: bytes, start: int, *, final: bool) -> tuple[bytes, int]:
        """Return ``text`` from ``start`` redacted, and how far it got: all of it when ``final``."""
        end = len(text)
        limit = end if final else max(start, end - _HELD_BYTES)
        out: list[bytes] = []
        written = position = start
        replaced_end = -1
        while position < limit:
            match = self._any.search(text, position, end)
            if match is None:
                break
            first, last = match.span()
            if first >= limit:
                break
            if last == end and not final and end - first < _LONGEST_HELD_BYTES:
                limit = first  # it may go on in the next block
                break
            span = self._private_span(text, first, last, replaced_end)
            if span is None:
                position = _next_start(text, first)
                continue
            private_first, private_last, name = span
            if name is not None:
                out += (text[written:private_first], name)
                written = replaced_end = private_last
                self._count += 1
            position = max(private_last, first + 1)
        cut = end if final else max(written, position if position <= limit else written, _line_cut(text, written, limit))
        out.append(text[written:cut])
        return b"".join(out), cut

    def _private_span(self, text: bytes, first: int, last: int, replaced_end: int) -> tuple[int, int, bytes | None] | None:
        """Return what to replace within a match and by what (None: it stays), or None when it is nothing of ours."""
        matched = text[first:last]
        rules = self._known.get(matched)
        if rules is None:
            rules = tuple(rule for rule in self._rules if rule.whole.fullmatch(matched) is not None)
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[matched] = rules
        for rule in rules:
            kind = rule.kind
            if not kind.inside and not _stands_alone(text, first, last, replaced_end):
                continue
            start, end = first, last
            if rule.part is not None:
                part = rule.part.search(matched, 0, len(matched))
                if part is None:
                    continue
                start, end = (first + offset for offset in part.span(1))
            value = text[start:end].decode(errors="replace")
            if kind.label == _KEEP or (kind in GENERIC and kind.key(value) in self._kept):
                return first, last, None
            if not kind.private(Found(text, start, end, value)):
                continue
            return start, end, self._name(kind.label, kind.key(value), value, secret=kind.secret, used=True).encode()
        return None

    def _name(self, label: str, key: str, value: str, *, secret: bool, used: bool = False) -> str:
        """Return the name of a value, the same for the same value."""
        if label == "home":
            name = "<home>"
        else:
            keyed = hashlib.blake2b(key.encode(errors="replace"), key=self._salt).hexdigest() if secret else key
            known = self._names.get((label, keyed))
            if known is None:
                self._numbers[label] = self._numbers.get(label, 0) + 1
                known = self._names[label, keyed] = f"<{label}-{self._numbers[label]}>"
            name = known
        if not secret:
            self._originals.setdefault(name, _without_raw_bytes(value))
        if used and name not in self._sorts:
            self._sorts[name] = address_sort(key) if label == "address" else _SORTS.get(label, label)
        return name


_SORTS = {
    "user": "user name",
    "name": "person's name",
    "home": "home folder",
    "host": "computer name",
    "domain": "domain",
    "mac": "hardware address",
    "serial": "serial number",
    "ssid": "Wi-Fi name",
    "email": "e-mail address",
    "secret": "password, key or token",
    "data": "encoded data",
    "sid": "Windows account number",
    "card": "card number",
    "personal-number": "personal number",
    "phone": "telephone number",
}


class PlainText:
    """Cleans as the Redactor does and replaces nothing: for the person who turned redaction off."""

    replaced = 0
    legend: Mapping[str, str] = {}
    originals: Mapping[str, str] = {}

    def text(self, text: str) -> str:
        """Return ``text`` clean."""
        return _without_raw_bytes(clean_text(raw_bytes_shown(text)))

    def value(self, value: FactValue) -> FactValue:
        """Return a reading clean."""
        match value:
            case str():
                return self.text(value)
            case list():
                return [
                    {self.text(key): self.text(cell) if isinstance(cell, str) else cell for key, cell in row.items()}
                    for row in value
                ]
            case _:
                return value

    def file_name(self, name: str) -> str:
        """Return a file's name clean."""
        return self.text(name)

    def stream(self, chunks: Iterable[bytes], encoding: str = "utf-8") -> Iterator[bytes]:
        """Yield a text clean."""
        text = b"".join(chunks).decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
        yield _raw_bytes_back(clean_text(raw_bytes_shown(text)).encode())


TextFilter = Redactor | PlainText


def _rule(kind: Kind) -> _Rule:
    return _Rule(kind, _compiled(kind.pattern), _compiled(kind.part) if kind.part else None)


def _compiled(pattern: str) -> _Pattern:
    import re2  # type: ignore[import-untyped]  # it ships no stubs

    options = re2.Options()
    options.case_sensitive = False
    options.longest_match = True
    options.log_errors = False
    options.max_mem = _PATTERN_MEMORY_BYTES
    return cast(_Pattern, re2.compile(pattern, options))


def _escaped(value: str) -> str:
    return "".join(rf"\x{{{ord(sign):x}}}" if not sign.isalnum() else sign for sign in value)


def _is_letter(byte: int) -> bool:
    return byte >= 0x80 or 0x30 <= byte <= 0x39 or 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A


_ENCODED_END = re.compile(rb"(?:%(?:25)?[0-9a-fA-F]{2}|\\[nrtbfv0a]|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\[[0-9;]{0,8}m)$")
"""An encoded sign before a word ends in a letter or digit, and is still no part of the word."""


def _stands_alone(text: bytes, first: int, last: int, replaced_end: int) -> bool:
    """Return whether a match is a word of its own, not a piece of a longer one."""
    if last < len(text) and _is_letter(text[last]) and _is_letter(text[last - 1]):
        return False
    if first == 0 or first == replaced_end or not _is_letter(text[first]) or not _is_letter(text[first - 1]):
        return True
    return _ENCODED_END.search(text, max(0, first - 10), first) is not None


def _next_start(text: bytes, first: int) -> int:
    """Return where the next match may begin: nothing of ours begins within a word."""
    position = first + 1
    while position < len(text) and _is_letter(text[position - 1]) and _is_letter(text[position]):
        position += 1
    return position


def _line_cut(text: bytes, written: int, limit: int) -> int:
    """Return where to end a block: after a line if there is an end of one, else between words, else anywhere."""
    newline = text.rfind(b"\n", written, limit)
    if newline >= 0:
        return newline + 1
    space = text.rfind(b" ", written, limit)
    if space >= 0:
        return space
    while limit > written and text[limit - 1 : limit] >= b"\x80":
        limit -= 1
    return limit


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        view = memoryview(chunk)
        for offset in range(0, len(view), _BLOCK_BYTES):
            yield bytes(view[offset : offset + _BLOCK_BYTES])


_RAW = re.compile(f"[{chr(RAW_BYTE + 0x80)}-{chr(RAW_BYTE + 0xFF)}]")


def _without_raw_bytes(text: str) -> str:
    return _RAW.sub("\ufffd", text)


def _raw_bytes_back(data: bytes) -> bytes:
    """Turn private-use characters back into the bytes they stand for."""
    if b"\xef\x9e" not in data and b"\xef\x9f" not in data:
        return data
    text = data.decode(errors="replace")
    return _RAW.sub(lambda found: chr(0xDC00 + ord(found[0]) - RAW_BYTE), text).encode(errors="surrogateescape")

