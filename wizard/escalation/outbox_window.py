"""When mails that can wait go out together (FACTS E6)."""

from datetime import UTC, datetime, time, timedelta, tzinfo

SPREAD_S = 600
"""The window is open so long: the laptops of a whole organisation must not send in one second."""


def place_in_window(escalation_id: str) -> timedelta:
    """Return how long after its beginning a mail goes: evenly spread over the window, and always the same for one."""
    return timedelta(seconds=int(escalation_id[:8], 16) % SPREAD_S)


def next_daily_window(now_utc: datetime, zone: tzinfo | None, time_of_day: str) -> datetime | None:
    """Return the next moment (UTC) when the clock on the wall shows ``time_of_day`` (``16:00``) after ``now_utc``.

    ``zone`` None: this computer's own. None when ``time_of_day`` is empty: there is no window, send at once. A time
    that daylight saving leaves out is the same moment as one hour later on the new clock; one that it repeats is the
    first of the two.
    """
    if not time_of_day:
        return None
    wall = time.fromisoformat(time_of_day)
    today = now_utc.astimezone(zone).date()
    for days in range(3):
        # Without a zone, astimezone reads the naive time as this computer's own wall clock.
        window = datetime.combine(today + timedelta(days=days), wall, tzinfo=zone).astimezone(UTC)
        if window > now_utc:
            return window
    raise AssertionError("a day has one such time")
