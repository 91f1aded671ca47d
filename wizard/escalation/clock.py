"""The best-known time: a server's where one told, never before what already happened (issue 3, section 5).

Only stored UTC times count: sleep, restarts and daylight saving change nothing, and a wrong clock only until a server
tells how far it is off.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from wizard.escalation.model import Case, TicketEvent


def corrected(now_local_utc: datetime, offset_s: float | None, last_event_at: datetime | None) -> datetime:
    """Return this computer's time put right by ``offset_s`` (server minus computer), at least ``last_event_at``.

    A correction that leaves the calendar is no correction.
    """
    try:
        now = now_local_utc.astimezone(UTC) + timedelta(seconds=offset_s or 0)
    except (OverflowError, ValueError):
        now = now_local_utc.astimezone(UTC)
    return now if last_event_at is None else max(now, last_event_at)


def settled(events: Iterable[TicketEvent]) -> tuple[TicketEvent, ...]:
    """Return the events in their order, with times put right that a wrong clock wrote.

    When a server told how far the clock was off (``clock_moved``), whatever was noted earlier cannot lie after that
    moment: if it does, and this computer's clock was all that was known then, the same correction holds for it.
    """
    result: list[TicketEvent] = []
    for event in sorted(events, key=lambda one: one.number):
        if event.kind == "clock_moved":
            result = [_before(earlier, event) for earlier in result]
        result.append(event)
    return tuple(result)


def _before(earlier: TicketEvent, moved: TicketEvent) -> TicketEvent:
    if earlier.at <= moved.at:
        return earlier
    shifted = moved.at
    if earlier.at == earlier.noted_at:
        with suppress(OverflowError, ValueError):
            shifted = earlier.at + timedelta(seconds=float(moved.detail.get("offset_s", "")))
    return replace(earlier, at=min(shifted, moved.at))


def best_now(case: Case, now_local_utc: datetime) -> datetime:
    """Return the best-known time for a case; between two calls it may stand still, it never goes back."""
    latest = max((event.at for event in settled(case.events)), default=None)
    return corrected(now_local_utc, case.clock_offset_s, latest)
