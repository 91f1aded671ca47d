"""When mails that can wait go out together (FACTS E6)."""

from datetime import UTC, datetime, time, timedelta, tzinfo


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
