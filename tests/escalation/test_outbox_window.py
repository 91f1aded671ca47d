"""The daily window of mails that can wait (FACTS E6), at both changes of daylight saving."""

import os
import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from wizard.escalation.outbox_window import SPREAD_S, next_daily_window, place_in_window

PRAGUE = ZoneInfo("Europe/Prague")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "time_of_day", "window"),
    [
        ("2026-11-22T14:02", "16:00", "2026-11-22T15:00"),
        ("2026-11-22T15:00", "16:00", "2026-11-23T15:00"),  # not the one that is right now
        ("2026-11-22T23:30", "00:15", "2026-11-23T23:15"),  # already the 23rd in Prague, and past 00:15 there
        ("2026-12-31T22:00", "00:15", "2026-12-31T23:15"),
        # 29 March 2026: 02:00 becomes 03:00
        ("2026-03-28T15:30", "16:00", "2026-03-29T14:00"),
        ("2026-03-29T00:30", "16:00", "2026-03-29T14:00"),
        ("2026-03-28T22:00", "02:30", "2026-03-29T01:30"),  # 02:30 does not exist: 03:30 on the new clock
        ("2026-03-29T01:30", "02:30", "2026-03-30T00:30"),
        # 25 October 2026: 03:00 becomes 02:00
        ("2026-10-24T15:30", "16:00", "2026-10-25T15:00"),
        ("2026-10-24T22:00", "02:30", "2026-10-25T00:30"),  # 02:30 comes twice: the first one
        ("2026-10-25T00:30", "02:30", "2026-10-26T01:30"),  # and not the second one an hour later
    ],
)
def test_the_window_is_the_clock_on_the_wall(now: str, time_of_day: str, window: str) -> None:
    assert next_daily_window(at(now), PRAGUE, time_of_day) == at(window)


def test_every_half_hour_of_a_year_has_one_window_within_a_day_and_an_hour() -> None:
    now = at("2026-01-01T00:00")
    while now < at("2027-01-01T00:00"):
        window = next_daily_window(now, PRAGUE, "16:00")
        assert window is not None
        assert timedelta() < window - now <= timedelta(hours=25)
        assert window.astimezone(PRAGUE).strftime("%H:%M") == "16:00"
        now += timedelta(minutes=30)


def test_without_a_time_there_is_no_window() -> None:
    assert next_daily_window(at("2026-11-22T14:02"), PRAGUE, "") is None


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="only POSIX lets a process choose its time zone")
def test_without_a_zone_it_is_this_computers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Prague")
    time.tzset()
    try:
        assert next_daily_window(at("2026-03-28T15:30"), None, "16:00") == at("2026-03-29T14:00")
        assert next_daily_window(at("2026-10-24T15:30"), None, "16:00") == at("2026-10-25T15:00")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert os.environ.get("TZ") != "Europe/Prague"


def test_ten_thousand_laptops_do_not_send_in_one_second() -> None:
    chance = random.Random(20261122)
    ids = [UUID(int=chance.getrandbits(128), version=4).hex for _ in range(10_000)]
    places = [place_in_window(one) for one in ids]
    assert [place_in_window(one) for one in ids] == places
    assert min(places) >= timedelta(0) and max(places) < timedelta(seconds=SPREAD_S)
    assert max(Counter(places).values()) < 50
