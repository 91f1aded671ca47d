"""Downloads one file of known size and SHA-256, goes on after a cut, and never hands over what does not match.

Resuming: RFC 9110, 14.2 (Range), 13.1.5 (If-Range with a strong ETag), 14.4 (Content-Range).
"""

import errno
import hashlib
import os
import re
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from wizard.device.transport import HEADERS, NoAnswer, Patience, address_refusal, bounded, open_pool, pieces
from wizard.marking import N_
from wizard.settings import SettingsError, read_bounded, write_private
from wizard.system.base import Cancel

if TYPE_CHECKING:
    import urllib3

_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
_STRONG_ETAG = re.compile(r'"[\x21\x23-\x7e]{1,200}"')
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_COMES_BACK = frozenset({408, 425, 429, 500, 502, 503, 504})
HASH_PIECE_BYTES = 1_000_000


@dataclass(frozen=True)
class Wanted:
    """What is to be downloaded; the SHA-256 decides, whatever a server says of it."""

    url: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class DownloadLimits:
    """How long to try. So many ``attempts`` in a row that got no further end it; so does ``total_s``."""

    patience: Patience = field(default_factory=lambda: Patience(connect_s=10, read_s=20))
    attempts: int = 4
    retry_pause_s: float = 2.0
    total_s: float = 1800.0


@dataclass(frozen=True)
class Downloaded:
    """The whole file, checked: size and SHA-256 are those wanted."""

    file: Path
    fetched_bytes: int
    """How much came over the network this time."""


@dataclass(frozen=True)
class DownloadFailed:
    """Why there is no file; ``reason`` is a catalogue message, ``stopped`` when the person stopped it."""

    reason: str
    detail: str = ""
    stopped: bool = False


@dataclass(frozen=True)
class _Again:
    """A fault of the moment: worth another attempt."""

    detail: str


class _Validator(msgspec.Struct, frozen=True):
    """What the server called the file of which a part is here; only the same file may be gone on with."""

    url: str
    etag: str


STOPPED = N_("The download was stopped. What came so far is kept, and the next try goes on from there.")
BROKE_OFF = N_("The download broke off. Check the connection, then try again: it goes on from where it stopped.")
UNTRUSTED = N_("The server of the firmware could not be trusted, so nothing was taken from it. Tell your support team.")
NOT_THERE = N_("The server does not have the firmware any more. Tell your support team.")
NOT_THE_FILE = N_(
    "The file that came is not the expected firmware, so it was thrown away. Your device was not touched."
)
NO_ROOM = N_("This computer has no room for the new firmware. Free {needed_bytes}, then try again.")
NOT_WRITABLE = N_("The download could not be saved on this computer. Restart the wizard, then try again.")


def download(
    wanted: Wanted,
    folder: Path,
    report: Callable[[int], None],
    cancel: Cancel,
    *,
    limits: DownloadLimits | None = None,
    proxy_url: str | None = None,
) -> Downloaded | DownloadFailed:
    """Return the checked file in ``folder`` (private), from an earlier try as far as it got; ``report`` is told bytes.

    A file that does not match is deleted and fetched once more from its first byte, then given up.
    """
    if (refusal := address_refusal(wanted.url, plain_local=False)) is not None:
        return DownloadFailed(UNTRUSTED, refusal)
    task = _Task(wanted, folder, report, cancel, limits=limits or DownloadLimits(), proxy_url=proxy_url)
    try:
        outcome = task.run()
        if isinstance(outcome, DownloadFailed) and outcome.reason == NOT_THE_FILE and task.resumed:
            task.forget()
            outcome = task.run()
    except (OSError, SettingsError) as error:
        full = (
            isinstance(error.__cause__ or error, OSError) and getattr(error.__cause__ or error, "errno", 0) in _NO_ROOM
        )
        return DownloadFailed(NO_ROOM if full else NOT_WRITABLE, f"{error}"[:200])
    return outcome


