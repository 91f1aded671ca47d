"""The running log of a walk's diagnostics (FACTS C2): what began and ended when, who agreed, how many are affected."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from wizard.diagnosis.model import LOG_NAME, DiagnosticPart, diagnosis_folder
from wizard.session import Session
from wizard.settings import keep_aside, read_bounded, write_private
from wizard.system.base import Reason

_MOST_BYTES = 1_000_000
_AGREED_FOR = timedelta(minutes=10)
_writing = threading.Lock()
"""Parts run side by side, and each writes the whole file."""


class _Entry(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    pass


class LoggedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was written."""

    name: str
    size_bytes: int
    sha256: str


class Run(_Entry, frozen=True, kw_only=True, tag="part"):
    """One part, once. ``ended`` None: it goes on, or the program ended in the middle of it. Times are UTC."""

    part: DiagnosticPart
    started: datetime
    ended: datetime | None = None
    result: Literal["collected", "stopped"] | Reason | None = None
    detail: str = ""
    files: tuple[LoggedFile, ...] = ()


class Agreed(_Entry, frozen=True, kw_only=True, tag="agreed"):
    """The person agreed to one recording. ``used``: it has begun."""

    at: datetime
    text_sha256: str
    used: bool = False


class Affected(_Entry, frozen=True, kw_only=True, tag="affected"):
    """How many users are affected, as the person said it then."""

    at: datetime
    users: int | None = None
    percent: float | None = None


Entry = Run | Agreed | Affected


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file, oldest entry first."""

    format: Literal[1] = 1
    entries: tuple[Entry, ...] = ()


class RunningLog:
    """A walk's log on the disk. Every method that writes raises SettingsError when it cannot."""

    def __init__(self, session: Session) -> None:
        self._path = diagnosis_folder(session) / LOG_NAME

    @property
    def path(self) -> Path:
        return self._path

    def entries(self) -> tuple[Entry, ...]:
        """Return what was noted; a damaged file is kept aside, and nothing was noted then."""
        try:
            content = read_bounded(self._path, _MOST_BYTES)
            return () if content is None else msgspec.json.decode(content, type=Log).entries
        except (OSError, msgspec.MsgspecError, RecursionError, UnicodeError):
            keep_aside(self._path)
            return ()

    def append(self, entry: Entry) -> None:
        """Note something; it is on the disk when this returns."""
        self._change(lambda entries: (*entries, entry))

    def end(self, begun: Run, ended: Run) -> None:
        """Note how a run ended, in its own place."""
        self._change(lambda entries: tuple(ended if entry == begun else entry for entry in entries))

    def use_agreement(self, now: datetime) -> bool:
        """Take the agreement to one recording, if there is one that is fresh and was not taken; it is spent then."""
        found: list[Agreed] = []

        def spend(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
            fresh = [
                entry
                for entry in entries
                if isinstance(entry, Agreed) and not entry.used and timedelta(0) <= now - entry.at <= _AGREED_FOR
            ]
            found.extend(fresh[-1:])
            return tuple(msgspec.structs.replace(each, used=True) if each in found else each for each in entries)

        self._change(spend)
        return bool(found)

    def _change(self, change: Callable[[tuple[Entry, ...]], tuple[Entry, ...]]) -> None:
        with _writing:
            before = self.entries()
            after = change(before)
            if after != before:
                content = msgspec.json.encode(Log(entries=after))
                write_private(self._path, msgspec.json.format(content, indent=1) + b"\n")


def note_affected_users(session: Session, users: int | None, percent: float | None) -> None:
    """Note how many users are affected, with the time, when it is another number than was noted last.

    Raises SettingsError when it cannot be noted.
    """
    log = RunningLog(session)
    known = [entry for entry in log.entries() if isinstance(entry, Affected)]
    last = (known[-1].users, known[-1].percent) if known else (None, None)
    if (users, percent) != last:
        log.append(Affected(at=session.environment.now_utc(), users=users, percent=percent))
