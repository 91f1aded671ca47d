"""A measurement of how fast the line is: what is asked, and what comes out (part of ``wizard.system.base``)."""

from dataclasses import dataclass
from typing import Literal

SpeedMethod = Literal["librespeed", "speedtest_cli", "practice"]

MOST_BYTES = 1_000_000_000
"""4 s of 1 Gbit/s each way; a slow line moves less, as it is measured for 8 s each way at the longest."""


@dataclass(frozen=True)
class SpeedRequest:
    """What to measure. ``server_url`` is the organisation's own server (LibreSpeed protocol); None: a public one.

    ``plain_http`` says that the organisation allows that server without https. ``most_bytes`` bounds what is moved,
    both ways together, to within what is in flight when the bound is met.
    """

    server_url: str | None = None
    upload: bool = True
    longest_s: float = 60.0
    most_bytes: int = MOST_BYTES
    plain_http: bool = False


@dataclass(frozen=True)
class SpeedTest:
    """A speed that was measured to its end; part of a measurement is Missing and never a speed.

    Megabits are 10⁶ bits of content, without the headers of TCP and HTTP's frames. ``latency_ms`` is the median round
    trip on an open connection, ``jitter_ms`` the average change from one to the next; both None where the server
    answered none. ``moved_bytes`` is all that went both ways.
    """

    method: SpeedMethod
    server: str
    download_mbps: float
    upload_mbps: float | None
    latency_ms: float | None
    moved_bytes: int
    jitter_ms: float | None = None
