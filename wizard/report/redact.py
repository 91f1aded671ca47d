"""Takes names, addresses and secrets out of text, the same value always under the same name (``<user-1>``).

Seeded from what this computer calls itself, completed by patterns. One pass of RE2, in blocks: RE2 gives the
interpreter's lock back while it searches, so a thread that redacts 50 MB does not stall the window.
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping

from wizard.flow.events import FactValue
from wizard.report.errors import ReportStoppedError
from wizard.report.finding import Finder
from wizard.report.hygiene import clean_text
from wizard.report.kind import Kind
from wizard.report.matching import CONTEXT_BYTES, HELD_BYTES, Span, line_cut, pieces, whole_part
from wizard.report.names import Learned, Names
from wizard.report.plain import PlainText
from wizard.report.rawbytes import raw_bytes_back, raw_bytes_shown, without_raw_bytes
from wizard.report.seeds import seed_kinds
from wizard.system.base import Cancel, SystemIdentity


class Redactor:
    """Redacts any number of texts with one map. Not for use on several threads at once.

    ``keep`` are values that stay: the account's e-mail, the order number, the device's serial and versions, public
    targets.
    """

    def __init__(
        self,
        identity: SystemIdentity,
        keep: Iterable[str] = (),
        cancel: Cancel | None = None,
        known: tuple[bytes, Iterable[Learned]] | None = None,
    ) -> None:
        """``known``: salt and names of another redactor of the same computer, which this one goes on counting."""
        self._cancel = cancel
        self.identity = identity
        self.keep = tuple(keep)
        kept = frozenset(value.strip().casefold() for value in self.keep if value and len(value.strip()) >= 2)
        seeds, first_names = seed_kinds(identity, kept)
        self._finder = Finder(seeds, kept)
        self._count = 0
        if known is None:
            self.names = Names()
            for label, key in first_names:
                self.names.give(label, key, key)
            return
        self.names = Names(known[0])
        for learned in known[1]:
            self.names.learn(learned)

    @property
    def replaced(self) -> int:
        """How many places were replaced so far."""
        return self._count

    def add_replaced(self, count: int) -> None:
        """Count places that were replaced elsewhere, under the names of this redactor."""
        self._count += count

    @property
    def legend(self) -> Mapping[str, str]:
        """What each name that was used stands for, in kind only: ``<address-1>`` is a ``private IPv4 address``."""
        return self.names.legend

    @property
    def originals(self) -> Mapping[str, str]:
        """Name → what it stands for, secrets left out. For this computer only: see ``ReportBundle.save_map``."""
        return self.names.originals

    def text(self, text: str) -> str:
        """Return ``text`` clean and redacted."""
        data = clean_text(raw_bytes_shown(text))
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

        ``encoding`` is ``utf-8``, ``utf-16-le`` or ``utf-16-be``; what comes out of UTF-16 is UTF-8. Lines stay lines.
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
        written = consumed = start
        for found in self._finder.found(text, start, limit, final=final):
            span = found.span
            if found.unfinished:
                limit = found.first
                break
            if found.kind is not None:
                out += (text[written : span.first], self._on_each_line(found.kind, span))
                written = span.last
            consumed = max(consumed, span.last, found.first + 1)
        cut = end if final else max(consumed, line_cut(text, consumed, limit))
        out.append(text[written:cut])
        return b"".join(out), cut

    def _on_each_line(self, kind: Kind, span: Span) -> bytes:
        """Return the name of what was found, as often as it has lines, so that lines keep their numbers."""
        self._count += 1
        return b"\n".join([self.names.use(kind, span.value)] * (1 + span.value.count("\n")))


TextFilter = Redactor | PlainText