class _Task:
    def __init__(
        self,
        wanted: Wanted,
        folder: Path,
        report: Callable[[int], None],
        cancel: Cancel,
        *,
        limits: DownloadLimits,
        proxy_url: str | None,
    ) -> None:
        self.wanted, self.report, self.cancel, self.limits, self.proxy_url = wanted, report, cancel, limits, proxy_url
        name = f"firmware-{wanted.sha256[:16]}"
        self.part, self.whole, self.note = folder / f"{name}.part", folder / f"{name}.bin", folder / f"{name}.json"
        self.resumed = False
        self.fetched_bytes = 0
        self.furthest_bytes = 0

    def run(self) -> Downloaded | DownloadFailed:
        if _matches(self.whole, self.wanted, self.cancel):
            return Downloaded(self.whole, 0)
        end_s = time.monotonic() + self.limits.total_s
        fruitless = 0
        while True:
            before = self.furthest_bytes
            outcome = self._attempt(max(end_s - time.monotonic(), 0.1))
            if self.cancel.requested:
                return DownloadFailed(STOPPED, stopped=True)
            if isinstance(outcome, DownloadFailed):
                return outcome
            if outcome is None:
                return self._checked()
            fruitless = 0 if self.furthest_bytes > before else fruitless + 1
            if fruitless >= self.limits.attempts or time.monotonic() >= end_s:
                return DownloadFailed(BROKE_OFF, outcome.detail)
            if self.cancel.wait(self.limits.retry_pause_s):
                return DownloadFailed(STOPPED, stopped=True)

    def forget(self) -> None:
        """Throw away what is here, to begin at the first byte."""
        self.part.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)

    def _checked(self) -> Downloaded | DownloadFailed:
        if _matches(self.part, self.wanted, self.cancel):
            self.part.replace(self.whole)
            return Downloaded(self.whole, self.fetched_bytes)
        if self.cancel.requested:
            return DownloadFailed(STOPPED, stopped=True)
        self.forget()
        return DownloadFailed(NOT_THE_FILE, "SHA-256 is not the expected one")

    def _attempt(self, limit_s: float) -> DownloadFailed | _Again | None:
        """Fetch what is missing; None when every byte is here."""
        with _Sink(self.part) as sink:
            have = sink.size
            if have > self.wanted.size_bytes:
                sink.restart()
                have = 0
            if have == self.wanted.size_bytes:
                self.resumed = True  # all of it came in an earlier try; if it does not match, a fresh one is due
                return None
            etag = self._known_etag() if have else None
            if have and etag is None:
                sink.restart()
            outcome = bounded(lambda stop: self._fetch(sink, etag, stop), limit_s, self.cancel)
        match outcome:
            case NoAnswer("untrusted", detail):
                return DownloadFailed(UNTRUSTED, detail)
            case NoAnswer(_, detail):
                return _Again(detail)
            case _:
                return outcome

    def _fetch(self, sink: "_Sink", etag: str | None, stop: threading.Event) -> DownloadFailed | _Again | None:
        headers = dict(HEADERS)
        if sink.size and etag is not None:
            headers |= {"Range": f"bytes={sink.size}-", "If-Range": etag}
        with open_pool(self.limits.patience, self.proxy_url) as pool:
            response = pool.request(
                "GET", self.wanted.url, headers=headers, redirect=False, preload_content=False, decode_content=False
            )
            try:
                refused = self._judge(response, sink, etag)
                return refused or self._receive(response, sink, stop)
            finally:
                response.close()

    def _judge(
        self, response: "urllib3.BaseHTTPResponse", sink: "_Sink", etag: str | None
    ) -> DownloadFailed | _Again | None:
        """Make ready for the answer's body; what speaks against taking it, None when nothing does."""
        status, headers = response.status, response.headers
        if headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
            return DownloadFailed(NOT_THE_FILE, f"the server sent it encoded: {headers.get('Content-Encoding')}"[:100])
        match status:
            case 200:
                sink.restart()
                self._note_etag(headers)
                length = headers.get("Content-Length", "")
                if length and length != str(self.wanted.size_bytes):
                    return DownloadFailed(NOT_THE_FILE, f"the server's file has {length[:20]} bytes")
            case 206 if etag is not None:
                matched = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", ""))
                start, last, total = map(int, matched.groups()) if matched else (-1, -1, -1)
                size = self.wanted.size_bytes
                if (start, last, total) != (sink.size, size - 1, size) or headers.get("ETag", etag) != etag:
                    self._restart(sink)
                    return _Again("the server went on at another place than asked for")
                self.resumed = True
            case 206 | 416:
                self._restart(sink)
                return _Again(f"the server answered HTTP {status}")
            case _ if 300 <= status < 400:
                return DownloadFailed(UNTRUSTED, f"the server sends elsewhere (HTTP {status}); that is not followed")
            case _ if status in _COMES_BACK:
                return _Again(f"the server answered HTTP {status}")
            case _:
                return DownloadFailed(NOT_THERE, f"the server answered HTTP {status}")
        return None

    def _receive(
        self, response: "urllib3.BaseHTTPResponse", sink: "_Sink", stop: threading.Event
    ) -> DownloadFailed | _Again | None:
        for piece in pieces(response, stop):
            if sink.size + len(piece) > self.wanted.size_bytes:
                self._restart(sink)
                return DownloadFailed(NOT_THE_FILE, f"more than the expected {self.wanted.size_bytes} bytes came")
            try:
                sink.write(piece)
            except OSError as error:
                full = error.errno in _NO_ROOM
                return DownloadFailed(NO_ROOM if full else NOT_WRITABLE, f"{error}"[:200])
            self.fetched_bytes += len(piece)
            self.furthest_bytes = max(self.furthest_bytes, sink.size)
            self.report(sink.size)
            if self.cancel.requested:
                break
        missing = self.wanted.size_bytes - sink.size
        return _Again(f"cut off with {missing} bytes to go") if missing else None

    def _restart(self, sink: "_Sink") -> None:
        sink.restart()
        self.note.unlink(missing_ok=True)

    def _note_etag(self, headers: Mapping[str, str]) -> None:
        etag = headers.get("ETag", "")
        if _STRONG_ETAG.fullmatch(etag):
            write_private(self.note, msgspec.json.encode(_Validator(self.wanted.url, etag)))
        else:
            self.note.unlink(missing_ok=True)

    def _known_etag(self) -> str | None:
        try:
            content = read_bounded(self.note, 4096)
            noted = msgspec.json.decode(content, type=_Validator) if content else None
        except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
            return None
        if noted is None or noted.url != self.wanted.url or not _STRONG_ETAG.fullmatch(noted.etag):
            return None
        return noted.etag


class _Sink:
    """The partial file, open for one attempt. After its end a left-behind thread's writes go nowhere."""

    def __init__(self, part: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        self._file: IO[bytes] | None = os.fdopen(os.open(part, flags, 0o600), "r+b", buffering=0)
        self._lock = threading.Lock()
        self.size = self._file.seek(0, os.SEEK_END)

    def __enter__(self) -> "_Sink":
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None

    def write(self, piece: bytes) -> None:
        with self._lock:
            view = memoryview(piece)
            while self._file is not None and view:
                written = self._file.write(view)
                view = view[written:]
                self.size += written

    def restart(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.seek(0)
                self._file.truncate()
                self.size = 0


def _matches(file: Path, wanted: Wanted, cancel: Cancel) -> bool:
    """Return whether a file is the one wanted; reads it from disk, so what is checked is what is there."""
    if file.is_symlink():
        return False
    with suppress(FileNotFoundError), file.open("rb") as opened:
        if os.fstat(opened.fileno()).st_size != wanted.size_bytes:
            return False
        digest = hashlib.sha256()
        while piece := opened.read(HASH_PIECE_BYTES):
            if cancel.requested:
                return False
            digest.update(piece)
        return digest.hexdigest() == wanted.sha256
    return False
