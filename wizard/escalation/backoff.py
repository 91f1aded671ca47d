"""How long to wait before the next try, and before an empty answer to *did it arrive?* is believed."""

from dataclasses import dataclass
from datetime import timedelta

BASE_S = 5.0
"""The first wait lies below this: a short gap in the network is over by then, and a person still looks on."""
CAP_S = 900.0
"""No wait is longer: a quarter of an hour after the network is back the report is on its way, wake or no wake."""
FLOOR_S = 1.0
"""No wait is shorter, so that bad luck with the jitter is no burst."""
MAX_RETRY_AFTER_S = 86_400.0
"""A server may ask for a day; more is a fault of the server's, and the report is not to wait for it."""
SETTLE_S = 60.0
"""How long a request whose answer was lost may still be under way in the server: the time that the usual front ends
(nginx, Apache, gunicorn: 30 to 60 s) give a request. Empty answers before that prove nothing."""
RECHECK_S = 30.0
"""Between the two empty answers that are believed: a search index that lags behind has caught up by then."""


@dataclass(frozen=True)
class Pace:
    """The waits of a sender; tests against a server of their own take shorter ones."""

    base_s: float = BASE_S
    cap_s: float = CAP_S
    floor_s: float = FLOOR_S
    settle_s: float = SETTLE_S
    recheck_s: float = RECHECK_S

    def backoff(self, failures: int, random: float) -> timedelta:
        """Return the wait after the ``failures``-th failure in a row (1 and up); ``random`` is from 0 up to 1.

        Full jitter: evenly spread from nothing up to the doubled bound, so that many computers do not come at once.
        """
        doublings = min(failures - 1, 32)  # beyond the cap anyway, and no overflow
        bound = min(self.cap_s, self.base_s * 2.0**doublings)
        return timedelta(seconds=max(self.floor_s, random * bound))

    def retry_after(self, asked_s: float, random: float) -> timedelta:
        """Return the wait a server asked for, a little later and bounded."""
        bounded = min(max(asked_s, self.floor_s), MAX_RETRY_AFTER_S)
        return timedelta(seconds=bounded + random * self.base_s)

    @property
    def settle(self) -> timedelta:
        return timedelta(seconds=self.settle_s)

    @property
    def recheck(self) -> timedelta:
        return timedelta(seconds=self.recheck_s)
