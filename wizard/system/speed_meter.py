"""How many bytes went when: the measure under a speed test, shared by its streams."""

import threading
import time
from collections.abc import Callable

_BUCKET_S = 0.02
_WARM_UP_S = 2.0
_WARM_UP_SHARE = 0.3
_LOOK_BACK_S = 0.6
"""What the needle shows: long enough to hold still, short enough to follow."""


class SpeedMeter:
    """Bytes by time, in buckets of 20 ms. Any thread may add; times are of ``now_s``."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._lock = threading.Lock()
        self._buckets: list[float] = []
        self._begun_s = now_s()
        self._last_s: float | None = None
        self._moved = 0

    @property
    def elapsed_s(self) -> float:
        return self._now_s() - self._begun_s

    @property
    def moved_bytes(self) -> int:
        return self._moved

    @property
    def silent_s(self) -> float:
        """Return how long nothing has come, since the beginning or the last bytes."""
        return self.elapsed_s - (self._last_s or 0.0)

    def add(self, size_bytes: int, since_s: float, until_s: float) -> None:
        """Note bytes that went between two moments, evenly spread."""
        if not size_bytes:
            return
        first, last = since_s - self._begun_s, until_s - self._begun_s
        with self._lock:
            self._moved += size_bytes
            self._last_s = max(self._last_s or 0.0, last)
            last_bucket = int(last / _BUCKET_S)
            if last_bucket >= len(self._buckets):
                self._buckets.extend([0.0] * (last_bucket + 1 - len(self._buckets)))
            first_bucket = int(first / _BUCKET_S)
            if first_bucket == last_bucket:
                self._buckets[last_bucket] += size_bytes
                return
            per_s = size_bytes / (last - first)
            for index in range(first_bucket, last_bucket + 1):
                begin, end = max(first, index * _BUCKET_S), min(last, (index + 1) * _BUCKET_S)
                self._buckets[index] += per_s * max(0.0, end - begin)

    def mbps_now(self) -> float:
        """Return the speed of the last moment that is whole, in Mbit/s; for the needle, not for the result."""
        with self._lock:
            end = len(self._buckets) - 1  # the last one is still being filled
            begin = max(0, end - round(_LOOK_BACK_S / _BUCKET_S))
            return _mbps(sum(self._buckets[begin:end]), (end - begin) * _BUCKET_S) if end > begin else 0.0

    def mbps(self, until_s: float) -> float | None:
        """Return the average speed up to ``until_s`` (since the beginning), without the warm-up.

        None when there is less than a bucket to average. The warm-up, in which TCP finds the line's speed and a
        shaper gives away its burst, is 2 s, or 30 % of a shorter measurement.
        """
        warm_up_s = min(_WARM_UP_S, until_s * _WARM_UP_SHARE)
        begin, end = int(warm_up_s / _BUCKET_S) + 1, int(until_s / _BUCKET_S)
        with self._lock:
            if end <= begin:
                return None
            return _mbps(sum(self._buckets[begin:end]), (end - begin) * _BUCKET_S)


def _mbps(size_bytes: float, seconds: float) -> float:
    return size_bytes * 8 / 1e6 / seconds
