"""What a speed is: bytes by time, the warm-up left out."""

import pytest

from wizard.system.speed_meter import SpeedMeter


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def fill(meter: SpeedMeter, begin_s: float, end_s: float, per_s: float, piece_s: float) -> None:
    """Add ``per_s`` bytes a second in pieces of a length that fits no bucket."""
    at = begin_s
    while at < end_s:
        until = min(end_s, at + piece_s)
        meter.add(round(per_s * (until - at)), at, until)
        at = until


@pytest.mark.parametrize("piece_s", [0.003, 0.017, 0.31, 0.9])
def test_an_even_flow_is_its_speed_however_it_is_cut(clock: Clock, piece_s: float) -> None:
    meter = SpeedMeter(clock)
    fill(meter, 100, 108, 1_250_000, piece_s)
    clock.now_s = 108.0
    assert meter.mbps(8.0) == pytest.approx(10.0, rel=0.002)
    assert meter.moved_bytes == pytest.approx(10_000_000, rel=0.001)


def test_the_burst_of_the_first_two_seconds_does_not_count(clock: Clock) -> None:
    meter = SpeedMeter(clock)
    fill(meter, 100, 102, 50_000_000, 0.1)
    fill(meter, 102, 108, 1_250_000, 0.1)
    assert meter.mbps(8.0) == pytest.approx(10.0, rel=0.002)


def test_of_a_short_measurement_thirty_percent_are_warm_up(clock: Clock) -> None:
    meter = SpeedMeter(clock)
    fill(meter, 100, 100.3, 50_000_000, 0.01)
    fill(meter, 100.3, 101, 1_250_000, 0.01)
    assert meter.mbps(1.0) == pytest.approx(10.0, rel=0.01)


def test_what_is_confirmed_later_counts_when_it_went(clock: Clock) -> None:
    meter = SpeedMeter(clock)
    meter.add(10_000_000, 100, 110)
    assert meter.mbps(8.0) == pytest.approx(8.0, rel=0.002)


def test_too_little_time_is_no_speed(clock: Clock) -> None:
    assert SpeedMeter(clock).mbps(0.02) is None


def test_nothing_that_came_is_silence(clock: Clock) -> None:
    meter = SpeedMeter(clock)
    meter.add(1000, 100.0, 101.0)
    clock.now_s = 104.0
    meter.add(0, 101.0, 104.0)
    assert meter.silent_s == pytest.approx(3.0)


def test_the_needle_follows_what_is_whole(clock: Clock) -> None:
    meter = SpeedMeter(clock)
    assert meter.mbps_now() == 0.0
    fill(meter, 100, 104, 1_250_000, 0.02)
    fill(meter, 104, 106, 2_500_000, 0.02)
    assert meter.mbps_now() == pytest.approx(20.0, rel=0.01)
