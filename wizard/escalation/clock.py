"""The best-known time: a server's where one told, never before what already happened (issue 3, section 5)."""

from datetime import datetime

from wizard.escalation.model import Case


def corrected(now_local_utc: datetime, offset_s: float | None, last_event_at: datetime | None) -> datetime:
    """Return this computer's time put right by ``offset_s`` (server minus computer), at least ``last_event_at``."""
    raise NotImplementedError


def best_now(case: Case, now_local_utc: datetime) -> datetime:
    """Return the best-known time for a case."""
    raise NotImplementedError
