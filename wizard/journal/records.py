"""What the journal knows of a session besides its events."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SessionRecord:
    """One session; times are UTC. ``ended_at`` and ``outcome`` are None while it can be continued."""

    id: str
    flow: str
    language: str
    practice: str | None
    started_at: datetime
    ended_at: datetime | None = None
    outcome: str | None = None
    proof: str | None = None
    part: str | None = None
    events: int = 0


@dataclass(frozen=True)
class SavedReport:
    """Where a report was saved, and the SHA-256 of what it holds."""

    session: str
    saved_at: datetime
    path: str
    sha256: str
