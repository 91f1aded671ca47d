"""A measurement of how fast the line is: what is asked, and what comes out (part of ``wizard.system.base``)."""

from dataclasses import dataclass
from typing import Literal

SpeedMethod = Literal["librespeed", "speedtest_cli", "practice"]


@dataclass(frozen=True)
class SpeedRequest:
    """What to measure. ``server_url`` is the organisation's own server (LibreSpeed protocol); None: a public one."""

    server_url: str | None = None
    upload: bool = True
    longest_s: float = 60.0


@dataclass(frozen=True)
class SpeedTest:
    """A speed that was measured to its end; part of a measurement is Missing and never a speed.

    ``latency_ms`` is None where the server answered no echo. ``moved_bytes`` is all that went both ways.
    """

    method: SpeedMethod
    server: str
    download_mbps: float
    upload_mbps: float | None
    latency_ms: float | None
    moved_bytes: int
